"""Several processes and one queue of deliveries: one drains it, another takes over, nobody is told twice."""

import asyncio
from collections import Counter
from itertools import chain

import pytest

from bot.domain.deliveries import DeliveryState
from bot.services.mailings import LEASE_LENGTH
from tests.unit.notices_desk import Desk

PEOPLE = 30


@pytest.fixture
async def desk(db):
    return Desk(db)


async def confirmed(desk):
    li = await desk.member("李静", organises=None)
    for number in range(PEOPLE - 1):
        await desk.member(f"职工{number}")
    notice = await desk.confirm(li)
    return li, notice


async def test_of_processes_that_drain_at_once_exactly_one_gets_anything(desk):
    li, notice = await confirmed(desk)
    sent = await asyncio.gather(*(desk.send(desk.process(name)) for name in "甲乙丙丁"))
    assert sorted(map(len, sent)) == [0, 0, 0, PEOPLE]
    assert set(Counter(chain(*sent)).values()) == {1}
    assert (await desk.notices.progress(li, notice.id)).states == {"sent": PEOPLE}


async def test_when_it_is_killed_exactly_one_other_goes_on_within_30_seconds(desk):
    li, notice = await confirmed(desk)
    killed = desk.process("killed")
    await killed.tick()
    first, held = await killed.claim(4), await killed.claim(4)
    for one in first.mailings:
        await killed.settle(one, DeliveryState.SENT, "", (1,), notice.revision)
    others = [desk.process(name) for name in "甲乙丙"]

    desk.clock.advance(seconds=LEASE_LENGTH.total_seconds() - 1)
    assert [await desk.send(one) for one in others] == [[], [], []]
    desk.clock.advance(seconds=1)
    assert LEASE_LENGTH.total_seconds() <= 30
    sent = await asyncio.gather(*(desk.send(one) for one in others))
    assert sorted(map(len, sent)) == [0, 0, PEOPLE - 8]
    told = Counter([*(one.chat_id for one in first.mailings), *chain(*sent)])
    assert set(told.values()) == {1}
    assert told.keys().isdisjoint(one.chat_id for one in held.mailings)
    assert (await desk.notices.progress(li, notice.id)).states == {"sent": PEOPLE - 4, "doubt": 4}


async def test_a_process_that_only_stood_still_sends_nothing_after_another_went_on(desk):
    li, notice = await confirmed(desk)
    slow, other = desk.process("slow"), desk.process("other")
    await slow.tick()
    await slow.claim(4)
    desk.clock.advance(seconds=30)
    assert (await other.claim(4)).held
    assert await desk.send(slow) == []
    assert len(await desk.send(other)) == PEOPLE - 8
    assert (await desk.notices.progress(li, notice.id)).states == {"sent": PEOPLE - 8, "doubt": 4, "sending": 4}
