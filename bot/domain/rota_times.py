"""Times of a rota: until when to answer, when speakers are reminded, when they hear what was said."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.domain.workdays import next_workday

WORKDAYS_TO_ANSWER = 3
REMINDED = (14, 7, 3, 1)  # days before, while something is missing
EVE = 0  # stands for the evening before among those days
_ANSWERED_BEFORE = timedelta(days=7)  # the start: then there is time to ask somebody else
_SHORTEST = timedelta(days=1)  # to answer, when there is no such time
_MORNING, _EVENING, _FEEDBACK = time(9), time(18), time(10)
_FEEDBACK_AFTER = timedelta(days=3)
_ONE_DAY = timedelta(days=1)


def answer_by(now: datetime, starts_at: datetime, zone: ZoneInfo) -> datetime:
    """Return until when an invitation is to be answered: some work days, but a week before the start if there is one.

    `zone` is the workplace's. At least a day is left, and the start is never passed.
    """
    day = now.astimezone(zone).date()
    for _each in range(WORKDAYS_TO_ANSWER):
        day = next_workday(day + _ONE_DAY)
    wanted = min(_at(day, _EVENING, zone), starts_at - _ANSWERED_BEFORE)
    return min(max(wanted, now + _SHORTEST), starts_at)


def reminders(starts_at: datetime, now: datetime, zone: ZoneInfo) -> tuple[tuple[int, datetime], ...]:
    """Return the reminders still to come: days before (EVE: the evening before), and when each is due."""
    day = starts_at.astimezone(zone).date()
    found = [(days, _at(day - timedelta(days=days), _MORNING, zone)) for days in REMINDED]
    found.append((EVE, _at(day - _ONE_DAY, _EVENING, zone)))
    return tuple((days, due) for days, due in found if due > now)


def feedback_due(ends_at: datetime, zone: ZoneInfo) -> datetime:
    """Return when the speaker is told what those who were there said."""
    return _at(ends_at.astimezone(zone).date() + _FEEDBACK_AFTER, _FEEDBACK, zone)


def _at(day: date, moment: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, moment, zone).astimezone(UTC)
