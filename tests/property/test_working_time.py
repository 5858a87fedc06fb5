"""Working time against a brute-force minute counter: every minute of two years, with the holidays of those years."""

from bisect import bisect_left
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.domain.workdays import is_workday
from bot.domain.working_time import Hours

ZONE = ZoneInfo("Asia/Shanghai")
HOURS = Hours(ZONE)
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
FIRST, LAST = datetime(2025, 1, 1, tzinfo=ZONE), datetime(2027, 1, 1, tzinfo=ZONE)
MINUTES = (LAST - FIRST) // MINUTE

# 国办发明电〔2024〕12号, 〔2025〕7号: from and to, both off; then the weekends worked instead.
OFF = (
    *(
        (date(2025, 1, 1), date(2025, 1, 1)),
        (date(2025, 1, 28), date(2025, 2, 4)),
        (date(2025, 4, 4), date(2025, 4, 6)),
    ),
    *((date(2025, 5, 1), date(2025, 5, 5)), (date(2025, 5, 31), date(2025, 6, 2))),
    (date(2025, 10, 1), date(2025, 10, 8)),
    *(
        (date(2026, 1, 1), date(2026, 1, 3)),
        (date(2026, 2, 15), date(2026, 2, 23)),
        (date(2026, 4, 4), date(2026, 4, 6)),
    ),
    *((date(2026, 5, 1), date(2026, 5, 5)), (date(2026, 6, 19), date(2026, 6, 21))),
    *((date(2026, 9, 25), date(2026, 9, 27)), (date(2026, 10, 1), date(2026, 10, 7))),
)
WORKED = {
    *(date(2025, 1, 26), date(2025, 2, 8), date(2025, 4, 27), date(2025, 9, 28), date(2025, 10, 11)),
    *(date(2026, 1, 4), date(2026, 2, 14), date(2026, 2, 28), date(2026, 5, 9), date(2026, 9, 20), date(2026, 10, 10)),
}

minutes = st.integers(0, MINUTES - 1)


def at(minute):
    return (FIRST + minute * MINUTE).astimezone(UTC)


def on(day):
    return day in WORKED or (day.weekday() < 5 and not any(first <= day <= last for first, last in OFF))


@cache
def worked():
    """Return every minute of the two years in which people work, by its number."""
    day = [minute for minute in range(24 * 60) if 9 * 60 <= minute < 12 * 60 or 13 * 60 + 30 <= minute < 18 * 60]
    days = [number for number in range(MINUTES // (24 * 60)) if on(FIRST.date() + number * DAY)]
    return [number * 24 * 60 + minute for number in days for minute in day]


def test_the_calendar_is_that_of_the_state_council():
    days = [FIRST.date() + number * DAY for number in range(MINUTES // (24 * 60))]
    assert [day for day in days if is_workday(day)] == [day for day in days if on(day)]


@given(minutes, minutes)
@example(0, MINUTES - 1)
def test_between_counts_the_minutes_in_which_people_work(one, other):
    counted = bisect_left(worked(), other) - bisect_left(worked(), one)
    assert HOURS.between(at(one), at(other)) == max(0, counted) * MINUTE


@given(minutes, st.integers(1, 5_000))
def test_a_deadline_is_the_end_of_the_last_minute_of_the_work(start, work):
    ahead = worked()[bisect_left(worked(), start) :][:work]
    if len(ahead) == work:
        assert HOURS.after(at(start), work * MINUTE) == at(ahead[-1] + 1)


@given(minutes)
def test_the_next_moment_of_work_is_the_first_minute_in_which_people_work(start):
    later = bisect_left(worked(), start)
    if later < len(worked()):
        assert HOURS.next(at(start)) == at(worked()[later])


@given(minutes, st.timedeltas(timedelta(0), timedelta(days=20)), st.timedeltas(timedelta(0), timedelta(days=20)))
def test_a_clock_that_was_stopped_goes_on_where_it_stood(start, work, until):
    due, paused = HOURS.after(at(start), work), at(start) + until
    left = HOURS.between(paused, due)
    assert HOURS.between(at(start), due) == work
    assert HOURS.after(paused, left) == (due if paused < due and left else paused)


@pytest.mark.parametrize(
    ("start", "due"),
    [
        (datetime(2026, 11, 23, 10, 0, tzinfo=ZONE), datetime(2026, 11, 24, 10, 0, tzinfo=ZONE)),  # over a night
        (datetime(2026, 11, 27, 16, 0, tzinfo=ZONE), datetime(2026, 11, 30, 16, 0, tzinfo=ZONE)),  # over a weekend
        (datetime(2026, 9, 30, 17, 0, tzinfo=ZONE), datetime(2026, 10, 8, 17, 0, tzinfo=ZONE)),  # over the holidays
        (datetime(2026, 11, 23, 12, 30, tzinfo=ZONE), datetime(2026, 11, 24, 12, 0, tzinfo=ZONE)),  # from lunch on
        (datetime(2026, 11, 22, 20, 0, tzinfo=ZONE), datetime(2026, 11, 23, 18, 0, tzinfo=ZONE)),  # on a Sunday
    ],
)
def test_one_working_day(start, due):
    assert HOURS.after(start.astimezone(UTC), HOURS.days(1)) == due


@pytest.mark.parametrize("spans", [(), ((time(9), time(9)),), ((time(9), time(12)), (time(11), time(18)))])
def test_hours_that_overlap_are_refused(spans):
    with pytest.raises(ValueError, match="do not follow"):
        Hours(ZONE, spans)
