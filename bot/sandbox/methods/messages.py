"""Text messages, deleting, pinning, reactions and "typing ..."."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.sandbox import rights
from bot.sandbox.text import message_text
from bot.sandbox.wire import ApiError, bad_request

from .registry import method
from .sending import author, send, thread

if TYPE_CHECKING:
    from bot.sandbox.message import Message
    from bot.sandbox.wire import Json
    from bot.sandbox.world import World

_ACTIONS = [
    "typing",
    "upload_photo",
    "record_video",
    "upload_video",
    "record_voice",
    "upload_voice",
    "upload_document",
    "choose_sticker",
    "find_location",
    "record_video_note",
    "upload_video_note",
]
# Telegram's list of free reactions, as far as a workplace would use them.
REACTIONS = frozenset(
    "👍👎❤🔥🥰👏😁🤔🤯😱🤬😢🎉🤩🤮💩🙏👌🕊🤡🥱🥴😍🐳🌚🌭💯🤣⚡🍌🏆💔🤨😐🍓🍾💋🖕😈😴😭🤓👻👀🎃🙈😇😨🤝✍🤗🫡🎅🎄☃💅🤪🗿🆒💘🙉🦄😘💊🙊😎👾😡"
)
_MOST_AT_ONCE = 100


@method("sendMessage")
def send_message(world: World, params: Json) -> Json:
    """Send a text."""
    content = message_text(params) if world.strict else {"text": params["text"]}
    if options := params.get("link_preview_options"):
        content["link_preview_options"] = options
    return send(world, params, content).raw


@method("sendChatAction")
def send_chat_action(world: World, params: Json) -> bool:
    """Show "typing ..." and its like."""
    if params["action"] not in _ACTIONS:
        raise bad_request("wrong parameter action in request")
    chat = rights.writable(world, params.get("chat_id"))
    thread(chat, params)
    world.feed.changed("typing", chat_id=chat.id, action=params["action"])
    return True


@method("deleteMessage")
def delete_message(world: World, params: Json) -> bool:
    """Delete one message."""
    chat = rights.chat_of(world, params.get("chat_id"))
    message = chat.message(params.get("message_id"), "message to delete")
    rights.check_deletable(message)
    chat.erase(message)
    return True


@method("deleteMessages")
def delete_messages(world: World, params: Json) -> bool:
    """Delete several messages; those that are gone or may not go are skipped."""
    chat = rights.chat_of(world, params.get("chat_id"))
    for message in several(chat.messages, params):
        try:
            rights.check_deletable(message)
        except ApiError:
            continue
        chat.erase(message)
    return True


def several(messages: dict[int, Message], params: Json) -> list[Message]:
    """Return the messages that `message_ids` name, as far as they exist; raises ApiError for an impossible list."""
    wanted: list[int] = params["message_ids"]
    if not wanted:
        raise bad_request("message identifiers are not specified")
    if len(wanted) > _MOST_AT_ONCE:
        raise bad_request("too many message identifiers specified")
    return [messages[number] for number in wanted if number in messages]


_NO_PINS = "not enough rights to manage pinned messages in the chat"


@method("pinChatMessage")
def pin_chat_message(world: World, params: Json) -> bool:
    """Pin a message; the chat hears of it."""
    chat = rights.writable(world, params.get("chat_id"))
    message = chat.message(params.get("message_id"), "message to pin")
    rights.need(chat, "can_edit_messages" if chat.type == "channel" else "can_pin_messages", _NO_PINS)
    if message.id not in chat.pinned:
        chat.pinned.append(message.id)
        chat.post({"pinned_message": message.quoted()}, sender=author(chat), by_bot=True)
    return True


@method("unpinChatMessage")
def unpin_chat_message(world: World, params: Json) -> bool:
    """Unpin one message, the newest pinned one when none is named."""
    chat = rights.writable(world, params.get("chat_id"))
    rights.need(chat, "can_edit_messages" if chat.type == "channel" else "can_pin_messages", _NO_PINS)
    number = params.get("message_id") or (chat.pinned[-1] if chat.pinned else None)
    if number not in chat.pinned:
        raise bad_request("message to unpin not found")
    chat.pinned.remove(number)
    world.feed.changed("unpin", chat_id=chat.id, message_id=number)
    return True


@method("unpinAllChatMessages")
def unpin_all_chat_messages(world: World, params: Json) -> bool:
    """Unpin everything."""
    chat = rights.writable(world, params.get("chat_id"))
    rights.need(chat, "can_edit_messages" if chat.type == "channel" else "can_pin_messages", _NO_PINS)
    chat.pinned.clear()
    return True


@method("setMessageReaction")
def set_message_reaction(world: World, params: Json) -> bool:
    """React to a message, as the bot: one emoji at most."""
    chat = rights.writable(world, params.get("chat_id"))
    message = chat.message(params.get("message_id"), "message to react")
    reaction: list[Json] = params.get("reaction") or []
    if len(reaction) > 1:
        raise bad_request("REACTIONS_TOO_MANY")
    if any(not _usable(one) for one in reaction):
        raise bad_request("REACTION_INVALID")
    message.reactions[world.bot["id"]] = reaction
    world.feed.changed("reaction", chat_id=chat.id, message_id=message.id, user_id=world.bot["id"], reaction=reaction)
    return True


def _usable(reaction: Any) -> bool:
    return reaction["type"] == "emoji" and reaction["emoji"].replace("\ufe0f", "") in REACTIONS
