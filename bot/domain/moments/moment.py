"""From what a text mentions to instants."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.domain.moments.clock import on
from bot.domain.moments.grammar import Dated, Mention, mentions
from bot.domain.moments.misread import Fault, Misread
from bot.domain.moments.spelling import spell

FARTHEST = timedelta(days=3 * 366)  # beyond it a year was mistyped


@dataclass(frozen=True, slots=True)
class Moment:
    """What was read: always a day, with `start` and `end` (UTC) as far as times were given."""

    day: date
    start: datetime | None = None
    end: datetime | None = None


def read_moment(text: str, *, now: datetime, zone: ZoneInfo, day: date | None = None, at: int | None = None) -> Moment:
    """Return the moment that `text` names, seen from `now` (aware) in `zone`; raises Misread.

    `day` is meant when the text names only a time; `at` (minutes since midnight) when it names only a day.
    A bare weekday is the next coming one, 下周三 that of next week (weeks begin on Monday); a date without a year is
    the next coming one.
    """
    today = now.astimezone(zone).date()
    first, second = mentions(spell(text, today))
    which = _day(first, now, zone, default=day, at=at)
    if first.time is not None:
        minutes = first.time.start(which, zone, now)
    elif at is not None and second is None:
        minutes = at
    elif second is None:
        if which < today:
            raise Misread(Fault.PAST, on(which, 0, zone))
        return Moment(which)
    else:
        raise Misread(Fault.UNREADABLE)
    start = on(which, minutes, zone)
    if start <= now:
        raise Misread(Fault.PAST, start)
    return Moment(which, start, None if second is None else _end(second, which, minutes, now, zone))


def _end(mention: Mention, start_day: date, start: int, now: datetime, zone: ZoneInfo) -> datetime:
    if mention.time is None:
        raise Misread(Fault.UNREADABLE)
    day = _day(mention, now, zone, default=start_day)
    if day == start_day:
        return on(day, mention.time.end(start), zone)
    end = on(day, mention.time.start(day, zone, now), zone)
    if day < start_day:
        raise Misread(Fault.END_FIRST, end)
    return end


def _day(mention: Mention, now: datetime, zone: ZoneInfo, *, default: date | None, at: int | None = None) -> date:
    today = now.astimezone(zone).date()
    if mention.date is not None:
        day = _dated(mention.date, today)
    elif mention.weekday is not None:
        day = today + timedelta(days=(mention.weekday - today.isoweekday()) % 7)
        minutes = at if mention.time is None else mention.time.readings()[0]
        if day == today and minutes is not None and on(day, minutes, zone) <= now:
            day += timedelta(weeks=1)
    elif default is not None:
        day = default
    else:
        raise Misread(Fault.NO_DAY)
    if today - day > FARTHEST:
        raise Misread(Fault.PAST)
    if day - today > FARTHEST:
        raise Misread(Fault.TOO_FAR, on(day, 0, zone))
    if mention.weekday not in {None, day.isoweekday()}:
        raise Misread(Fault.CONTRADICTION, on(day, 0, zone))
    return day


def _dated(written: Dated, today: date) -> date:
    """Return the date; without a year or month the next one that is not before `today`."""
    years = (today.year, today.year + 1) if written.year is None else (written.year,)
    months = range(1, 13) if written.month is None else (written.month,)
    for year in years:
        for month in months:
            try:
                day = date(year, month, written.day)
            except ValueError:
                continue
            if written.year is not None or day >= today:
                return day
    raise Misread(Fault.NO_SUCH_DAY)
