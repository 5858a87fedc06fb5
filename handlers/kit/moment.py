"""The moment in which somebody is answered: who, where, when, in which language, and what the desk offers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import TYPE_CHECKING, Any, Protocol, TypeVar
from zoneinfo import ZoneInfo

from bot.domain.people import Person
from bot.texts import Reader
from handlers.kit.screens import Addition, Answer, Screen, Sent, Slot

if TYPE_CHECKING:
    from handlers.kit.feature import Feature
    from handlers.kit.form import Answers, Form

S = TypeVar("S")


class ChatKind(Enum):
    """Where something was said. Channels never speak to the bot."""

    PRIVATE = "private"
    GROUP = "group"
    FOREIGN = "foreign"  # somebody's chat into which a find was or may be sent: the bot is not there


@dataclass(frozen=True, slots=True)
class Chat:
    """The chat an update came from; `id` is Telegram's, 0 for FOREIGN: Telegram does not tell.

    `topic` is the forum topic, if it is one; for taps it is not known.
    """

    id: int
    kind: ChatKind
    topic: int | None = None
    title: str = ""


NOWHERE = Chat(0, ChatKind.FOREIGN)


@dataclass(slots=True)
class Ctx:
    """Everything a handler may know of the moment: who, where, when, in which language, and the services."""

    person: Person
    chat: Chat
    now: datetime
    reader: Reader
    message_id: int  # of what was typed, or of the message whose button was tapped; 0 in a foreign chat
    desk: Desk
    is_tap: bool = False
    suggested_name: str = ""  # how Telegram calls the person; hostile input like any other
    own: tuple[Sent, ...] = ()  # what this person said, with the rest of its album, when the tapped message quotes it

    def use(self, service: type[S]) -> S:
        """Return the running service of that class."""
        return self.desk.service(service)

    @property
    def zone(self) -> ZoneInfo:
        """The workplace's time zone."""
        return self.reader.zone

    @property
    def private(self) -> bool:
        """Whether this is a private chat."""
        return self.chat.kind is ChatKind.PRIVATE

    async def fill_in(self, form: Form, answers: Mapping[str, Any] | None = None) -> Screen:
        """Begin `form`, with answers known beforehand, and return its first question."""
        return await self.desk.fill_in(self, form, dict(answers or {}))

    async def additions(self, slot: Slot[S], subject: S) -> Addition:
        """Return what all features together add to `slot` of the screen that shows `subject`."""
        return await self.desk.additions(self, slot, subject)

    async def go_on(self, form: Form) -> Screen | None:
        """Return where the person is in `form`, None when they are not: see `Desk.go_on`."""
        return await self.desk.go_on(self, form)

    def link(self, payload: str) -> str:
        """Return the deep link that opens the bot in private with `payload` (1-64 of A-Za-z0-9_-; "": the start)."""
        return deep_link(self.desk.username, payload)


def deep_link(username: str, payload: str) -> str:
    """Return the link that opens the bot of that name in private with `payload`: see `Ctx.link`."""
    # An empty parameter is refused where a tap is to open the link.
    return f"https://t.me/{username}?start={payload or 'start'}"


class Desk(Protocol):
    """What the running bot offers to a Ctx; handlers.desk has the real one."""

    username: str
    features: tuple[Feature, ...]

    def service(self, kind: type[S]) -> S:
        """Return the running service of class `kind`."""

    async def fill_in(self, ctx: Ctx, form: Form, answers: Answers) -> Screen:
        """Keep a new draft of `form` with `answers` and return its first open question."""

    async def go_on(self, ctx: Ctx, form: Form) -> Screen | None:
        """Return the open question of `form`, or the choice between it and another, unfinished one; else None."""

    async def additions(self, ctx: Ctx, slot: Slot[S], subject: S) -> Addition:
        """Return what all features together add to `slot` of the screen that shows `subject`."""

    async def follow(self, ctx: Ctx, intent: str) -> Answer:
        """Do what a person came for: a link's payload, "/command", or "" for the home screen."""

    async def lasting(self, ctx: Ctx, intent: str) -> str:
        """Return what to follow instead of `intent` when that has to wait until somebody has agreed to the notice."""
