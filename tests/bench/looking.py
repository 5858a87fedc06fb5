"""What looking costs when the programme has run for years: a million sign-ups to twenty thousand events."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from statistics import median
from zoneinfo import ZoneInfo

from bot.clock import ManualClock, micros
from bot.domain.events import Shelf
from bot.services.catalogue import Catalogue
from bot.services.events import Events
from bot.services.nudges import Nudges
from bot.services.outbox import Outbox
from storage.db import open_database
from storage.migrate import upgrade
from tests.bench.storage import places

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
ZONE = ZoneInfo("Asia/Shanghai")
PEOPLE, EVENTS, COMING, EACH = 5_000, 20_000, 500, 50  # EACH: sign-ups per event
BOSS, SOMEBODY = 1, 2
NEXT = EVENTS - COMING + 1  # the next event to come, to which most of the workplace has signed up
ROUNDS = 30
_TOPICS = ("金融投资", "应急管理", "公文写作", "绿色金融", "数据安全", "招商实务", "党性教育", "心理健康")
_COUNT = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :most) "


def fill(tx):
    """Five thousand people, events twice a day since long ago and for some months to come."""
    tx.run(
        f"{_COUNT} INSERT INTO people (id, telegram_id, name, consent, reachable, created_at) "
        "SELECT i, 7000000 + i, 'somebody', 1, 1, 0 FROM n",
        most=PEOPLE,
    )
    tx.run("INSERT INTO roles (person_id, role, granted_at) VALUES (:boss, 'owner', 0)", boss=BOSS)
    tx.run("INSERT INTO series (id, name, pillar) VALUES (1, '知行讲堂', 'learn')")
    half_day = micros(NOW + timedelta(hours=12)) - micros(NOW)
    rows = []
    for number in range(1, EVENTS + 1):
        title, starts = f"{_TOPICS[number % 8]}第{number}讲", micros(NOW) + (number - NEXT + 1) * half_day
        rows.append({"id": number, "title": title, "words": f"{title}\n管委会一楼报告厅", "starts": starts})
    tx.many(
        "INSERT INTO events (id, series_id, title, pillar, field, starts_at, ends_at, opens_at, closes_at, state, "
        "organiser_id, seated, last_turn, words, created_at) VALUES (:id, 1, :title, 'learn', '金融', :starts, "
        f":starts + 7200000000, 0, :starts, 'published', {BOSS}, {EACH}, {EACH}, :words, 0)",
        rows,
    )
    tx.run(
        f"{_COUNT} INSERT INTO sign_ups (event_id, person_id, state, turn, signed_up_at) "
        f"SELECT e.id, 1 + (e.id * 7 + n.i) % {PEOPLE}, 'seated', n.i, 0 FROM events e CROSS JOIN n",
        most=EACH,
    )
    tx.run(
        f"{_COUNT} INSERT INTO sign_ups (event_id, person_id, state, turn, signed_up_at) "
        f"SELECT {NEXT}, i, 'seated', 100 + i, 0 FROM n WHERE true ON CONFLICT DO NOTHING",
        most=PEOPLE - 1_000,
    )


async def measure():
    """Return the figures: name, value, unit."""
    figures = []
    with places() as found:
        for kind, url in found:
            upgrade(url)
            db = await open_database(url)
            await db.write(fill)
            if kind == "PostgreSQL":
                await db.write(lambda tx: tx.run("ANALYZE"))  # as it does by itself before long
            figures += [await _figure(f"{kind}, a million: {name}", look) for name, look in _looks(db).items()]
            await db.close()
    return figures


def _looks(db):
    clock = ManualClock(NOW)
    outbox = Outbox(db, clock)
    events, catalogue, nudges = Events(db, clock, ZONE, outbox), Catalogue(db, clock), Nudges(db, clock, outbox)
    return {
        "/events": lambda: events.browse(SOMEBODY, Shelf.OPEN, None, 0, 8),
        "where I was": lambda: events.browse(SOMEBODY, Shelf.PAST, None, 0, 8),
        "card": lambda: events.card(NEXT, SOMEBODY),
        "agenda": lambda: events.agenda(SOMEBODY),
        "fields": lambda: catalogue.fields(SOMEBODY),
        "search, to come": lambda: catalogue.search(SOMEBODY, "金融 知行", 0, 8),
        "search, past": lambda: catalogue.search(SOMEBODY, "金融 知行", 0, 8, past=True),
        "search, a long run": lambda: catalogue.search(SOMEBODY, "金融风险防范", 0, 8),
        "who has not answered": lambda: nudges.silence(BOSS, NEXT),
        "who has not answered, a page": lambda: nudges.page(BOSS, NEXT, 0, 8),
    }


async def _figure(name, look):
    took = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        await look()
        took.append(time.perf_counter() - began)
    return f"{name} (aim: < 50)", median(took) * 1000, "ms"
