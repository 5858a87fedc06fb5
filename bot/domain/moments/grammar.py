"""What a spelled-out text mentions: dates, weekdays and times, in any order, and what follows a "to"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.domain.moments.clock import WORDS, ClockTime
from bot.domain.moments.misread import Fault, Misread

_TOKEN = re.compile(
    rf"""
      (?P<skip>[\s,、;()\[\]的在于从起]+|开始|(?<=\d)t(?=\d))
    | (?P<date>(?:(?P<year>\d{{4}})\s*[-/.年]\s*)?
        (?P<month>\d{{1,2}})\s*[-/.月]\s*(?P<day>\d{{1,2}})(?![\d:点时])\s*[日号]?)
    | (?P<monthday>\d{{1,2}})\s*[日号]
    | W(?P<weekday>[1-7])
    | (?P<period>{"|".join(WORDS)})
    | (?P<colon>(?P<hour>\d{{1,2}}):(?P<minute>\d{{2}})(?!\d))(?::00)?
    | (?P<o_clock>\d{{1,2}})\s*[点时]
        (?:(?P<half>半)|(?P<quarters>[13])刻|(?P<minutes>\d{{1,2}})(?![\d:点时月日号])分?|钟?整?)
    | (?P<to>[-~—–]+|到|至)
    | (?P<number>\d{{1,2}})(?!\d)
    """,
    re.VERBOSE | re.ASCII,
)


@dataclass(frozen=True, slots=True)
class Dated:
    """A date as it was written: with a year or without, or only the day of the month."""

    year: int | None
    month: int | None
    day: int


@dataclass(frozen=True, slots=True)
class Mention:
    """What one side of a "to" mentions."""

    date: Dated | None = None
    weekday: int | None = None  # 1 Monday … 7 Sunday
    time: ClockTime | None = None

    @property
    def says_day(self) -> bool:
        """Whether a day is mentioned."""
        return self.date is not None or self.weekday is not None


def mentions(spelled: str) -> tuple[Mention, Mention | None]:
    """Return what `spelled` (see spelling.spell) mentions, and what it mentions after a "to"; raises Misread."""
    sides: list[list[re.Match[str]]] = [[]]
    for found in _tokens(spelled):
        if found["to"] is None:
            sides[-1].append(found)
        else:
            sides.append([])
    if len(sides) > 2 or not all(sides):  # noqa: PLR2004 - from and to
        raise Misread(Fault.UNREADABLE)
    first, *rest = (_mention(side, ranged=len(sides) > 1) for side in sides)
    return first, rest[0] if rest else None


def _tokens(text: str) -> Iterator[re.Match[str]]:
    position = 0
    while position < len(text):
        found = _TOKEN.match(text, position)
        if found is None:
            raise Misread(Fault.UNREADABLE)
        position = found.end()
        if found["skip"] is None:
            yield found


def _mention(side: list[re.Match[str]], *, ranged: bool) -> Mention:
    dates = [date for found in side if (date := _dated(found))]
    weekdays = [int(found["weekday"]) for found in side if found["weekday"]]
    periods = [found["period"] for found in side if found["period"]]
    period = periods[0] if periods else ""
    times = [time for found in side if (time := _time(found, period, lone=bool(period) or ranged))]
    known = len(dates) + len(weekdays) + len(periods) + len(times)
    if known < len(side) or max(len(dates), len(weekdays), len(periods), len(times)) > 1 or len(periods) > len(times):
        raise Misread(Fault.UNREADABLE)
    return Mention(dates[0] if dates else None, weekdays[0] if weekdays else None, times[0] if times else None)


def _dated(found: re.Match[str]) -> Dated | None:
    if found["date"]:
        return Dated(int(found["year"]) if found["year"] else None, int(found["month"]), int(found["day"]))
    return Dated(None, None, int(found["monthday"])) if found["monthday"] else None


def _time(found: re.Match[str], period: str, *, lone: bool) -> ClockTime | None:
    """`lone`: a number without 点 is a time (下午3, 9-11点)."""
    if found["colon"]:
        hour = found["hour"]
        return ClockTime(int(hour), int(found["minute"]), hour.startswith("0"), period)
    if hour := found["o_clock"]:
        minute = 30 if found["half"] else int(found["quarters"] or 0) * 15 or int(found["minutes"] or 0)
        return ClockTime(int(hour), minute, int(hour) == 0, period)
    if found["number"] and lone:
        return ClockTime(int(found["number"]), 0, int(found["number"]) == 0, period)
    return None
