"""Time as offices count it: their hours of work days, without lunch, holidays and weekends."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from bot.domain.workdays import is_workday

_DAY = timedelta(days=1)
_NONE = timedelta()


@dataclass(frozen=True, slots=True)
class Hours:
    """When people work on a work day, in the workplace's zone: from and to, one after the other; lunch lies between.

    Raises ValueError for spans that are empty or overlap.
    """

    zone: ZoneInfo
    spans: tuple[tuple[time, time], ...] = ((time(9), time(12)), (time(13, 30), time(18)))

    def __post_init__(self) -> None:
        edges = [edge for span in self.spans for edge in span]
        if not edges or any(before >= after for before, after in pairwise(edges)):
            raise ValueError(f"working hours {self.spans!r} do not follow one another")

    @property
    def day(self) -> timedelta:
        """How much work a work day holds."""
        return sum((_since_midnight(to) - _since_midnight(from_) for from_, to in self.spans), _NONE)

    def days(self, count: int) -> timedelta:
        """Return how much work `count` work days hold."""
        return count * self.day

    def next(self, start: datetime) -> datetime:
        """Return `start` when people work then, else when they begin again."""
        return next(self._open(start))[0]

    def after(self, start: datetime, work: timedelta) -> datetime:
        """Return the first instant at which `work` has been done since `start` (UTC)."""
        left = work
        if left <= _NONE:
            return start
        for from_, to in self._open(start):
            if left <= to - from_:
                return from_ + left
            left -= to - from_
        raise AssertionError("the calendar ended")  # pragma: no cover - _open goes on for ever

    def between(self, start: datetime, end: datetime) -> timedelta:
        """Return how much work there is from `start` to `end`; none when `end` is not later."""
        done = _NONE
        for from_, to in self._open(start):
            if from_ >= end:
                break
            done += min(to, end) - from_
        return done

    def _open(self, start: datetime) -> Iterator[tuple[datetime, datetime]]:
        """Yield the spans of work from `start` on, in UTC; the first may have begun."""
        day = start.astimezone(self.zone).date()
        while True:
            if is_workday(day):
                for from_, to in self.spans:
                    begins, ends = self._at(day, from_), self._at(day, to)
                    if ends > start:
                        yield max(begins, start), ends
            day += _DAY

    def _at(self, day: date, moment: time) -> datetime:
        return datetime.combine(day, moment, self.zone).astimezone(UTC)


def spans(text: str) -> tuple[tuple[time, time], ...]:
    """Return the spans of "09:00-12:00,13:30-18:00". Raises ValueError when it says none."""
    parts = [span.split("-") for span in text.split(",")]
    return tuple((time.fromisoformat(begins.strip()), time.fromisoformat(ends.strip())) for begins, ends in parts)


def _since_midnight(moment: time) -> timedelta:
    return timedelta(hours=moment.hour, minutes=moment.minute)
