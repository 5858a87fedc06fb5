"""What a sign-up costs when the programme is young and when it has run for years.

The function alone, and durable through the facade with many callers at once; each at a thousand and at a million
sign-ups of the past, with the messages that were sent for them.
"""

from __future__ import annotations

import asyncio
import tempfile
import time
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from zoneinfo import ZoneInfo

from bot.clock import micros
from bot.domain.events import Pillar, Plan
from bot.services.events import publish, sign_up
from storage.db import open_database
from storage.migrate import upgrade
from storage.sqlite import SqliteTx, connect
from tests.bench.machine import FOLDER

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
ZONE = ZoneInfo("Asia/Shanghai")
PEOPLE = 5_000
BOSS = 1
CROWD = 2_000  # who sign up at once
ROUNDS = 3
YOUNG, OLD = 1_000, 1_000_000

_COUNT = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :most) "


def fill(tx, sign_ups):
    """Five thousand people and so many sign-ups, each event full of people; what they were sent is in the outbox."""
    tx.run(
        f"{_COUNT} INSERT INTO people (id, telegram_id, name, created_at) SELECT i, 7000000 + i, 'somebody', 0 FROM n",
        most=PEOPLE,
    )
    tx.run("INSERT INTO roles (person_id, role, granted_at) VALUES (:boss, 'owner', 0)", boss=BOSS)
    each = min(PEOPLE, sign_ups // 5)
    past = {"most": sign_ups // each, "day": 86_400_000_000, "now": micros(NOW)}
    tx.run(
        f"{_COUNT} INSERT INTO events (id, title, pillar, starts_at, ends_at, opens_at, closes_at, state, "
        "organiser_id, seated, last_turn, created_at) SELECT i, '讲堂', 'learn', :now - (:most - i + 1) * :day, "
        ":now - (:most - i + 1) * :day + 7200000000, 0, 0, 'published', 1, :each, :each, 0 FROM n",
        each=each,
        **past,
    )
    tx.run(
        "INSERT INTO sign_ups (event_id, person_id, state, turn, signed_up_at) "
        "SELECT e.id, p.id, 'seated', p.id, e.starts_at FROM events e CROSS JOIN people p WHERE p.id <= :each",
        each=each,
    )
    tx.run(
        "INSERT INTO outbox (person_id, kind, subject, data, key, due_at, useful_until, state, changed_at) "
        "SELECT person_id, 'event.reminder', event_id, '{\"lead\": \"1h\"}', "
        "'event.reminder:' || event_id || ':' || person_id, signed_up_at, signed_up_at, 'sent', 0 FROM sign_ups"
    )


def new_event(tx):
    """An event of the week to come with seats for all."""
    starts_at = NOW + timedelta(days=7)
    plan = Plan(
        title="开放型经济与开发区",
        pillar=Pillar.LEARN,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=2),
        opens_at=NOW,
        closes_at=starts_at,
        capacity=PEOPLE,
    )
    return publish(tx, BOSS, plan, None, NOW).id


def alone(path):
    """Seconds of CPU that the function takes for a crowd, in one transaction."""
    with closing(connect(path)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        tx = SqliteTx(connection)
        event_id = new_event(tx)
        began = time.thread_time()
        for person_id in range(1, 1 + CROWD):
            sign_up(tx, event_id, person_id, NOW, ZONE)
        took = time.thread_time() - began
        connection.execute("ROLLBACK")
        return took


async def durable(path):
    """Seconds until a crowd that comes at once is seated on disk."""
    db = await open_database(str(path))
    event_id = await db.write(new_event)
    began = time.perf_counter()
    await asyncio.gather(*(db.write(sign_up, event_id, person, NOW, ZONE) for person in range(1, 1 + CROWD)))
    took = time.perf_counter() - began
    await db.close()
    return took


async def measure():
    """Return the figures: name, value, unit."""
    figures, cost = [], {}
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=FOLDER) as folder:
        for sign_ups in (YOUNG, OLD):
            path = Path(folder) / f"{sign_ups}.db"
            upgrade(str(path))
            with closing(connect(path)) as connection:
                connection.execute("BEGIN IMMEDIATE")
                fill(SqliteTx(connection), sign_ups)
                connection.execute("COMMIT")
            at = f"at {sign_ups:,} sign-ups"
            cost["alone", sign_ups] = median([alone(path) for _ in range(ROUNDS)])
            cost["durable", sign_ups] = median([await durable(path) for _ in range(ROUNDS)])
            figures.append((f"sign-up, the function alone, {at}", cost["alone", sign_ups] / CROWD * 1e6, "µs CPU"))
            figures.append(
                (f"sign-up, durable, {CROWD:,} at once, {at}", cost["durable", sign_ups] / CROWD * 1e6, "µs")
            )
    ratios = [(f"a million to a thousand, {how} (aim: <= 1.3)", how) for how in ("alone", "durable")]
    return figures + [(name, cost[how, OLD] / cost[how, YOUNG], "x") for name, how in ratios]
