"""One card in a group, 5,000 signed up, 200 taps a second: every tap is answered, and edits stay within the limits.

Bot and Telegram (with its real limits) share a process here, so the times are longer than the bot's own.
"""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from datetime import timedelta

from bot.app import running
from bot.clock import SystemClock
from bot.domain.events import Pillar, Plan
from bot.domain.people import NOTICE_VERSION
from bot.domain.posts import Post
from bot.domain.rules import Rules
from bot.sandbox import Sandbox
from bot.settings import Settings
from storage import events, people, posts
from storage.migrate import upgrade
from tests.bench.machine import FOLDER

SEATED, TAPS, PER_SECOND = 5_000, 2_000, 200
LATENCY = 0.05  # seconds
_CALM = 10  # seconds after the last tap
_COUNT = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :most) "


def _fill(tx, accounts, now):
    """An event with 5,000 seated people who let others see their names, and those who are going to tap."""
    tx.run(f"{_COUNT} INSERT INTO people (id, name, shown, created_at) SELECT i, '王敏', 1, 0 FROM n", most=SEATED)
    for account in accounts:
        people.agree(tx, account, NOTICE_VERSION, None, "张强", now)
    starts = now + timedelta(days=5)
    times = {"starts_at": starts, "ends_at": starts + timedelta(hours=2), "opens_at": now, "closes_at": starts}
    plan = Plan(title="开放型经济与开发区", pillar=Pillar.LEARN, capacity=6_000, rules=Rules(names=True), **times)
    event_id = events.insert(tx, plan, 1, now)
    tx.run(
        f"{_COUNT} INSERT INTO sign_ups (event_id, person_id, state, turn, signed_up_at) "
        "SELECT :event, i, 'seated', i, 0 FROM n",
        most=SEATED,
        event=event_id,
    )
    tx.run("UPDATE events SET seated = :n, last_turn = :n WHERE id = :event", n=SEATED, event=event_id)
    return event_id


class _Watch:
    """When taps were answered and the card edited, in seconds."""

    def __init__(self, group):
        self._group, self._tapped = group, {}
        self.waits, self.edits, self.refused = [], [], Counter()

    def __call__(self, change):
        now = time.monotonic()
        match change["kind"]:
            case "tap":
                self._tapped[change["user_id"]] = now
            case "answer":
                self.waits.append(now - self._tapped[change["user_id"]])
            case "edit" if change["chat_id"] == self._group.id:
                self.edits.append(now)
            case "call" if not change["call"].ok:
                self.refused[change["call"].method] += 1


async def measure():
    """Return what a rush on one card came to, as (name, value, unit)."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    database = FOLDER / "group-card.db"
    for file in FOLDER.glob("group-card.db*"):
        file.unlink()
    upgrade(str(database))
    async with Sandbox(clock=SystemClock(), latency=LATENCY, strict=False) as sandbox:
        phones = [sandbox.person(f"张强{number}") for number in range(TAPS)]
        group = sandbox.group("干部群", members=phones, supergroup=True)
        settings = Settings(token=sandbox.token, api_base=sandbox.url, database=str(database))
        async with running(settings) as app:
            group.add_bot()
            now = SystemClock().now()
            event_id = await app.db.write(_fill, [phone.id for phone in phones], now)
            card = group.post(
                {
                    "text": "…",
                    "reply_markup": {"inline_keyboard": [[{"text": "报名", "callback_data": f"ev@:{event_id}"}]]},
                },
                sender={"from": sandbox.world.bot},
                by_bot=True,
            )
            await app.db.write(posts.add, Post(0, event_id, group.id, None, card.id, ""), None, now)
            await sandbox.wait_for(lambda: "5000" in card.text, "the card")
            watch = _Watch(group)
            unwatch = sandbox.watch(watch)
            last = await _rush(phones, event_id, card)
            await sandbox.wait_for(lambda: len(watch.waits) == TAPS, "every answer", timeout=60)
            await sandbox.wait_for(lambda: "1000" in card.text, "the last count", timeout=_CALM)
            unwatch()
    waits = sorted(watch.waits)
    return [
        ("group card: taps answered of 2,000", len(waits), ""),
        ("  tap to answer, p50", waits[len(waits) // 2], "s"),
        ("  tap to answer, p99 (aim: < 1)", waits[int(len(waits) * 0.99)], "s"),
        ("  edits of the card", len(watch.edits), ""),
        ("  last edit after the last tap (aim: < 3)", max(watch.edits) - last, "s"),
        ("  calls refused (aim: 0)", watch.refused.total(), ""),
    ]


async def _rush(phones, event_id, card):
    began = time.monotonic()
    for number, phone in enumerate(phones):
        wait = began + number / PER_SECOND - time.monotonic()
        if wait > 0:
            await asyncio.sleep(wait)
        phone.taps_data(f"ev@:{event_id}", card)
    return time.monotonic()
