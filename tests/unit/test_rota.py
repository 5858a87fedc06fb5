"""The rules of a rota: whose turn it is, until when to answer, when to remind."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.events import Event, Pillar
from bot.domain.rota import (
    Coming,
    Kind,
    KindsUnfit,
    Member,
    MemberState,
    check_kinds,
    propose,
    renamed,
    shown,
)
from bot.domain.rota_times import EVE, answer_by, feedback_due, reminders
from tests.people import ZONE

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)  # a Monday, 10:00 in Qingdao
HEADS, MIDDLE, YOUNG = Kind(1, "部门负责人"), Kind(2, "中层"), Kind(3, "年轻干部")
KINDS = (HEADS, MIDDLE, YOUNG)


def local(*moment):
    return datetime(*moment, tzinfo=ZONE).astimezone(UTC)


def member(id_, kind, **more):
    joined = NOW - timedelta(days=100 - id_)
    return Member(id_, f"{id_}号", "", kind.id, MemberState.MEMBER, joined, **more)


def coming(id_, days=30, **more):
    starts = NOW + timedelta(days=days)
    event = Event(
        id=id_,
        series_id=1,
        organiser_id=9,
        title=f"第{id_}讲",
        pillar=Pillar.SHINE,
        starts_at=starts,
        ends_at=starts + timedelta(hours=1),
        opens_at=NOW,
        closes_at=starts,
    )
    return Coming(event, **more)


def proposed(members, events, last=None):
    return {event_id: one.person_id for event_id, one in propose(KINDS, members, events, last).items()}


def test_kinds_take_turns_one_after_another():
    people = [member(1, HEADS), member(2, MIDDLE), member(3, YOUNG), member(4, HEADS)]
    events = [coming(number) for number in range(1, 6)]
    assert proposed(people, events) == {1: 1, 2: 2, 3: 3, 4: 4, 5: 2}
    assert proposed(people, events[:1], last=MIDDLE.id) == {1: 3}
    assert proposed(people, [coming(1, speaker="周教授", kind_id=YOUNG.id), coming(2)]) == {2: 1}


def test_within_a_kind_whoever_never_spoke_is_next_then_who_waited_longest_then_who_joined_first():
    long_ago, lately = NOW - timedelta(days=400), NOW - timedelta(days=10)
    people = [
        member(4, HEADS, given_at=lately),
        member(3, HEADS, given_at=long_ago),
        member(2, HEADS),
        member(1, HEADS),
    ]
    assert proposed(people, [coming(number) for number in range(1, 6)]) == {1: 1, 2: 2, 3: 3, 4: 4, 5: 1}


def test_nobody_is_proposed_who_pauses_declined_or_cannot_be_reached():
    people = [
        member(1, HEADS, paused_until=NOW + timedelta(days=31)),
        member(2, HEADS, reachable=False),
        member(3, HEADS),
        member(4, HEADS, paused_until=NOW + timedelta(days=30)),
    ]
    assert proposed(people, [coming(1, refused=frozenset({3}))]) == {1: 4}
    assert proposed(people[:3], [coming(1, refused=frozenset({3}))]) == {}


@pytest.mark.parametrize(
    ("start", "until"),
    [
        (local(2026, 12, 18, 14, 30), local(2026, 11, 26, 18)),  # three work days
        (local(2026, 12, 1, 14, 30), local(2026, 11, 24, 14, 30)),  # a week before
        (local(2026, 11, 26, 14, 30), local(2026, 11, 24, 10)),  # too near for that: a day
        (local(2026, 11, 23, 14, 30), local(2026, 11, 23, 14, 30)),  # today: until it begins
    ],
)
def test_invitations_are_answered_in_three_work_days_but_a_week_before(start, until):
    assert answer_by(NOW, start, ZONE) == until


def test_holidays_do_not_count_as_days_to_answer():
    eve_of_national_day = local(2026, 9, 30, 10)
    assert answer_by(eve_of_national_day, local(2026, 12, 1, 9), ZONE) == local(2026, 10, 10, 18)


def test_reminders_come_in_the_morning_and_the_last_one_the_evening_before():
    start = local(2026, 11, 30, 14, 30)
    assert reminders(start, NOW, ZONE) == (
        (3, local(2026, 11, 27, 9)),
        (1, local(2026, 11, 29, 9)),
        (EVE, local(2026, 11, 29, 18)),
    )
    assert feedback_due(local(2026, 11, 30, 23, 30), ZONE) == local(2026, 12, 3, 10)


def test_kinds_keep_their_people_by_name_and_the_others_by_place():
    assert renamed(KINDS, ("中层", "部门负责人", "年轻干部")) == (2, 1, 3)
    assert renamed(KINDS, ("部门负责人", "中层干部", "年轻干部", "专家")) == (1, 2, 3, None)
    assert renamed(KINDS, ("部门负责人", "年轻干部")) == (1, 3)


@pytest.mark.parametrize("names", [["中层"], ["中层"] * 2, ["中层", ""], ["中层", "x" * 13], list("abcdefg")])
def test_a_rota_has_two_to_six_kinds_of_different_names(names):
    with pytest.raises(KindsUnfit):
        check_kinds(names)


def test_the_card_says_name_and_post():
    assert (shown("王敏", "处长"), shown("王敏", ""), len(shown("王" * 100, "长" * 100))) == (
        "王敏（处长）",
        "王敏",
        120,
    )


def test_a_turn_given_earlier_comes_earlier_again():
    first = member(1, HEADS, given_at=NOW)
    second = replace(member(2, HEADS), given_at=NOW + timedelta(seconds=1))
    assert proposed([second, first], [coming(1), coming(2)]) == {1: 1, 2: 2}
