"""Lanes: order within one person, side by side across people, bounded in every direction."""

import asyncio

import pytest
import structlog

from bot.telegram.buckets import Pace
from bot.telegram.incoming import kind_of
from bot.telegram.lanes import Lanes, lane_of
from tests.unit.edge import HandTimer, said, settle, tap


class Desk:
    """Handles updates, each until the test lets it go."""

    def __init__(self, **options):
        self.started = []
        self.gates = {}
        self.lanes = Lanes(self.handle, **options)

    async def handle(self, update):
        number = update["update_id"]
        self.started.append(number)
        if number in self.gates:
            await self.gates[number].wait()

    def gate(self, *numbers):
        self.gates = {number: asyncio.Event() for number in numbers}


async def test_one_person_is_served_in_order_and_others_meanwhile():
    desk = Desk()
    desk.gate(1)
    done = [desk.lanes.submit(update) for update in (tap(1, person=7), said(2, person=7), tap(3, person=8))]
    await settle()
    assert (desk.started, [one.done() for one in done]) == ([1, 3], [False, False, True])
    desk.gates[1].set()
    await desk.lanes.drain()
    assert (desk.started, [one.done() for one in done], desk.lanes.busy) == ([1, 3, 2], [True, True, True], 0)
    assert desk.lanes.handled == 3


async def test_no_more_than_width_at_once_and_the_next_lane_follows():
    desk = Desk(width=2)
    desk.gate(1, 2, 3)
    for number in (1, 2, 3, 4):
        desk.lanes.submit(tap(number, person=number))
    desk.lanes.submit(tap(5, person=3))
    await settle()
    assert (desk.started, desk.lanes.busy) == ([1, 2], 5)
    desk.gates[2].set()
    await settle()
    assert desk.started == [1, 2, 3]
    desk.gates[3].set()
    await settle()
    assert (desk.started, desk.lanes.busy) == ([1, 2, 3, 5, 4], 1)
    desk.gates[1].set()
    await desk.lanes.drain()


async def test_a_lane_that_is_full_takes_no_more_and_others_are_not_touched():
    desk = Desk(depth_per_lane=2)
    desk.gate(1)
    done = [desk.lanes.submit(tap(number)) for number in (1, 2)]
    await settle()
    done += [desk.lanes.submit(tap(number)) for number in (3, 4, 5)] + [desk.lanes.submit(tap(6, person=8))]
    await settle()
    assert [one.done() for one in done] == [False, False, False, True, True, True]
    desk.gates[1].set()
    await desk.lanes.drain()
    assert (desk.started, desk.lanes.shed) == ([1, 6, 2, 3], 2)


async def test_who_outruns_every_human_is_not_handled_until_they_slow_down():
    timer = HandTimer()
    desk = Desk(flood=Pace(0.5, 3), timer=timer)
    for number in range(10):
        await desk.lanes.submit(tap(number))
    await timer.advance(1)
    for number in range(10, 20):
        await desk.lanes.submit(tap(number))
    await desk.lanes.submit(tap(20, person=8))
    assert (desk.started, desk.lanes.shed) == ([0, 1, 2, 10, 11, 20], 15)


@pytest.mark.parametrize("error", [ValueError, asyncio.CancelledError])
async def test_a_failing_update_is_set_aside_and_logged_without_its_content(error):
    async def handle(update):
        if update["update_id"] == 1:
            raise error(update["message"]["text"])

    lanes = Lanes(handle)
    with structlog.testing.capture_logs() as logs:
        await asyncio.gather(lanes.submit(said(1, text="秘密的话")), lanes.submit(said(2)))
    assert (lanes.failed, lanes.handled, lanes.busy) == (1, 1, 0)
    [line] = logs
    assert set(line) == {"event", "log_level", "reference", "kind", "error", "where"}
    assert (line["event"], line["kind"], line["error"]) == ("update set aside", "message", error.__name__)
    assert line["where"][-1].endswith(" handle")
    assert "秘密" not in str(logs)


async def test_a_caller_who_stops_waiting_stops_nothing():
    desk = Desk()
    desk.gate(1)
    done = desk.lanes.submit(tap(1))
    await settle()
    done.cancel()
    desk.gates[1].set()
    await desk.lanes.drain()
    assert desk.lanes.handled == 1


async def test_a_thousand_people_are_all_served():
    desk = Desk(width=16)
    done = [desk.lanes.submit(tap(number, person=number % 1000 + 1)) for number in range(3000)]
    await asyncio.gather(*done)
    assert (sorted(desk.started), desk.lanes.handled) == (list(range(3000)), 3000)
    assert [number for number in desk.started if number % 1000 == 7] == [7, 1007, 2007]
    assert (desk.lanes._lanes, desk.lanes._workers) == ({}, set())


person = {"id": 7}
chat = {"id": -5}


@pytest.mark.parametrize(
    ("update", "kind", "lane"),
    [
        (tap(1), "callback_query", 7),
        (said(1), "message", 7),
        (said(1, chat=-5), "message", 7),
        ({"update_id": 1, "message": {"from": person, "sender_chat": chat, "chat": chat}}, "message", -5),
        ({"update_id": 1, "channel_post": {"sender_chat": chat, "chat": chat}}, "channel_post", -5),
        ({"update_id": 1, "my_chat_member": {"from": person, "chat": chat}}, "my_chat_member", -5),
        ({"update_id": 1, "inline_query": {"from": person}}, "inline_query", 7),
        ({"update_id": 1, "poll_answer": {"user": person}}, "poll_answer", 7),
        ({"update_id": 1, "message_reaction": {"chat": chat, "user": person}}, "message_reaction", 7),
        ({"update_id": 1, "callback_query": {"message": {"chat": chat}}}, "callback_query", -5),
        ({"update_id": 1, "poll": {"id": "3"}}, "poll", 0),
        ({"update_id": 1, "message": {"from": 5, "chat": []}}, "message", 0),
        ({"update_id": 1, "message": {"from": {"id": [1]}, "chat": {"id": {}}}}, "message", 0),
        ({"update_id": 1, "message": {"from": {"id": True}}}, "message", 0),
        ({"update_id": 1, "message": "text"}, "unknown", 0),
        ({"update_id": 1}, "unknown", 0),
        ({}, "unknown", 0),
    ],
)
def test_the_lane_is_the_person_else_the_chat_whatever_the_shape(update, kind, lane):
    assert (kind_of(update), lane_of(update)) == (kind, lane)
