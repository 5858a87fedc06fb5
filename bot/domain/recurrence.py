"""Repeating an event: on which days, what to do with those that are no work days, and which are left out."""

from __future__ import annotations

import json
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from enum import StrEnum

from bot.domain.workdays import is_workday, next_workday, previous_workday
from bot.errors import Refusal

MOST = 60  # events of one repetition
_DAYS_OF_A_WEEK = 7
_LAST = 5  # a fifth Wednesday is the last one: most months have no other
_MONTHS_AHEAD = 2 * MOST  # more than every other month has a 31st


class Every(StrEnum):
    """How often."""

    WEEK = "week"
    FORTNIGHT = "fortnight"
    MONTH_DAY = "month_day"  # on the same day of the month; months without it are left out
    MONTH_WEEKDAY = "month_weekday"  # on the same weekday of the month: the second Wednesday, the last Friday


class OffDay(StrEnum):
    """What becomes of a day on which nobody works."""

    SKIP = "skip"
    NEXT = "next"  # moved to the next work day
    PREVIOUS = "previous"  # moved to the work day before
    KEEP = "keep"


class RepetitionUnfit(Refusal):
    """The rule makes no further event."""


class RepeatedAlready(Refusal):
    """The event is part of a repetition."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Repetition:
    """A rule, from the first day on: `until` a day (inclusive) or `times` in all, the first included.

    `skip`: days that are left out; they count towards `times`.
    """

    every: Every
    until: date | None = None
    times: int = MOST
    skip: frozenset[date] = frozenset()
    off_day: OffDay = OffDay.KEEP

    def written(self) -> str:
        """Return the rule as it is kept."""
        plain = asdict(self) | {
            "until": self.until and self.until.isoformat(),
            "skip": sorted(day.isoformat() for day in self.skip),
        }
        return json.dumps(plain)


@dataclass(frozen=True, slots=True)
class Occurrence:
    """A day the rule names (`planned`) and when it takes place: another `day` if it was moved, None if left out."""

    planned: date
    day: date | None


def occurrences(first: date, rule: Repetition) -> tuple[Occurrence, ...]:
    """Return the days on which what takes place on `first` takes place again, without `first` itself.

    A day that an earlier one was moved to already is left out.
    """
    taken, found = {first}, list[Occurrence]()
    for planned in _planned(first, rule)[1:]:
        day = None if planned in rule.skip else _on_workday(planned, rule.off_day)
        if day in taken or day in rule.skip:
            day = None
        if day is not None:
            taken.add(day)
        found.append(Occurrence(planned, day))
    return tuple(found)


def nth_weekday(day: date) -> int:
    """Return which of its weekday in the month `day` is: 1 to 4, or 5 for the last."""
    return (day.day - 1) // _DAYS_OF_A_WEEK + 1


def _planned(first: date, rule: Repetition) -> list[date]:
    planned = list[date]()
    for day in _days(first, rule.every):
        if len(planned) == min(rule.times, MOST) or (rule.until and day > rule.until):
            break
        planned.append(day)
    return planned


def _days(first: date, every: Every) -> Iterator[date]:
    if every in (Every.WEEK, Every.FORTNIGHT):
        step = timedelta(days=_DAYS_OF_A_WEEK * (2 if every is Every.FORTNIGHT else 1))
        yield from (first + step * n for n in range(MOST))
        return
    for n in range(_MONTHS_AHEAD):
        years, month = divmod(first.month - 1 + n, 12)
        year, month = first.year + years, month + 1
        day = first.day if every is Every.MONTH_DAY else _nth(year, month, first)
        if day <= monthrange(year, month)[1]:
            yield date(year, month, day)


def _nth(year: int, month: int, first: date) -> int:
    """Return the day of the month that has the weekday of `first` as often before it; the fifth is the last."""
    weekday, length = monthrange(year, month)
    day = 1 + (first.weekday() - weekday) % _DAYS_OF_A_WEEK
    nth = nth_weekday(first)
    if nth == _LAST:
        return day + (length - day) // _DAYS_OF_A_WEEK * _DAYS_OF_A_WEEK
    return day + (nth - 1) * _DAYS_OF_A_WEEK


def _on_workday(day: date, rule: OffDay) -> date | None:
    match rule:
        case OffDay.NEXT:
            return next_workday(day)
        case OffDay.PREVIOUS:
            return previous_workday(day)
        case OffDay.SKIP:
            return day if is_workday(day) else None
        case OffDay.KEEP:
            return day
