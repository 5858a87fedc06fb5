"""Dates and times as people type them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.domain.moments import Fault, Misread, Moment, read_moment

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 25, 10, 0, tzinfo=ZONE)  # a Wednesday


def wall(instant: datetime | None) -> str:
    return "" if instant is None else instant.astimezone(ZONE).strftime("%Y-%m-%d %H:%M")


def read(text: str, **given) -> Moment:
    return read_moment(text, now=NOW, zone=ZONE, **given)


@pytest.mark.parametrize(
    ("text", "start"),
    [
        ("下周三 14:30", "2026-12-02 14:30"),
        ("下个星期三14:30", "2026-12-02 14:30"),
        ("下下周一 9点", "2026-12-07 09:00"),
        ("周三 14:30", "2026-11-25 14:30"),
        ("周三 9:00", "2026-12-02 09:00"),
        ("周三 9点", "2026-12-02 09:00"),
        ("周三十点半", "2026-11-25 10:30"),
        ("周二 14:30", "2026-12-01 14:30"),
        ("本周五 15:00", "2026-11-27 15:00"),
        ("这周日 9点半", "2026-11-29 09:30"),
        ("星期日 9点半", "2026-11-29 09:30"),
        ("礼拜天早上8点", "2026-11-29 08:00"),
        ("12-8 14:30", "2026-12-08 14:30"),
        ("8-12 14:30", "2027-08-12 14:30"),
        ("12/8 14:30", "2026-12-08 14:30"),
        ("12.8 14:30", "2026-12-08 14:30"),
        ("12月8日下午两点半", "2026-12-08 14:30"),
        ("十二月八号晚上八点", "2026-12-08 20:00"),
        ("二〇二六年十二月八日十四时三十分", "2026-12-08 14:30"),
        ("8号 14:30", "2026-12-08 14:30"),
        ("31号 9:00", "2026-12-31 09:00"),
        ("下个月8号 14:30", "2026-12-08 14:30"),
        ("明年3月5日 9:00", "2027-03-05 09:00"),
        ("2026-12-08 14:30", "2026-12-08 14:30"),
        ("2026-12-08T14:30:00", "2026-12-08 14:30"),
        ("2028年2月29日 9:00", "2028-02-29 09:00"),
        ("明天 9点", "2026-11-26 09:00"),
        ("后天上午9:30", "2026-11-27 09:30"),
        ("大后天下午3点一刻", "2026-11-28 15:15"),
        ("今晚7点", "2026-11-25 19:00"),
        ("今天3点", "2026-11-25 15:00"),
        ("三天后 14:30", "2026-11-28 14:30"),
        ("两周后 14:30", "2026-12-09 14:30"),
        ("14:30 明天", "2026-11-26 14:30"),
        ("明天中午12点半", "2026-11-26 12:30"),
        ("明天凌晨3点", "2026-11-26 03:00"),
        ("明天 02:30", "2026-11-26 02:30"),
        ("明天下午3", "2026-11-26 15:00"),
        ("明天 24:00", "2026-11-27 00:00"),
        ("明天晚上12点", "2026-11-27 00:00"),
        ("明天 0点", "2026-11-26 00:00"),
        ("１２月８日　１４：３０", "2026-12-08 14:30"),
        ("下週三下午三點三刻", "2026-12-02 15:45"),
        ("後天上午兩點", "2026-11-27 02:00"),
        ("Thu 26 Nov, 14:30", "2026-11-26 14:30"),
        ("Dec 8 2026 2:30 pm", "2026-12-08 14:30"),
        ("next Wednesday at 3pm", "2026-12-02 15:00"),
        ("tomorrow 12am", "2026-11-26 00:00"),
    ],
)
def test_a_moment(text, start):
    assert wall(read(text).start) == start


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("12-8 14:30-16:00", "2026-12-08 14:30", "2026-12-08 16:00"),
        ("明天下午2点到4点", "2026-11-26 14:00", "2026-11-26 16:00"),
        ("明天9-11点", "2026-11-26 09:00", "2026-11-26 11:00"),
        ("明天9点到5点", "2026-11-26 09:00", "2026-11-26 17:00"),
        ("明天上午十点至十一点半", "2026-11-26 10:00", "2026-11-26 11:30"),
        ("明天 22:00~24:00", "2026-11-26 22:00", "2026-11-27 00:00"),
        ("12月8日周二 09:00–12月9日周三 17:00", "2026-12-08 09:00", "2026-12-09 17:00"),
    ],
)
def test_a_range(text, start, end):
    moment = read(text)
    assert (wall(moment.start), wall(moment.end)) == (start, end)


@pytest.mark.parametrize(
    ("text", "fault", "readings"),
    [
        ("", Fault.UNREADABLE, []),
        ("以后再说", Fault.UNREADABLE, []),
        ("下周", Fault.UNREADABLE, []),
        ("周末 9点", Fault.UNREADABLE, []),
        ("明天 后天 9点", Fault.UNREADABLE, []),
        ("明天 9点 10点", Fault.UNREADABLE, []),
        ("明天 15", Fault.UNREADABLE, []),
        ("明天到后天", Fault.UNREADABLE, []),
        ("14:30-", Fault.UNREADABLE, []),
        ("明天 9点" + " " * 200, Fault.UNREADABLE, []),
        ("14:30", Fault.NO_DAY, []),
        ("2月30日 9:00", Fault.NO_SUCH_DAY, []),
        ("13-8 9:00", Fault.NO_SUCH_DAY, []),
        ("2026-02-29 9:00", Fault.NO_SUCH_DAY, []),
        ("明天 25:00", Fault.NO_SUCH_TIME, []),
        ("明天 24:30", Fault.NO_SUCH_TIME, []),
        ("明天 9:75", Fault.NO_SUCH_TIME, []),
        ("明天上午15点", Fault.CONTRADICTION, []),
        ("明天晚上1点", Fault.CONTRADICTION, []),
        ("11-26周三 14:30", Fault.CONTRADICTION, ["2026-11-26 00:00"]),
        ("明天 3点", Fault.AMBIGUOUS, ["2026-11-26 03:00", "2026-11-26 15:00"]),
        ("明天 2:30", Fault.AMBIGUOUS, ["2026-11-26 02:30", "2026-11-26 14:30"]),
        ("昨天 14:30", Fault.PAST, ["2026-11-24 14:30"]),
        ("昨天 3点", Fault.PAST, ["2026-11-24 15:00"]),
        ("本周一", Fault.PAST, ["2026-11-23 00:00"]),
        ("今天 9:00", Fault.PAST, ["2026-11-25 09:00"]),
        ("今天 10:00", Fault.PAST, ["2026-11-25 10:00"]),
        ("2024-11-25 9:00", Fault.PAST, ["2024-11-25 09:00"]),
        ("0001-01-01 9:00", Fault.PAST, []),
        ("2062-12-08 14:30", Fault.TOO_FAR, ["2062-12-08 00:00"]),
        ("明天 14:30-13:00", Fault.END_FIRST, []),
        ("12月8日 9:00到12月7日 17:00", Fault.END_FIRST, ["2026-12-07 17:00"]),
    ],
)
def test_what_does_not_fit(text, fault, readings):
    with pytest.raises(Misread) as misread:
        read(text)
    assert (misread.value.fault, [wall(reading) for reading in misread.value.readings]) == (fault, readings)


@pytest.mark.parametrize(("text", "day"), [("下周三", date(2026, 12, 2)), ("今天", date(2026, 11, 25))])
def test_a_day_alone_has_no_start(text, day):
    assert read(text) == Moment(day)


def test_what_was_known_fills_the_gap():
    assert wall(read("下午3点", day=date(2026, 12, 8)).start) == "2026-12-08 15:00"
    assert wall(read("下周四", at=14 * 60 + 30).start) == "2026-12-03 14:30"
    assert wall(read("周三", at=9 * 60).start) == "2026-12-02 09:00"


def test_the_zone_decides_what_today_is():
    late = datetime(2026, 11, 25, 17, 0, tzinfo=UTC)  # the 26th in Shanghai
    assert wall(read_moment("今天 9:00", now=late, zone=ZONE).start) == "2026-11-26 09:00"


def test_an_hour_that_summer_time_takes_away_is_refused():
    berlin = ZoneInfo("Europe/Berlin")
    with pytest.raises(Misread) as misread:
        read_moment("2027-03-28 02:30", now=NOW, zone=berlin)
    assert misread.value.fault is Fault.NO_SUCH_TIME
    assert read_moment("2027-03-28 03:30", now=NOW, zone=berlin).start == datetime(2027, 3, 28, 1, 30, tzinfo=UTC)
