"""A notice to 5,000 while people tap: the rate against what Telegram allows, 429s, and how long a tap waits.

Telegram is a process's neighbour here: it allows 30 bulk messages within any second and answers after 50 ms. Stock PTB
with AIORateLimiter does the same to fewer people: its rate and its waits do not get better with more.
"""

from __future__ import annotations

import asyncio
import os
import sys
import time
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from importlib.util import find_spec
from zoneinfo import ZoneInfo

import psutil
from aiohttp import web

from bot.clock import SystemClock
from bot.domain.notice_parts import Part
from bot.domain.notices import NoticePlan
from bot.domain.people import Grant, Role
from bot.services.notices import Notices
from bot.services.outbox import Outbox
from storage import roles
from storage.db import open_database
from tests.bench import scene
from tests.bench.bulk import PER_SECOND, Bulk
from tests.bench.machine import FOLDER, on_core
from tests.bench.rush import BOT_CORE

QUICK = os.environ.get("BENCH_ROUNDS") == "quick"
RECIPIENTS, STOCKS, MANY = (600, 300, 10_000) if QUICK else (5_000, 1_000, 100_000)
LATENCY = 0.05  # seconds
TOKEN = "42:bench"
ORGANISER = 1
OURS, HASTY, STOCK = "bot run", "tests.bench.hasty", "tests.bench.stock_broadcast"
_COUNT = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :most) "
_CALM = 2  # seconds in which a bot that has come up gets to rest
_PATIENCE = 60  # seconds that a tap may wait once the broadcast is over


async def measure():
    """Return the figures."""
    ours = await _broadcast(OURS, RECIPIENTS)
    stock = await _broadcast(STOCK, STOCKS) if find_spec("aiolimiter") else []
    names = [
        (f"a notice to {RECIPIENTS:,} (stock: {STOCKS:,}): share of the allowed rate (aim: >= 0.97)", ""),
        ("  answers 429 per 1,000 messages (aim: ~0)", ""),
        *(
            (f"  tap to {what} meanwhile, {share}{aim}", "s")
            for what in ("toast", "card")
            for share, aim in (("p50", ""), ("p99", " (aim: <= 0.3 s)"))
        ),
    ]
    sides = [ours, stock] if stock else [ours]
    figures = [(name, value, unit, *others) for (name, unit), value, *others in zip(names, *sides, strict=True)]
    return [*figures, *await _many()]


async def _broadcast(program, recipients):
    """Let a bot send to so many while people tap; return rate, 429s per 1,000, p50 and p99 of waits."""
    database = _fresh("broadcast.db")
    await scene.make(database, recipients)
    if program is OURS:
        await _confirmed(database)
    telegram = Bulk(scene.rush(recipients, 0)["updates"], expected=recipients, latency=LATENCY)
    async with _bot(program, telegram, database):
        await telegram.begun.wait()
        tapping = asyncio.create_task(telegram.people_tap())
        await telegram.enough.wait()
        tapping.cancel()
        await telegram.caught_up(_PATIENCE)
    rate = (recipients - 1) / (telegram.sent[-1] - telegram.sent[0]) / PER_SECOND
    waits = [_percentile(times, share) for times in (telegram.toasts, telegram.cards) for share in (0.5, 0.99)]
    return [rate, telegram.refused * 1000 / recipients, *waits]


async def _many():
    """A hundred thousand recipients: how long it takes to fix them, and what sending to all of them needs of memory."""
    database = _fresh("broadcast-many.db")
    await scene.make(database, 1)
    telegram = Bulk(expected=MANY, latency=0, strict=False)
    async with _bot(HASTY, telegram, database) as process:
        await telegram.polled.wait()
        await asyncio.sleep(_CALM)
        idle = process.memory_info().rss
        took, began, most = await _confirmed(database, MANY), time.perf_counter(), 0
        while not telegram.enough.is_set():
            most = max(most, process.memory_info().rss)
            await asyncio.sleep(0.25)
    return [
        (f"fixing an audience of {MANY:,} (aim: < 5 s)", took, "s"),
        (f"sending to {MANY:,} where Telegram has no limits, a second", MANY / (time.perf_counter() - began), ""),
        ("  memory meanwhile, above idle (aim: < 40 MB)", (most - idle) / 1e6, "MB"),
    ]


async def _confirmed(database, people=0):
    """Confirm a notice to everybody, after adding so many people; return how long that took."""
    db = await open_database(str(database))
    try:
        await db.write(_prepare, people)
        clock = SystemClock()
        notices = Notices(db, clock, ZoneInfo("Asia/Shanghai"), Outbox(db, clock))
        plan = NoticePlan(title="防汛", content={"": (Part(html="今晚 <b>值班</b>"),)}, audience=["all"])
        began = time.perf_counter()
        await notices.confirm(ORGANISER, plan)
        return time.perf_counter() - began
    finally:
        await db.close()


def _prepare(tx, people):
    roles.put(tx, ORGANISER, Grant(Role.ORGANISER), ORGANISER, datetime.now(UTC))
    if people:
        tx.run(
            f"{_COUNT} INSERT INTO people (telegram_id, name, department_id, consent, reachable, created_at) "
            "SELECT 70000000 + i, '王敏', 1, 1, 1, 0 FROM n",
            most=people,
        )
    tx.run("UPDATE people SET reachable = 1")


@asynccontextmanager
async def _bot(program, telegram, database):
    """A bot in a process of its own that talks to `telegram`."""
    site = web.Application()
    site.router.add_post("/bot{token}/{method}", telegram.serve)
    runner = web.AppRunner(site, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    url = "http://{}:{}".format(*runner.addresses[0])
    settings = {"TOKEN": TOKEN, "API_BASE": url, "DATABASE": str(database)}
    environment = {**os.environ, **{f"FAGUANG_{key}": value for key, value in settings.items()}}
    command = [sys.executable, "-m", *program.split(), *([url, str(database)] if program is STOCK else [])]
    with (FOLDER / "broadcast.log").open("w") as log, on_core(BOT_CORE):
        process = psutil.Popen(command, env=environment, stdout=log, stderr=log)
    try:
        yield process
    finally:
        process.terminate()
        await asyncio.to_thread(process.wait, 20)
        await runner.cleanup()


def _fresh(name):
    FOLDER.mkdir(parents=True, exist_ok=True)
    for file in FOLDER.glob(f"{name}*"):
        file.unlink()
    return FOLDER / name


def _percentile(times, share):
    ordered = sorted(times.values())
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]
