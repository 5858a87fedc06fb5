"""Two do the same at the same moment, also in two processes on PostgreSQL: it happens once."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from bot.clock import micros
from bot.domain.check_in import Way, code, step_of
from bot.domain.events import OfferGone, SignUpState
from bot.services.check_in import CheckIns, Proof
from bot.services.check_in_desk import CheckInDesks
from bot.services.events import Events
from bot.services.hours import Hours
from bot.services.outbox import Outbox
from bot.services.wishes import Wishes
from storage import people
from storage.db import open_database

from .events_desk import HOUR, LI, NOW, OWNER, WANG, ZHANG, ZONE, plan

MANY = 8


@pytest.fixture
async def other(db, database_url):
    """The database as another process has it; SQLite's is for one."""
    if not str(database_url).startswith("postgresql"):
        yield db
        return
    opened = await open_database(database_url)
    yield opened
    await opened.close()


@pytest.fixture
def elsewhere(other, clock):
    return Events(other, clock, ZONE, Outbox(other, clock))


async def at_once(*calls):
    """What each came to; refusals among them."""
    return await asyncio.gather(*calls, return_exceptions=True)


async def states(db, event_id):
    rows = await db.read(
        lambda tx: tx.all("SELECT person_id, state FROM sign_ups WHERE event_id = :e ORDER BY turn", e=event_id)
    )
    counters = await db.read(lambda tx: tx.one("SELECT seated, offered, waiting FROM events WHERE id = :e", e=event_id))
    return dict(rows), counters


async def offered(db, events):
    """An event of one seat, left the day before by 王敏: it is offered to 张强, and 李静 waits."""
    event = await events.publish(OWNER, plan(after=24, capacity=1))
    for person in (WANG, ZHANG, LI):
        await events.sign_up(event.id, person)
    await events.leave(event.id, WANG)
    assert (await states(db, event.id))[1] == (0, 1, 1)
    return event


async def test_an_offer_is_taken_once(db, events, elsewhere):
    event = await offered(db, events)
    calls = [service.take(event.id, ZHANG) for service in (events, elsewhere) for _ in range(MANY)]
    assert {outcome.standing.state for outcome in await at_once(*calls)} == {SignUpState.SEATED}
    assert await states(db, event.id) == ({WANG: "left", ZHANG: "seated", LI: "waiting"}, (1, 0, 1))


async def test_an_offer_is_taken_or_moves_on_when_its_time_is_over(db, clock, events, elsewhere):
    event = await offered(db, events)
    await db.write(lambda tx: tx.run("UPDATE outbox SET state = 'sent' WHERE kind = 'event.offered'"))
    (until,) = await db.read(lambda tx: tx.one("SELECT offer_until FROM sign_ups WHERE state = 'offered'"))
    clock.set(NOW + timedelta(microseconds=until - micros(NOW)))
    results = await at_once(
        *(elsewhere.move_on() for _ in range(MANY)),
        *(events.take(event.id, ZHANG) for _ in range(MANY)),
        *(elsewhere.sign_up(event.id, ZHANG) for _ in range(MANY)),
    )
    assert {type(one) for one in results if isinstance(one, Exception)} == {OfferGone}
    found, counters = await states(db, event.id)
    assert (counters[0] + counters[1], found[LI]) == (1, "offered")


async def test_seats_are_never_given_twice_while_the_plan_is_revised(db, events, elsewhere):
    event = await events.publish(OWNER, plan(after=24, capacity=1))
    revised = [elsewhere.revise(OWNER, event.id, plan(f"第 {n} 稿", after=24, capacity=2)) for n in range(MANY)]
    signed_up = [service.sign_up(event.id, one) for one in (WANG, ZHANG, LI) for service in (events, elsewhere)]
    results = await at_once(*(call for pair in zip(revised, signed_up, strict=False) for call in pair), *revised[6:])
    assert [one for one in results if isinstance(one, Exception)] == []
    found, (seated, held, waiting) = await states(db, event.id)
    assert (len(found), seated + held, waiting) == (3, 2, 1)


async def test_somebody_checks_in_once(db, other, clock, events):
    event = await events.publish(OWNER, plan(after=1))
    await events.sign_up(event.id, WANG)
    secret = (await CheckInDesks(db, clock).open(OWNER, event.id)).secret
    clock.set(event.starts_at)
    wang = await db.read(people.get, WANG)
    proof = Proof(Way.CODE, code(secret, step_of(clock.now())))
    services = [CheckIns(one, clock, ZONE) for one in (db, other)]
    ticks = [CheckInDesks(one, clock).tick(OWNER, event.id, WANG, there=True) for one in (db, other)]
    results = await at_once(*(one.check_in(event.id, wang, proof) for one in services for _ in range(MANY)), *ticks)
    assert [one for one in results if isinstance(one, Exception)] == []
    assert await db.read(lambda tx: tx.all("SELECT person_id FROM check_ins")) == [(WANG,)]


async def test_hours_are_credited_once_by_two_who_look(db, other, clock, events):
    event = await events.publish(OWNER, plan(after=1, hours=3.0))
    insert = "INSERT INTO check_ins (event_id, person_id, at, way) VALUES (:e, :p, 0, 'code')"
    await db.write(lambda tx: tx.many(insert, [{"e": event.id, "p": one} for one in (WANG, ZHANG)]))
    clock.set(event.ends_at + HOUR)
    looks = [Hours(one, clock, ZONE, Outbox(one, clock)) for one in (db, other)]
    assert sum(await asyncio.gather(*(look.settle() for look in looks for _ in range(MANY)))) == 2
    assert await db.read(lambda tx: tx.all("SELECT person_id, amount FROM ledger ORDER BY 1")) == [
        (WANG, 300),
        (ZHANG, 300),
    ]


async def test_supporters_are_counted_once_while_wishes_are_merged(db, other, clock, outbox):
    here, there = Wishes(db, clock, outbox), Wishes(other, clock, Outbox(other, clock))
    one, two = await here.make(WANG, "应急管理", ""), await here.make(ZHANG, "应急", "")
    await at_once(
        *(service.support(LI, wish.id) for service in (here, there) for wish in (one, two) for _ in range(MANY)),
        there.merge(OWNER, two.id, one.id),
        here.merge(OWNER, one.id, two.id),
    )
    kept = await db.read(lambda tx: tx.all("SELECT id FROM wishes WHERE state = 'open'"))
    assert len(kept) == 1
    supports = await db.read(lambda tx: tx.all("SELECT wish_id, person_id FROM wish_supports ORDER BY person_id"))
    assert supports == [(kept[0][0], person) for person in (WANG, ZHANG, LI)]
