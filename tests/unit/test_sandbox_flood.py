"""Flood control in real time: what Telegram lets pass at once, and how long it asks to wait."""

from __future__ import annotations

import pytest

from bot.sandbox.flood import BULK_PER_SECOND, GROUP_PER_MINUTE, PRIVATE_BURST, Flood
from bot.sandbox.wire import ApiError

from .sandbox_caller import calling

PERSON, GROUP = 5_000_000_001, -4_000_000_001


class Seconds:
    """Monotonic seconds that a test sets."""

    def __init__(self):
        self.now = 1000.0

    def __call__(self):
        return self.now


@pytest.fixture
def seconds():
    return Seconds()


@pytest.fixture
def flood(seconds):
    return Flood(on=True, clock=seconds)


def _retry_after(flood, chat, **kind):
    with pytest.raises(ApiError) as refused:
        flood.sent(chat, **kind)
    assert refused.value.description == f"Too Many Requests: retry after {refused.value.parameters['retry_after']}"
    return refused.value.parameters["retry_after"]


def test_a_person_gets_a_burst_and_then_one_a_second(flood, seconds):
    flood.heard(PERSON)
    for _ in range(PRIVATE_BURST):
        flood.sent(PERSON)
    assert _retry_after(flood, PERSON) == 1
    seconds.now += 1
    flood.sent(PERSON)
    assert _retry_after(flood, PERSON) == 1


def test_a_group_gets_twenty_a_minute_edits_included(flood, seconds):
    for number in range(GROUP_PER_MINUTE):
        flood.sent(GROUP, edit=bool(number % 2))
    assert _retry_after(flood, GROUP, edit=True) == 60
    seconds.now += 45.5
    assert _retry_after(flood, GROUP) == 15
    seconds.now += 14.5
    flood.sent(GROUP)


def test_a_broadcast_gets_thirty_a_second(flood, seconds):
    for number in range(BULK_PER_SECOND):
        flood.sent(PERSON + number)
    assert _retry_after(flood, PERSON + 100) == 1
    seconds.now += 1
    flood.sent(PERSON + 100)


def test_thirty_spread_over_105_hundredths_never_meet_the_limit(flood, seconds):
    for number in range(300):
        flood.sent(PERSON + number)
        seconds.now += 1.05 / 30


def test_answers_and_edits_are_no_broadcast(flood):
    for number in range(BULK_PER_SECOND):
        flood.sent(PERSON + number)
    flood.sent(PERSON + 100, edit=True)
    flood.heard(PERSON + 100)
    flood.sent(PERSON + 100)


def test_what_is_refused_is_not_counted(flood, seconds):
    for _ in range(GROUP_PER_MINUTE):
        flood.sent(GROUP)
    for _ in range(50):
        _retry_after(flood, GROUP)
    seconds.now += 60
    flood.sent(GROUP)


def test_it_can_be_switched_off():
    flood = Flood(on=False)
    for _ in range(1000):
        flood.sent(GROUP)


async def test_the_answer_says_how_long_to_wait():
    async with calling(flood=True) as (sandbox, api):
        wang = sandbox.person("王敏")
        wang.starts()
        group = sandbox.group("群", members=[wang])
        group.add_bot()
        for number in range(GROUP_PER_MINUTE):
            await api("sendMessage", chat_id=group.id, text=str(number))
        body = await api.raw("sendMessage", chat_id=group.id, text="x")
        assert (body["error_code"], body["parameters"]) == (429, {"retry_after": 60})
        await api("sendMessage", chat_id=wang.id, text="x")
        card = await api.card(wang.private)
        for _ in range(100):
            wang.taps("报名", card)
            query_id = next(reversed(sandbox.world.queries))
            await api("answerCallbackQuery", callback_query_id=query_id)
