"""The rules of strikes: what is one, from when on sign-up rests, and for how long."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.domain.events import Event, EventState, Pillar, SignUpState
from bot.domain.rules import Rules
from bot.domain.strikes import (
    GRACE,
    SETTLING,
    Objection,
    ObjectionState,
    Part,
    SignUpPaused,
    Strike,
    StrikeKind,
    admit,
    paused_until,
    strike,
    told_at,
)

START = datetime(2026, 11, 25, 6, 30, tzinfo=UTC)
END = START + timedelta(hours=2)
LONG_AFTER = END + timedelta(days=3)
RULES = Rules(leave_hours=24, strikes=2, strike_days=100, pause_days=30)
TICK = timedelta(microseconds=1)


def event(starts=START, **more):
    known = {
        "id": 1,
        "title": "开放型经济",
        "pillar": Pillar.LEARN,
        "series": "知行讲堂",
        "series_id": 1,
        "organiser_id": 1,
        "starts_at": starts,
        "ends_at": starts + timedelta(hours=2),
        "opens_at": starts - timedelta(days=9),
        "closes_at": starts,
        "rules": RULES,
    }
    return Event(**(known | more))


def kind(part_event=None, *, now=LONG_AFTER, **part):
    known = {"state": SignUpState.SEATED, "left_at": None, "used": True, "there": False}
    found = strike(Part(part_event or event(), 7, **(known | part)), now)
    return found and (found.kind, found.at)


def waived_at(at, state=ObjectionState.WAIVED):
    return Strike(event(), 7, StrikeKind.LATE, at, Objection("", at, state))


def at(*days):
    return [Strike(event(), 7, StrikeKind.LATE, START + timedelta(days=day)) for day in days]


def test_a_seat_that_stayed_empty_counts_once_the_list_has_settled():
    assert kind() == (StrikeKind.ABSENT, END)
    assert kind(now=END + SETTLING) == (StrikeKind.ABSENT, END)
    assert kind(now=END + SETTLING - TICK) is None


@pytest.mark.parametrize(
    "part",
    [
        {"there": True},
        {"used": False},
        {"state": SignUpState.WAITING},
        {"state": SignUpState.OFFERED},
        {"part_event": event(rules=Rules(leave_hours=24))},
        {"part_event": event(series="", series_id=None)},
        {"part_event": event(state=EventState.CANCELLED)},
    ],
)
def test_what_is_no_absence(part):
    assert kind(**part) is None


@pytest.mark.parametrize("state", [SignUpState.LEFT, SignUpState.EXCUSED])
def test_giving_a_seat_up_counts_after_the_deadline_and_not_at_it(state):
    deadline = START - timedelta(hours=24)
    late = deadline + TICK
    assert kind(state=state, left_at=late) == (StrikeKind.LATE, late)
    assert kind(state=state, left_at=deadline) is None
    assert kind(state=state, left_at=None) is None
    assert kind(state=state, left_at=late, there=True) is None
    assert kind(event(rules=Rules(strikes=2)), state=state, left_at=late) is None


@pytest.mark.parametrize(
    ("days", "until"),
    [
        ((), None),
        ((0,), None),
        ((0, 99), 129),
        ((0, 100), None),  # the first has lapsed by then
        ((0, 50, 120), 150),
        ((0, 50, 500), 80),  # a late third begins anew
        ((50, 0), 80),
    ],
)
def test_how_long_sign_up_rests(days, until):
    assert paused_until(at(*days), RULES) == (None if until is None else START + timedelta(days=until))


def test_what_was_waived_does_not_count_and_what_waits_for_a_decision_does():
    first, late = at(0), START + timedelta(days=9)
    assert paused_until([*first, waived_at(late)], RULES) is None
    for state in (ObjectionState.OPEN, ObjectionState.UPHELD):
        assert paused_until([*first, waived_at(late, state)], RULES) == late + timedelta(days=30)


def test_a_pause_ends_to_the_moment_and_does_not_hold_on_the_last_day():
    coming = event(START + timedelta(days=60))
    until = START + timedelta(days=39)
    with pytest.raises(SignUpPaused) as refused:
        admit(coming, at(0, 9), until - TICK)
    assert (refused.value.until, refused.value.series) == (until, "知行讲堂")
    admit(coming, at(0, 9), until)
    soon = event(START + timedelta(days=20))
    with pytest.raises(SignUpPaused):
        admit(soon, at(0, 9), soon.starts_at - GRACE - TICK)
    admit(soon, at(0, 9), soon.starts_at - GRACE)


def test_whose_rules_say_nothing_pauses_nobody():
    admit(event(START + timedelta(days=20), rules=Rules()), at(0, 1, 2), START + timedelta(days=3))


@pytest.mark.parametrize(
    ("ends", "told"),
    [
        ("2026-11-25 16:30", "2026-11-26 09:00"),
        ("2026-11-25 23:30", "2026-11-26 09:00"),
        ("2026-11-26 00:30", "2026-11-27 09:00"),
    ],
)
def test_people_are_told_in_the_morning(ends, told):
    zone = ZoneInfo("Asia/Shanghai")
    end, morning = (datetime.fromisoformat(text).replace(tzinfo=zone).astimezone(UTC) for text in (ends, told))
    assert told_at(event(ends_at=end), zone) == morning
