"""Whatever is printed can be typed back; whatever is typed is read or refused, never a crash."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.moments import Misread, read_duration, read_end, read_moment
from bot.texts import Lines, Reader, When

SHANGHAI = ZoneInfo("Asia/Shanghai")
zones = st.sampled_from([SHANGHAI, ZoneInfo("Asia/Kathmandu"), ZoneInfo("Pacific/Kiritimati")])
nows = st.datetimes(
    datetime(2020, 1, 1),  # noqa: DTZ001 - Hypothesis wants them naive
    datetime(2099, 12, 31),  # noqa: DTZ001
    timezones=st.just(UTC),
)
# Without a year printed, a date means the next coming one: what is printed lies less than a year ahead.
ahead = st.integers(1, 364 * 24 * 60 - 1).map(lambda minutes: timedelta(minutes=minutes))
languages = st.sampled_from(["zh_Hans", "zh_Hant", "en"])
fragments = st.sampled_from(
    [
        *"下周三十月日号点半刻到今明天后年个:-/.08",
        "W3",
        "2026",
        "12",
        "24",
        "30",
        "上午",
        "下午",
        "晚上",
        "小时",
        "am",
        "nov",
        "mon",
    ]
)
typed = st.one_of(
    st.text(), st.lists(fragments, max_size=12).map("".join), st.lists(fragments, max_size=8).map(" ".join)
)

unhurried = settings(deadline=None)  # a busy machine is no defect


def whole_minute(now: datetime, delta: timedelta) -> datetime:
    return now.replace(second=0, microsecond=0) + delta


@unhurried
@given(nows, ahead, zones, languages, st.sampled_from(["moment", "short"]))
def test_a_printed_moment_reads_the_same(now, delta, zone, language, form):
    moment = whole_minute(now, delta)
    printed = Reader(language, zone).plain(When(moment, form))
    assert read_moment(printed, now=now, zone=zone).start == moment


@unhurried
@given(nows, ahead, zones, languages)
def test_a_printed_day_reads_the_same(now, delta, zone, language):
    moment = whole_minute(now, delta)
    printed = Reader(language, zone).plain(When(moment, "day"))
    assert read_moment(printed, now=now, zone=zone).day == moment.astimezone(zone).date()


@unhurried
@given(nows, ahead, st.integers(1, 12 * 60), zones, languages)
def test_a_printed_span_reads_the_same(now, delta, minutes, zone, language):
    start = whole_minute(now, delta)
    end = start + timedelta(minutes=minutes)
    same_day = start.astimezone(zone).date() == end.astimezone(zone).date()
    span = Lines((When(start), When(end, "time" if same_day else "moment")), "–")
    moment = read_moment(Reader(language, zone).plain(span), now=now, zone=zone)
    assert (moment.start, moment.end) == (start, end)


@unhurried
@given(typed, nows, zones)
def test_any_text_is_a_coming_moment_or_refused(text, now, zone):
    with suppress(Misread):
        moment = read_moment(text, now=now, zone=zone)
        assert moment.day >= now.astimezone(zone).date()
        assert moment.start is None or moment.start > now
        assert moment.end is None or (moment.start is not None and moment.end > moment.start)


@unhurried
@given(typed, nows, zones)
def test_any_text_is_a_later_end_or_refused(text, now, zone):
    with suppress(Misread):
        assert read_end(text, start=now, zone=zone) > now
    with suppress(Misread):
        assert read_duration(text) > timedelta()


@pytest.mark.parametrize("text", ["٣:٣٠ 明天", "²-3", "\x00", "🀄", "𝟙𝟚月𝟠日 𝟙𝟜:𝟛𝟘"])
def test_digits_of_other_scripts_do_not_crash(text):
    with suppress(Misread):
        read_moment(text, now=datetime(2026, 11, 25, tzinfo=UTC), zone=SHANGHAI)
