"""Keyboards that Telegram would refuse, and what it says."""

from __future__ import annotations

import pytest


def _one(**button):
    return {"inline_keyboard": [[{"text": "x", **button}]]}


@pytest.mark.parametrize(
    "markup",
    [
        _one(callback_data="x" * 64),
        _one(callback_data="报" * 21),
        _one(url="https://example.cn/a?b=c"),
        _one(url="t.me/faguang_bot?start=e_12"),
        _one(url="tg://resolve?domain=faguang_bot"),
        _one(copy_text={"text": "x" * 256}),
        _one(switch_inline_query=""),
        _one(switch_inline_query_current_chat="讲堂"),
        *(_one(callback_data="x", style=style) for style in ("primary", "success", "danger")),
        {"inline_keyboard": [[{"text": str(n), "callback_data": "x"} for n in range(8)]] * 12},
        {"keyboard": [["好", {"text": "电话", "request_contact": True}]], "resize_keyboard": True},
        {"keyboard": [[{"text": "谁", "request_users": {"request_id": 1}}]]},
        {"remove_keyboard": True},
        {"force_reply": True},
    ],
)
async def test_what_telegram_takes(api, wang, markup):
    await api("sendMessage", chat_id=wang.id, text="x", reply_markup=markup)


@pytest.mark.parametrize(
    ("markup", "error"),
    [
        (_one(callback_data="x" * 65), "BUTTON_DATA_INVALID"),
        (_one(callback_data="报" * 22), "BUTTON_DATA_INVALID"),
        (_one(callback_data=""), "BUTTON_DATA_INVALID"),
        (_one(), "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"),
        (_one(url="localhost"), "inline keyboard button URL 'localhost' is invalid: Wrong HTTP URL"),
        (_one(url="javascript:x"), "inline keyboard button URL 'javascript:x' is invalid: Wrong HTTP URL"),
        (_one(copy_text={"text": ""}), "BUTTON_COPY_TEXT_INVALID"),
        (_one(copy_text={"text": "x" * 257}), "BUTTON_COPY_TEXT_INVALID"),
        (_one(callback_data="x", style="blue"), "can't parse inline keyboard button: invalid button style specified"),
        ({"inline_keyboard": [[{"text": " ", "callback_data": "x"}]]}, "BUTTON_TEXT_INVALID"),
        (
            {"inline_keyboard": [[{"callback_data": "x"}]]},
            "can't parse inline keyboard button: Can't find field \"text\"",
        ),
        ({"inline_keyboard": [["x"]]}, "can't parse inline keyboard button: InlineKeyboardButton must be an Object"),
        ({"inline_keyboard": {}}, 'field "inline_keyboard" of the InlineKeyboardMarkup must be an Array'),
        ({"inline_keyboard": [{}]}, 'field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays'),
        ({"inline_keyboard": [[{"text": "x", "callback_data": "x"}]] * 101}, "reply markup is too long"),
        (
            {"inline_keyboard": [[{"text": "x", "callback_data": "x"}] * 9]},
            "[sandbox] more than 8 buttons in a row are not shown",
        ),
        ({"keyboard": [[5]]}, "can't parse keyboard button: KeyboardButton must be a String or an Object"),
        ({"keyboard": "x"}, 'field "keyboard" of the ReplyKeyboardMarkup must be an Array'),
        ({}, "object expected as reply markup"),
        (
            {"inline_keyboard": [], "selective": True},
            "[sandbox] reply_markup (InlineKeyboardMarkup) has no field 'selective'",
        ),
    ],
)
async def test_what_telegram_refuses(api, wang, markup, error):
    assert (
        await api.refusal("sendMessage", chat_id=wang.id, text="x", reply_markup=markup) == f"400 Bad Request: {error}"
    )


async def test_a_button_does_one_thing(api, wang):
    markup = _one(callback_data="x", url="https://e.cn")
    refused = await api.refusal("sendMessage", chat_id=wang.id, text="x", reply_markup=markup)
    assert refused.startswith("400 Bad Request: [sandbox] a button takes exactly one of")


async def test_a_key_asks_for_one_thing(api, wang):
    markup = {"keyboard": [[{"text": "x", "request_contact": True, "request_location": True}]]}
    refused = await api.refusal("sendMessage", chat_id=wang.id, text="x", reply_markup=markup)
    assert refused.startswith("400 Bad Request: [sandbox] a keyboard button takes at most one of")


async def test_edits_and_channels_take_inline_keyboards_only(api, sandbox, wang):
    channel = sandbox.channel("通知公告", owner=wang)
    channel.add_bot()
    keys = {"keyboard": [["x"]]}
    sent = await api("sendMessage", chat_id=wang.id, text="x")
    expected = "400 Bad Request: inline keyboard expected"
    assert await api.refusal("sendMessage", chat_id=channel.id, text="x", reply_markup=keys) == expected
    where = {"chat_id": wang.id, "message_id": sent["message_id"]}
    assert await api.refusal("editMessageText", **where, text="y", reply_markup=keys) == expected


async def test_groups_cannot_be_asked_for_telephone_numbers(api, sandbox, wang):
    group = sandbox.group("干部群", members=[wang])
    group.add_bot()
    keys = {"keyboard": [[{"text": "电话", "request_contact": True}]]}
    refused = await api.refusal("sendMessage", chat_id=group.id, text="x", reply_markup=keys)
    assert refused == "400 Bad Request: BUTTON_TYPE_INVALID"
    web_app = _one(web_app={"url": "https://e.cn"})
    refused = await api.refusal("sendMessage", chat_id=group.id, text="x", reply_markup=web_app)
    assert refused == "400 Bad Request: BUTTON_TYPE_INVALID"
