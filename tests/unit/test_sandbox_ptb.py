"""python-telegram-bot's plain Bot drives the sandbox, and understands all that comes back."""

from __future__ import annotations

import io

import pytest
from telegram import (
    Bot,
    BotCommand,
    BotCommandScopeAllPrivateChats,
    CopyTextButton,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InlineQueryResultArticle,
    InputMediaDocument,
    InputTextMessageContent,
    KeyboardButton,
    ReactionTypeEmoji,
    ReplyKeyboardMarkup,
    ReplyParameters,
)
from telegram.error import BadRequest, ChatMigrated, Conflict, Forbidden, InvalidToken, RetryAfter

CARD = InlineKeyboardMarkup(
    [
        [InlineKeyboardButton("报名", callback_data="s:1")],
        [InlineKeyboardButton("复制", copy_text=CopyTextButton("K7Q2"))],
    ]
)


@pytest.fixture
async def bot(sandbox):
    async with Bot(sandbox.token, base_url=f"{sandbox.url}/bot", base_file_url=f"{sandbox.url}/file/bot") as bot:
        yield bot


async def test_the_way_of_a_sign_up(bot, sandbox, wang):
    sent = await bot.send_message(wang.id, "<b>讲堂</b>", parse_mode="HTML", reply_markup=CARD)
    wang.taps("报名")
    started, tapped = await bot.get_updates()
    await tapped.callback_query.answer("已报名", show_alert=True)
    await tapped.callback_query.edit_message_text("已报名：第 1 席", reply_markup=CARD)
    await bot.get_updates(offset=tapped.update_id + 1, timeout=0)
    await sandbox.confirmed()
    assert (started.message.text, tapped.callback_query.data) == ("/start", "s:1")
    assert (wang.alert, wang.last.text, wang.last.id) == ("已报名", "已报名：第 1 席", sent.message_id)
    await sent.delete()
    assert wang.last.text == "/start"


async def test_the_main_methods(bot, sandbox, wang):
    group = sandbox.group("干部群", owner=wang, supergroup=True)
    group.add_bot(can_pin_messages=True, can_delete_messages=True)
    said = await bot.send_message(group.id, "好", reply_parameters=ReplyParameters(1), disable_notification=True)
    await said.pin()
    await said.set_reaction(ReactionTypeEmoji("👍"))
    await said.forward(wang.id)
    await said.copy(wang.id)
    await bot.send_chat_action(wang.id, "typing")
    await bot.send_message(
        wang.id, "?", reply_markup=ReplyKeyboardMarkup([[KeyboardButton("好")]], resize_keyboard=True)
    )
    poll = await bot.send_poll(group.id, "何时？", ["周三", "周四"], is_anonymous=False)
    wang.votes(next(group.newest), "周三")
    assert (await bot.stop_poll(group.id, poll.message_id)).total_voter_count == 1
    await bot.set_my_commands([BotCommand("events", "活动")], BotCommandScopeAllPrivateChats(), "zh")
    assert [c.command for c in await bot.get_my_commands(BotCommandScopeAllPrivateChats(), "zh")] == ["events"]
    assert (await bot.get_chat_member(group.id, wang.id)).status == "creator"
    assert (await bot.get_chat(group.id)).title == "干部群"
    assert (await bot.get_me()).username == "faguang_bot"
    assert (await bot.get_webhook_info()).url == ""
    await bot.set_my_name("发光")
    assert (await bot.get_my_name()).name == "发光"
    assert sandbox.refused == []


async def test_files(bot, sandbox, wang):
    sent = await bot.send_document(wang.id, io.BytesIO(b"xlsx"), filename="名单.xlsx", caption="名单")
    file = await bot.get_file(sent.document.file_id)
    assert (bytes(await file.download_as_bytearray()), wang.last.file_name) == (b"xlsx", "名单.xlsx")
    media = InputMediaDocument(io.BytesIO(b"new"), filename="新.xlsx", caption="新")
    await bot.edit_message_media(media, wang.id, sent.message_id)
    assert (wang.last.document, wang.last.text) == (b"new", "新")
    await bot.send_media_group(
        wang.id, [InputMediaDocument(b"a", filename="a"), InputMediaDocument(b"b", filename="b")]
    )
    assert wang.last.document == b"b"


async def test_inline_mode(bot, wang):
    wang.inline("讲堂")
    query = (await bot.get_updates())[-1].inline_query
    article = InlineQueryResultArticle("1", "知行讲堂", InputTextMessageContent("<b>知行讲堂</b>", parse_mode="HTML"))
    await query.answer([article], cache_time=0)
    assert wang.picks("知行讲堂").html == "<b>知行讲堂</b>"


async def test_nothing_comes_back_that_the_library_does_not_know(bot, sandbox, wang):
    group = sandbox.group("干部群", owner=wang)
    group.add_bot()
    await bot.send_message(group.id, "x", reply_markup=CARD)
    wang.taps("报名")
    wang.sends_document(b"x")
    wang.sends_location(36.0, 120.0)
    wang.sends_contact()
    group.upgrade()
    updates = await bot.get_updates()
    unknown = [dict(item.api_kwargs) for update in updates for item in (update, update.effective_message) if item]
    assert [found for found in unknown if found] == []


async def test_errors_arrive_as_the_librarys_own(bot, sandbox, wang, monkeypatch):
    # How the library wants to hand out retry_after from its next major version on.
    monkeypatch.setenv("PTB_TIMEDELTA", "1")
    group = sandbox.group("干部群", members=[wang])
    group.add_bot()
    new = group.upgrade()
    with pytest.raises(ChatMigrated) as moved:
        await bot.send_message(group.id, "x")
    assert moved.value.new_chat_id == new.id
    wang.blocks_bot()
    with pytest.raises(Forbidden, match="blocked"):
        await bot.send_message(wang.id, "x")
    with pytest.raises(BadRequest, match="Chat not found"):
        await bot.send_message(7, "x")
    sandbox.fail_next("sendMessage", status=429, retry_after=3)
    with pytest.raises(RetryAfter):
        await bot.send_message(wang.id, "x")
    sandbox.fail_next("getUpdates", status=409)
    with pytest.raises(Conflict):
        await bot.get_updates()
    with pytest.raises(InvalidToken):
        async with Bot("1000:wrong", base_url=f"{sandbox.url}/bot"):
            pass
