"""What the bot gets to hear of what happens around it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .chat import Chat, Member
    from .message import Message
    from .wire import Json


def member_change(chat: Chat, by: Json, old: Member, new: Member) -> Json:
    """Return a ChatMemberUpdated object."""
    return {
        "chat": chat.raw,
        "from": by,
        "date": int(chat.world.now()),
        "old_chat_member": old.raw(),
        "new_chat_member": new.raw(),
    }


def visible_to_bot(message: Message) -> bool:
    """Whether a bot in this chat gets what somebody sends: with privacy mode only what is meant for it."""
    chat, raw = message.chat, message.raw
    world = chat.world
    if not world.privacy or chat.bot.administers or chat.type == "channel" or "via_bot" in raw:
        return True
    if raw.get("reply_to_message", {}).get("from", {}).get("id") == world.bot["id"]:
        return True
    text, name = message.text, world.bot["username"].lower()
    for entity in message.entities:
        word = text.encode("utf-16-le")[entity["offset"] * 2 : (entity["offset"] + entity["length"]) * 2].decode(
            "utf-16-le"
        )
        if entity["type"] == "bot_command" and entity["offset"] == 0 and word.lower().partition("@")[2] in {"", name}:
            return True
        if entity["type"] == "mention" and word.lower() == f"@{name}":
            return True
    return False
