"""The sandbox as a process of its own, steered over HTTP; and its field list, rebuilt from a description."""

from __future__ import annotations

import asyncio
import json
import sys

import aiohttp
import pytest

from bot.sandbox.control import Control
from bot.sandbox.respec import compact

from .sandbox_caller import TAP


@pytest.fixture
def control(sandbox, api):
    """Ask a control endpoint; return status and answer."""
    sandbox.server.control = Control(sandbox).handle

    async def ask(path, **asked):
        async with api.session.post(f"{sandbox.url}/sandbox/{path}", json=asked) as response:
            return response.status, await response.json()

    return ask


async def test_a_process_serves_and_ends_on_sigterm():
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot.sandbox", "--light", "--token", "77:x", stdout=asyncio.subprocess.PIPE
    )
    url = (await process.stdout.readline()).decode().strip()
    async with aiohttp.ClientSession() as session:
        async with session.get(f"{url}/bot77:x/getMe") as response:
            assert (await response.json())["result"]["id"] == 77
        async with session.post(f"{url}/sandbox/people", json={"count": 3, "started": True}) as response:
            assert len((await response.json())["ids"]) == 3
    process.terminate()
    assert (await process.wait(), await process.stdout.read()) == (0, b"")


async def test_people_act_in_bulk(api, sandbox, control):
    _, made = await control("people", count=3, started=True, name="同事")
    ids = made["ids"]
    _, group = await control("group", title="干部群", members=ids, supergroup=True)
    card = (await api("sendMessage", chat_id=group["id"], text="卡片", reply_markup=TAP))["message_id"]
    assert await control("acts", people=ids, act="taps", text="报名", chat=group["id"]) == (200, {"made": 3})
    assert await control("acts", people=ids[:1], act="taps_data", text="raw", chat=group["id"], message=card) == (
        200,
        {"made": 1},
    )
    await control("acts", people=ids, act="sends", text="你好")
    await control("acts", people=ids, act="starts")
    updates = await api.updates()
    queries = [update["callback_query"] for update in updates if "callback_query" in update]
    assert [query["data"] for query in queries] == ["s:1"] * 3 + ["raw"]
    await api("answerCallbackQuery", callback_query_id=queries[1]["id"], text="好")
    _, answers = await control("people/answers", people=ids)
    assert answers == {"answers": [None, {"text": "好", "alert": False, "url": None}, None]}
    assert (await control("message", chat=group["id"]))[1]["text"] == "卡片"
    _, counters = await control("counters")
    assert (counters["made"], counters["pending"], counters["refused"]) == (12, 12, 0)
    assert (await control("confirmed", timeout=0.01))[0] == 504
    await api.updates(offset=updates[-1]["update_id"] + 1)
    assert await control("confirmed") == (200, {"pending": 0})
    await control("redeliver")
    assert len(await api.updates()) == 12


async def test_trouble_and_calls_over_control(api, sandbox, control, wang):
    assert await control("fail", method="sendMessage", status=500) == (200, {})
    assert await api.refusal("sendMessage", chat_id=wang.id, text="x") == "500 Internal Server Error"
    _, calls = await control("calls", since=0)
    assert [(call["method"], call["ok"], call["injected"]) for call in calls["calls"]] == [("sendMessage", False, True)]


@pytest.mark.parametrize(
    ("path", "asked", "error"),
    [
        ("nothing", {}, "KeyError: 'nothing'"),
        ("acts", {"people": [], "act": "flies"}, "KeyError: 'flies'"),
        ("people/answers", {"people": [7]}, "KeyError: 7"),
        ("fail", {"what": 1}, "TypeError: Sandbox.fail_next() got an unexpected keyword argument 'what'"),
    ],
)
async def test_mistakes_over_control(control, path, asked, error):
    assert await control(path, **asked) == (400, {"error": error})


async def test_without_control_there_are_no_endpoints(api, sandbox):
    async with api.session.post(f"{sandbox.url}/sandbox/people") as response:
        assert response.status == 404


def test_the_field_list_keeps_what_the_methods_reach():
    def field(name, *types, required=False, description=""):
        return {"name": name, "types": list(types), "required": required, "description": description}

    description = {
        "version": "Bot API 0",
        "methods": {
            "sendIt": {"fields": [field("it", "Array of It", "String", required=True)]},
            "other": {"fields": [field("x", "Unreached")]},
        },
        "types": {
            "It": {"subtypes": ["One"]},
            "One": {"fields": [field("type", "String", required=True, description='Kind, must be "one"')]},
            "Unreached": {"fields": []},
        },
    }
    assert json.loads(json.dumps(compact(description, ["sendIt"]))) == {
        "version": "Bot API 0",
        "methods": {"sendIt": {"it": "Array of It|String!"}},
        "types": {"It": ["One"], "One": {"type": "String!=one"}},
    }
