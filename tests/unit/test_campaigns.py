"""What campaigns count and read: criteria, prizes, how far suggestions got, how long offices took, frequent words."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.domain.suggestions.campaign import Campaign, Phase
from bot.domain.suggestions.cards import is_last, live, next_phase_at
from bot.domain.suggestions.evaluation import CriteriaUnfit, read_criteria, read_prizes
from bot.domain.suggestions.phrases import phrases
from bot.domain.suggestions.report import Course, OfficeTimes, Spread, funnel, spread, times
from bot.domain.suggestions.states import Decision
from bot.domain.working_time import Hours

ZONE = ZoneInfo("Asia/Shanghai")
HOURS = Hours(ZONE)
MONDAY = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)  # 10:00


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("创新性 30、可行性 40、预期实效 30", (("创新性", 30), ("可行性", 40), ("预期实效", 30))),
        ("创新性30%，可行性：70%", (("创新性", 30), ("可行性", 70))),
        ("整体 1", (("整体", 1),)),
    ],
)
def test_criteria_are_read_as_people_type_them(typed, read):
    assert read_criteria(typed) == read


@pytest.mark.parametrize(
    "typed",
    ["", "创新性", "创新性 0", "甲 1、甲 2", "一二三四五六七八九十一二三 5", "、".join(f"项{n} 1" for n in range(7))],
)
def test_criteria_that_cannot_hold_are_refused(typed):
    with pytest.raises(CriteriaUnfit):
        read_criteria(typed)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("一等奖 1 名、二等奖 3 名，优秀奖若干", (("一等奖", 1), ("二等奖", 3))),
        ("一等奖：2名；鼓励奖10条", (("一等奖", 2), ("鼓励奖", 10))),
        ("神秘大奖", ()),
    ],
)
def test_prizes_are_read_off_what_organisers_wrote(text, read):
    assert read_prizes(text) == read


def course(number, office="", **moments):
    at = {name: MONDAY + timedelta(hours=hours) for name, hours in moments.items() if name != "decision"}
    return Course(f"JDZ-{number}", "", office, MONDAY, **at, decision=moments.get("decision"))


def test_the_funnel_counts_how_far_each_got():
    courses = [
        course(1),
        course(2, accepted_at=1),
        course(3, "审批局", accepted_at=1, assigned_at=2, answered_at=3),
        course(4, "审批局", accepted_at=1, assigned_at=2, answered_at=3, resolved_at=4, decision=Decision.ADOPTED),
        course(5, accepted_at=1, decision=Decision.NOT),
    ]
    assert [n for _stage, n in funnel(courses)] == [5, 4, 2, 2, 1, 1]


def test_offices_are_measured_in_working_time():
    courses = [
        course(1, "审批局", answered_at=2, resolved_at=24),  # Monday 10 to 12; a working day to Tuesday 10
        course(2, "审批局", answered_at=3.5),  # lunch does not count
        course(3, "建设局"),
    ]
    day, hour = HOURS.days(1), timedelta(hours=1)
    assert times(courses, HOURS) == (
        OfficeTimes("审批局", 2, Spread(2, 2 * hour, 2 * hour), Spread(1, day, day)),
        OfficeTimes("建设局", 1, Spread(0, None, None), Spread(0, None, None)),
    )


def test_the_median_and_the_ninth_of_ten_are_values_that_occurred():
    found = spread(timedelta(hours=n) for n in range(10, 0, -1))
    assert found == Spread(10, timedelta(hours=5), timedelta(hours=9))
    assert spread([timedelta(hours=7)]) == Spread(1, timedelta(hours=7), timedelta(hours=7))


TEXTS = (
    "办理营业执照变更，材料重复提交，希望电子证照互认",
    "企业开办材料重复提交，建议一次录入",
    "电子证照窗口不认，还要复印件",
    "班车太少，加班的同事回不去",
    "建议地铁口加一趟班车，电子证照也能用",
)


def test_frequent_words_are_whole_words():
    assert phrases(TEXTS) == [("电子证照", 3), ("材料重复提交", 2), ("班车", 2)]


def test_a_word_said_ten_times_in_one_text_counts_once():
    assert phrases(["停车位" * 10, "班车", "班车"]) == [("班车", 2)]


def campaign(**about):
    known = {"id": 1, "organiser_id": 1, "title": "金点子", "opens_at": MONDAY}
    return Campaign(**known | about)


def test_a_card_says_something_else_when_a_phase_begins_and_rests_long_after_the_end():
    one = campaign(closes_at=MONDAY + timedelta(days=7), judged_at=MONDAY + timedelta(days=14))
    seen = [live(one, (), "", MONDAY + timedelta(days=days), told=False).signature for days in (-1, 0, 7, 14, 74)]
    assert len(set(seen)) == 5
    assert [is_last(signature) for signature in seen] == [False, False, False, False, True]
    assert [next_phase_at(one, MONDAY + timedelta(days=days)) for days in (-1, 0, 7, 14)] == [
        MONDAY,
        one.closes_at,
        one.judged_at,
        None,
    ]


def test_a_campaign_without_an_end_is_followed_for_ever():
    one = campaign()
    later = MONDAY + timedelta(days=2000)
    assert (one.phase(later), next_phase_at(one, later)) == (Phase.COLLECTING, None)
    assert not is_last(live(one, (), "", later, told=False).signature)
