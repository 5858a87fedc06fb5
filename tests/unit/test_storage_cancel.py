"""A cancelled caller: before its function began it never runs, afterwards the caller learns what became of it."""

from __future__ import annotations

import asyncio
import threading

import pytest


class Gate:
    """Holds a function in the middle of its transaction until the test lets it go on."""

    def __init__(self):
        self._loop = asyncio.get_running_loop()
        self._reached = asyncio.Event()
        self._go_on = threading.Event()

    def wait_here(self):
        self._loop.call_soon_threadsafe(self._reached.set)
        assert self._go_on.wait(20)

    async def reached(self):
        await self._reached.wait()

    def open(self):
        self._go_on.set()


class OwnError(Exception):
    pass


def add(tx, name, gate=None, error=None):
    tx.run("INSERT INTO series (name, pillar) VALUES (:name, '')", name=name)
    if gate:
        gate.wait_here()
    if error:
        raise error
    return name


def names(tx):
    return [name for (name,) in tx.all("SELECT name FROM series ORDER BY id")]


async def settle():
    """Let every task take the steps that are ready now."""
    for _ in range(5):
        await asyncio.sleep(0)


async def test_cancelled_while_waiting_it_never_runs(db):
    gate = Gate()
    running = asyncio.create_task(db.write(add, "running", gate))
    await gate.reached()
    waiting = [asyncio.create_task(db.write(add, f"waiting {number}")) for number in range(3)]
    await settle()
    waiting[1].cancel()
    gate.open()
    with pytest.raises(asyncio.CancelledError):
        await waiting[1]
    assert [await running, await waiting[0], await waiting[2]] == ["running", "waiting 0", "waiting 2"]
    assert await db.read(names) == ["running", "waiting 0", "waiting 2"]


async def test_cancelled_before_its_first_step_it_never_runs(db):
    task = asyncio.create_task(db.write(add, "a"))
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await db.read(names) == []


async def test_cancelled_after_it_began_it_commits_and_the_caller_learns_the_result_first(db):
    gate, learned = Gate(), []

    async def caller():
        learned.append(await db.write(add, "kept", gate))
        await asyncio.sleep(0)
        learned.append("went on")

    task = asyncio.create_task(caller())
    await gate.reached()
    task.cancel()
    await settle()
    assert not task.done()
    gate.open()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert learned == ["kept"]
    assert await db.read(names) == ["kept"]


async def test_a_held_back_cancellation_does_not_begin_another_transaction(db):
    gate = Gate()

    async def caller():
        await db.write(add, "first", gate)
        await db.write(add, "second")

    task = asyncio.create_task(caller())
    await gate.reached()
    task.cancel()
    await settle()
    gate.open()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await db.read(names) == ["first"]


async def test_cancelled_after_it_began_the_caller_learns_the_exception(db):
    gate = Gate()
    task = asyncio.create_task(db.write(add, "undone", gate, OwnError()))
    await gate.reached()
    task.cancel()
    await settle()
    gate.open()
    with pytest.raises(OwnError):
        await task
    assert await db.read(names) == []


async def test_cancelled_again_and_again_it_still_learns_the_result(db):
    gate = Gate()
    task = asyncio.create_task(db.write(add, "kept", gate))
    await gate.reached()
    for _ in range(3):
        task.cancel()
        await settle()
    gate.open()
    assert await task == "kept"
    assert await db.read(names) == ["kept"]


async def test_a_timeout_that_strikes_during_the_transaction_gives_way_to_the_result(db):
    """And nothing of it is left over to strike later: the deadline's block has ended."""
    gate = Gate()

    async def caller():
        async with asyncio.timeout(None) as deadline:
            expire.set_result(deadline)
            result = await db.write(add, "kept", gate)
        await settle()
        return result, asyncio.current_task().cancelling()

    expire = asyncio.get_running_loop().create_future()
    task = asyncio.create_task(caller())
    await gate.reached()
    (await expire).reschedule(asyncio.get_running_loop().time())
    await settle()
    gate.open()
    assert await task == ("kept", 0)


async def test_a_timeout_that_strikes_during_the_transaction_ends_what_follows_in_its_block(db):
    gate = Gate()

    async def caller():
        async with asyncio.timeout(None) as deadline:
            expire.set_result(deadline)
            await db.write(add, "kept", gate)
            await asyncio.Event().wait()

    expire = asyncio.get_running_loop().create_future()
    task = asyncio.create_task(caller())
    await gate.reached()
    (await expire).reschedule(asyncio.get_running_loop().time())
    await settle()
    gate.open()
    with pytest.raises(TimeoutError):
        await task
    assert await db.read(names) == ["kept"]


async def test_a_task_group_that_fails_waits_for_the_transaction_and_ends_its_caller(db):
    gate, seen = Gate(), []

    async def caller():
        seen.append(await db.write(add, "kept", gate))
        await asyncio.Event().wait()

    async def fails():
        await gate.reached()
        asyncio.get_running_loop().call_later(0, gate.open)
        raise OwnError

    async def both():
        async with asyncio.TaskGroup() as group:
            group.create_task(caller())
            group.create_task(fails())

    with pytest.raises(ExceptionGroup) as caught:
        await both()
    assert [type(error) for error in caught.value.exceptions] == [OwnError]
    assert seen == ["kept"]
    assert await db.read(names) == ["kept"]


async def test_a_cancelled_read_lets_the_next_one_in(db):
    gate = Gate()

    def look(tx):
        gate.wait_here()
        return names(tx)

    task = asyncio.create_task(db.read(look))
    await gate.reached()
    task.cancel()
    await settle()
    gate.open()
    assert await task == []
    assert await db.read(names) == []
