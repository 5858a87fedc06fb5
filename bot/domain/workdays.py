"""Which days are work days in China: Monday to Friday but for holidays, and weekends worked instead (调休).

The state says so in November for the year to come; years that are not known yet are taken as Monday to Friday.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache

_WEEKDAYS = 5
_ONE_DAY = timedelta(days=1)


@cache
def last_known_year() -> int:
    """Return the last year whose holidays and worked weekends are known."""
    from chinese_calendar import constants  # noqa: PLC0415 - 10 ms that the start of the bot need not wait for

    return int(max(day.year for day in constants.holidays))


@cache
def _first_known_year() -> int:
    from chinese_calendar import constants  # noqa: PLC0415

    return int(min(day.year for day in constants.holidays))


def known(day: date) -> bool:
    """Whether the holidays of that year are known."""
    return _first_known_year() <= day.year <= last_known_year()


def is_workday(day: date) -> bool:
    """Whether people work on that day."""
    if not known(day):
        return day.weekday() < _WEEKDAYS
    from chinese_calendar import constants  # noqa: PLC0415

    return day in constants.workdays or (day.weekday() < _WEEKDAYS and day not in constants.holidays)


def next_workday(day: date) -> date:
    """Return `day` if it is a work day, else the next one."""
    while not is_workday(day):
        day += _ONE_DAY
    return day


def previous_workday(day: date) -> date:
    """Return `day` if it is a work day, else the one before."""
    while not is_workday(day):
        day -= _ONE_DAY
    return day
