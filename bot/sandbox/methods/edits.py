"""Changing what the bot said before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.sandbox.markup import checked
from bot.sandbox.rights import editable
from bot.sandbox.text import caption, introduced, message_text
from bot.sandbox.wire import bad_request, beyond

from .files import media_content
from .registry import method

if TYPE_CHECKING:
    from bot.sandbox.message import Message
    from bot.sandbox.wire import Json
    from bot.sandbox.world import World

_SAME = (
    "message is not modified: specified new message content and reply markup are exactly the same as a current content "
    "and reply markup of the message"
)
_MEDIA = {"photo", "document", "video", "audio", "animation", "voice"}


def _change(world: World, message: Message, params: Json, content: Json, replaced: set[str]) -> Json | bool:
    """Replace the fields `replaced` and the keyboard of `message`; return what the method answers."""
    markup = checked(params.get("reply_markup"), message.chat.type, inline_only=True, strict=world.strict)
    content = introduced(content, world.users)
    new = content | {"reply_markup": markup} if markup else content
    replaced = replaced | {"reply_markup"}
    if {key: value for key, value in message.raw.items() if key in replaced} == new:
        raise bad_request(_SAME)
    world.flood.sent(message.chat.id, edit=True)
    for key in replaced:
        message.raw.pop(key, None)
    if len(replaced) > 1:
        message.raw["edit_date"] = int(world.now())
    message.raw.update(new)
    world.feed.changed("edit", chat_id=message.chat.id, message_id=message.id, message=message.raw)
    return message.raw if message.inline_id is None or "inline_message_id" not in params else True


@method("editMessageText")
def edit_message_text(world: World, params: Json) -> Json | bool:
    """Replace the text (and the keyboard: none given, none left)."""
    message = editable(world, params)
    content = message_text(params, edit=True) if world.strict else {"text": params["text"]}
    if "text" not in message.raw:
        raise bad_request("there is no text in the message to edit")
    if options := params.get("link_preview_options"):
        content["link_preview_options"] = options
    return _change(world, message, params, content, {"text", "entities", "link_preview_options"})


@method("editMessageCaption")
def edit_message_caption(world: World, params: Json) -> Json | bool:
    """Replace the caption of a file."""
    message = editable(world, params)
    content = caption(params, edit=True)
    if not _MEDIA & message.raw.keys():
        raise bad_request("there is no caption in the message to edit")
    return _change(world, message, params, content, {"caption", "caption_entities"})


@method("editMessageReplyMarkup")
def edit_message_reply_markup(world: World, params: Json) -> Json | bool:
    """Replace the keyboard alone."""
    return _change(world, editable(world, params), params, {}, set())


@method("editMessageMedia")
def edit_message_media(world: World, params: Json) -> Json | bool:
    """Replace the file and its caption."""
    message = editable(world, params)
    if message.inline_id is not None:
        raise beyond("files in inline messages are not played here")
    content = media_content(world, params["media"], params)
    if not _MEDIA & message.raw.keys() and "text" not in message.raw:
        raise bad_request("message can't be edited")
    return _change(world, message, params, content, {*_MEDIA, "text", "entities", "caption", "caption_entities"})
