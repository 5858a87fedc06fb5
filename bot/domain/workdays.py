"""Which days people work: with China's public holidays and the weekends that are worked for them (调休)."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

_FRIDAY = 5  # isoweekday


@lru_cache(maxsize=1024)
def is_workday(day: date) -> bool:
    """Return whether `day` is worked; in years whose holidays are not published yet: from Monday to Friday."""
    import chinese_calendar  # noqa: PLC0415 - 20 ms that the start of the bot need not wait for

    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:
        return day.isoweekday() <= _FRIDAY
