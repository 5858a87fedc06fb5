"""What the page gets to see: the world's things as JSON."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .chat import Chat
    from .message import Message
    from .phone import Person
    from .server import Call
    from .wire import Json
    from .world import World

_MOST_PARAMETERS = 2000


def message(one: Message) -> Json:
    """Return the raw Message (without its chat), who reacted how, and how people voted."""
    view = {key: value for key, value in one.raw.items() if key != "chat"}
    view["by_bot"] = one.by_bot
    reactions: dict[str, list[int]] = {}
    for user_id, chosen in one.reactions.items():
        for reaction in chosen:
            reactions.setdefault(reaction["emoji"], []).append(user_id)
    if reactions:
        view["reactions"] = reactions
    if "poll" in one.raw:
        view["votes"] = one.chat.world.votes.get(one.raw["poll"]["id"], {})
    return view


def chat(one: Chat, *, full: bool) -> Json:
    """Return a chat and who is in it; `full`: with its messages."""
    inside = [member for member in one.members.values() if member.inside]
    view: Json = {
        "id": one.id,
        "type": one.type,
        "title": one.title,
        "username": one.raw.get("username"),
        "members": [member.user["id"] for member in inside],
        "admins": [member.user["id"] for member in inside if member.administers],
        "keyboard": one.keyboard,
    }
    if full:
        view["messages"] = [message(entry) for entry in one.messages.values()]
    return view


def person(one: Person) -> Json:
    """Return somebody with a phone, and up to where they read which chat."""
    return {
        "id": one.id,
        "name": one.name,
        "started": one.started,
        "blocked": one.blocked,
        "read": one.read,
    }


def offers(query: Json) -> Json:
    """Return what the bot offers to an inline query, to whom, where."""
    return {
        "kind": "offers",
        "person": query["from"],
        "chat": query["chat"],
        "query": query["query"],
        "results": [{key: one[key] for key in ("id", "title", "description")} for one in query["results"]],
        "button": query["button"],
    }


def call(one: Call, number: int) -> Json:
    """Return one call of the bot; `ms` it took, `size` of the answer in bytes."""
    params = json.dumps(one.params, ensure_ascii=False, default=lambda upload: f"<{type(upload).__name__}>")
    return {
        "number": number,
        "method": one.method,
        "ok": one.ok,
        "error": one.error,
        "injected": one.injected,
        "ms": round(one.duration * 1000, 2),
        "size": one.size,
        "params": params if len(params) <= _MOST_PARAMETERS else params[:_MOST_PARAMETERS] + "…",
    }


def menu(world: World, one: Person, where: Chat) -> list[Json]:
    """Return the commands that the app offers somebody in a chat: the narrowest scope counts, own language first."""
    if where.type == "private":
        scopes = [f"chat:{where.id}", "all_private_chats", "default"]
    else:
        member = where.members.get(one.id)
        admins = member is not None and member.administers
        scopes = [f"chat_member:{where.id}:{one.id}"]
        scopes += [f"chat_administrators:{where.id}"] if admins else []
        scopes += [f"chat:{where.id}"]
        scopes += ["all_chat_administrators"] if admins else []
        scopes += ["all_group_chats", "default"]
    language = str(one.user.get("language_code", ""))[:2]
    keys = [(scope, code) for scope in scopes for code in (language, "")]
    return next((world.commands[key] for key in keys if world.commands.get(key)), [])


def waiting(world: World) -> list[int]:
    """Return the chats and people from whom updates wait for the bot."""
    lanes = (entry.lane for entry in world.updates.outstanding.values())
    ids = (lane[1] if isinstance(lane, tuple) else lane for lane in lanes)
    return sorted({one for one in ids if isinstance(one, int)})
