"""Kill -9 while reminders go out, answers lost after delivery, 429s: nobody is left out or told a third time."""

import os
import random
from collections import Counter
from datetime import timedelta

import pytest

from bot.clock import SystemClock, micros
from bot.demo import stage
from bot.domain.events import Pillar, Plan
from bot.domain.people import NOTICE_VERSION, Grant, Role
from bot.sandbox import Sandbox
from bot.services.events import publish
from bot.services.line import sign_up
from storage import people, roles
from storage.db import open_database
from tests.crash.bots import bot_at, killed_again_and_again
from tests.crash.eager import Ahead
from tests.people import ZONE

KILLS = max(6, int(os.environ.get("KILLS", "6")))
PEOPLE = 30 * KILLS  # more than all lives together can send
IN_HAND = 8 * KILLS  # on PostgreSQL what a life had in hand waits for half a minute


def _prepare(tx, ids, now):
    """Everybody has a seat in the same event and is to be reminded of it now."""
    for telegram_id in ids:
        people.agree(tx, telegram_id, NOTICE_VERSION, None, f"职工{telegram_id}", now)
    known = [people.by_telegram(tx, telegram_id).id for telegram_id in ids]
    roles.put(tx, known[0], Grant(Role.ORGANISER), known[0], now)
    starts = now + timedelta(hours=5)
    plan = Plan(
        title="岗位练兵",
        pillar=Pillar.LEARN,
        starts_at=starts,
        ends_at=starts + timedelta(hours=1),
        opens_at=now - timedelta(hours=1),
        closes_at=starts,
        capacity=None,
    )
    event_id = publish(tx, known[0], plan, None, now).id
    for person_id in known:
        sign_up(tx, event_id, person_id, now, ZONE)
    assert tx.run("UPDATE outbox SET due_at = :now WHERE data LIKE '%1h%'", now=micros(now)) == len(ids)


def _states(tx):
    return [state for (state,) in tx.all("SELECT state FROM outbox WHERE data LIKE '%1h%'")]


def _told(sandbox):
    """How often each is reminded from now on."""
    told = Counter()
    sandbox.watch(
        lambda change: (
            change["kind"] == "message"
            and "⏰" in change["message"].get("text", "")
            and told.update([change["chat_id"]])
        )
    )
    return told


@pytest.mark.slow
async def test_everybody_is_reminded_once_or_twice_whenever_the_bot_is_killed(database_url, tmp_path):
    rng = random.Random(20261126)
    async with (
        Sandbox(clock=SystemClock(), flood=False) as sandbox,
        bot_at(sandbox, database_url, tmp_path / "log") as bot,
    ):
        phones = [sandbox.person(f"职工{number}") for number in range(PEOPLE)]
        for phone in phones:
            phone.starts()
        await killed_again_and_again(sandbox, bot, rng, 0)

        faults = rng.sample(phones, PEOPLE * 7 // 100)
        for phone in faults[: PEOPLE * 5 // 100]:
            sandbox.fail_next("sendMessage", status="drop", after=True, chat=phone.id)
        for phone in faults[PEOPLE * 5 // 100 :]:
            sandbox.fail_next("sendMessage", status=429, retry_after=1, chat=phone.id)
        db = await open_database(database_url)
        try:
            await db.write(_prepare, [phone.id for phone in phones], SystemClock().now())
            told = _told(sandbox)

            async def over():
                await sandbox.wait_for(lambda: len(told) >= PEOPLE - IN_HAND, "most are reminded", 300)

            kills = await killed_again_and_again(sandbox, bot, rng, KILLS, until=over)
            for minutes in (2, 4):  # what is left goes out, and then what was in doubt of that
                async with stage.started(sandbox, database_url, Ahead(timedelta(minutes=minutes))) as app:
                    await app.settle()
            states = Counter(await db.read(_states))
        finally:
            await db.close()
    assert kills == KILLS
    assert set(told) == {phone.id for phone in phones}
    assert set(told.values()) == {1, 2}
    assert states.keys() <= {"sent", "doubt"}
