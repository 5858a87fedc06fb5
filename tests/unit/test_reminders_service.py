"""Each person's leads."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.clock import ManualClock, instant
from bot.domain.events import Pillar, Plan
from bot.domain.reminders import USUAL, Lead
from bot.services.events import Events
from bot.services.outbox import Outbox
from bot.services.reminders import Reminders

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
STARTS = NOW + timedelta(days=2)
BOSS, WANG, ZHANG = 1, 2, 3


def populate(tx):
    for id_ in (BOSS, WANG, ZHANG):
        tx.run("INSERT INTO people (id, created_at) VALUES (:id, 0)", id=id_)
    tx.run("INSERT INTO roles (person_id, role, granted_at) VALUES (1, 'owner', 0)")


@pytest.fixture
async def event(db):
    await db.write(populate)
    clock = ManualClock(NOW)
    events = Events(db, clock, ZONE, Outbox(db, clock))
    plan = Plan(
        title="知行讲堂",
        pillar=Pillar.LEARN,
        starts_at=STARTS,
        ends_at=STARTS + timedelta(hours=1),
        opens_at=NOW,
        closes_at=STARTS,
        capacity=1,
    )
    event = await events.publish(BOSS, plan)
    await events.sign_up(event.id, WANG)
    await events.sign_up(event.id, ZHANG)
    return event


@pytest.fixture
def reminders(db, event):
    return Reminders(db, ManualClock(NOW), ZONE)


async def dues(db, person):
    def read(tx):
        return tx.all(
            "SELECT due_at, useful_until FROM outbox WHERE kind = 'event.reminder' AND person_id = :p ORDER BY due_at",
            p=person,
        )

    return [(instant(due), instant(until)) for due, until in await db.read(read)]


async def test_who_chose_nothing_is_reminded_as_usual(reminders, db):
    assert await reminders.leads(WANG) == USUAL
    eve = datetime(2026, 11, 24, 18, 0, tzinfo=ZONE).astimezone(UTC)
    assert await dues(db, WANG) == [(eve, STARTS), (STARTS - timedelta(hours=1), STARTS)]


async def test_leads_are_kept_in_order_and_move_the_reminders(reminders, db):
    await reminders.choose(WANG, {Lead.HALF_HOUR, Lead.DAY})
    assert await reminders.leads(WANG) == (Lead.DAY, Lead.HALF_HOUR)
    assert await dues(db, WANG) == [
        (STARTS - timedelta(days=1), STARTS),
        (STARTS - timedelta(minutes=30), STARTS),
    ]


async def test_no_leads_means_no_reminders(reminders, db):
    await reminders.choose(WANG, ())
    assert await reminders.leads(WANG) == ()
    assert await dues(db, WANG) == []


async def test_who_waits_is_not_reminded_whatever_they_choose(reminders, db):
    await reminders.choose(ZHANG, {Lead.HOUR})
    assert await dues(db, ZHANG) == []
