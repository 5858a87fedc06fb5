"""Copying and forwarding messages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.sandbox import rights
from bot.sandbox.text import caption
from bot.sandbox.wire import bad_request

from .messages import several
from .registry import method
from .sending import send

if TYPE_CHECKING:
    from bot.sandbox.message import Message
    from bot.sandbox.wire import Json
    from bot.sandbox.world import World

_OWN = {"message_id", "from", "sender_chat", "chat", "date", "edit_date", "reply_to_message", "reply_markup", "via_bot"}
_PLACE = {"message_thread_id", "is_topic_message", "has_protected_content", "effect_id", "media_group_id"}
_CONTENT = {"text", "photo", "document", "voice", "video", "audio", "animation", "location", "contact", "dice", "poll"}


def _content(message: Message, purpose: str) -> Json:
    content = {key: value for key, value in message.raw.items() if key not in _OWN | _PLACE}
    if not content.keys() & _CONTENT or message.raw.get("has_protected_content"):
        raise bad_request(f"the message can't be {purpose}")
    return content


def _source(world: World, params: Json, purpose: str) -> Message:
    chat = rights.chat_of(world, params.get("from_chat_id"))
    return chat.message(params.get("message_id"), f"message to {purpose}")


@method("copyMessage")
def copy_message(world: World, params: Json) -> Json:
    """Send the same content again, without saying whose it was."""
    content = _content(_source(world, params, "copy"), "copied")
    content.pop("forward_origin", None)
    if "caption" in params:
        content.pop("caption_entities", None)
        content |= caption(params)
    return {"message_id": send(world, params, content).id}


@method("forwardMessage")
def forward_message(world: World, params: Json) -> Json:
    """Send a message on, with its origin."""
    return _forward(world, _source(world, params, "forward"), params).raw


def _forward(world: World, message: Message, params: Json) -> Message:
    return send(world, params, {"forward_origin": _origin(message), **_content(message, "forwarded")})


def _origin(message: Message) -> Json:
    raw = message.raw
    if "forward_origin" in raw:
        known: Json = raw["forward_origin"]
        return known
    if message.chat.type == "channel":
        return {"type": "channel", "date": raw["date"], "chat": raw["chat"], "message_id": message.id}
    if "sender_chat" in raw:
        return {"type": "chat", "date": raw["date"], "sender_chat": raw["sender_chat"]}
    return {"type": "user", "date": raw["date"], "sender_user": raw["from"]}


def _all(world: World, params: Json) -> list[Message]:
    found = several(rights.chat_of(world, params.get("from_chat_id")).messages, params)
    if not found:
        raise bad_request("there are no messages to forward")
    return found


@method("forwardMessages")
def forward_messages(world: World, params: Json) -> list[Json]:
    """Forward several; those that are gone are skipped."""
    return [{"message_id": _forward(world, message, params).id} for message in _all(world, params)]


@method("copyMessages")
def copy_messages(world: World, params: Json) -> list[Json]:
    """Copy several; those that are gone are skipped."""
    contents = [_content(message, "copied") for message in _all(world, params)]
    if params.get("remove_caption"):
        contents = [{key: content[key] for key in content if not key.startswith("caption")} for content in contents]
    return [{"message_id": send(world, params, content).id} for content in contents]
