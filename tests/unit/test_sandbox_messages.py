"""Sending, changing and deleting messages: limits, formatting, rights, and Telegram's own words when it refuses."""

from __future__ import annotations

import pytest

from .sandbox_caller import TAP

NOT_MODIFIED = (
    "400 Bad Request: message is not modified: specified new message content and reply markup are exactly the same as "
    "a current content and reply markup of the message"
)


async def test_a_message_arrives_as_it_was_formatted(api, wang):
    sent = await api("sendMessage", chat_id=wang.id, text="  <b>知行讲堂</b> 😀\n", parse_mode="HTML", reply_markup=TAP)
    message = wang.last
    assert sent["entities"] == [{"type": "bold", "offset": 0, "length": 4}]
    assert (message.text, message.html, message.rows) == ("知行讲堂 😀", "<b>知行讲堂</b> 😀", [["报名"]])
    assert (message.sender.name, message.sender.is_bot, message.edited) == ("发光", True, False)
    assert message.button("报名").kind == "callback_data"
    with pytest.raises(LookupError, match="取消"):
        message.button("取消")


async def test_links_and_commands_are_found(api, wang):
    text = "看 https://e.cn/a, 发 /events 或 @faguang_bot #讲堂 a@b.cn $USD t.me/x"
    sent = await api("sendMessage", chat_id=wang.id, text=text)
    found = [
        (entity["type"], text[entity["offset"] : entity["offset"] + entity["length"]]) for entity in sent["entities"]
    ]
    assert found == [
        ("url", "https://e.cn/a"),
        ("bot_command", "/events"),
        ("mention", "@faguang_bot"),
        ("hashtag", "#讲堂"),
        ("email", "a@b.cn"),
        ("cashtag", "$USD"),
        ("url", "t.me/x"),
    ]


async def test_a_mention_by_id_names_whom_telegram_knows(api, wang):
    text = f'<a href="tg://user?id={wang.id}">王</a><a href="tg://user?id=7">谁</a>'
    sent = await api("sendMessage", chat_id=wang.id, text=text, parse_mode="HTML")
    assert sent["entities"] == [{"type": "text_mention", "offset": 0, "length": 1, "user": wang.user}]
    where = {"chat_id": wang.id, "message_id": sent["message_id"]}
    edited = await api("editMessageText", **where, text='<a href="tg://user?id=7">谁</a>', parse_mode="HTML")
    assert "entities" not in edited


async def test_nothing_is_found_inside_code(api, wang):
    sent = await api("sendMessage", chat_id=wang.id, text="<code>/events</code>", parse_mode="HTML")
    assert [entity["type"] for entity in sent["entities"]] == ["code"]


async def test_entities_may_be_given_instead_of_html(api, wang):
    sent = await api(
        "sendMessage", chat_id=wang.id, text=" 好😀", entities=[{"type": "bold", "offset": 0, "length": 4}]
    )
    assert sent["entities"] == [{"type": "bold", "offset": 0, "length": 3}]
    refused = await api.refusal(
        "sendMessage", chat_id=wang.id, text="好", entities=[{"type": "bold", "offset": 0, "length": 2}]
    )
    assert refused == "400 Bad Request: entity beginning at UTF-16 offset 0 ends after the end of the text"


@pytest.mark.parametrize(
    ("params", "error"),
    [
        ({"text": " \n"}, "message text is empty"),
        ({"text": "<b> </b>", "parse_mode": "html"}, "message text is empty"),
        ({"text": "x" * 4097}, "message is too long"),
        ({"text": "😀" * 2049}, "message is too long"),
        ({"text": "x", "parse_mode": "XML"}, "unsupported parse_mode"),
        ({"text": "x", "parse_mode": "MarkdownV2"}, "[sandbox] parse_mode MarkdownV2 is not played here; use HTML"),
        (
            {"text": "<b>x", "parse_mode": "HTML"},
            "can't parse entities: Can't find end tag corresponding to start tag \"b\"",
        ),
        ({"text": "x", "reply_parameters": {"message_id": 99}}, "message to be replied not found"),
        (
            {"text": "x", "reply_parameters": {"message_id": 1, "chat_id": 5}},
            "[sandbox] answers across chats are not played here",
        ),
        ({"text": "x", "message_thread_id": 7}, "message thread not found"),
    ],
)
async def test_what_cannot_be_sent(api, wang, params, error):
    assert await api.refusal("sendMessage", chat_id=wang.id, **params) == f"400 Bad Request: {error}"


@pytest.mark.parametrize("text", ["x" * 4096, "😀" * 2048, "<b>" + "x" * 4096 + "</b>"])
async def test_the_longest_texts(api, wang, text):
    await api("sendMessage", chat_id=wang.id, text=text, parse_mode="HTML")


async def test_answers_quote_what_they_answer(api, wang):
    asked = wang.sends("/events")
    await api("sendMessage", chat_id=wang.id, text="好", reply_parameters={"message_id": asked.id})
    assert wang.last.reply_to == asked.id
    gone = {"message_id": 99, "allow_sending_without_reply": True}
    await api("sendMessage", chat_id=wang.id, text="好", reply_parameters=gone)
    assert wang.last.reply_to is None


async def test_an_edit_changes_text_and_keyboard(api, sandbox, wang):
    card = await api.card(wang.private)
    where = {"chat_id": wang.id, "message_id": card.id}
    await api("editMessageText", **where, text="<i>新</i>", parse_mode="HTML", reply_markup=TAP)
    assert (card.html, card.rows, card.edited) == ("<i>新</i>", [["报名"]], True)
    assert (
        await api.refusal("editMessageText", **where, text="<i>新</i>", parse_mode="HTML", reply_markup=TAP)
        == NOT_MODIFIED
    )
    await api("editMessageText", **where, text="新", reply_markup=TAP)
    await api("editMessageReplyMarkup", **where)
    assert card.rows == []
    assert await api.refusal("editMessageReplyMarkup", **where) == NOT_MODIFIED


@pytest.mark.parametrize(
    ("method", "params", "error"),
    [
        ("editMessageText", {"message_id": 99, "text": "x"}, "message to edit not found"),
        ("editMessageText", {"text": "x"}, "message identifier is not specified"),
        ("editMessageText", {"message_id": 1, "text": "x"}, "message can't be edited"),
        ("editMessageText", {"message_id": 2, "text": "x" * 4097}, "MESSAGE_TOO_LONG"),
        ("editMessageCaption", {"message_id": 2, "caption": "x"}, "there is no caption in the message to edit"),
        ("editMessageCaption", {"message_id": 2, "caption": "x" * 1025}, "MEDIA_CAPTION_TOO_LONG"),
        ("editMessageText", {"inline_message_id": "no", "text": "x"}, "MESSAGE_ID_INVALID"),
        ("deleteMessage", {"message_id": 99}, "message to delete not found"),
        ("deleteMessages", {"message_ids": []}, "message identifiers are not specified"),
        ("deleteMessages", {"message_ids": list(range(101))}, "too many message identifiers specified"),
        ("pinChatMessage", {"message_id": 99}, "message to pin not found"),
        ("unpinChatMessage", {}, "message to unpin not found"),
        ("setMessageReaction", {"message_id": 99}, "message to react not found"),
        ("setMessageReaction", {"message_id": 1, "reaction": [{"type": "emoji", "emoji": "🚗"}]}, "REACTION_INVALID"),
        (
            "setMessageReaction",
            {"message_id": 1, "reaction": [{"type": "emoji", "emoji": "👍"}] * 2},
            "REACTIONS_TOO_MANY",
        ),
        ("sendChatAction", {"action": "sleeping"}, "wrong parameter action in request"),
        ("copyMessage", {"from_chat_id": 5_000_000_001, "message_id": 99}, "message to copy not found"),
        ("forwardMessage", {"from_chat_id": 5_000_000_001, "message_id": 99}, "message to forward not found"),
        ("forwardMessages", {"from_chat_id": 5_000_000_001, "message_ids": [99]}, "there are no messages to forward"),
    ],
)
async def test_what_cannot_be_done_to_messages(api, wang, method, params, error):
    await api.card(wang.private)
    assert await api.refusal(method, **{"chat_id": wang.id, **params}) == f"400 Bad Request: {error}"


async def test_own_messages_are_deleted_within_48_hours(api, sandbox, wang):
    old = await api.card(wang.private)
    sandbox.world.clock.advance(hours=47)
    young = await api.card(wang.private)
    sandbox.world.clock.advance(hours=2)
    refused = await api.refusal("deleteMessage", chat_id=wang.id, message_id=old.id)
    assert refused == "400 Bad Request: message can't be deleted for everyone"
    await api("deleteMessage", chat_id=wang.id, message_id=young.id)
    assert (old.deleted, young.deleted) == (False, True)
    await api("editMessageText", chat_id=wang.id, message_id=old.id, text="可以改")


async def test_deleting_several_skips_what_is_gone(api, wang):
    card = await api.card(wang.private)
    assert await api("deleteMessages", chat_id=wang.id, message_ids=[card.id, 99]) is True
    assert card.deleted


async def test_in_groups_others_messages_need_the_right(api, sandbox, wang):
    group = sandbox.group("干部群", members=[wang], supergroup=True)
    group.add_bot()
    said = wang.sends("大家好", group)
    refused = await api.refusal("deleteMessage", chat_id=group.id, message_id=said.id)
    assert refused == "400 Bad Request: message can't be deleted"
    group.add_bot(can_delete_messages=True)
    sandbox.world.clock.advance(days=3)
    await api("deleteMessage", chat_id=group.id, message_id=said.id)
    assert said.deleted


async def test_pinning_needs_the_right_and_is_announced(api, sandbox, wang):
    group = sandbox.group("干部群", members=[wang], supergroup=True)
    group.add_bot()
    card = await api.card(group)
    where = {"chat_id": group.id, "message_id": card.id}
    refused = await api.refusal("pinChatMessage", **where)
    assert refused == "400 Bad Request: not enough rights to manage pinned messages in the chat"
    group.add_bot(can_pin_messages=True)
    await api("pinChatMessage", **where)
    assert (await api("getChat", chat_id=group.id))["pinned_message"]["text"] == "卡片"
    assert next(group.newest).raw["pinned_message"]["message_id"] == card.id
    await api("unpinChatMessage", chat_id=group.id)
    await api("pinChatMessage", **where)
    await api("unpinAllChatMessages", chat_id=group.id)
    assert group.pinned == []


async def test_copies_hide_and_forwards_tell_the_origin(api, wang):
    said = wang.sends("请转告")
    await api("copyMessage", chat_id=wang.id, from_chat_id=wang.id, message_id=said.id)
    assert (wang.last.text, "forward_origin" in wang.last.raw) == ("请转告", False)
    await api("forwardMessage", chat_id=wang.id, from_chat_id=wang.id, message_id=said.id)
    assert wang.last.raw["forward_origin"]["sender_user"]["id"] == wang.id
    await api("forwardMessages", chat_id=wang.id, from_chat_id=wang.id, message_ids=[wang.last.id, 99])
    assert wang.last.raw["forward_origin"]["sender_user"]["id"] == wang.id
    await api("copyMessages", chat_id=wang.id, from_chat_id=wang.id, message_ids=[said.id])
    assert wang.last.text == "请转告"


async def test_protected_messages_are_not_passed_on(api, wang):
    await api("sendMessage", chat_id=wang.id, text="密", protect_content=True)
    refused = await api.refusal("copyMessage", chat_id=wang.id, from_chat_id=wang.id, message_id=wang.last.id)
    assert refused == "400 Bad Request: the message can't be copied"


async def test_effects_are_for_private_chats(api, sandbox, wang):
    group = sandbox.group("干部群", members=[wang])
    group.add_bot()
    await api("sendMessage", chat_id=wang.id, text="贺", message_effect_id="5046509860389126442")
    refused = await api.refusal("sendMessage", chat_id=group.id, text="贺", message_effect_id="5046509860389126442")
    assert refused == "400 Bad Request: EFFECT_ID_INVALID"


async def test_reactions_of_the_bot_stand_under_the_message(api, sandbox, wang):
    said = wang.sends("好主意")
    await api("setMessageReaction", chat_id=wang.id, message_id=said.id, reaction=[{"type": "emoji", "emoji": "👍"}])
    assert said.reactions == {1000: [{"type": "emoji", "emoji": "👍"}]}


async def test_typing_is_seen(api, sandbox, wang):
    seen = []
    sandbox.watch(seen.append)
    await api("sendChatAction", chat_id=wang.id, action="typing")
    assert seen[0] == {"kind": "typing", "chat_id": wang.id, "action": "typing"}
