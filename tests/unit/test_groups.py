"""Groups: work days, quiet hours, what is planned for them; what a card says and when it says something else."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from bot.domain.events import EventState
from bot.domain.groups import QUIET, Group, GroupNews, Quiet, announced_at, on_day, planned, quiet_until
from bot.domain.posts import Phase, is_last, live, next_phase_at, phase
from bot.domain.rules import Rules
from bot.domain.workdays import is_workday
from tests.unit.test_events_handlers import NOW, STARTS, ZONE, event

BOUND = Group(-7, "干部群", bound=True)


def at(day, hour, minute=0):
    return datetime.combine(date(2026, 11, day), time(hour, minute), ZONE).astimezone(UTC)


@pytest.mark.parametrize(
    ("day", "worked"),
    [
        (date(2026, 11, 23), True),  # a Monday
        (date(2026, 11, 28), False),  # a Saturday
        (date(2026, 10, 1), False),  # the National Day, a Thursday
        (date(2026, 10, 10), True),  # a Saturday worked for it
        (date(2099, 1, 5), True),  # a Monday nobody has planned yet
        (date(2099, 1, 3), False),  # a Saturday
    ],
)
def test_work_days_are_those_of_china_as_far_as_they_are_known(day, worked):
    assert is_workday(day) is worked


@pytest.mark.parametrize(
    ("quiet", "now", "until"),
    [
        (QUIET, at(23, 20, 59), None),
        (QUIET, at(23, 21), at(24, 8)),
        (QUIET, at(24, 0), at(24, 8)),
        (QUIET, at(24, 7, 59), at(24, 8)),
        (QUIET, at(24, 8), None),
        (Quiet(12 * 60, 14 * 60), at(24, 12), at(24, 14)),
        (Quiet(12 * 60, 14 * 60), at(24, 14), None),
        (Quiet(12 * 60, 14 * 60), at(24, 11, 59), None),
        (None, at(24, 3), None),
    ],
)
def test_quiet_hours_end_in_the_morning(quiet, now, until):
    assert quiet_until(quiet, now, ZONE) == until


def test_what_is_planned_for_a_group():
    # From Thursday 26 November 2026, noon: the weekend has no digest.
    plans = planned(BOUND, at(26, 12), ZONE)
    assert [(kind, day.day, due) for kind, day, due, _until in plans] == [
        (GroupNews.DIGEST, 27, at(27, 8, 30)),
        (GroupNews.REMINDER, 27, at(26, 18)),
        (GroupNews.REMINDER, 28, at(27, 18)),
        (GroupNews.REMINDER, 29, at(28, 18)),
        (GroupNews.DIGEST, 30, at(30, 8, 30)),
        (GroupNews.REMINDER, 30, at(29, 18)),
    ]
    assert planned(replace(BOUND, digest=False, reminders=False), at(26, 12), ZONE) == ()


def test_a_group_hears_of_its_series_and_of_what_is_for_everybody():
    assert BOUND.hears_of(event()) is True
    assert replace(BOUND, everything=False, series=frozenset({1})).hears_of(event()) is True
    assert replace(BOUND, everything=False, series=frozenset({2})).hears_of(event()) is False
    assert replace(BOUND, bound=False).hears_of(event()) is False
    for secret in ({"departments": (3,)}, {"rules": Rules(closed=True)}, {"rules": Rules(posts=("科长",))}):
        assert BOUND.hears_of(event(**secret)) is False


def test_of_a_repetition_only_what_comes_soon_is_announced():
    far = event(starts_at=NOW + timedelta(days=60), ends_at=NOW + timedelta(days=61))
    assert announced_at(far, NOW) == NOW
    assert announced_at(replace(far, repetition_id=3), NOW) == NOW + timedelta(days=46)
    assert announced_at(event(repetition_id=3), NOW) == NOW


def test_a_days_events_are_those_that_take_place_on_it():
    off = event(state=EventState.CANCELLED)
    day = STARTS.astimezone(ZONE).date()
    assert on_day((event(), off), day, ZONE) == (event(),)
    assert on_day((event(), off), day + timedelta(days=1), ZONE) == ()


def test_the_clock_takes_an_event_through_its_phases():
    one = event(opens_at=NOW, closes_at=STARTS - timedelta(hours=1))
    moments = [NOW - timedelta(seconds=1), one.opens_at, one.closes_at, one.starts_at, one.ends_at]
    assert [phase(one, moment) for moment in moments] == list(Phase)
    assert [next_phase_at(one, moment) for moment in moments] == [*moments[1:], None]


def said(one=None, now=NOW, organiser="李静", names=(), language=""):
    return live(one or event(), organiser, names, language, now).signature


@pytest.mark.parametrize(
    "changed",
    [
        said(event(seated=1)),
        said(event(waiting=1)),
        said(event(offered=1)),
        said(event(revision=2)),
        said(event(state=EventState.CANCELLED)),
        said(now=STARTS),
        said(names=("王敏",)),
        said(organiser="赵明远"),
        said(language="en"),
    ],
)
def test_a_card_that_says_something_else_has_another_signature(changed):
    assert said() == said(now=NOW + timedelta(minutes=1))
    assert changed != said()


def test_a_cancelled_event_is_the_same_until_it_would_have_ended():
    off = event(state=EventState.CANCELLED)
    assert said(off) == said(off, now=STARTS)
    assert [is_last(said(off, now=moment)) for moment in (NOW, STARTS, off.ends_at)] == [False, False, True]
    assert [is_last(said(now=moment)) for moment in (NOW, STARTS, event().ends_at)] == [False, False, True]
    assert is_last(said(organiser="over", names=("over",))) is False
