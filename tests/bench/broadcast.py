"""A notice to 5,000 while people tap: the rate against what Telegram allows, 429s, and how long a tap waits.

Telegram is a process's neighbour here: it allows 30 bulk messages within any second and answers after 50 ms.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
import time
from contextlib import asynccontextmanager
from datetime import UTC, datetime
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
from tests.bench.machine import FOLDER, on_core
from tests.bench.rush import BOT_CORE

RECIPIENTS, QUICK, MANY = 5_000, 600, 100_000
PER_SECOND = 30
LATENCY = 0.05  # seconds
TAP_EVERY = 0.25  # seconds
WATCHED = 30  # seconds of the broadcast to MANY
TOKEN = "42:bench"
ORGANISER = 1
_COUNT = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :most) "


class Telegram:
    """Answers what a broadcast and taps need, and keeps the limit of bulk messages strictly."""

    def __init__(self, taps):
        self._taps, self._out = [json.loads(tap) for tap in taps], 0
        self._tapped, self.waits = {}, []
        self._window, self.sent, self.refused = [], [], 0
        self._changed = asyncio.Event()
        self.enough = asyncio.Event()
        self.expected = 0

    async def serve(self, request):
        method = request.match_info["method"]
        params = await request.json() if request.can_read_body else {}
        if method == "getUpdates":
            return web.json_response({"ok": True, "result": await self._updates(params)})
        status, answer = getattr(self, f"_{method}", lambda _params: (200, {"ok": True, "result": True}))(params)
        await asyncio.sleep(LATENCY)
        return web.json_response(answer, status=status)

    def _getMe(self, _params):  # noqa: N802 - as Telegram calls it
        me = {"id": 42, "is_bot": True, "first_name": "faguang", "username": "faguang_bench_bot"}
        return 200, {"ok": True, "result": me}

    def _sendMessage(self, params):  # noqa: N802
        now = time.monotonic()
        self._window = [at for at in self._window if at > now - 1]
        if len(self._window) >= PER_SECOND:
            self.refused += 1
            return 429, {"ok": False, "error_code": 429, "description": "", "parameters": {"retry_after": 1}}
        self._window.append(now)
        self.sent.append(now)
        if len(self.sent) >= self.expected:
            self.enough.set()
        chat = {"id": int(params["chat_id"]), "type": "private"}
        return 200, {"ok": True, "result": {"message_id": len(self.sent), "date": 0, "chat": chat}}

    def _answerCallbackQuery(self, params):  # noqa: N802
        self.waits.append(time.monotonic() - self._tapped[int(params["callback_query_id"])])
        return 200, {"ok": True, "result": True}

    async def _updates(self, params):
        offset = max(int(params.get("offset", 0)) - 1, 0)
        if offset >= self._out:
            self._changed.clear()
            try:
                await asyncio.wait_for(self._changed.wait(), float(params.get("timeout", 0)) or 0.01)
            except TimeoutError:
                return []
        return self._taps[offset : self._out]

    async def tap(self):
        """Let one person after the other tap, for as long as there are any."""
        while self._out < len(self._taps):
            self._tapped[self._out + 1] = time.monotonic()
            self._out += 1
            self._changed.set()
            await asyncio.sleep(TAP_EVERY)


async def measure():
    """Yield the figures."""
    recipients = QUICK if os.environ.get("BENCH_ROUNDS") == "quick" else RECIPIENTS
    FOLDER.mkdir(parents=True, exist_ok=True)
    database = FOLDER / "broadcast.db"
    await scene.make(database, recipients)
    await _confirmed(database)
    telegram = Telegram(scene.rush(recipients, 0)["updates"])
    telegram.expected = recipients
    async with _bot(telegram, database):
        await _until(lambda: telegram.sent)
        tapping = asyncio.create_task(telegram.tap())
        await telegram.enough.wait()
        tapping.cancel()
    seconds, waits = telegram.sent[-1] - telegram.sent[0], sorted(telegram.waits)
    rate = (recipients - 1) / seconds / PER_SECOND
    figures = [
        (f"a notice to {recipients:,}: share of the allowed rate (aim: >= 0.97)", rate, ""),
        ("  answers 429 (aim: ~0)", telegram.refused, ""),
        ("  tap to answer meanwhile, p50", waits[len(waits) // 2], "s"),
        ("  tap to answer meanwhile, p99 (aim: <= 0.3 s)", waits[int(len(waits) * 0.99)], "s"),
    ]
    return [*figures, *await _many()]


async def _many():
    """A hundred thousand recipients: how long it takes to fix them, and what sending to them needs of memory."""
    database = FOLDER / "broadcast-many.db"
    await scene.make(database, 1)
    telegram = Telegram([])
    telegram.expected = sys.maxsize
    async with _bot(telegram, database) as process:
        await asyncio.sleep(2)
        idle = process.memory_info().rss
        took = await _confirmed(database, MANY)
        await _until(lambda: telegram.sent)
        most = 0
        for _ in range(WATCHED * 4):
            most = max(most, process.memory_info().rss)
            await asyncio.sleep(0.25)
    return [
        (f"fixing an audience of {MANY:,} (aim: < 5 s)", took, "s"),
        (f"memory while sending to {MANY:,}, above idle (aim: < 40 MB)", (most - idle) / 1e6, "MB"),
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
async def _bot(telegram, database):
    """A bot in a process of its own that talks to `telegram`."""
    site = web.Application()
    site.router.add_post("/bot{token}/{method}", telegram.serve)
    runner = web.AppRunner(site, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    port = runner.addresses[0][1]
    settings = {"TOKEN": TOKEN, "API_BASE": f"http://127.0.0.1:{port}", "DATABASE": str(database)}
    environment = {**os.environ, **{f"FAGUANG_{key}": value for key, value in settings.items()}}
    with (FOLDER / "broadcast.log").open("w") as log, on_core(BOT_CORE):
        process = psutil.Popen([sys.executable, "-m", "bot", "run"], env=environment, stdout=log, stderr=log)
    try:
        yield process
    finally:
        process.terminate()
        await asyncio.to_thread(process.wait, 20)
        await runner.cleanup()


async def _until(ready):
    while not ready():  # noqa: ASYNC110 - figures, no test: nothing tells when the bot has begun
        await asyncio.sleep(0.05)
