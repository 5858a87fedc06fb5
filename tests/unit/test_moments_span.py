"""Durations and ends as people type them."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.domain.moments import Fault, Misread, read_duration, read_end

ZONE = ZoneInfo("Asia/Shanghai")
START = datetime(2026, 12, 8, 14, 30, tzinfo=ZONE)


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("两小时", 120),
        ("两个小时", 120),
        ("一个半小时", 90),
        ("1.5小时", 90),
        ("１．５ 小时", 90),
        ("1小时半", 90),
        ("1小时30分", 90),
        ("1小時30分鐘", 90),
        ("90分钟", 90),
        ("半小时", 30),
        ("半个小时", 30),
        ("三刻钟", 45),
        ("2h", 120),
        ("1 hour and 15 minutes", 75),
        ("半天", 240),
        ("一整天", 480),
    ],
)
def test_a_duration(text, minutes):
    assert read_duration(text) == timedelta(minutes=minutes)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", Fault.UNREADABLE),
        ("90", Fault.UNREADABLE),
        ("0分钟", Fault.UNREADABLE),
        ("一会儿", Fault.UNREADABLE),
        ("昨天", Fault.UNREADABLE),
        ("999小时", Fault.TOO_FAR),
    ],
)
def test_no_duration(text, fault):
    with pytest.raises(Misread) as misread:
        read_duration(text)
    assert misread.value.fault is fault


@pytest.mark.parametrize(
    ("text", "end"),
    [
        ("两小时", "12-08 16:30"),
        ("16:00", "12-08 16:00"),
        ("4点", "12-08 16:00"),
        ("下午四点半", "12-08 16:30"),
        ("24:00", "12-09 00:00"),
        ("12-9 下午五点", "12-09 17:00"),
        ("次日 9点", None),
        ("第二天 9点", None),
        ("明天 9点", "12-09 09:00"),
    ],
)
def test_an_end(text, end):
    if end is None:
        with pytest.raises(Misread):
            read_end(text, start=START, zone=ZONE)
    else:
        assert read_end(text, start=START, zone=ZONE).astimezone(ZONE).strftime("%m-%d %H:%M") == end


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("14:30", Fault.END_FIRST),
        ("上午9点", Fault.END_FIRST),
        ("15:00-16:00", Fault.UNREADABLE),
        ("12-9", Fault.UNREADABLE),
        ("12-30 9:00", Fault.TOO_FAR),
        ("12-8 9:00", Fault.PAST),
    ],
)
def test_no_end(text, fault):
    with pytest.raises(Misread) as misread:
        read_end(text, start=START, zone=ZONE)
    assert misread.value.fault is fault
