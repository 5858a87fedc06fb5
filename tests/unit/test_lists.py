"""How the seats of an event filled up, told from the last sign-up and leaving of each person."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.domain.events import Event, Pillar, SignUpState
from bot.domain.lists import Filling, Listed, Listing, filling
from handlers.lists import _STATES

ZONE = ZoneInfo("Asia/Shanghai")
NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)  # 12:00 in Qingdao
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
EVENT = Event(
    id=1,
    series_id=None,
    organiser_id=1,
    title="开放型经济与开发区",
    pillar=Pillar.LEARN,
    starts_at=NOON + 9 * DAY,
    ends_at=NOON + 9 * DAY + HOUR,
    opens_at=NOON - DAY,
    closes_at=NOON + 9 * DAY,
    capacity=2,
)
WANG = Listed("王敏", "", "", "", SignUpState.SEATED, NOON, None, "", {}, None)


def came(signed_up, left=None):
    return replace(WANG, signed_up_at=signed_up, left_at=left)


def filled(now, *people, **changes):
    moments, hourly = filling(Listing(replace(EVENT, **changes), people), now, ZONE)
    return [(one.at.astimezone(ZONE).strftime("%m-%d %H:%M"), one.seated, one.waiting) for one in moments], hourly


def test_the_first_two_days_are_told_by_the_hour():
    people = [came(NOON + timedelta(minutes=10)), came(NOON + HOUR), came(NOON + 2 * HOUR)]
    assert filled(NOON + timedelta(minutes=150), *people) == (
        [("11-23 13:00", 2, 0), ("11-23 14:00", 2, 1), ("11-23 14:30", 2, 1)],
        True,
    )


def test_longer_sign_ups_are_told_by_the_day():
    people = [came(NOON), came(NOON + DAY), came(NOON + 2 * DAY)]
    assert filled(NOON + 3 * DAY, *people) == (
        [("11-24 00:00", 1, 0), ("11-25 00:00", 2, 0), ("11-26 00:00", 2, 1), ("11-26 12:00", 2, 1)],
        False,
    )


def test_who_left_is_not_in_the_line_and_who_came_back_is():
    people = [came(NOON, left=NOON + HOUR), came(NOON + HOUR, left=NOON + timedelta(minutes=5))]
    assert filled(NOON + 2 * HOUR, *people)[0] == [("11-23 13:00", 1, 0), ("11-23 14:00", 1, 0)]


def test_without_limit_nobody_waits_and_the_picture_ends_at_the_start():
    people = [came(NOON), came(NOON), came(NOON)]
    moments, _hourly = filled(EVENT.starts_at + DAY, *people, capacity=None)
    assert moments[-1] == ("12-02 12:00", 3, 0)


def test_an_event_that_nobody_signed_up_for_has_one_empty_moment():
    assert filling(Listing(EVENT, ()), NOON, ZONE) == ((Filling(NOON, 0, 0),), True)


@pytest.mark.parametrize("state", [SignUpState.ASKING, SignUpState.DECLINED])
def test_who_was_not_let_in_never_stood_in_the_line(state):
    assert not replace(WANG, state=state).in_line(NOON)


def test_who_only_came_never_stood_in_the_line():
    assert not replace(WANG, state=None, signed_up_at=None, came_at=NOON).in_line(NOON)


@pytest.mark.parametrize("state", [*SignUpState, None])
def test_every_state_has_words(state):
    assert state in _STATES
