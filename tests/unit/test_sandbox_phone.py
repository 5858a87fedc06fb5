"""People with phones: what they see and do, and what the bot gets to hear of it."""

from __future__ import annotations

import pytest

from .sandbox_caller import TAP


async def _last(api, kind):
    """The newest update of a kind."""
    return [update[kind] for update in await api.updates() if kind in update][-1]


async def test_start_carries_the_payload_of_a_link(api, sandbox):
    zhang = sandbox.person("张强", language_code="en", username="zq", last_name="老")
    zhang.starts("e_12")
    message = await _last(api, "message")
    assert message["text"] == "/start e_12"
    assert message["entities"] == [{"type": "bot_command", "offset": 0, "length": 6}]
    assert message["from"] == {
        "id": zhang.id,
        "is_bot": False,
        "first_name": "张强",
        "last_name": "老",
        "username": "zq",
        "language_code": "en",
    }
    assert message["chat"]["type"] == "private"


@pytest.mark.parametrize("payload", ["", "x" * 65, "e 12", "报名"])
async def test_no_link_carries_such_a_payload(sandbox, payload):
    with pytest.raises(ValueError, match="payload"):
        sandbox.person("张强").starts(payload)


async def test_writing_needs_start(sandbox):
    zhang = sandbox.person("张强")
    with pytest.raises(RuntimeError, match="press Start"):
        zhang.sends("你好")
    zhang.sends("/start")
    zhang.sends("你好")


async def test_a_tap_spins_until_it_is_answered(api, sandbox, wang):
    await api.card(wang.private)
    wang.taps("报名")
    assert (wang.spinning, wang.toast, wang.alert) == (True, None, None)
    query = await _last(api, "callback_query")
    assert (query["data"], query["from"]["id"], query["message"]["text"]) == ("s:1", wang.id, "卡片")
    await api("answerCallbackQuery", callback_query_id=query["id"], text="已报名")
    assert (wang.spinning, wang.toast, wang.alert, wang.opened_url) == (False, "已报名", "", None)
    wang.taps("报名")
    query = await _last(api, "callback_query")
    await api("answerCallbackQuery", callback_query_id=query["id"], text="名额已满", show_alert=True)
    assert (wang.toast, wang.alert) == ("", "名额已满")


async def test_an_answer_may_open_the_private_chat(api, wang):
    await api.card(wang.private)
    wang.taps("报名")
    query = await _last(api, "callback_query")
    url = "https://t.me/faguang_bot?start=e_12"
    await api("answerCallbackQuery", callback_query_id=query["id"], url=url)
    assert wang.opened_url == url
    wang.opens(url)
    assert wang.last.text == "/start e_12"


async def test_an_answer_opens_nothing_else(api, wang):
    await api.card(wang.private)
    wang.taps("报名")
    query = await _last(api, "callback_query")
    for url in ("https://e.cn", "https://t.me/other_bot?start=x", "https://t.me/faguang_bot?start=a b"):
        refused = await api.refusal("answerCallbackQuery", callback_query_id=query["id"], url=url)
        assert refused == "400 Bad Request: URL_INVALID"


async def test_a_tap_is_answered_once_and_in_time(api, sandbox, wang):
    too_old = "400 Bad Request: query is too old and response timeout expired or query ID is invalid"
    assert await api.refusal("answerCallbackQuery", callback_query_id="7") == too_old
    await api.card(wang.private)
    wang.taps("报名")
    query = await _last(api, "callback_query")
    refused = await api.refusal("answerCallbackQuery", callback_query_id=query["id"], text="x" * 201)
    assert refused == "400 Bad Request: MESSAGE_TOO_LONG"
    await api("answerCallbackQuery", callback_query_id=query["id"], text="x" * 200)
    assert await api.refusal("answerCallbackQuery", callback_query_id=query["id"]) == too_old
    wang.taps("报名")
    query = await _last(api, "callback_query")
    sandbox.world.clock.advance(seconds=150)
    assert await api.refusal("answerCallbackQuery", callback_query_id=query["id"]) == too_old


async def test_the_newest_message_with_the_label_is_tapped(api, sandbox, wang):
    group = sandbox.group("干部群", members=[wang])
    group.add_bot()
    await api.card(wang.private, "旧")
    await api.card(group, "群里")
    await api.card(wang.private, "别的", {"inline_keyboard": [[{"text": "取消", "callback_data": "c"}]]})
    wang.taps("报名")
    assert (await _last(api, "callback_query"))["message"]["text"] == "群里"
    wang.taps("报名", chat=wang.private)
    assert (await _last(api, "callback_query"))["message"]["text"] == "旧"
    with pytest.raises(LookupError, match=r"no button '签到'; there are \['取消', '报名'\]"):
        wang.taps("签到")


async def test_other_buttons_act_on_the_phone(api, wang):
    buttons = [
        {"text": "网页", "url": "https://e.cn"},
        {"text": "复制", "copy_text": {"text": "K7Q2"}},
        {"text": "转发", "switch_inline_query": "讲堂"},
        {"text": "选群", "switch_inline_query_chosen_chat": {"query": "讲堂"}},
        {"text": "应用", "web_app": {"url": "https://e.cn/app"}},
    ]
    await api.card(wang.private, markup={"inline_keyboard": [[button] for button in buttons]})
    wang.taps("网页")
    assert wang.opened_url == "https://e.cn"
    wang.taps("复制")
    assert wang.clipboard == "K7Q2"
    for label in ("转发", "选群"):
        wang.taps(label)
        assert wang.clipboard == "@faguang_bot 讲堂"
    wang.taps("应用")
    assert wang.opened_url == "https://e.cn/app"


async def test_a_hostile_client_sends_any_data(api, wang):
    card = await api.card(wang.private)
    wang.taps_data("x" * 200, card)
    assert (await _last(api, "callback_query"))["data"] == "x" * 200


async def test_reply_keyboards(api, sandbox, wang):
    keys = {
        "keyboard": [
            ["好"],
            [{"text": "电话", "request_contact": True}, {"text": "位置", "request_location": True}],
            [{"text": "谁", "request_users": {"request_id": 3}}],
        ]
    }
    await api("sendMessage", chat_id=wang.id, text="?", reply_markup=keys)
    assert wang.keyboard == [["好"], ["电话", "位置"], ["谁"]]
    assert wang.presses("好").text == "好"
    assert wang.presses("电话").raw["contact"]["user_id"] == wang.id
    assert (await _last(api, "message"))["contact"]["phone_number"] == "+8613800000000"
    assert wang.presses("位置").raw["location"]["latitude"] == pytest.approx(36.0671)
    with pytest.raises(LookupError, match="shares_users"):
        wang.presses("谁")
    zhang = sandbox.person("张强")
    wang.shares_users(zhang, request_id=3)
    assert (await _last(api, "message"))["users_shared"]["users"][0]["user_id"] == zhang.id
    group = sandbox.group("群")
    wang.shares_chat(group, request_id=4)
    assert (await _last(api, "message"))["chat_shared"]["chat_id"] == group.id
    with pytest.raises(LookupError, match=r"no key '无'; there are \['好'"):
        wang.presses("无")
    await api("sendMessage", chat_id=wang.id, text="!", reply_markup={"remove_keyboard": True})
    assert wang.keyboard == []


async def test_a_one_time_keyboard_goes_after_the_press(api, wang):
    await api("sendMessage", chat_id=wang.id, text="?", reply_markup={"keyboard": [["好"]], "one_time_keyboard": True})
    wang.presses("好")
    assert wang.keyboard == []


async def test_a_selective_keyboard_is_for_whom_it_answers(api, sandbox, wang):
    zhang = sandbox.person("张强")
    group = sandbox.group("群", members=[wang, zhang])
    group.add_bot()
    asked = wang.sends("/new", group)
    keys = {"keyboard": [["好"]], "selective": True}
    await api("sendMessage", chat_id=group.id, text="?", reply_markup=keys, reply_parameters={"message_id": asked.id})
    with pytest.raises(LookupError):
        zhang.presses("好", group)
    assert wang.presses("好", group).text == "好"


async def test_edits_replies_and_formatting_reach_the_bot(api, wang):
    said = wang.sends("<b>粗</b>", html=True)
    assert (await _last(api, "message"))["entities"] == [{"type": "bold", "offset": 0, "length": 1}]
    wang.edits(said, "改 /help")
    edited = await _last(api, "edited_message")
    assert (edited["text"], edited["entities"][0]["type"], "edit_date" in edited) == ("改 /help", "bot_command", True)
    card = await api.card(wang.private)
    wang.sends("答", reply_to=card)
    assert (await _last(api, "message"))["reply_to_message"]["message_id"] == card.id
    wang.deletes(said)
    assert said.deleted


async def test_reactions_reach_the_bot_when_it_asks(api, wang):
    await api.updates(allowed_updates=["message_reaction"])
    card = await api.card(wang.private)
    wang.reacts(card, "👍")
    wang.reacts(card)
    changes = [u["message_reaction"] for u in await api.updates() if "message_reaction" in u]
    assert [[one["emoji"] for one in change["new_reaction"]] for change in changes] == [["👍"], []]
    assert changes[1]["old_reaction"] == [{"type": "emoji", "emoji": "👍"}]


async def test_inline_mode(api, sandbox, wang):
    group = sandbox.group("干部群", members=[wang], supergroup=True)
    query_id = wang.inline("讲堂", group)
    asked = await _last(api, "inline_query")
    assert (asked["id"], asked["query"], asked["chat_type"]) == (query_id, "讲堂", "supergroup")
    assert wang.inline_results is None
    content = {"message_text": "<b>知行讲堂</b>", "parse_mode": "HTML"}
    result = {"type": "article", "id": "1", "title": "知行讲堂", "input_message_content": content, "reply_markup": TAP}
    await api("answerInlineQuery", inline_query_id=query_id, results=[result])
    assert [one.title for one in wang.inline_results] == ["知行讲堂"]
    with pytest.raises(LookupError, match="擂台"):
        wang.picks("擂台")
    message = wang.picks("知行讲堂")
    chosen = await _last(api, "chosen_inline_result")
    assert (chosen["result_id"], chosen["inline_message_id"]) == ("1", message.inline_id)
    assert (message.html, message.sender.name) == ("<b>知行讲堂</b>", "王敏")
    wang.taps("报名")
    tapped = await _last(api, "callback_query")
    assert (tapped["inline_message_id"], "message" in tapped) == (message.inline_id, False)
    assert await api("editMessageText", inline_message_id=message.inline_id, text="已满") is True
    assert message.text == "已满"


@pytest.mark.parametrize(
    ("results", "error"),
    [
        ([{"id": "1"}] * 2, "RESULT_ID_DUPLICATE"),
        ([{"id": str(n)} for n in range(51)], "RESULTS_TOO_MUCH"),
        ([{"id": "x" * 65}], "RESULT_ID_INVALID"),
        ([{"id": ""}], "RESULT_ID_INVALID"),
        ([{"id": "1", "title": " "}], "ARTICLE_TITLE_EMPTY"),
        ([{"id": "1", "input_message_content": {"message_text": "x" * 4097}}], "message is too long"),
        ([{"id": "1", "input_message_content": {"message_text": ""}}], "message text is empty"),
        (
            [{"id": "1", "input_message_content": {"latitude": 1.0, "longitude": 1.0}}],
            "[sandbox] only articles with a text are played among inline results",
        ),
    ],
)
async def test_inline_results_that_telegram_refuses(api, wang, results, error):
    query_id = wang.inline("x")
    article = {"type": "article", "title": "t", "input_message_content": {"message_text": "x"}}
    refused = await api.refusal(
        "answerInlineQuery", inline_query_id=query_id, results=[article | one for one in results]
    )
    assert refused == f"400 Bad Request: {error}"


async def test_inline_queries_grow_old(api, sandbox, wang):
    query_id = wang.inline("x")
    sandbox.world.clock.advance(seconds=150)
    refused = await api.refusal("answerInlineQuery", inline_query_id=query_id, results=[])
    assert refused.endswith("query is too old and response timeout expired or query ID is invalid")
    query_id = wang.inline("y")
    button = {"text": "去", "start_parameter": "a b"}
    refused = await api.refusal("answerInlineQuery", inline_query_id=query_id, results=[], button=button)
    assert refused == "400 Bad Request: START_PARAM_INVALID"


async def test_a_switch_button_types_the_query(api, wang):
    markup = {"inline_keyboard": [[{"text": "找", "switch_inline_query_current_chat": "讲堂"}]]}
    await api.card(wang.private, markup=markup)
    wang.taps("找")
    assert (await _last(api, "inline_query"))["query"] == "讲堂"


async def test_two_thousand_taps_on_one_card(api, sandbox):
    people = [sandbox.person(f"同事{number}") for number in range(2000)]
    group = sandbox.group("干部群", members=people, supergroup=True)
    group.add_bot()
    await api.card(group)
    for person in people:
        person.taps("报名")
    offset, seen = 0, []
    while batch := await api.updates(offset=offset):
        offset = batch[-1]["update_id"] + 1
        seen += [update["callback_query"]["from"]["id"] for update in batch if "callback_query" in update]
    assert seen == [person.id for person in people]


async def test_an_empty_chat_has_no_last_message(sandbox):
    with pytest.raises(LookupError, match="张强"):
        sandbox.person("张强").last  # noqa: B018 - looking is what fails


@pytest.mark.parametrize(
    ("params", "error"),
    [
        ({"cache_time": -1}, "[sandbox] cache_time is in seconds, 0 at least"),
        ({"next_offset": "讲" * 22}, "NEXT_OFFSET_INVALID"),
        ({"button": {"text": " ", "start_parameter": "x"}}, "[sandbox] the button above the results has no text"),
        (
            {"button": {"text": "x"}},
            "[sandbox] the button above the results takes exactly one of start_parameter and web_app",
        ),
        ({"button": {"text": "x", "start_parameter": "x" * 65}}, "START_PARAM_INVALID"),
        ({"is_personal": 3}, "[sandbox] is_personal must be Boolean, not int"),
    ],
)
async def test_answers_to_inline_queries_that_telegram_refuses(api, wang, params, error):
    query_id = wang.inline("x")
    refused = await api.refusal("answerInlineQuery", inline_query_id=query_id, results=[], **params)
    assert refused == f"400 Bad Request: {error}"
    assert wang.inline_results is None


async def test_without_inline_mode_nobody_can_ask(wang, api, sandbox):
    assert (await api("getMe"))["supports_inline_queries"] is True
    with pytest.raises(ValueError, match="256"):
        wang.inline("讲" * 257)
    sandbox.world.inline = False
    assert (await api("getMe"))["supports_inline_queries"] is False
    with pytest.raises(RuntimeError, match="setinline"):
        wang.inline("讲堂")


async def test_what_is_offered_is_sent_only_where_it_was_asked_for(api, sandbox, wang):
    group = sandbox.group("干部群", members=[wang], supergroup=True)
    query_id = wang.inline("讲堂", group)
    result = {"type": "article", "id": "1", "title": "知行讲堂", "input_message_content": {"message_text": "x"}}
    await api("answerInlineQuery", inline_query_id=query_id, results=[result])
    for result_id, chat in (("1", wang.private), ("2", group)):
        with pytest.raises(LookupError, match="not offered that here"):
            wang.picks_id(result_id, chat)
    message = wang.picks_id("1", group)
    assert (message.chat, message.raw["via_bot"]["username"]) == (group, "faguang_bot")
    # Telegram gives a number to edit by only to messages with a keyboard.
    assert message.inline_id is None
