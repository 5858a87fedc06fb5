"""How long something takes, and when it ends."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.domain.moments.clock import on
from bot.domain.moments.grammar import mentions
from bot.domain.moments.misread import Fault, Misread
from bot.domain.moments.moment import read_moment
from bot.domain.moments.spelling import spell, unify

LONGEST = timedelta(days=14)
# What an office means by them.
HALF_DAY, WHOLE_DAY = timedelta(hours=4), timedelta(hours=8)

_HOUR = r"(?:小时|钟头|hours?|hrs?|h)"
_SPAN = re.compile(
    rf"""
    (?:(?P<hours>\d{{1,3}}(?:\.\d{{1,2}})?)\s*个?(?P<and_half>半)?\s*{_HOUR}(?P<half>半)?|(?P<half_hour>半)个?{_HOUR})?
    \s*(?:又|零|and)?\s*
    (?:(?P<minutes>\d{{1,4}})\s*(?:分钟?|minutes?|mins?|m)|(?P<quarters>[13])刻钟?)?
    """,
    re.VERBOSE | re.ASCII,
)
_DAYS = {"半天": HALF_DAY, "1天": WHOLE_DAY, "1整天": WHOLE_DAY, "整天": WHOLE_DAY, "全天": WHOLE_DAY}


def read_duration(text: str) -> timedelta:
    """Return how long `text` says (两小时, 一个半小时, 90分钟, 半天, 2h); raises Misread."""
    plain = unify(text).strip()
    if plain in _DAYS:
        return _DAYS[plain]
    found = _SPAN.fullmatch(plain)
    if found is None:
        raise Misread(Fault.UNREADABLE)
    minutes = float(found["hours"] or 0) * 60 + int(found["minutes"] or 0) + int(found["quarters"] or 0) * 15
    minutes += 30 * sum(found[half] is not None for half in ("and_half", "half", "half_hour"))
    span = timedelta(minutes=round(minutes))
    if not span:
        raise Misread(Fault.UNREADABLE)
    if span > LONGEST:
        raise Misread(Fault.TOO_FAR)
    return span


def read_end(text: str, *, start: datetime, zone: ZoneInfo) -> datetime:
    """Return the end (UTC) that `text` names as a duration, a time or a moment after `start`; raises Misread."""
    try:
        return start + read_duration(text)
    except Misread as misread:
        if misread.fault is Fault.TOO_FAR:
            raise
    begins = start.astimezone(zone)
    first, more = mentions(spell(text, begins.date()))
    if more is not None:
        raise Misread(Fault.UNREADABLE)
    if first.time is not None and not first.says_day:
        return on(begins.date(), first.time.end(begins.hour * 60 + begins.minute), zone)
    end = read_moment(text, now=start, zone=zone).start
    if end is None:
        raise Misread(Fault.UNREADABLE)
    if end - start > LONGEST:
        raise Misread(Fault.TOO_FAR, end)
    return end
