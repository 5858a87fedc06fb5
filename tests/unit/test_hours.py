"""What an event is worth, which hours are announced, when people are thanked and told."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.domain.events import Event, Pillar
from bot.domain.hours import (
    HoursRule,
    HoursRuleUnfit,
    YearCount,
    announced,
    by_day,
    counts,
    read,
    thanks_due,
    usual_hours,
    written,
)
from bot.domain.materials import told_at

ZONE = ZoneInfo("Asia/Shanghai")
HOUR = timedelta(hours=1)
START = datetime(2026, 11, 25, 6, 30, tzinfo=UTC)


def local(day, hour, minute=0):
    return datetime(2026, 11, day, hour, minute, tzinfo=ZONE)


def event(hours, lasts=2.0):
    return Event(
        id=1,
        series_id=1,
        organiser_id=1,
        title="课",
        pillar=Pillar.LEARN,
        starts_at=START,
        ends_at=START + lasts * HOUR,
        opens_at=START - HOUR,
        closes_at=START,
        hours=hours,
    )


@pytest.mark.parametrize(("lasts", "hours"), [(1, 3), (4, 3), (4.1, 6), (9, 6), (24, 6), (26, 9), (33, 12), (0.5, 3)])
def test_up_to_four_hours_are_half_a_day_and_each_day_counts(lasts, hours):
    assert HoursRule().of(lasts * HOUR) == hours


def test_a_speaker_gets_so_many_times_the_hours_exactly():
    rule = HoursRule(speaker=5)
    assert (rule.credit(event(1.1), spoke=False), rule.credit(event(1.1), spoke=True)) == (110, 550)


@pytest.mark.parametrize(
    ("rule", "field"),
    [
        (HoursRule(half_day=-1), "half_day"),
        (HoursRule(half_day=700), "whole_day"),
        (HoursRule(speaker=0), "speaker"),
        (HoursRule(speaker=21), "speaker"),
        (HoursRule(cap=0), "cap"),
        (HoursRule(carry=-1), "carry"),
        (HoursRule(carry=100_001), "carry"),
    ],
)
def test_a_rule_that_cannot_hold_is_refused(rule, field):
    with pytest.raises(HoursRuleUnfit) as refused:
        rule.check()
    assert refused.value.field == field


def test_a_rule_is_read_as_it_was_written():
    rule = HoursRule(half_day=250, cap=4000, carry=500)
    assert (read(written(rule)), read('{"half_day": 100, "of_old": 1}')) == (rule, HoursRule(half_day=100))


RULE = HoursRule()


@pytest.mark.parametrize(
    ("plan", "rule", "before", "hours"),
    [
        (event(2), None, None, 2),  # no rule: the duration
        (event(2), RULE, None, 3),  # nobody said otherwise
        (event(1), RULE, None, 1),  # the organiser said so
        (event(0), RULE, None, 0),
        (event(2), RULE, event(2), 2),  # announced before there was a rule, and nothing changed
        (event(3, lasts=8), RULE, event(3), 6),  # it followed the rule and lasts longer now
        (event(1, lasts=8), RULE, event(1), 1),  # the organiser's word stays
        (event(8, lasts=8), RULE, event(2), 6),  # the form let it follow the duration
        (event(5), RULE, event(3), 5),
    ],
)
def test_hours_are_announced_as_the_organiser_said_or_else_by_the_rule(plan, rule, before, hours):
    assert announced(plan, rule, before) == hours


def test_without_a_rule_hours_follow_the_duration():
    assert [usual_hours(lasts * HOUR) for lasts in (1.2, 1.5, 9, 30)] == [1, 1.5, 8, 16]


def test_what_is_above_the_limit_goes_over_once_and_the_rest_lapses():
    assert counts(HoursRule(cap=100, carry=50), {2025: 180, 2026: 90}) == {
        2025: YearCount(0, 180, 100, 50, 30),
        2026: YearCount(50, 90, 100, 40, 0),
        2027: YearCount(40, 0, 40, 0, 0),
    }
    assert counts(HoursRule(cap=10, carry=100), {2025: 100})[2026] == YearCount(90, 0, 10, 0, 80)
    assert counts(HoursRule(), {2024: 5, 2026: 7}) == {
        2024: YearCount(0, 5, 5, 0, 0),
        2026: YearCount(0, 7, 7, 0, 0),
    }
    assert counts(HoursRule(), {}) == {}
    assert counts(HoursRule(), {2025: 0}) == {}


@pytest.mark.parametrize(
    ("ends", "due"),
    [
        (local(25, 16), local(25, 19)),
        (local(25, 18, 30), local(25, 19)),
        (local(25, 18, 31), local(26, 9)),
        (local(25, 23), local(26, 9)),
    ],
)
def test_thanks_come_in_the_evening_or_the_next_morning(ends, due):
    assert thanks_due(ends, ZONE) == due


@pytest.mark.parametrize(
    ("moment", "told"),
    [
        (local(25, 8), local(25, 8)),
        (local(25, 20, 59), local(25, 20, 59)),
        (local(25, 21), local(26, 9)),
        (local(25, 3), local(25, 9)),
    ],
)
def test_nobody_is_written_to_at_night(moment, told):
    assert by_day(moment, ZONE) == told


@pytest.mark.parametrize(
    ("last", "told"),
    [
        (None, local(25, 15)),
        (local(24, 20), local(25, 15)),
        (local(25, 9), local(26, 9)),
        (local(26, 9), None),
    ],
)
def test_new_material_is_told_once_a_day(last, told):
    assert told_at(local(25, 15), last, local(25, 15), ZONE) == told
