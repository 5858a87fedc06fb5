"""Looking at chats and their members; leaving."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.sandbox import rights
from bot.sandbox.chat import Member
from bot.sandbox.hearing import member_change
from bot.sandbox.wire import bad_request

from .registry import method

if TYPE_CHECKING:
    from bot.sandbox.wire import Json
    from bot.sandbox.world import World

_GIFTS = ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels")


@method("getChat")
def get_chat(world: World, params: Json) -> Json:
    """Return everything about a chat."""
    chat = rights.chat_of(world, params.get("chat_id"))
    full = {
        **chat.raw,
        "accent_color_id": 0,
        "max_reaction_count": 11,
        "accepted_gift_types": dict.fromkeys(_GIFTS, False),
    }
    if chat.pinned:
        full["pinned_message"] = chat.messages[chat.pinned[-1]].quoted()
    if chat.type in {"group", "supergroup"}:
        full["permissions"] = {"can_send_messages": True}
    return full


@method("getChatMember")
def get_chat_member(world: World, params: Json) -> Json:
    """Return one member, also a former one, also a stranger whom Telegram knows."""
    chat = rights.chat_of(world, params.get("chat_id"))
    user_id = params["user_id"]
    if user_id in chat.members:
        return chat.members[user_id].raw()
    if user_id not in world.people:
        raise bad_request("PARTICIPANT_ID_INVALID")
    return Member(world.people[user_id].user, "left").raw()


@method("getChatAdministrators")
def get_chat_administrators(world: World, params: Json) -> list[Json]:
    """Return owner and administrators, other bots left out."""
    chat = rights.chat_of(world, params.get("chat_id"))
    if chat.type == "private":
        raise bad_request("there are no administrators in the private chat")
    return [member.raw() for member in chat.members.values() if member.administers]


@method("getChatMemberCount")
def get_chat_member_count(world: World, params: Json) -> int:
    """Return how many are in a chat."""
    chat = rights.chat_of(world, params.get("chat_id"))
    return 2 if chat.type == "private" else sum(member.inside for member in chat.members.values())


@method("leaveChat")
def leave_chat(world: World, params: Json) -> bool:
    """Take the bot out of a group or channel."""
    chat = rights.writable(world, params.get("chat_id"))
    if chat.type == "private":
        raise bad_request("chat member status can't be changed in private chats")
    old = chat.bot
    chat.members[world.bot["id"]] = new = Member(world.bot, "left")
    world.updates.push("my_chat_member", member_change(chat, world.bot, old, new), chat.id)
    world.feed.changed("members", chat_id=chat.id)
    return True
