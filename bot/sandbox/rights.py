"""What the bot may do where: Telegram's 403s and the 400s about rights."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .wire import ApiError, bad_request, forbidden

if TYPE_CHECKING:
    from .chat import Chat
    from .message import Message
    from .wire import Json
    from .world import World

_DELETABLE = 48 * 3600


def chat_of(world: World, value: Any) -> Chat:
    """Return the chat that `value` (an id or @username) names and the bot may look at; raises ApiError."""
    if value is None or value == "":
        raise bad_request("chat_id is empty")
    named = isinstance(value, str) and value.startswith("@")
    chat = world.named(value) if named else world.chats.get(_number(value))
    if chat is None or (chat.type == "private" and not (world.people[chat.id].started or chat.id in world.known)):
        raise bad_request("chat not found")
    if chat.type in {"supergroup", "channel"}:
        _member(chat)
    return chat


def _number(value: Any) -> int:
    text = str(value).strip()
    return int(text) if text.lstrip("-").isdigit() else 0


def _member(chat: Chat) -> None:
    if chat.bot.status == "kicked":
        raise forbidden(f"bot was kicked from the {chat.type} chat")
    if chat.bot.status == "left":
        raise forbidden(f"bot is not a member of the {chat.type} chat")


def writable(world: World, value: Any, what: str = "text messages") -> Chat:
    """Return the chat to which the bot may send `what`; raises ApiError."""
    chat = chat_of(world, value)
    if chat.type == "private":
        person = world.people[chat.id]
        if person.deactivated:
            raise forbidden("user is deactivated")
        if person.blocked:
            raise forbidden("bot was blocked by the user")
        if not person.started:
            raise forbidden("bot can't initiate conversation with a user")
        return chat
    if chat.migrated_to is not None:
        raise ApiError(
            400,
            "Bad Request: group chat was upgraded to a supergroup chat",
            {"migrate_to_chat_id": chat.migrated_to},
        )
    _member(chat)
    if chat.type == "channel" and not chat.bot.may("can_post_messages"):
        raise bad_request("need administrator rights in the channel chat")
    if chat.bot.status == "restricted" and not chat.bot.rights.get("can_send_messages"):
        raise bad_request(f"not enough rights to send {what} to the chat")
    return chat


def need(chat: Chat, right: str, otherwise: str) -> None:
    """Refuse with `otherwise` unless the bot administers `chat` with `right`; in private everything goes."""
    if chat.type != "private" and not chat.bot.may(right):
        raise bad_request(otherwise)


def editable(world: World, params: Json) -> Message:
    """Return the bot's own message that `params` name; raises ApiError.

    Telegram sets no limit in time for a bot's edits of its own messages.
    """
    if inline_id := params.get("inline_message_id"):
        message: Message | None = world.inline_messages.get(inline_id)
        if message is None:
            raise bad_request("MESSAGE_ID_INVALID")
        return message
    chat = writable(world, params.get("chat_id"))
    message_id = params.get("message_id")
    if message_id is None:
        raise bad_request("message identifier is not specified")
    message = chat.message(int(message_id), "message to edit")
    if not message.by_bot:
        raise bad_request("message can't be edited")
    return message


def check_deletable(message: Message) -> None:
    """Refuse to delete what Telegram would not let the bot delete; raises ApiError."""
    chat, world = message.chat, message.chat.world
    if chat.bot.may("can_delete_messages"):
        return
    if chat.type == "channel" and not chat.bot.may("can_post_messages"):
        raise bad_request("message can't be deleted")
    if not message.by_bot and chat.type != "private":
        raise bad_request("message can't be deleted")
    if world.now() - message.raw["date"] > _DELETABLE:
        raise bad_request("message can't be deleted for everyone")
