"""Everything that exists: chats, people, queries that wait, what the bot said of itself."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING

from .feed import Feed
from .files import Files
from .flood import Flood
from .updates import Updates

if TYPE_CHECKING:
    from bot.clock import Clock

    from .chat import Chat
    from .message import Message
    from .phone import Person
    from .webhook import Webhook
    from .wire import Json


@dataclass(slots=True)
class Query:
    """A tap on an inline button that waits for its answer."""

    query_id: str
    at: float
    person_id: int
    message: Message
    answer: Json | None = None


class World:
    """Everything that exists. `clock` is the injected one."""

    webhook: Webhook

    def __init__(self, clock: Clock, bot: Json, *, flood: bool, record: bool, strict: bool) -> None:
        self.clock = clock
        self.bot = bot
        self.strict = strict
        self.record = record
        self.feed = Feed()
        self.updates = Updates(self.feed, self.now, record=record)
        self.flood = Flood(on=flood)
        self.files = Files()
        self.numbers = count(1)
        self.sequence = count(1)
        self.chats: dict[int, Chat] = {}
        self.people: dict[int, Person] = {}
        self.users: dict[int, Json] = {}
        self.known: set[int] = set()
        self.queries: dict[str, Query] = {}
        self.inline_queries: dict[str, Json] = {}
        self.inline_messages: dict[str, Message] = {}
        self.commands: dict[tuple[str, str], list[Json]] = {}
        self.profile: dict[tuple[str, str], str] = {}
        self.menu_button: Json = {"type": "commands"}
        self.votes: dict[str, dict[int, list[int]]] = {}
        self.privacy = True
        self.inline = True

    def now(self) -> float:
        """Return the present instant in seconds since 1970."""
        return self.clock.now().timestamp()

    def named(self, username: str) -> Chat | None:
        """Return the public chat with this @username."""
        name = username.removeprefix("@").lower()
        found = (chat for chat in self.chats.values() if str(chat.raw.get("username", "")).lower() == name)
        return next((chat for chat in found if chat.type != "private"), None)
