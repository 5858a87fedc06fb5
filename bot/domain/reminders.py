"""Reminders: when somebody who is seated is told that an event is near."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache
from zoneinfo import ZoneInfo

EVENING = time(18)
MORNING = time(8)


class Lead(StrEnum):
    """How long before the start a reminder comes, the earliest first."""

    EVE = "eve"  # the evening before, 18:00
    DAY = "1d"
    MORNING = "morning"  # of the day, 08:00
    TWO_HOURS = "2h"
    HOUR = "1h"
    HALF_HOUR = "30m"


USUAL = (Lead.EVE, Lead.HOUR)

_BEFORE = {
    Lead.DAY: timedelta(days=1),
    Lead.TWO_HOURS: timedelta(hours=2),
    Lead.HOUR: timedelta(hours=1),
    Lead.HALF_HOUR: timedelta(minutes=30),
}


def due_at(lead: Lead, starts_at: datetime, zone: ZoneInfo) -> datetime:
    """Return when the reminder `lead` of an event that starts at `starts_at` is due; `zone` is the workplace's."""
    if lead in _BEFORE:
        return starts_at - _BEFORE[lead]
    day = starts_at.astimezone(zone).date()
    if lead is Lead.EVE:
        return datetime.combine(day - timedelta(days=1), EVENING, zone).astimezone(UTC)
    return datetime.combine(day, MORNING, zone).astimezone(UTC)


def schedule(
    leads: Collection[Lead], starts_at: datetime, now: datetime, zone: ZoneInfo
) -> tuple[tuple[Lead, datetime], ...]:
    """Return the reminders still to come before the start; of two at the same instant only the first."""
    return tuple(one for one in _schedule(tuple(leads), starts_at, zone) if one[1] > now)


# The same for everybody who signs up for an event, but for those few who chose leads of their own.
@lru_cache(maxsize=1024)
def _schedule(leads: tuple[Lead, ...], starts_at: datetime, zone: ZoneInfo) -> tuple[tuple[Lead, datetime], ...]:
    by_instant: dict[datetime, Lead] = {}
    for lead in Lead:
        if lead in leads:
            by_instant.setdefault(due_at(lead, starts_at, zone), lead)
    return tuple((lead, due) for due, lead in by_instant.items() if due < starts_at)
