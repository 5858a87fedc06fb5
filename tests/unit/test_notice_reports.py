"""The report of a notice: departments one below what all have in common; acknowledgements by the hour or by the day."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.deliveries import DeliveryState, Recipient
from bot.domain.notice_reports import Branch, acknowledging, branches

ZONE = ZoneInfo("Asia/Shanghai")
SENT = datetime(2026, 11, 23, 1, 30, tzinfo=UTC)  # 9:30 in Qingdao


def one(department, *, state=DeliveryState.SENT, after=None):
    """Somebody of that department; `after`: so many hours later acknowledged."""
    at = None if after is None else SENT + timedelta(hours=after)
    return Recipient(1, 1, None, "王敏", department, state, "", SENT, at)


def test_departments_are_compared_one_below_what_they_share_most_of_the_silent_first():
    people = (
        one("管委会/投资部/招商科", after=1),
        one("管委会/投资部"),
        one("管委会/应急部/值班室"),
        one("管委会/应急部", state=DeliveryState.FAILED),
        one("管委会/应急部"),
    )
    assert branches(people) == (Branch("应急部", 3, 2, 0), Branch("投资部", 2, 2, 1))
    assert [branch.percent for branch in branches(people)] == [0, 50]


def test_who_has_no_department_is_a_line_of_their_own():
    assert branches((one("投资部"), one(""))) == (Branch("", 1, 1, 0), Branch("投资部", 1, 1, 0))
    assert branches((one("投资部"), one("投资部/招商科"))) == (Branch("投资部", 2, 2, 0),)
    assert branches(()) == ()


@given(st.lists(st.tuples(st.sampled_from(["", "甲", "甲/乙", "甲/乙/丙", "甲/丁", "戊"]), st.booleans()), max_size=20))
def test_every_recipient_stands_in_one_branch(people):
    found = branches(tuple(one(path, after=1 if acknowledged else None) for path, acknowledged in people))
    assert sum(branch.meant for branch in found) == len(people)
    assert sum(branch.acknowledged for branch in found) == sum(acknowledged for _path, acknowledged in people)
    assert len({branch.name for branch in found}) == len(found)


def test_acknowledgements_grow_hour_by_hour_and_on_long_spans_day_by_day():
    people = (one("甲", after=0.25), one("甲", after=1), one("甲", after=30), one("甲"))
    points, hourly = acknowledging(people, SENT, SENT + timedelta(hours=2), ZONE)
    assert (hourly, [count for _at, count in points[:3]], points[-1][1]) == (True, [1, 2, 2], 3)
    points, hourly = acknowledging(people, SENT, SENT + timedelta(days=3), ZONE)
    assert (hourly, [count for _at, count in points]) == (False, [2, 3, 3, 3])
