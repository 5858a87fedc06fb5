"""Polling against a small Bot API: nothing confirmed early, nothing lost, nothing handled twice."""

import asyncio
from contextlib import asynccontextmanager

import structlog

from bot.telegram.ingress import Polling
from bot.telegram.lanes import Lanes
from tests.unit.edge import HandTimer, no, said, settle, tap, telegram


class Desk:
    """Handles updates, each until the test lets it go."""

    def __init__(self):
        self.seen = []
        self.gates = {}
        self._news = asyncio.Condition()

    async def handle(self, update):
        number = update["update_id"]
        async with self._news:
            self.seen.append(number)
            self._news.notify_all()
        if number in self.gates:
            await self.gates[number].wait()

    async def sees(self, number):
        async with self._news:
            await self._news.wait_for(lambda: number in self.seen)


@asynccontextmanager
async def polling(**options):
    """Yield (Bot API, desk, polling, its task); a task still running at the end is cut off, as a crash would."""
    desk = Desk()
    async with telegram() as (api, bot, _):
        poll = Polling(bot, Lanes(desk.handle), allowed_updates=["message", "callback_query"], **options)
        running = asyncio.ensure_future(poll.run())
        yield api, desk, poll, running
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


async def test_updates_are_handled_and_confirmed_once_they_are():
    async with polling(poll_seconds=9) as (api, desk, poll, running):
        await api.deliver(tap(10), tap(11, person=8))
        await api.confirms(12)
        await api.deliver(tap(12))
        await api.confirms(13)
        poll.stop()
        await running
    assert (desk.seen, poll.received, api.of("deleteWebhook")) == ([10, 11, 12], 3, [{}])
    allowed = ["message", "callback_query"]
    assert api.of("getUpdates")[0] == {"limit": 100, "timeout": 9, "allowed_updates": allowed}


async def test_a_slow_update_holds_nobody_up_and_is_not_confirmed():
    timer = HandTimer()
    async with polling(timer=timer) as (api, desk, poll, running):
        desk.gates = {1: asyncio.Event()}
        await api.deliver(tap(1, person=1), tap(2, person=2))
        await desk.sees(2)
        for number in (3, 4, 5):
            await api.deliver(tap(number, person=number))
            await drive(timer, lambda: number in desk.seen, by=1)  # noqa: B023 - awaited at once
        assert api.confirmed == 1
        desk.gates[1].set()
        await api.confirms(6)
        poll.stop()
        await running
    assert desk.seen == [1, 2, 3, 4, 5]


async def test_an_update_is_confirmed_up_to_the_first_unfinished_one():
    async with polling() as (api, desk, poll, running):
        desk.gates = {3: asyncio.Event()}
        await api.deliver(*(tap(number, person=number) for number in (1, 2, 3, 4)))
        await api.confirms(3)
        assert [one["update_id"] for one in api.waiting] == [3, 4]
        desk.gates[3].set()
        await api.confirms(5)
        poll.stop()
        await running
    assert desk.seen == [1, 2, 3, 4]


async def test_after_a_crash_what_was_in_hand_comes_again():
    timer = HandTimer()
    async with polling(timer=timer) as (api, desk, _, _):
        desk.gates = {2: asyncio.Event()}
        await api.deliver(tap(1, person=1), tap(2, person=2), tap(3, person=3))
        await drive(timer, lambda: api.confirmed == 2, by=1)
    assert [one["update_id"] for one in api.waiting] == [2, 3]


async def test_stopping_finishes_what_is_in_hand_and_confirms_it():
    async with polling() as (api, desk, poll, running):
        desk.gates = {1: asyncio.Event()}
        await api.deliver(tap(1))
        await desk.sees(1)
        poll.stop()
        await settle()
        assert (running.done(), api.confirmed) == (False, 0)
        await api.deliver(tap(2))
        desk.gates[1].set()
        await running
        assert (desk.seen, api.confirmed, [one["update_id"] for one in api.waiting]) == ([1], 2, [2])


async def test_stopping_ends_a_poll_that_waits():
    async with polling() as (api, _, poll, running):
        await api.called("getUpdates")
        poll.stop()
        await running
    assert len(api.of("getUpdates")) == 1


async def test_errors_are_waited_out_and_never_end_the_loop():
    timer = HandTimer()
    with structlog.testing.capture_logs() as logs:
        async with polling(timer=timer) as (api, desk, poll, running):
            api.answers["getUpdates"] += [no(409), no(502), no(429, retry_after=20), no(401), "nonsense"]
            await api.called("getUpdates")
            for seconds in (0.5, 1, 20, 4):
                await drive(timer, lambda: timer.calls)
                await timer.advance(seconds)
            await api.deliver(tap(1))
            await desk.sees(1)
            poll.stop()
            await running
    assert [(line["error"], line["retry_in"]) for line in logs] == [
        ("Conflict", 0.5),
        ("NetworkError", 1.0),
        ("RetryAfter", 20.0),
        ("InvalidToken", 4.0),
    ]


async def test_an_update_that_cannot_be_read_is_set_aside():
    async with polling() as (api, desk, poll, running):
        api.answers["getUpdates"].append([{"message": 5}, "?", {"update_id": "7"}, said(8)])
        await desk.sees(8)
        await api.called("getUpdates", 2)
        poll.stop()
        await running
    assert (desk.seen, poll.received) == ([8], 1)


async def test_numbers_may_start_again_from_below():
    async with polling() as (api, desk, poll, running):
        api.answers["getUpdates"] += [[tap(900)], [tap(17)]]
        await desk.sees(17)
        await api.called("getUpdates", 3)
        poll.stop()
        await running
    assert (desk.seen, api.of("getUpdates")[2]["offset"]) == ([900, 17], 18)


async def test_a_slow_update_is_let_go_only_when_a_hundred_stand_behind_it():
    timer = HandTimer()
    async with polling(timer=timer, patience=5) as (api, desk, poll, running):
        desk.gates = {1: asyncio.Event(), 2: asyncio.Event()}
        await api.deliver(*(tap(number, person=number) for number in range(1, 100)))
        await desk.sees(99)
        await drive(timer, lambda: len(api.of("getUpdates")) > 3, by=10)
        assert (poll.let_go, api.confirmed) == (0, 1)
        await api.deliver(*(tap(number, person=number) for number in range(100, 103)))
        await drive(timer, lambda: 102 in desk.seen, by=10)
        assert (poll.let_go, desk.seen) == (2, list(range(1, 103)))
        for gate in desk.gates.values():
            gate.set()
        poll.stop()
        await running
    assert api.confirmed == 103


async def drive(timer, reached, by=0.0):
    """Turn the hands by `by` seconds again and again, letting the network work, until `reached()`."""
    while not reached():
        await timer.advance(by)
