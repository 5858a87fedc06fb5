"""Where the time comes from. Everything that needs "now" takes a Clock, so tests and the demo can turn it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Protocol

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


class Clock(Protocol):
    """Tells the time."""

    def now(self) -> datetime:
        """Return the present instant, aware, in UTC."""


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """Return the machine's time in UTC."""
        return datetime.now(UTC)


class ManualClock:
    """A clock that stands still until it is moved: for tests and for time travel in the demo."""

    def __init__(self, start: datetime) -> None:
        self._now = start.astimezone(UTC)

    def now(self) -> datetime:
        """Return the instant the clock was last set to."""
        return self._now

    def set(self, instant: datetime) -> None:
        """Move to `instant` (aware; any zone)."""
        self._now = instant.astimezone(UTC)

    def advance(self, **by: float) -> None:
        """Move forward by a timedelta given as keywords, e.g. `advance(hours=1)`."""
        self._now += timedelta(**by)


def micros(instant: datetime) -> int:
    """Return `instant` (aware) as UTC microseconds since 1970: how every instant is stored."""
    return (instant - EPOCH) // _MICROSECOND


def instant(micros: int) -> datetime:
    """Return stored UTC microseconds as an aware datetime."""
    return EPOCH + timedelta(microseconds=micros)
