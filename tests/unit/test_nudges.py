"""Who has not answered, and nudging them: once per person and event, and only with authority."""

from __future__ import annotations

import asyncio

import pytest

from bot.domain.events import NotYours
from bot.domain.nudges import NudgePointless, Reach, Wave
from bot.domain.outbox import PromiseState
from bot.services.nudges import Nudges
from tests.unit.events_desk import (
    BUREAU,
    FORMER,
    HOUR,
    LI,
    NOW,
    OWNER,
    PEOPLE,
    WANG,
    ZHANG,
    ZONE,
    plan,
)


@pytest.fixture
async def nudges(db, clock, outbox):
    def reach(tx):
        tx.run("UPDATE people SET telegram_id = 1000 + id, consent = 1, reachable = 1")
        tx.run("UPDATE people SET telegram_id = NULL WHERE id = :p", p=LI)
        tx.run("UPDATE people SET consent = 0 WHERE id = :p", p=ZHANG)
        tx.run("UPDATE people SET reachable = 0 WHERE id = :p", p=FORMER)

    await db.write(reach)
    return Nudges(db, clock, outbox)


async def owed(db):
    rows = await db.read(lambda tx: tx.all("SELECT person_id, key FROM outbox WHERE kind = 'event.nudge' ORDER BY 1"))
    assert [key for _person, key in rows] == [f"event.nudge:1:{person}" for person, _key in rows]
    return [person for person, _key in rows]


async def test_any_answer_counts_also_leaving(events, nudges):
    event = await events.publish(OWNER, plan())
    for person in (WANG, BUREAU):
        await events.sign_up(event.id, person)
    await events.leave(event.id, WANG)
    silence = await nudges.silence(OWNER, event.id)
    assert (silence.meant, silence.silent, silence.unreached, silence.nudged, silence.fresh) == (7, 5, 3, 0, 2)
    assert [(one.path, one.silent) for one in await nudges.branches(OWNER, event.id)] == [
        ("path/党群工作部", 2),
        ("", 1),
        ("path/投资促进部", 1),
        ("path/管委会", 1),
    ]


async def test_names_of_one_department_and_reasons_of_those_not_reached(events, nudges):
    event = await events.publish(OWNER, plan())
    page = await nudges.page(OWNER, event.id, 9, 2, department=2)
    assert ([one.name for one in page.people], page.page, page.pages, page.total) == (["孙宁", "陈曦"], 0, 1, 2)
    nowhere = await nudges.page(OWNER, event.id, 0, 9, department=0)
    assert [(one.name, one.department) for one in nowhere.people] == [("李静", "")]
    lost = await nudges.page(OWNER, event.id, 0, 9, unreached=True)
    assert [(one.name, one.reach) for one in lost.people] == [
        ("李静", Reach.ABSENT),
        ("孙宁", Reach.BLOCKED),
        ("张强", Reach.SILENT),
    ]
    whole = await nudges.page(OWNER, event.id, 1, 5)
    assert (len(whole.people), whole.page, whole.pages, whole.total) == (2, 1, 2, len(PEOPLE))


async def test_only_those_who_are_silent_and_reached_are_nudged_and_only_once(db, events, nudges, clock):
    event = await events.publish(OWNER, plan())
    await events.sign_up(event.id, BUREAU)
    assert sorted(await asyncio.gather(*(nudges.nudge(OWNER, event.id) for _ in range(3)))) == [0, 0, 3]
    assert await owed(db) == [1, 2, WANG]
    noted = await db.read(
        lambda tx: tx.all("SELECT actor_id, subject, details FROM audit WHERE action = 'event.nudge'")
    )
    assert noted == [(OWNER, "event:1", "3")]
    clock.advance(hours=1)
    await db.write(lambda tx: tx.run("UPDATE people SET consent = 1 WHERE id = :z", z=ZHANG))
    assert await nudges.nudge(OWNER, event.id) == 1
    await events.sign_up(event.id, WANG)
    silence = await nudges.silence(OWNER, event.id)
    assert silence.waves == (Wave(NOW, 3, 1), Wave(NOW + HOUR, 1, 0))
    assert (silence.nudged, silence.fresh) == (3, 0)


async def test_a_nudge_that_did_not_arrive_is_not_counted_nor_repeated(db, events, nudges, clock, outbox):
    event = await events.publish(OWNER, plan(departments=(3,)))
    await nudges.nudge(OWNER, event.id)
    (one,) = (await outbox.claim(9, ZONE)).claimed
    await outbox.settle(one.id, PromiseState.FAILED, "unreachable")
    assert (await nudges.silence(OWNER, event.id)).waves == ()
    assert await nudges.nudge(OWNER, event.id) == 0


@pytest.mark.parametrize("actor", [0, WANG, FORMER, BUREAU])
async def test_only_whoever_manages_the_event_sees_and_nudges(db, events, nudges, actor):
    event = await events.publish(OWNER, plan())
    for act in (nudges.silence, nudges.branches, nudges.nudge):
        with pytest.raises(NotYours):
            await act(actor, event.id)
    with pytest.raises(NotYours):
        await nudges.page(actor, event.id, 0, 9)
    assert await owed(db) == []


@pytest.mark.parametrize(
    "more",
    [{"opens_at": NOW + HOUR}, {"closes_at": NOW + HOUR}, {"capacity": 1}],
    ids=["not open yet", "closed", "full"],
)
async def test_nobody_is_asked_what_they_could_not_do(db, events, nudges, clock, more):
    event = await events.publish(OWNER, plan(**more))
    if "capacity" in more:
        await events.sign_up(event.id, BUREAU)
    if "closes_at" in more:
        clock.advance(hours=1)
    with pytest.raises(NudgePointless):
        await nudges.nudge(OWNER, event.id)
    assert await nudges.still(event.id, WANG) is None


async def test_what_is_promised_holds_only_for_whom_it_is_still_true(db, events, nudges):
    event = await events.publish(OWNER, plan(departments=(2,)))
    assert await nudges.still(event.id, WANG) == event
    assert await nudges.still(event.id, ZHANG) is None
    assert await nudges.still(99, WANG) is None
    await db.write(lambda tx: tx.run("UPDATE people SET department_id = 4 WHERE id = :w", w=WANG))
    assert await nudges.still(event.id, WANG) is None
    await events.sign_up(event.id, BUREAU)
    assert await nudges.still(event.id, BUREAU) is None
    await events.cancel(OWNER, event.id, "")
    assert await nudges.still(event.id, FORMER) is None
