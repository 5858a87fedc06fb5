"""The sender under load, with a timer whose hands the test turns."""

import asyncio
import random

import pytest
from telegram.error import RetryAfter

from bot.telegram.buckets import Buckets, Pace
from bot.telegram.faults import Unsent
from bot.telegram.sender import Limits, Priority, Sender
from tests.unit.edge import HandTimer, settle, telegram

ANSWER, REPLY, _CARD, REMINDER, BROADCAST = Priority


class Post:
    """Notes when what was sent; refuses where told to."""

    def __init__(self, limits=None):
        self.timer = HandTimer()
        self.sender = Sender(timer=self.timer, limits=limits)
        self.start = self.timer.now()
        self.sent = []
        self.refusals = {}
        self.tasks = []

    def send(self, name, priority, chat=None, method="sendMessage"):
        async def call():
            if self.refusals.get(chat):
                raise RetryAfter(self.refusals[chat].pop(0))
            self.sent.append((round(self.timer.now() - self.start, 3), name))
            return name

        task = asyncio.ensure_future(self.sender.send(call, method=method, priority=priority, chat=chat))
        self.tasks.append(task)
        return task

    def names(self):
        return [name for _, name in self.sent]


def most_in_a_second(times):
    return max(sum(start <= at < start + 1 for at in times) for start in times)


async def test_bulk_is_evenly_spaced_and_never_31_within_a_second():
    post = Post()
    for number in range(100):
        post.send(number, BROADCAST, chat=number + 1)
    await post.timer.advance(10)
    assert post.names() == list(range(100))
    times = [at for at, _ in post.sent]
    assert most_in_a_second(times) == 30
    assert times[:4] == [0.0, 0.0, 0.034, 0.067]
    assert (times[30], times[60], times[90]) == (1.005, 2.01, 3.015)


class Way:
    """A way to Telegram and back whose length changes from call to call."""

    def __init__(self, timer, seed):
        self.timer, self.rng, self.arrived = timer, random.Random(seed), []

    async def call(self):
        await self._pass(0.02 + self.rng.choice([0.0, self.rng.random() * 0.03, self.rng.random() * 0.4]))
        self.arrived.append(self.timer.now())
        await self._pass(0.05)

    async def _pass(self, seconds):
        over = asyncio.get_running_loop().create_future()
        self.timer.call_at(self.timer.now() + seconds, lambda: over.set_result(None))
        await over


@pytest.mark.parametrize("seed", range(5))
async def test_however_unevenly_calls_arrive_there_are_never_31_within_a_second(seed):
    timer = HandTimer()
    sender, way = Sender(timer=timer), Way(timer, seed)
    tasks = [
        asyncio.ensure_future(sender.send(way.call, method="sendMessage", priority=BROADCAST, chat=number + 1))
        for number in range(300)
    ]
    await timer.advance(12)
    assert [task.done() for task in tasks] == [True] * 300
    assert most_in_a_second(way.arrived) == 30


async def test_calls_without_an_answer_keep_their_places_until_they_end():
    post = Post()
    hung = asyncio.get_running_loop().create_future()

    async def hang():
        await hung

    for _number in range(30):
        post.tasks.append(asyncio.ensure_future(post.sender.send(hang, method="sendMessage", priority=BROADCAST)))
    post.send("late", BROADCAST, chat=1)
    await post.timer.advance(60)
    assert post.names() == []
    hung.set_exception(KeyError())
    await post.timer.advance(1.1)
    assert post.sent == [(61.005, "late")]
    await asyncio.gather(*post.tasks, return_exceptions=True)


async def test_who_is_cancelled_at_the_moment_of_the_turn_leaves_the_place_to_others():
    post = Post()
    for number in range(40):
        waiting = [post.send("given up", BROADCAST, chat=100 * number + each) for each in range(4)]
        await settle()
        post.timer.pass_unnoticed(10)
        post.send("wakes", BROADCAST, chat=100 * number + 5)
        asyncio.get_running_loop().call_soon(waiting[2].cancel)
        await post.timer.advance(1)
        assert waiting[2].cancelled()
    post.sent.clear()
    for number in range(30):
        post.send(number, BROADCAST, chat=10_000 + number)
    await post.timer.advance(1.1)
    assert post.names() == list(range(30))


async def test_the_higher_priority_goes_first_whatever_came_first():
    post = Post()
    for number in range(300):
        post.send(f"b{number}", BROADCAST, chat=1000 + number)
    for number in range(3):
        post.send(f"m{number}", REMINDER, chat=2000 + number)
    post.send("group", REPLY, chat=-5)
    post.send("private", REPLY, chat=7)
    post.send("answer", ANSWER, method="answerCallbackQuery")
    await post.timer.advance(0.034)
    assert post.names() == ["b0", "b1", "private", "answer", "group"]
    await post.timer.advance(0.17)
    assert post.names()[5:] == ["m0", "m1", "m2", "b2", "b3"]


async def test_answers_and_private_replies_are_not_held_back_by_any_number():
    post = Post()
    for number in range(500):
        post.send(number, ANSWER, method="answerCallbackQuery")
        post.send(number, REPLY, chat=number + 1, method="editMessageText")
    await settle()
    assert (len(post.sent), post.sender.busy) == (1000, 0)
    assert {at for at, _ in post.sent} == {0.0}


async def test_a_chat_gets_a_short_burst_then_one_a_second_in_order():
    post = Post()
    for number in range(8):
        post.send(number, REPLY, chat=7)
    await post.timer.advance(10)
    assert post.sent == [(0.0, 0), (0.0, 1), (0.0, 2), (0.0, 3), (0.0, 4), (1.0, 5), (2.0, 6), (3.0, 7)]


async def test_a_group_gets_20_within_any_minute():
    post = Post()
    for number in range(60):
        post.send(number, BROADCAST, chat=-5)
    await post.timer.advance(300)
    times = [at for at, _ in post.sent]
    assert len(times) == 60
    assert max(sum(start <= at <= start + 60 for at in times) for start in times) == 20


async def test_what_is_no_message_is_not_limited_by_its_chat():
    post = Post()
    for number in range(50):
        post.send(number, REPLY, chat=-5, method="getChatMember")
    await settle()
    assert len(post.sent) == 50


async def test_a_429_pauses_its_chat_and_nobody_else():
    post = Post()
    post.refusals[1] = [30]
    for chat in (1, 2, 3):
        post.send(f"broadcast {chat}", BROADCAST, chat=chat)
    post.send("reply 2", REPLY, chat=2)
    await post.timer.advance(29)
    assert post.names() == ["broadcast 2", "reply 2", "broadcast 3"]
    post.send("later 1", BROADCAST, chat=1)
    await post.timer.advance(2)
    assert post.sent[3:] == [(30.0, "broadcast 1"), (30.0, "later 1")]
    assert post.sender.refused == 1


async def test_a_reply_is_repeated_after_a_short_429_and_given_back_after_a_long_one():
    post = Post()
    post.refusals = {1: [5], 2: [60]}
    short, long = post.send("short", REPLY, chat=1), post.send("long", REPLY, chat=2)
    await settle()
    with pytest.raises(RetryAfter):
        await long
    again = post.send("again", REPLY, chat=2)
    await post.timer.advance(5)
    assert (await short, post.sent) == ("short", [(5.0, "short")])
    with pytest.raises(RetryAfter):
        await again


async def test_a_reminder_is_given_back_after_a_long_429_so_that_others_need_not_wait_behind_it():
    post = Post()
    post.refusals = {1: [5], 2: [60]}
    short, long = post.send("short", REMINDER, chat=1), post.send("long", REMINDER, chat=2)
    await post.timer.advance(1)
    with pytest.raises(RetryAfter):
        await long
    await post.timer.advance(60)
    assert (await short, post.sender.busy) == ("short", 0)


async def test_an_answer_is_repeated_after_a_429_without_delaying_other_answers():
    post = Post()
    post.refusals[None] = [3]
    post.send("first", ANSWER, method="answerCallbackQuery")
    await settle()
    post.send("second", ANSWER, method="answerCallbackQuery")
    await post.timer.advance(3)
    assert post.sent == [(0.0, "second"), (3.0, "first")]


async def test_when_other_chats_are_refused_as_well_bulk_pauses_and_replies_go_on():
    post = Post()
    post.refusals = {1: [10], 2: [20]}
    for chat in range(1, 6):
        post.send(f"broadcast {chat}", BROADCAST, chat=chat)
    await post.timer.advance(5)
    post.send("reply", REPLY, chat=9)
    post.send("group", REPLY, chat=-9)
    await post.timer.advance(14.9)
    assert post.names() == ["reply", "group"]
    await post.timer.advance(1)
    assert sorted(post.names()[2:]) == [f"broadcast {chat}" for chat in range(1, 6)]


async def test_a_caller_who_gives_up_takes_no_turn():
    post = Post()
    first, second, third, fourth = (post.send(number, BROADCAST, chat=number) for number in range(1, 5))
    await settle()
    third.cancel()
    await post.timer.advance(0.034)
    assert post.names() == [1, 2, 4]
    assert (first.done(), second.done(), third.cancelled(), fourth.done()) == (True, True, True, True)


async def test_stopping_fails_what_waits_as_surely_not_sent_and_settling_waits_for_the_rest():
    post = Post()
    tasks = [post.send(number, BROADCAST, chat=number + 1) for number in range(3)]
    await settle()
    await post.sender.shutdown()
    await post.sender.settle()
    assert post.names() == [0, 1]
    assert [type(task.exception()) for task in tasks] == [type(None), type(None), Unsent]
    with pytest.raises(Unsent):
        await post.send("late", BROADCAST, chat=9)
    await post.sender.initialize()
    again = post.send("again", BROADCAST, chat=9)
    await post.timer.advance(1)
    assert await again == "again"


async def test_winding_down_lets_calls_wait_no_longer_than_that():
    post = Post()
    post.refusals = {1: [60], 2: [3]}
    tasks = [post.send(chat, BROADCAST, chat=chat) for chat in (1, 2)] + [post.send(3, REPLY, chat=3)]
    await post.timer.advance(1)
    post.sender.wind_down(5)
    await post.timer.advance(4.9)
    assert [task.done() for task in tasks] == [False, True, True]
    await post.timer.advance(0.1)
    await post.sender.settle()
    assert [type(task.exception()) for task in tasks] == [Unsent, type(None), type(None)]


async def test_other_errors_reach_the_caller_and_count_as_settled():
    sender = Sender(timer=HandTimer())

    async def call():
        raise KeyError

    with pytest.raises(KeyError):
        await sender.send(call, method="sendMessage", priority=REPLY, chat=1)
    assert sender.busy == 0


async def test_ptbs_methods_take_their_turn_by_priority():
    timer = HandTimer()
    async with telegram(limits=Limits(chat=Pace(0, 1)), timer=timer) as (_, bot, sender):
        assert await bot.send_chat_action(7, "typing", rate_limit_args=BROADCAST) is True
        first = asyncio.ensure_future(bot.set_message_reaction(-7, 1, rate_limit_args=BROADCAST))
        second = asyncio.ensure_future(bot.edit_message_text("x", -7, 1, rate_limit_args=BROADCAST))
        assert await bot.answer_callback_query("q", rate_limit_args=ANSWER) is True
        assert await bot.delete_message(7, 1) is True
        await timer.advance(0.07)
        assert await asyncio.gather(first, second) == [True, True]
    # getMe of the start is a reply: nothing was said about it.
    assert dict(sender.sent) == {REPLY: 2, ANSWER: 1, BROADCAST: 3}


def test_full_buckets_take_no_memory():
    buckets = Buckets(1.0, 2)
    for key in range(100_000):
        buckets.take(key, now=key / 1000)
    assert len(buckets._full_at) < 5000
    assert (buckets.ready_at(99_999), buckets.ready_at(5)) == (99.999, float("-inf"))
