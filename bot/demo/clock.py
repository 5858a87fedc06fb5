"""The clock of a world that people live in: it runs, and it can be moved."""

from __future__ import annotations

from datetime import datetime, timedelta
from time import monotonic

from bot.clock import ManualClock


class RunningClock(ManualClock):
    """A clock that runs at the machine's pace from wherever it was last set to."""

    def __init__(self, start: datetime) -> None:
        super().__init__(start)
        self._set_at = monotonic()

    def now(self) -> datetime:
        """Return the world's present instant."""
        return super().now() + timedelta(seconds=monotonic() - self._set_at)

    def set(self, instant: datetime) -> None:
        """Move to `instant` (aware; any zone) and run on from there."""
        super().set(instant)
        self._set_at = monotonic()

    def advance(self, **by: float) -> None:
        """Move forward by a timedelta given as keywords."""
        self.set(self.now() + timedelta(**by))
