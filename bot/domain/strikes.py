"""Strikes: leaving late and staying away, counted under the rules that the events of a series publish.

A strike is derived from the sign-up and the check-ins of an event whenever somebody looks, so an organiser who notes
that somebody was there after all takes it back without knowing of it. Only objections are kept. A pause follows as soon
as there are enough strikes; within GRACE of the start it does not hold, for an empty seat helps nobody.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from bot.domain.events import Event, EventState, SignUpState
from bot.domain.outbox import PromiseKind
from bot.domain.rules import Rules
from bot.errors import Refusal

GRACE = timedelta(hours=24)
SETTLING = timedelta(hours=8)  # after the end: so long organisers go through the list of who was there
LONGEST_OBJECTION = 500
_MORNING = time(9)


class StrikeKind(StrEnum):
    """What somebody did."""

    LATE = "late"  # gave the seat up too late for the next in line to make plans
    ABSENT = "absent"  # had a seat and was not there


class ObjectionState(StrEnum):
    """What became of an objection."""

    OPEN = "open"
    UPHELD = "upheld"  # the strike stays
    WAIVED = "waived"  # the strike does not count


class StrikeNews(PromiseKind):
    """What people are told about strikes."""

    NOTED = "strike.noted"
    OBJECTED = "strike.objected"  # to the organiser
    DECIDED = "strike.decided"


class SignUpPaused(Refusal):
    """Sign-up to `series` rests for the person `until` then, for there were too many strikes."""

    def __init__(self, until: datetime, series: str) -> None:
        super().__init__(until, series)
        self.until, self.series = until, series


class NoStrike(Refusal):
    """There is no strike (any more) to object to or decide about."""


class ObjectedAlready(Refusal):
    """The person has objected to this strike; it is decided once."""


class OwnObjection(Refusal):
    """Nobody decides about their own strike."""


@dataclass(frozen=True, slots=True)
class Objection:
    """What somebody says against a strike, and what became of it."""

    text: str
    at: datetime
    state: ObjectionState = ObjectionState.OPEN


@dataclass(frozen=True, slots=True)
class Part:
    """What part somebody had in an event: `left_at` is when they gave a seat up, `used` whether anybody checked in."""

    event: Event
    person_id: int
    state: SignUpState
    left_at: datetime | None
    used: bool
    there: bool
    objection: Objection | None = None


@dataclass(frozen=True, slots=True)
class Strike:
    """One strike: `at` is when it arose. An organiser may have waived it; then it does not count."""

    event: Event
    person_id: int
    kind: StrikeKind
    at: datetime
    objection: Objection | None = None

    @property
    def counts(self) -> bool:
        """Whether it was not waived."""
        return self.objection is None or self.objection.state is not ObjectionState.WAIVED

    @property
    def until(self) -> datetime:
        """Until when it counts."""
        return self.at + timedelta(days=self.event.rules.strike_days)


def strike(part: Part, now: datetime) -> Strike | None:
    """Return the strike that somebody's part in an event is, if it is one."""
    event = part.event
    found: tuple[StrikeKind, datetime] | None = None
    if event.rules.strikes and event.series_id is not None and event.state is EventState.PUBLISHED and not part.there:
        if part.state is SignUpState.SEATED and part.used and now >= event.ends_at + SETTLING:
            found = StrikeKind.ABSENT, event.ends_at
        elif part.state in (SignUpState.LEFT, SignUpState.EXCUSED) and part.left_at and event.leave_by:
            found = (StrikeKind.LATE, part.left_at) if part.left_at > event.leave_by else None
    return Strike(event, part.person_id, *found, part.objection) if found else None


def strikes(parts: Iterable[Part], now: datetime) -> tuple[Strike, ...]:
    """Return the strikes among somebody's parts, the latest first."""
    found = [one for part in parts if (one := strike(part, now))]
    return tuple(sorted(found, key=lambda one: (one.at, one.event.id), reverse=True))


def paused_until(found: Iterable[Strike], rules: Rules) -> datetime | None:
    """Return until when `rules` let sign-up rest for who has these strikes in the series, None when they never did."""
    at = sorted(one.at for one in found if one.counts)
    window = timedelta(days=rules.strike_days)
    full = [last for last in at if rules.strikes and sum(last - window < one <= last for one in at) >= rules.strikes]
    return full[-1] + timedelta(days=rules.pause_days) if full else None


def admit(event: Event, found: Iterable[Strike], now: datetime) -> None:
    """Refuse a sign-up during a pause, but for the last hours before the start. Raises SignUpPaused."""
    until = paused_until(found, event.rules)
    if until is not None and now < until and now < event.starts_at - GRACE:
        raise SignUpPaused(until, event.series)


def told_at(event: Event, zone: ZoneInfo) -> datetime:
    """Return when people are told of their strikes: the next morning, once the list has settled."""
    day = event.ends_at.astimezone(zone).date() + timedelta(days=1)
    morning = datetime.combine(day, _MORNING, zone).astimezone(event.ends_at.tzinfo)
    return max(morning, event.ends_at + SETTLING)
