"""What every rush begins with and must end with: one lecture, members who all tap 报名 once, half as many seats.

python -m tests.bench.scene DATABASE TAPS
"""

from __future__ import annotations

import asyncio
import json
import sqlite3
import sys
from contextlib import closing
from datetime import UTC, datetime, timedelta

from bot.callbacks import encode
from bot.domain.events import Pillar, Plan
from bot.domain.people import NOTICE_VERSION
from handlers.cards import SignUp
from storage import events, people
from storage.db import open_database
from storage.migrate import upgrade

EVENT = 1
REMINDERS = 2  # of everybody who has a seat: the evening before and one hour before
_FIRST_ACCOUNT = 10_000_001
_NAMES = "王李张刘陈杨赵黄周吴"

CARD = """开放型经济与开发区
知行讲堂 · 追光

时间：11月25日 周三 14:30–16:00
地点：管委会一楼报告厅
席位：12 / 500
学时：1.5

你已报名：第 12 席。"""


async def make(path, taps):
    """Make the database of a programme in which `taps` members can sign up for the lecture."""
    upgrade(str(path))
    db = await open_database(str(path))
    try:
        await db.write(_seed, taps, datetime.now(UTC))
    finally:
        await db.close()


def _seed(tx, taps, now):
    tx.run("INSERT INTO departments (name, path) VALUES ('投资促进部', '投资促进部')")
    for number in range(taps):
        person = people.agree(tx, _FIRST_ACCOUNT + number, NOTICE_VERSION, None, "", now)
        people.describe(tx, person, f"{_NAMES[number % 10]}{number}", 1)
    starts = (now + timedelta(days=5)).replace(hour=6, minute=30)
    plan = Plan(
        title="开放型经济与开发区",
        pillar=Pillar.LEARN,
        series="知行讲堂",
        starts_at=starts,
        ends_at=starts + timedelta(hours=1.5),
        opens_at=now - timedelta(hours=1),
        closes_at=starts,
        place="管委会一楼报告厅",
        capacity=seats(taps),
        hours=1.5,
    )
    events.insert(tx, plan, 1, now)


def seats(taps):
    """Return how many seats the lecture has."""
    return max(1, taps // 2)


def rush(taps, latency, *, at_once=False):
    """Return what the server plays: see tests.bench.server."""
    return {
        "updates": [json.dumps(_tap(number)) for number in range(1, taps + 1)],
        "card": _card(1),
        "latency": latency,
        "at_once": at_once,
    }


def _tap(number):
    # As Telegram sends it: with the whole message that the button stands under.
    account = _FIRST_ACCOUNT + number - 1
    who = {"id": account, "is_bot": False, "first_name": f"敏{number}", "last_name": "王", "language_code": "zh-hans"}
    query = {"id": str(number), "from": who, "message": _card(number), "chat_instance": str(account * 7919)}
    return {"update_id": number, "callback_query": {**query, "data": encode(SignUp(EVENT))}}


def _card(number):
    from_bot = {"id": 42, "is_bot": True, "first_name": "faguang", "username": "faguang_bench_bot"}
    chat = {"id": _FIRST_ACCOUNT + number - 1, "first_name": f"敏{number}", "last_name": "王", "type": "private"}
    button = {"text": "报名", "callback_data": encode(SignUp(EVENT)), "style": "success"}
    return {
        "message_id": number,
        "from": from_bot,
        "chat": chat,
        "date": 1_795_000_000,
        "edit_date": 1_795_000_001,
        "text": CARD,
        "entities": [{"offset": 0, "length": 9, "type": "bold"}, {"offset": 75, "length": 10, "type": "bold"}],
        "link_preview_options": {"is_disabled": True},
        "reply_markup": {"inline_keyboard": [[button]]},
    }


def check(path, taps):
    """Raise AssertionError unless every tap became one sign-up, in one line, and the seats went to its head."""
    with closing(sqlite3.connect(path)) as db:
        line = db.execute("SELECT turn, state, person_id FROM sign_ups ORDER BY turn").fetchall()
        counters = db.execute("SELECT seated, waiting, last_turn FROM events").fetchone()
        promised = db.execute("SELECT COUNT(*), COUNT(DISTINCT person_id) FROM outbox").fetchone()
    seated = seats(taps)
    assert [turn for turn, *_ in line] == list(range(1, taps + 1))
    assert [state for _, state, _ in line] == ["seated"] * seated + ["waiting"] * (taps - seated)
    assert len({person for *_, person in line}) == taps
    assert counters == (seated, taps - seated, taps)
    assert promised == (REMINDERS * seated, seated)


if __name__ == "__main__":
    asyncio.run(make(sys.argv[1], int(sys.argv[2])))
