"""Lists of an event for its organisers: everybody who answered, and how the seats filled up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.domain.events import Event, SignUpState
from bot.domain.time_axis import moments

_NOT_LET_IN = (SignUpState.ASKING, SignUpState.DECLINED)


@dataclass(frozen=True, slots=True)
class Listed:
    """One person of an event. `answers` are those to its questions by their key.

    Whoever came without having signed up has neither `state` nor `signed_up_at`; `came_at` is when they checked in.
    """

    name: str
    department: str  # its path, or ""
    post: str
    staff_number: str
    state: SignUpState | None
    signed_up_at: datetime | None
    left_at: datetime | None
    reason: str
    answers: dict[str, object]
    came_at: datetime | None

    def in_line(self, at: datetime) -> bool:
        """Whether the person stood in the line at that instant, as far as the last sign-up and leaving tell."""
        if self.signed_up_at is None or self.signed_up_at > at or self.state in _NOT_LET_IN:
            return False
        return self.left_at is None or self.left_at < self.signed_up_at or self.left_at > at


@dataclass(frozen=True, slots=True)
class Listing:
    """An event and its people in the order of the line, those who just came last."""

    event: Event
    people: tuple[Listed, ...]


@dataclass(frozen=True, slots=True)
class Filling:
    """How many held a seat and how many waited at the end of an hour or a day."""

    at: datetime
    seated: int
    waiting: int


def filling(listing: Listing, now: datetime, zone: ZoneInfo) -> tuple[tuple[Filling, ...], bool]:
    """Return how the seats filled up from the first sign-up until `now` or the start, and whether hour by hour.

    Who had a seat at an instant is not kept: it is the first of the line as it was then.
    """
    starts = [one.signed_up_at for one in listing.people if one.signed_up_at]
    end = min(now, listing.event.starts_at)
    first = min(starts, default=end)
    axis, hourly = moments(first, end, zone)
    capacity = listing.event.capacity
    shown = []
    for at in axis:
        line = sum(one.in_line(at) for one in listing.people)
        seated = line if capacity is None else min(line, capacity)
        shown.append(Filling(at, seated, line - seated))
    return tuple(shown), hourly
