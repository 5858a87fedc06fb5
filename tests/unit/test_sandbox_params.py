"""How calls reach the sandbox: encodings, tokens, methods, and parameters that do not fit."""

from __future__ import annotations

import aiohttp
import pytest

from bot.sandbox.methods import METHODS
from bot.sandbox.spec import method_fields


async def test_json_query_and_forms_say_the_same(api, sandbox, wang):
    form = aiohttp.FormData(default_to_multipart=True)
    form.add_field("chat_id", str(wang.id))
    form.add_field("text", "三")
    await api("sendMessage", chat_id=wang.id, text="一")
    assert (await api.form("sendMessage", {"chat_id": str(wang.id), "text": "二"}))["ok"]
    assert (await api.form("sendMessage", form))["ok"]
    url = f"{sandbox.url}/bot{sandbox.token}/sendmessage"
    async with api.session.get(url, params={"chat_id": wang.id, "text": "四"}) as response:
        assert (await response.json())["ok"]
    assert [message.text for message in wang.messages()[1:]] == ["一", "二", "三", "四"]
    assert [call.method for call in sandbox.calls] == ["sendMessage"] * 4


async def test_forms_carry_numbers_flags_and_objects_as_text(api, wang):
    markup = '{"inline_keyboard": [[{"text": "报名", "callback_data": "s"}]]}'
    data = {"chat_id": str(wang.id), "text": "好", "disable_notification": "true", "reply_markup": markup}
    body = await api.form("sendMessage", data)
    assert body["result"]["reply_markup"]["inline_keyboard"][0][0]["text"] == "报名"


@pytest.mark.parametrize(
    ("path", "status", "description"),
    [
        ("/bot1000:other/getMe", 401, "Unauthorized"),
        ("/file/bot1000:other/documents/x", 401, "Unauthorized"),
        ("/bot1000:sandbox/fly", 404, "Not Found: method not found"),
        ("/bot1000:sandbox/sendInvoice", 404, "Not Found: method not found"),
        ("/botnonsense/getMe", 404, "Not Found"),
        ("/", 404, "Not Found"),
        ("/file/bot1000:sandbox/documents/x", 404, "Not Found"),
    ],
)
async def test_wrong_addresses(api, sandbox, path, status, description):
    async with api.session.get(sandbox.url + path) as response:
        assert (response.status, await response.json()) == (
            status,
            {"ok": False, "error_code": status, "description": description},
        )


async def test_the_token_may_come_percent_encoded(api, sandbox):
    async with api.session.get(f"{sandbox.url}/bot1000%3Asandbox/GETME") as response:
        assert (await response.json())["result"]["username"] == "faguang_bot"


@pytest.mark.parametrize(
    ("params", "error"),
    [
        (
            {"chat_id": 1, "text": "x", "reply_to_message_id": 3},
            "[sandbox] sendMessage has no parameter 'reply_to_message_id'",
        ),
        ({"text": "x"}, "chat_id is empty"),
        ({"chat_id": 1}, "message text is empty"),
        ({"chat_id": [1], "text": "x"}, "[sandbox] chat_id must be Integer, not list"),
        ({"chat_id": 1, "text": 5}, "[sandbox] text must be String, not int"),
        (
            {"chat_id": 1, "text": "x", "disable_notification": 1},
            "[sandbox] disable_notification must be Boolean, not int",
        ),
        ({"chat_id": 1, "text": "x", "entities": {}}, "[sandbox] entities must be an Array, not dict"),
        (
            {"chat_id": 1, "text": "x", "entities": [{"type": "bold", "offset": 0}]},
            "[sandbox] entities[0] (MessageEntity) needs the field 'length'",
        ),
        (
            {"chat_id": 1, "text": "x", "link_preview_options": {"off": True}},
            "[sandbox] link_preview_options (LinkPreviewOptions) has no field 'off'",
        ),
        ({"chat_id": 1, "text": "x", "reply_markup": "{"}, "can't parse reply keyboard markup JSON object"),
    ],
)
async def test_parameters_that_do_not_fit_are_refused(api, params, error):
    assert await api.refusal("sendMessage", **params) == f"400 Bad Request: {error}"


async def test_unions_are_told_apart_by_their_constant(api):
    scope = {"type": "all_private_chat"}
    refused = await api.refusal("setMyCommands", commands=[], scope=scope)
    assert refused.startswith("400 Bad Request: [sandbox] scope.type must be")
    assert await api("setMyCommands", commands=[], scope={"type": "all_private_chats"}) is True


async def test_a_body_that_is_no_json_is_refused(api, sandbox):
    url = f"{sandbox.url}/bot{sandbox.token}/sendMessage"
    async with api.session.post(url, data=b"{", headers={"Content-Type": "application/json"}) as response:
        assert (await response.json())["description"] == "Bad Request: can't parse JSON object"


async def test_a_file_that_nothing_refers_to_is_refused(api, wang):
    form = aiohttp.FormData()
    form.add_field("chat_id", str(wang.id))
    form.add_field("text", "x")
    form.add_field("lost", b"x", filename="x.txt")
    body = await api.form("sendMessage", form)
    assert body["description"] == "Bad Request: [sandbox] the file 'lost' came along, but nothing refers to it"


def test_every_method_served_stands_in_the_field_list():
    assert [method.name for method in METHODS.values() if not isinstance(method_fields(method.name), dict)] == []


async def test_a_call_is_recorded_with_its_fate(api, sandbox, wang):
    await api("sendMessage", chat_id=wang.id, text="好")
    await api.refusal("sendMessage", chat_id=wang.id, text="")
    assert [(call.method, call.ok, call.error) for call in sandbox.calls] == [
        ("sendMessage", True, None),
        ("sendMessage", False, "Bad Request: message text is empty"),
    ]
    assert sandbox.refused == sandbox.calls[1:]
    assert sandbox.calls[0].params == {"chat_id": wang.id, "text": "好"}
