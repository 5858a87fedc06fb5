"""Check-in: codes that change every 30 s, when they count, and what keeps somebody from being checked in.

A code is what RFC 6238 makes of an event's secret, with SHA-256 and six digits. The current and the previous one count,
so each is good for 30 to 60 s.
"""

from __future__ import annotations

import hmac
import re
import unicodedata
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import Enum, StrEnum

from bot.domain.events import Event, EventCancelled, EventState, Standing
from bot.errors import Refusal

STEP = 30  # seconds that the screen shows one code
DIGITS = 6
BEFORE = timedelta(minutes=30)  # the start: from then on people are checked in …
AFTER = timedelta(minutes=30)  # … until so long after the end
MENDING = timedelta(days=14)  # after the end: so long organisers correct the list
LONGEST_WORD = 30
_OLD = 20  # steps back in which a code is called old, not wrong: those who type slowly are not guessing
_TICKET = 1800  # seconds for the notice and the profile, which a newcomer sees first
_MAC = 12  # hex digits of a ticket's signature
_ANY_TICKET = re.compile(rf"([0-9]{{1,12}})_([0-9a-f]{{{_MAC}}})")


class Way(StrEnum):
    """How somebody was checked in."""

    CODE = "code"
    WORD = "word"
    LIST = "list"  # by an organiser, one by one
    ALL = "all"  # by an organiser, everybody at once


class Fit(Enum):
    """What a typed or scanned code is."""

    GOOD = "good"
    OLD = "old"
    WRONG = "wrong"


class CheckInEarly(Refusal):
    """Check-in begins at `opens_at`."""

    def __init__(self, opens_at: datetime) -> None:
        super().__init__(opens_at)
        self.opens_at = opens_at


class CheckInLate(Refusal):
    """Check-in ended at `closed_at`; `organiser` can still note who was there."""

    def __init__(self, closed_at: datetime, organiser: str) -> None:
        super().__init__(closed_at, organiser)
        self.closed_at, self.organiser = closed_at, organiser


class CodeOld(Refusal):
    """The code was right, but is not shown any more."""


class CodeWrong(Refusal):
    """No event has this code."""


class WordWrong(Refusal):
    """That is not the word."""


class NoSeat(Refusal):
    """Whoever comes without a seat is let in by `organiser`; `standing` is where they are instead."""

    def __init__(self, standing: Standing, organiser: str) -> None:
        super().__init__(standing, organiser)
        self.standing, self.organiser = standing, organiser


class TooManyCodes(Refusal):
    """Too many codes or words that did not fit; again at `until`."""

    def __init__(self, until: datetime) -> None:
        super().__init__(until)
        self.until = until


class ListClosed(Refusal):
    """The list can be corrected from 30 minutes before the start, `begins`, until `ends`, two weeks after the end."""

    def __init__(self, begins: datetime, ends: datetime) -> None:
        super().__init__(begins, ends)
        self.begins, self.ends = begins, ends


@dataclass(frozen=True, slots=True)
class Desk:
    """The check-in desk of an event: `secret` makes its codes and is the address of its page; `word` "": none.

    `there`: how many were checked in.
    """

    event: Event
    secret: str
    word: str
    there: int


@dataclass(frozen=True, slots=True)
class Arrival:
    """Somebody who came: checked in at `at`, or not for want of a seat, which `ticket` then lets them take.

    `already`: they were checked in before.
    """

    event: Event
    at: datetime | None
    already: bool = False
    ticket: str = ""


@dataclass(frozen=True, slots=True)
class Present:
    """One line of an organiser's list: `state` "" is somebody who never signed up, `at` when they were checked in."""

    person_id: int
    name: str
    department: str
    state: str
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Roll:
    """A page of the list (`page` from 0, `pages` at least 1): how many are `there`, how many `seated` are not."""

    event: Event
    lines: tuple[Present, ...]
    page: int
    pages: int
    there: int
    missing: int


@dataclass(frozen=True, slots=True)
class Shown:
    """What the page on the screen shows: a `code` until `until`, "" outside of check-in; how many are `there`."""

    event: Event
    code: str
    until: datetime
    there: int


def step_of(now: datetime) -> int:
    """Return the number of the 30 s in which `now` lies."""
    return int(now.timestamp()) // STEP


def next_step(now: datetime) -> datetime:
    """Return when the next code is shown."""
    return datetime.fromtimestamp((step_of(now) + 1) * STEP, UTC)


def good_until(now: datetime) -> datetime:
    """Return until when the code that is shown at `now` counts."""
    return next_step(now) + timedelta(seconds=STEP)


def code(secret: str, step: int) -> str:
    """Return the six digits of a step (RFC 4226, dynamic truncation)."""
    mac = hmac.digest(secret.encode(), step.to_bytes(8, "big"), "sha256")
    at = mac[-1] & 0x0F
    number = int.from_bytes(mac[at : at + 4], "big") & 0x7FFFFFFF
    return f"{number % 10**DIGITS:0{DIGITS}}"


def judge(secret: str, typed: str, now: datetime) -> Fit:
    """Return what `typed` is at `now`. All steps are compared, each in constant time."""
    step = step_of(now)
    known = [_same(code(secret, one), typed) for one in range(step, max(-1, step - _OLD), -1)]
    if any(known[:2]):
        return Fit.GOOD
    return Fit.OLD if any(known) else Fit.WRONG


def digits(typed: str) -> str:
    """Return the code in what somebody typed, full-width or with a space in it."""
    return "".join(unicodedata.normalize("NFKC", typed).split())


def ticket(secret: str, telegram_id: int, now: datetime) -> str:
    """Return what stands for a code that was good at `now`, for that account, as long as a newcomer needs."""
    until = int(now.timestamp()) + _TICKET
    return f"{until}_{_sign(secret, telegram_id, until)}"


def ticket_holds(secret: str, telegram_id: int, shown: str, now: datetime) -> bool:
    """Whether `shown` is a ticket of that account that still counts."""
    found = _ANY_TICKET.fullmatch(shown)
    return bool(
        found and int(found[1]) >= now.timestamp() and _same(_sign(secret, telegram_id, int(found[1])), found[2])
    )


def is_word(word: str, typed: str) -> bool:
    """Whether `typed` is the word, whatever its case, width and spaces; an empty word is nobody's."""
    return bool(word) and _same(folded(word), folded(typed))


def folded(text: str) -> str:
    """Return `text` as words are compared."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


def opening(event: Event) -> tuple[datetime, datetime]:
    """Return from when until when people check in."""
    return event.starts_at - BEFORE, event.ends_at + AFTER


def is_open(event: Event, now: datetime) -> bool:
    """Whether people check in now."""
    begins, ends = opening(event)
    return event.state is EventState.PUBLISHED and begins <= now < ends


def expect_open(event: Event, organiser: str, now: datetime) -> None:
    """Refuse a check-in outside its time. Raises EventCancelled, CheckInEarly, CheckInLate."""
    begins, ends = opening(event)
    if event.state is EventState.CANCELLED:
        raise EventCancelled
    if now < begins:
        raise CheckInEarly(begins)
    if now >= ends:
        raise CheckInLate(ends, organiser)


def expect_mendable(event: Event, now: datetime) -> None:
    """Refuse a change of the list outside its time. Raises EventCancelled, ListClosed."""
    begins, ends = event.starts_at - BEFORE, event.ends_at + MENDING
    if event.state is EventState.CANCELLED:
        raise EventCancelled
    if not begins <= now < ends:
        raise ListClosed(begins, ends)


def _sign(secret: str, telegram_id: int, until: int) -> str:
    return hmac.digest(secret.encode(), f"ticket {telegram_id} {until}".encode(), "sha256").hex()[:_MAC]


def _same(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode(), other.encode())
