"""Who has not answered an event's invitation, whom a message reaches, and asking them once more, once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.domain.events import Event, EventState
from bot.domain.outbox import PromiseKind
from bot.errors import Refusal


class NudgeNews(PromiseKind):
    """What is said to those who have not answered."""

    NUDGE = "event.nudge"


class Reach(StrEnum):
    """Whether a message of the bot reaches somebody, or why not."""

    REACHED = "reached"
    ABSENT = "absent"  # never joined
    SILENT = "silent"  # has not agreed to the notice, or took that back
    BLOCKED = "blocked"  # never pressed Start, or blocked the bot


class NudgePointless(Refusal):
    """Nobody could sign up: sign-up is not open, or no seat is left."""


@dataclass(frozen=True, slots=True)
class Wave:
    """One time that people were nudged: how many, and how many of them answered since."""

    at: datetime
    people: int
    answered: int


@dataclass(frozen=True, slots=True)
class Silence:
    """How many of an event's audience (`meant`) have not answered (`silent`).

    Of these a message does not reach `unreached`, `nudged` were nudged before, `fresh` can still be.
    """

    event: Event
    meant: int
    silent: int
    unreached: int
    nudged: int
    fresh: int
    waves: tuple[Wave, ...]


@dataclass(frozen=True, slots=True)
class Branch:
    """A department (None: those without one) and how many of its people have not answered."""

    department_id: int | None
    path: str
    silent: int


@dataclass(frozen=True, slots=True)
class Silent:
    """Somebody who has not answered; `department` is a path."""

    name: str
    department: str
    post: str
    reach: Reach


@dataclass(frozen=True, slots=True)
class SilentPage:
    """Some of those who have not answered: `page` counts from 0, `pages` is at least 1, `total` are all."""

    people: tuple[Silent, ...]
    page: int
    pages: int
    total: int


def worth_asking(event: Event, now: datetime) -> bool:
    """Whether somebody who reads an invitation now can still have a seat."""
    full = event.capacity is not None and event.seated + event.offered >= event.capacity
    return event.state is EventState.PUBLISHED and event.opens_at <= now < event.closes_at and not full
