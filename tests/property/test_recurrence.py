"""Repetitions against dateutil's rrule, moves against chinese_calendar."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import chinese_calendar
import pytest
from dateutil.rrule import MONTHLY, WEEKLY, rrule, weekday
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.events import Event, Pillar
from bot.domain.following import on_another_day
from bot.domain.recurrence import MOST, Every, OffDay, Repetition, nth_weekday, occurrences
from bot.domain.workdays import is_workday, known, last_known_year, next_workday, previous_workday

unhurried = settings(deadline=None)  # a busy machine is no defect
days = st.dates(date(2020, 1, 1), date(2035, 12, 31))
known_days = st.dates(date(2005, 1, 1), date(2026, 11, 30))
zones = st.sampled_from([ZoneInfo("Asia/Shanghai"), ZoneInfo("Europe/Berlin"), ZoneInfo("America/New_York")])


def _rrule(first, every, **until_or_count):
    start = datetime.combine(first, time())
    nth = -1 if nth_weekday(first) == 5 else nth_weekday(first)
    options = {
        Every.WEEK: {"freq": WEEKLY},
        Every.FORTNIGHT: {"freq": WEEKLY, "interval": 2},
        Every.MONTH_DAY: {"freq": MONTHLY},
        Every.MONTH_WEEKDAY: {"freq": MONTHLY, "byweekday": weekday(first.weekday(), nth)},
    }[every]
    return [one.date() for one in rrule(dtstart=start, **options, **until_or_count)]


def _repeated(first, **rule):
    return [one.planned for one in occurrences(first, Repetition(**rule))]


@unhurried
@given(days, st.sampled_from(Every), st.integers(1, MOST))
def test_so_many_times_is_what_rrule_counts(first, every, times):
    assert [first, *_repeated(first, every=every, times=times)] == _rrule(first, every, count=times)


@unhurried
@given(days, st.sampled_from(Every), st.integers(0, 1000))
def test_until_a_day_is_what_rrule_says_up_to_sixty(first, every, ahead):
    until = first + timedelta(days=ahead)
    found = [first, *_repeated(first, every=every, until=until)]
    assert found == _rrule(first, every, until=datetime.combine(until, time()))[:MOST]


@unhurried
@given(days, st.sampled_from(Every), st.sets(st.integers(0, 20)), st.sampled_from(OffDay))
def test_no_day_twice_and_none_that_is_left_out(first, every, left_out, off_day):
    planned = _repeated(first, every=every, times=20)
    skip = frozenset(planned[n] for n in left_out if n < len(planned))
    found = occurrences(first, Repetition(every=every, times=20, skip=skip, off_day=off_day))
    taken = [one.day for one in found if one.day]
    assert [one.planned for one in found] == planned
    assert len({first, *taken}) == len(taken) + 1
    assert not skip & set(taken)
    if off_day is not OffDay.KEEP:
        assert [day for day in taken if not is_workday(day)] == []


@unhurried
@given(days, zones, st.times(), st.integers(1, 700))
def test_clocks_show_the_same_times_on_another_day(day, zone, at, later):
    start = datetime.combine(day, at, zone).astimezone(UTC)
    there = datetime.combine(day + timedelta(days=later), start.astimezone(zone).time(), zone).astimezone(UTC)
    first = _event(start, zone, opens_at=start - timedelta(days=3))
    moved = on_another_day(first, there, start - timedelta(days=9), zone)
    for moment, was in ((moved.opens_at, first.opens_at), (moved.closes_at, first.closes_at)):
        assert moment == _later(was, start, there, zone)
    assert (moved.starts_at, moved.ends_at - there) == (there, first.ends_at - start)
    assert on_another_day(first, there, start, zone).opens_at == first.opens_at


def _later(moment, start, there, zone):
    """What clocks show at `moment`, as many days later as `there` is after `start`."""
    local = moment.astimezone(zone)
    days = there.astimezone(zone).date() - start.astimezone(zone).date()
    return datetime.combine(local.date() + days, local.time(), zone).astimezone(UTC)


def _event(start, zone, **more):
    known = {
        "title": "讲堂",
        "pillar": Pillar.LEARN,
        "starts_at": start,
        "ends_at": start + timedelta(hours=2),
        "opens_at": start - timedelta(days=1),
        "closes_at": start - timedelta(hours=20),
    }
    return Event(**(known | more), id=1, series_id=None, organiser_id=1)


@unhurried
@given(known_days)
def test_work_days_are_those_of_the_state(day):
    assert known(day)
    assert is_workday(day) == chinese_calendar.is_workday(day)
    for found, ahead in ((next_workday(day), 1), (previous_workday(day), -1)):
        between = [day + timedelta(days=n * ahead) for n in range(abs((found - day).days))]
        assert chinese_calendar.is_workday(found)
        assert [one for one in between if chinese_calendar.is_workday(one)] == []


@given(st.dates(date(2060, 1, 1), date(2061, 1, 1)))
def test_years_to_come_are_monday_to_friday(day):
    assert not known(day)
    assert is_workday(day) == (day.weekday() < 5)
    assert last_known_year() < 2060


@pytest.mark.parametrize(
    ("off_day", "moved"),
    [
        (OffDay.SKIP, None),
        (OffDay.NEXT, date(2026, 10, 8)),
        (OffDay.PREVIOUS, date(2026, 9, 30)),
        (OffDay.KEEP, date(2026, 10, 2)),
    ],
)
def test_a_friday_in_the_national_holidays(off_day, moved):
    rule = Repetition(every=Every.WEEK, times=3, off_day=off_day)
    first, second = occurrences(date(2026, 9, 25), rule)[0], occurrences(date(2026, 9, 25), rule)[1]
    assert (first.planned, first.day) == (date(2026, 10, 2), moved)
    assert (second.planned, second.day) == (date(2026, 10, 9), date(2026, 10, 9))


def test_a_saturday_that_is_worked_instead_is_a_work_day():
    assert is_workday(date(2026, 10, 10))
    assert not is_workday(date(2026, 10, 3))


def test_the_thirty_first_leaves_short_months_out():
    rule = Repetition(every=Every.MONTH_DAY, times=4)
    assert [one.day for one in occurrences(date(2026, 12, 31), rule)] == [
        date(2027, 1, 31),
        date(2027, 3, 31),
        date(2027, 5, 31),
    ]


def test_a_fifth_wednesday_is_the_last_of_the_month():
    rule = Repetition(every=Every.MONTH_WEEKDAY, times=3)
    assert [one.day for one in occurrences(date(2026, 12, 30), rule)] == [date(2027, 1, 27), date(2027, 2, 24)]
