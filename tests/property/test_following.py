"""What a change of one event means for those that follow it."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from bot.domain.events import Event, Pillar
from bot.domain.following import along
from bot.domain.rules import Rules

unhurried = settings(deadline=None)  # a busy machine is no defect
zones = st.sampled_from([ZoneInfo("Asia/Shanghai"), ZoneInfo("Europe/Berlin"), ZoneInfo("America/New_York")])
days = st.dates(date(2026, 1, 1), date(2030, 1, 1))
# Clocks that go forward leave an hour out, so that no event can begin in it.
times = st.times(time(6), time(20))


def _event(day, at, zone, **more):
    start = datetime.combine(day, at, zone).astimezone(UTC)
    known = {
        "id": 1,
        "series_id": None,
        "organiser_id": 1,
        "title": "讲堂",
        "pillar": Pillar.LEARN,
        "starts_at": start,
        "ends_at": start + timedelta(hours=2),
        "opens_at": start - timedelta(days=7),
        "closes_at": start - timedelta(hours=2),
    }
    return Event(**(known | more))


def _clock(moment, zone):
    return moment.astimezone(zone).time()


@unhurried
@given(days, times, times, zones, st.integers(1, 300), st.integers(-6, 6))
def test_a_move_within_a_week_moves_all_as_clocks_show_it(day, at, to, zone, later, by):
    before, other = _event(day, at, zone), _event(day + timedelta(days=later), at, zone, title="另一场")
    moved = _event(day + timedelta(days=by), to, zone)
    assume((moved.starts_at, moved.closes_at) != (before.starts_at, before.closes_at))
    found = along(before, moved.plan(), other, before.opens_at, zone)
    there = datetime.combine(day + timedelta(days=later + by), to, zone)
    assert (found.starts_at, found.ends_at) == (there, there.astimezone(UTC) + timedelta(hours=2))
    assert _clock(found.closes_at, zone) == _clock(moved.closes_at, zone)
    assert found.title == "另一场"


@unhurried
@given(days, times, zones, st.integers(1, 300), st.sampled_from([-30, -7, 7, 8, 100]))
def test_a_move_by_weeks_is_only_for_the_one(day, at, zone, later, by):
    before, other = _event(day, at, zone), _event(day + timedelta(days=later), at, zone)
    found = along(before, _event(day + timedelta(days=by), at, zone).plan(), other, before.starts_at, zone)
    assert (found.starts_at, found.ends_at, found.closes_at) == (other.starts_at, other.ends_at, other.closes_at)


@unhurried
@given(days, times, zones, st.integers(1, 300))
def test_what_was_changed_is_taken_over_and_the_rest_stays(day, at, zone, later):
    before = _event(day, at, zone)
    other = _event(day + timedelta(days=later), at, zone, speaker="王主任", place="一楼", capacity=30)
    after = replace(before.plan(), title="新题目", place="二楼", capacity=None, rules=Rules(names=True))
    found = along(before, after, other, before.starts_at, zone)
    # The number of seats was not changed: there was no limit before.
    assert found == replace(other.plan(), title="新题目", place="二楼", rules=Rules(names=True))


@unhurried
@given(days, times, zones, st.integers(1, 300), st.integers(30, 600))
def test_a_longer_event_makes_the_others_as_long(day, at, zone, later, minutes):
    before, other = _event(day, at, zone), _event(day + timedelta(days=later), at, zone)
    after = replace(before.plan(), ends_at=before.starts_at + timedelta(minutes=minutes))
    found = along(before, after, other, before.starts_at, zone)
    assert found == replace(other.plan(), ends_at=other.starts_at + timedelta(minutes=minutes))


@unhurried
@given(days, times, zones, st.integers(1, 300))
def test_a_window_is_changed_relative_to_each_start(day, at, zone, later):
    before, other = _event(day, at, zone), _event(day + timedelta(days=later), at, zone)
    eve = datetime.combine(day - timedelta(days=1), time(18), zone).astimezone(UTC)
    opens = datetime.combine(day - timedelta(days=3), time(18), zone).astimezone(UTC)
    after = replace(before.plan(), closes_at=eve, opens_at=opens)
    found = along(before, after, other, before.opens_at, zone)
    its = datetime.combine(day + timedelta(days=later - 1), time(18), zone).astimezone(UTC)
    assert (found.closes_at, _clock(found.opens_at, zone)) == (its, time(18))
    assert along(before, after, other, eve, zone).opens_at == after.opens_at
