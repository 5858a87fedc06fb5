"""Days and times as buttons."""

from __future__ import annotations

import re
from calendar import Calendar
from datetime import UTC, date, datetime, time, timedelta

from bot.texts import When, _
from handlers.kit import Answers, Choice, Ctx
from handlers.organise.answers import start_day

WEEKDAYS = (_("Mo"), _("Tu"), _("We"), _("Th"), _("Fr"), _("Sa"), _("Su"))
_PAGE = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])", re.ASCII)
_MONTHS_AHEAD = 18
# When gatherings of an office begin.
TIMES = ("09:00", "09:30", "10:00", "10:30", "14:00", "14:30", "15:00", "15:30", "16:00", "18:30", "19:00", "19:30")
_TIMES_IN_A_ROW = 4
_A_WEEK = 7

Choices = tuple[tuple[Choice, ...], ...]


async def days(ctx: Ctx, answers: Answers, page: str) -> Choices:
    """Return the days of a month as a calendar; page "2026-12", or "" for the month of the start, or this one."""
    today = ctx.now.astimezone(ctx.zone).date()
    asked = _PAGE.fullmatch(page)
    if asked:
        month = date(int(asked[1]), int(asked[2]), 1)
    else:
        month = max(today, start_day(answers) if "start" in answers else today).replace(day=1)
    here = f"{month:%Y-%m}"
    weeks = [
        tuple(
            Choice(str(day.day), day.isoformat())
            if day.month == month.month and day >= today
            else Choice("·", page=here)
            for day in week
        )
        for week in Calendar().monthdatescalendar(month.year, month.month)
        if week[-1] >= today
    ]
    turns = tuple(
        Choice(_("{month}/{year}", month=other.month, year=str(other.year)), page=f"{other:%Y-%m}")
        for other in (_shift(month, -1), _shift(month, 1))
        if today.replace(day=1) <= other <= _shift(today, _MONTHS_AHEAD)
    )
    head = tuple(Choice(name, page=here) for name in WEEKDAYS)
    return (*_usual_days(ctx, answers, today), head, *weeks, turns)


async def times(ctx: Ctx, answers: Answers, _page: str) -> Choices:
    """Return the usual times that are still to come on the chosen day."""
    day = start_day(answers)
    coming = [
        Choice(text, text) for text in TIMES if datetime.combine(day, time.fromisoformat(text), ctx.zone) > ctx.now
    ]
    return tuple(tuple(coming[i : i + _TIMES_IN_A_ROW]) for i in range(0, len(coming), _TIMES_IN_A_ROW))


def _usual_days(ctx: Ctx, answers: Answers, today: date) -> Choices:
    """Return the next two days on which the series meets, if that is known."""
    weekday = answers.get("_weekday")
    if weekday is None:
        return ()
    first = today + timedelta(days=(weekday - today.weekday() - 1) % _A_WEEK + 1)
    coming = [first + timedelta(days=_A_WEEK * n) for n in range(2)]
    noon = [datetime.combine(day, time(12), ctx.zone).astimezone(UTC) for day in coming]
    return (tuple(Choice(When(at, "day"), day.isoformat()) for at, day in zip(noon, coming, strict=True)),)


def _shift(month: date, by: int) -> date:
    years, index = divmod(month.month - 1 + by, 12)
    return date(month.year + years, index + 1, 1)
