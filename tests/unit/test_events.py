"""The rules of a plan, of the window, and of what a change does to a line."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.events import (
    LONGEST,
    MOST_HOURS,
    MOST_SEATS,
    CapacityTooSmall,
    EndsBeforeStart,
    Event,
    EventCancelled,
    EventOver,
    EventState,
    HoursUnfit,
    LinkUnfit,
    NotInvited,
    Pillar,
    Plan,
    SignUpClosed,
    SignUpNotOpen,
    SignUpState,
    StartsInPast,
    TextTooLong,
    TitleMissing,
    WindowUnfit,
)
from bot.domain.line import replanned, revised, shift

START = datetime(2026, 11, 25, 6, 30, tzinfo=UTC)
HOUR, TICK = timedelta(hours=1), timedelta(microseconds=1)
NOW = START - 48 * HOUR
PLAN = Plan(
    title="开放型经济与开发区",
    pillar=Pillar.LEARN,
    starts_at=START,
    ends_at=START + HOUR,
    opens_at=START - 50 * HOUR,
    closes_at=START - HOUR,
    capacity=2,
)


def event(**more):
    return Event(
        **(
            {name: getattr(PLAN, name) for name in PLAN.__slots__}
            | {"id": 7, "series_id": None, "organiser_id": 1}
            | more
        )
    )


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"title": ""}, TitleMissing),
        ({"link": "javascript:alert(1)"}, LinkUnfit),
        ({"starts_at": NOW}, StartsInPast),
        ({"ends_at": START}, EndsBeforeStart),
        ({"opens_at": START - HOUR}, WindowUnfit),
        ({"closes_at": START + TICK}, WindowUnfit),
        ({"capacity": 0}, CapacityTooSmall),
        ({"capacity": MOST_SEATS + 1}, CapacityTooSmall),
        ({"hours": -0.5}, HoursUnfit),
        ({"hours": MOST_HOURS + 1}, HoursUnfit),
        ({"hours": float("nan")}, HoursUnfit),
        *(({name: "https://" + "x" * longest}, TextTooLong) for name, longest in LONGEST.items()),
    ],
)
def test_a_plan_that_cannot_be_carried_out_is_refused(change, refusal):
    with pytest.raises(refusal) as refused:
        replace(PLAN, **change).check(NOW)
    assert refused.type is refusal


@pytest.mark.parametrize(
    "change",
    [
        {},
        {"starts_at": NOW + TICK, "closes_at": NOW},
        {"ends_at": START + TICK},
        {"closes_at": START},
        {"opens_at": START - HOUR - TICK},
        {"capacity": 1},
        {"capacity": MOST_SEATS},
        {"capacity": None},
        {"hours": MOST_HOURS},
        {"link": "http://10.0.0.8/live"},
        {"link": "https://example.org/live"},
        {"place": "x" * LONGEST["place"]},
    ],
)
def test_a_plan_at_the_edge_is_taken(change):
    replace(PLAN, **change).check(NOW)


def test_a_tidy_plan_has_no_blanks_around_its_texts_and_its_departments_once():
    untidy = replace(PLAN, title=" 开放型经济与开发区\n", place="\t一楼 报告厅 ", departments=(9, 3, 9))
    assert untidy.tidy() == replace(PLAN, place="一楼 报告厅", departments=(3, 9))


def test_a_title_of_blanks_is_missing():
    with pytest.raises(TitleMissing):
        replace(PLAN, title=" \n").tidy().check(NOW)


@pytest.mark.parametrize(
    ("now", "refusal"),
    [
        (PLAN.opens_at - TICK, SignUpNotOpen(PLAN.opens_at)),
        (PLAN.closes_at, SignUpClosed(PLAN.closes_at)),
        (START - TICK, SignUpClosed(PLAN.closes_at)),
        (START, EventOver(START)),
    ],
)
def test_outside_the_window_nobody_signs_up(now, refusal):
    with pytest.raises(type(refusal)) as refused:
        event().welcome(now, ())
    assert (refused.type, refused.value.args) == (type(refusal), refusal.args)


@pytest.mark.parametrize("now", [PLAN.opens_at, PLAN.closes_at - TICK])
def test_within_the_window_everybody_signs_up(now):
    event().welcome(now, ())


def test_a_cancelled_event_takes_nobody_whatever_the_time():
    for now in (PLAN.opens_at - TICK, NOW, START):
        with pytest.raises(EventCancelled):
            event(state=EventState.CANCELLED).welcome(now, ())


@pytest.mark.parametrize("ancestry", [(), (2,), (2, 5)])
def test_who_is_not_meant_is_not_invited(ancestry):
    with pytest.raises(NotInvited):
        event(departments=(3, 4)).welcome(NOW, ancestry)


@pytest.mark.parametrize("ancestry", [(3,), (9, 4, 1)])
def test_departments_that_are_meant_are_so_with_all_below(ancestry):
    event(departments=(3, 4)).welcome(NOW, ancestry)


def test_a_running_event_can_be_moved_one_that_ended_cannot():
    event().manageable(START + HOUR - TICK)
    with pytest.raises(EventOver):
        event().manageable(START + HOUR)


@pytest.mark.parametrize(
    ("capacity", "seated", "state"),
    [
        (2, 1, SignUpState.SEATED),
        (2, 2, SignUpState.WAITING),
        (None, 10_000, SignUpState.SEATED),
    ],
)
def test_the_next_in_line_gets_a_seat_while_there_is_one(capacity, seated, state):
    assert event(capacity=capacity, seated=seated).next_state() is state


def change(before, now=NOW, **changes):
    planned = replace(PLAN, **changes)
    return revised(before, planned, shift(replanned(before, planned)), now)


@pytest.mark.parametrize(
    ("capacity", "lost", "promoted", "line", "told"),
    [
        (2, 0, 0, (2, 3), 0),
        (1, 1, 0, (1, 4), 1),
        (4, 0, 2, (4, 1), 2),
        (9, 0, 3, (5, 0), 3),
        (None, 0, 3, (5, 0), 3),
    ],
)
def test_seats_move_as_many_as_they_must(capacity, lost, promoted, line, told):
    revision = change(event(seated=2, waiting=3), capacity=capacity)
    assert (revision.seated_lost, revision.promoted, revision.told) == (lost, promoted, told)
    assert (revision.event.seated, revision.event.waiting) == line


def test_another_place_is_told_to_everybody_once():
    revision = change(event(seated=2, waiting=3), place="党群活动中心", capacity=1)
    assert (revision.changed, revision.told) == ({"place", "capacity"}, 5)


def test_another_title_is_told_to_nobody():
    revision = change(event(seated=2, waiting=3), title="县域经济")
    assert (revision.changed, revision.told, revision.event.revision) == ({"title"}, 0, 2)


def test_no_change_is_no_revision():
    before = event(seated=2, waiting=3)
    assert change(before).event == before
