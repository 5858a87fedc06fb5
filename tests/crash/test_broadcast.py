"""Kill -9 during a broadcast, answers lost after delivery, 429s: nobody gets a notice twice, every miss is listed."""

import os
import random
from collections import Counter
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.clock import SystemClock
from bot.domain.deliveries import DeliveryState
from bot.domain.notice_parts import Part
from bot.domain.notices import NoticePlan, NoticeState
from bot.domain.people import NOTICE_VERSION, Grant, Role
from bot.sandbox import Sandbox
from bot.services.notice_steering import NoticeSteering
from bot.services.notices import Notices
from bot.services.outbox import Outbox
from storage import people, roles
from storage.db import open_database
from tests.crash.bots import bot_at, killed_again_and_again

MANY = int(os.environ.get("KILLS", "12"))
PEOPLE = 25 * MANY  # more than all lives together can send
# On PostgreSQL whoever comes next waits until the lease of the one that was killed has ended.
KILLS = {"sqlite": MANY, "postgresql": max(2, MANY // 10)}
WORDS = "防汛应急响应"


@asynccontextmanager
async def notices(database_url):
    db = await open_database(database_url)
    try:
        yield db, Notices(db, SystemClock(), ZoneInfo("Asia/Shanghai"), Outbox(db, SystemClock()))
    finally:
        await db.close()


def _prepare(tx, ids):
    now = datetime.now(UTC)
    for telegram_id in ids:
        people.agree(tx, telegram_id, NOTICE_VERSION, None, f"职工{telegram_id}", now)
    organiser = people.by_telegram(tx, ids[0])
    roles.put(tx, organiser.id, Grant(Role.ORGANISER), organiser.id, now)
    return organiser.id


def _copies(phones):
    return {phone.id: sum(message.by_bot and WORDS in message.text for message in phone.messages()) for phone in phones}


def _arrivals(sandbox):
    """A list of the chats in which the notice arrives from now on."""
    arrived = []
    sandbox.watch(
        lambda change: (
            change["kind"] == "message"
            and WORDS in change["message"].get("text", "")
            and arrived.append(change["chat_id"])
        )
    )
    return arrived


def _states(tx):
    return dict(tx.all("SELECT p.telegram_id, x.state FROM deliveries x JOIN people p ON p.id = x.person_id"))


@pytest.mark.slow
async def test_a_notice_arrives_at_most_once_and_every_miss_is_listed(database_url, tmp_path):
    rng = random.Random(20261123)
    async with (
        Sandbox(clock=SystemClock(), flood=False) as sandbox,
        bot_at(sandbox, database_url, tmp_path / "log") as bot,
        notices(database_url) as (db, service),
    ):
        phones = [sandbox.person(f"职工{number}") for number in range(PEOPLE)]
        li = await db.write(_prepare, [phone.id for phone in phones])
        for phone in phones:
            phone.starts()
        await killed_again_and_again(sandbox, bot, rng, 0)

        faults = rng.sample(phones[1:], PEOPLE * 7 // 100)
        for phone in faults[: PEOPLE * 5 // 100]:
            sandbox.fail_next("sendMessage", status="drop", after=True, chat=phone.id)
        for phone in faults[PEOPLE * 5 // 100 :]:
            sandbox.fail_next("sendMessage", status=429, retry_after=1, chat=phone.id)
        plan = NoticePlan(title="防汛", content={"": (Part(html=WORDS),)}, audience=["all"])
        notice = await service.confirm(li, plan)

        async def over():
            await sandbox.wait_for(
                lambda: "防汛" in phones[0].last.text and WORDS not in phones[0].last.text,
                "the author is told that all is sent",
                300,
            )

        kills = await killed_again_and_again(sandbox, bot, rng, KILLS[db.dialect], until=over)
        copies, states = _copies(phones), await db.read(_states)
        progress = await service.progress(li, notice.id)
        assert kills == KILLS[db.dialect]
        assert progress.notice.state is NoticeState.DONE
        assert set(Counter(states.values())) == {"sent", "doubt"}
        assert max(copies.values()) == 1
        assert {id_ for id_, state in states.items() if state == "sent"} <= {
            id_ for id_, many in copies.items() if many
        }
        listed = await service.recipients(li, notice.id, DeliveryState.DOUBT, 0, PEOPLE)
        assert listed.total == Counter(states.values())["doubt"]
        assert {id_ for id_, many in copies.items() if not many} <= {id_ for id_, s in states.items() if s == "doubt"}

        # Only on the organiser's word the doubtful ones get it again: then nobody is without it.
        steering = NoticeSteering(db, SystemClock(), Outbox(db, SystemClock()))
        assert await steering.again(li, notice.id, DeliveryState.DOUBT) == listed.total
        arrived = _arrivals(sandbox)
        await bot.start()
        await sandbox.wait_for(lambda: len(arrived) == listed.total, "sent again", 300)
        assert await bot.stop() == 0
        again = _copies(phones)
    assert min(again.values()) == 1
    assert {id_ for id_, many in again.items() if many > 1} <= {id_ for id_, s in states.items() if s == "doubt"}
