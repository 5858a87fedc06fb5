"""Whatever is typed into the form is taken as JSON or refused with a hint; what was taken makes a plan."""

import json
from contextlib import suppress
from datetime import UTC, datetime
from types import SimpleNamespace
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.events import Plan
from bot.texts import Reader
from handlers.kit import Misfit
from handlers.organise import reading
from handlers.organise.answers import DEFAULTS, plan

ZONE = ZoneInfo("Asia/Shanghai")
CTX = SimpleNamespace(now=datetime(2026, 11, 23, 2, 0, tzinfo=UTC), zone=ZONE, reader=Reader("zh_Hans", ZONE))
KNOWN = {
    **DEFAULTS,
    "series": "知行讲堂",
    "title": "数字经济",
    "speaker": None,
    "start": {"day": "2026-12-02", "at": 870, "lasts": None},
    "lasts": 90,
    "place": None,
    "capacity": 60,
    "pillar": "learn",
}
READERS = {
    "title": reading.short("title"),
    "pillar": reading.pillar,
    "start": reading.start,
    "time": reading.time,
    "lasts": reading.lasts,
    "place": reading.place,
    "capacity": reading.seats,
    "hours": reading.hours,
    "opens": reading.opens,
    "closes": reading.closes,
}
fragments = st.sampled_from(
    [
        *"下周三十月日号点半到明天后-:/. 08",
        "2026",
        "12",
        "24",
        "30",
        "上午",
        "下午",
        "小时",
        "人",
        "不限",
        "https://a.b/c",
    ]
)
typed = st.one_of(st.text(), st.lists(fragments, max_size=10).map("".join))

unhurried = settings(deadline=None)  # a busy machine is no defect


def _result(reader):
    """What a reader that waits for nothing returns."""
    try:
        reader.send(None)
    except StopIteration as done:
        return done.value
    raise AssertionError("it waited")


@unhurried
@given(st.sampled_from(sorted(READERS)), typed)
def test_any_answer_is_taken_or_refused_with_a_hint(step, text):
    with suppress(Misfit):
        value = _result(READERS[step](CTX, KNOWN, text))
        assert json.loads(json.dumps(value)) == value
        planned = plan({**KNOWN, step: value}, CTX.now, ZONE)
        assert isinstance(planned, Plan)
        assert planned.ends_at > planned.starts_at > CTX.now
