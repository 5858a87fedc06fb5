"""What all sending methods share: where to, in answer to what, with which keyboard, how often."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.sandbox.markup import checked
from bot.sandbox.rights import writable
from bot.sandbox.text import introduced
from bot.sandbox.wire import bad_request, beyond

if TYPE_CHECKING:
    from bot.sandbox.chat import Chat
    from bot.sandbox.message import Message
    from bot.sandbox.wire import Json
    from bot.sandbox.world import World


def send(world: World, params: Json, content: Json, what: str = "text messages") -> Message:
    """Put `content` into the chat that `params` name, as the bot; raises ApiError."""
    chat = writable(world, params.get("chat_id"), what)
    markup = checked(params.get("reply_markup"), chat.type, strict=world.strict)
    fields = {**answering(chat, params), **thread(chat, params)}
    world.flood.sent(chat.id)
    content = introduced(content, world.users)
    if params.get("protect_content"):
        fields["has_protected_content"] = True
    if effect := params.get("message_effect_id"):
        if chat.type != "private":
            raise bad_request("EFFECT_ID_INVALID")
        fields["effect_id"] = effect
    if markup and "inline_keyboard" in markup:
        content = {**content, "reply_markup": markup}
    message = chat.post({**fields, **content}, sender=author(chat), by_bot=True)
    if markup and "inline_keyboard" not in markup:
        _lay_out(chat, markup, message)
    return message


def author(chat: Chat) -> Json:
    """Return the fields that name the bot as sender in `chat`."""
    return {"sender_chat": chat.raw} if chat.type == "channel" else {"from": chat.world.bot}


def answering(chat: Chat, params: Json) -> Json:
    """Return `reply_to_message` as `reply_parameters` ask; raises ApiError."""
    reply = params.get("reply_parameters")
    if not reply:
        return {}
    if reply.get("chat_id") not in {None, chat.id}:
        raise beyond("answers across chats are not played here")
    replied = chat.messages.get(reply["message_id"])
    if replied is None:
        if reply.get("allow_sending_without_reply"):
            return {}
        raise bad_request("message to be replied not found")
    return {"reply_to_message": replied.quoted()}


def thread(chat: Chat, params: Json) -> Json:
    """Return the fields of the forum topic that `params` name; raises ApiError."""
    topic = params.get("message_thread_id")
    if topic is None:
        return {}
    if topic not in chat.topics:
        raise bad_request("message thread not found")
    if chat.topics[topic].get("closed") and not chat.bot.may("can_manage_topics"):
        raise bad_request("TOPIC_CLOSED")
    return {"message_thread_id": topic, "is_topic_message": True}


def _lay_out(chat: Chat, markup: Json, message: Message) -> None:
    """Remember a reply keyboard, or put it away; `selective` reaches whom the message answers."""
    replied = message.raw.get("reply_to_message", {})
    only = replied.get("from", {}).get("id") if markup.get("selective") else None
    if markup.get("remove_keyboard"):
        chat.keyboard = None
    else:
        chat.keyboard = {**markup, "for": only, "message_id": message.id}
    chat.world.feed.changed("keyboard", chat_id=chat.id, keyboard=chat.keyboard)
