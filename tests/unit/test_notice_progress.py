"""What the message says with which an organiser follows a notice."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest

from bot.domain.notice_parts import Part
from bot.domain.notices import Notice, NoticeState, Progress
from bot.texts import Reader
from handlers.notices.steering import screen_of

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
READER = Reader("zh_Hans", ZoneInfo("Asia/Shanghai"))
NOTICE = Notice(
    id=7,
    title="停水",
    content={"": (Part(html="停水"),)},
    audience=["all"],
    author_id=1,
    state=NoticeState.SENDING,
    send_at=NOW,
    created_at=NOW,
    started_at=NOW,
)


@pytest.mark.parametrize(
    ("states", "held", "lines"),
    [
        (
            {"sent": 960, "failed": 40, "waiting": 4000},
            200,
            ["已送达：960 / 5000", "每秒约 33 条 · 还要约 2 分钟", "免打扰中，过后送达 200 人", "没送到 40"],
        ),
        ({"sent": 4800, "waiting": 200}, 200, ["已送达：4800 / 5000", "免打扰中，过后送达 200 人"]),
        (
            {"sent": 1000, "waiting": 3990, "doubt": 10},
            0,
            ["已送达：1000 / 5000", "每秒约 34 条 · 还要约 2 分钟", "存疑 10"],
        ),
    ],
)
def test_the_progress_tells_the_pace_and_what_is_left_of_what_waits_for_its_turn(states, held, lines):
    progress = Progress(NOTICE, states, {}, 0, held=held)
    screen = screen_of(SimpleNamespace(now=NOW + timedelta(seconds=30)), progress)
    assert READER.plain(screen.body).splitlines()[2:-1] == lines


def test_at_first_there_is_no_pace_yet():
    progress = Progress(NOTICE, {"sent": 60, "waiting": 4940}, {}, 0)
    screen = screen_of(SimpleNamespace(now=NOW + timedelta(seconds=2)), progress)
    assert READER.plain(screen.body).splitlines()[1:] == ["░░░░░░░░░░ 1%", "已送达：60 / 5000", "已确认：0 / 60"]
