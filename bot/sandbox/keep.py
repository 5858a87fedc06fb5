"""A sandbox's whole state as JSON, and back: people, chats, messages, what the bot said of itself. Files go beside it.

What is on its way to the bot is not part of it: stop the bot first, and it has handled everything.
"""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING

from .chat import Chat, Member
from .files import File
from .groups import Channel, Group
from .message import Message
from .phone import Person

if TYPE_CHECKING:
    from collections.abc import Callable

    from .sandbox import Sandbox
    from .wire import Json

VERSION = 1
_FILE_FACTS = ("file_id", "unique_id", "kind", "path", "name", "mime")


def dumped(sandbox: Sandbox) -> Json:
    """Return the state. Counters move on by one: numbers have gaps, but none is given twice."""
    world = sandbox.world
    return {
        "version": VERSION,
        "people": [_person(person) for person in world.people.values()],
        "chats": [_chat(chat) for chat in world.chats.values()],
        "files": [{name: getattr(file, name) for name in _FILE_FACTS} for file in world.files.all()],
        "commands": [[scope, language, commands] for (scope, language), commands in world.commands.items()],
        "votes": {poll: list(votes.items()) for poll, votes in world.votes.items()},
        "known": sorted(world.known),
        "numbers": next(world.numbers),
        "sequence": next(world.sequence),
        "next_update": world.updates.next_id,
    }


def restore(sandbox: Sandbox, state: Json, content: Callable[[str], bytes]) -> None:
    """Fill an empty sandbox; `content(path)` returns what a file holds. Raises KeyError, ValueError."""
    if state["version"] != VERSION:
        raise ValueError(f"version {state['version']}, not {VERSION}")
    world = sandbox.world
    world.numbers, world.sequence = count(state["numbers"]), count(state["sequence"])
    world.updates.next_id = state["next_update"]
    for facts in state["files"]:
        world.files.put_back(File(**facts, content=content(facts["path"])))
    for kept in state["people"]:
        person = Person(world, kept["user"])
        person.started, person.blocked, person.deactivated = kept["started"], kept["blocked"], kept["deactivated"]
        person.read = {int(chat): upto for chat, upto in kept["read"].items()}
    for kept in state["chats"]:
        _put_back(sandbox, kept)
    world.commands = {(scope, language): commands for scope, language, commands in state["commands"]}
    world.votes = {poll: dict(votes) for poll, votes in state["votes"].items()}
    world.known = set(state["known"])
    sandbox.count_on()


def _person(person: Person) -> Json:
    return {
        "user": person.user,
        "started": person.started,
        "blocked": person.blocked,
        "deactivated": person.deactivated,
        "read": person.read,
    }


def _chat(chat: Chat) -> Json:
    return {
        "raw": chat.raw,
        "members": [[member.user["id"], member.status, member.rights] for member in chat.members.values()],
        "messages": [_message(message) for message in chat.messages.values()],
        "pinned": chat.pinned,
        "topics": list(chat.topics.items()),
        "menu_button": chat.menu_button,
        "keyboard": chat.keyboard,
        "migrated_to": chat.migrated_to,
        "next_number": chat.next_number(),
    }


def _message(message: Message) -> Json:
    return {
        "raw": {key: value for key, value in message.raw.items() if key != "chat"},
        "seq": message.seq,
        "by_bot": message.by_bot,
        "inline_id": message.inline_id,
        "reactions": list(message.reactions.items()),
    }


def _put_back(sandbox: Sandbox, kept: Json) -> None:
    world, raw = sandbox.world, kept["raw"]
    chat = world.chats.get(raw["id"])  # private ones came with their people
    if chat is None:
        facts = {key: value for key, value in raw.items() if key not in {"id", "type", "title"}}
        cls = Channel if raw["type"] == "channel" else Group
        chat = cls(world, raw["id"], raw["type"], raw["title"], **facts)
        chat.continue_at(kept["next_number"])
    for user_id, status, rights in kept["members"]:
        person = world.people.get(user_id)
        chat.members[user_id] = Member(person.user if person else world.bot, status, rights)
        if person and chat.members[user_id].inside and isinstance(chat, Group):
            person.chats.append(chat)
            chat.owner = person if status == "creator" else chat.owner
    for one in kept["messages"]:
        message = Message(
            chat, {**one["raw"], "chat": chat.raw}, one["seq"], by_bot=one["by_bot"], inline_id=one["inline_id"]
        )
        message.reactions = dict(one["reactions"])
        chat.messages[message.id] = message
        if message.inline_id:
            world.inline_messages[message.inline_id] = message
    chat.pinned, chat.topics = kept["pinned"], dict(kept["topics"])
    chat.menu_button, chat.keyboard, chat.migrated_to = kept["menu_button"], kept["keyboard"], kept["migrated_to"]
