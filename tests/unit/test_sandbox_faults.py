"""Trouble on order: errors, answers that never come, connections that break; and what others see of it."""

from __future__ import annotations

import asyncio

import aiohttp
import pytest

from .sandbox_caller import calling


async def test_errors_on_order_come_once_and_are_no_refusals(api, sandbox, wang):
    sandbox.fail_next("sendMessage", status=500)
    sandbox.fail_next("sendMessage", status=429, retry_after=7)
    first = await api.raw("sendMessage", chat_id=wang.id, text="x")
    second = await api.raw("sendMessage", chat_id=wang.id, text="x")
    assert (first["error_code"], first["description"]) == (500, "Internal Server Error")
    assert (second["error_code"], second["parameters"]) == (429, {"retry_after": 7})
    await api("sendMessage", chat_id=wang.id, text="x")
    assert (sandbox.refused, [call.injected for call in sandbox.calls]) == ([], [True, True, False])
    assert [message.text for message in wang.messages()] == ["/start", "x"]


async def test_a_fault_may_be_meant_for_one_chat_and_several_times(api, sandbox, wang):
    zhang = sandbox.person("张强")
    zhang.starts()
    sandbox.fail_next("sendMessage", status=502, chat=zhang.id, times=2)
    await api("sendMessage", chat_id=wang.id, text="x")
    for _ in range(2):
        assert await api.refusal("sendMessage", chat_id=zhang.id, text="x") == "502 Bad Gateway"
    await api("sendMessage", chat_id=zhang.id, text="x")


@pytest.mark.parametrize("after", [False, True])
async def test_a_connection_breaks_before_or_after_the_deed(api, sandbox, wang, after):
    sandbox.fail_next("sendMessage", status="drop", after=after)
    with pytest.raises(aiohttp.ClientError):
        await api("sendMessage", chat_id=wang.id, text="x")
    assert [message.text for message in wang.messages()] == ["/start", *["x"] * after]
    assert [(call.ok, call.error) for call in sandbox.calls] == [(False, "lost by order: drop")]
    await api("sendMessage", chat_id=wang.id, text="y")


async def test_an_answer_never_comes(wang):
    async with calling() as (sandbox, api):
        zhang = sandbox.person("张强")
        zhang.starts()
        sandbox.fail_next("sendMessage", status="timeout", after=True)
        answer = asyncio.ensure_future(api("sendMessage", chat_id=zhang.id, text="x"))
        await sandbox.wait_for(lambda: zhang.last.text == "x", "the message is there all the same")
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(answer, 0.02)


async def test_an_error_after_the_deed(api, sandbox, wang):
    sandbox.fail_next("sendMessage", status=500, after=True)
    assert await api.refusal("sendMessage", chat_id=wang.id, text="x") == "500 Internal Server Error"
    assert wang.last.text == "x"


async def test_polls_may_fail_too(api, sandbox, wang):
    sandbox.fail_next("getUpdates", status=502)
    assert await api.refusal("getUpdates") == "502 Bad Gateway"
    assert len(await api.updates()) == 1


async def test_latency_is_added_to_answers():
    async with calling(latency=0.3) as (sandbox, api):
        answer = asyncio.ensure_future(api("getMe"))
        await sandbox.wait_for(lambda: sandbox.calls, "the call is executed")
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(asyncio.shield(answer), 0.02)
        assert (await answer)["id"] == 1000


async def test_every_change_can_be_watched(api, sandbox, wang):
    seen = []
    stop = sandbox.watch(seen.append)
    card = await api.card(wang.private)
    wang.taps("报名")
    query_id = next(reversed(sandbox.world.queries))
    await api("answerCallbackQuery", callback_query_id=query_id, text="好")
    await api("editMessageText", chat_id=wang.id, message_id=card.id, text="新")
    await api("deleteMessage", chat_id=wang.id, message_id=card.id)
    assert [change["kind"] for change in seen] == [
        "message",
        "call",
        "tap",
        "answer",
        "call",
        "edit",
        "call",
        "delete",
        "call",
    ]
    assert seen[3] == {
        "kind": "answer",
        "user_id": wang.id,
        "query_id": query_id,
        "text": "好",
        "alert": False,
        "url": None,
    }
    stop()
    wang.sends("x")
    assert len(seen) == 9


async def test_light_mode_keeps_nothing_and_trusts():
    async with calling(record=False, strict=False) as (sandbox, api):
        wang = sandbox.person("王敏")
        wang.starts()
        card = await api.card(wang.private, "<b>x")
        assert (await api.form("editMessageText", {"chat_id": str(wang.id), "message_id": str(card.id), "text": "y"}))[
            "ok"
        ]
        wang.taps_data("x", card)
        query_id = next(iter(sandbox.world.queries))
        await api("answerCallbackQuery", callback_query_id=query_id, text="好", unknown=1)
        assert (wang.toast, sandbox.calls, sandbox.update_ids, sandbox.world.queries) == ("好", [], [], {})
        assert sandbox.server.counts == {"sendMessage": 1, "editMessageText": 1, "answerCallbackQuery": 1}
