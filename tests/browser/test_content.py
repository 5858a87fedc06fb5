"""What messages carry: photos, documents, polls, reply keyboards, edits, formatting."""

import asyncio
import struct
import zlib
from pathlib import Path

import pytest


def png(width, height):
    """A small grey picture."""

    def chunk(kind, content):
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = b"".join(b"\0" + b"\x80" * width for _ in range(height))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


async def read(download):
    """What was downloaded."""
    return await asyncio.to_thread(Path(await download.path()).read_bytes)


@pytest.fixture
def says(demo):
    """Let the bot call a method for 王敏's chat, as a feature would; the sandbox checks it as strictly."""
    sandbox = demo.stage.sandbox
    king = next(one for one in sandbox.world.people.values() if one.name == "王敏")

    async def call(method, **params):
        await sandbox.server.call(method, {"chat_id": king.id, **params})
        assert sandbox.refused == []
        return king.last

    call.person = king
    return call


async def test_a_photo_is_shown_and_a_document_can_be_downloaded(visitor, demo, says):
    two = visitor.two
    chooser = two.root.locator("input[type=file]")
    await chooser.set_input_files({"name": "现场.png", "mimeType": "image/png", "buffer": png(40, 30)})
    await visitor.until("() => document.querySelector('#phone-2 article img')?.naturalWidth === 40")
    (photo,) = [message for message in says.person.messages() if "photo" in message.raw]
    assert photo.document == png(40, 30)
    await chooser.set_input_files({"name": "名单.xlsx", "mimeType": "application/x", "buffer": b"PK\3\4 list"})
    async with visitor.page.expect_download() as download:
        await two.log.locator("a.file").last.click()
    saved = await download.value
    assert saved.suggested_filename == "名单.xlsx"
    assert await read(saved) == b"PK\3\4 list"


async def test_the_file_with_my_data_comes_as_a_document(visitor):
    await visitor.two.types("/mydata")
    async with visitor.page.expect_download() as download:
        await visitor.two.log.locator("a.file").last.click()
    assert "王敏" in (await read(await download.value)).decode()


async def test_a_poll_is_voted_in_and_the_vote_taken_back(visitor, says):
    await says("sendPoll", question="下午茶？", options=[{"text": "茶"}, {"text": "咖啡"}], is_anonymous=False)
    two = visitor.two
    await two.last.get_by_role("button", name="咖啡").click()
    await two.last.get_by_text("100 %").wait_for()
    await two.last.get_by_text("1 人投票").wait_for()
    await two.last.get_by_role("button", name="收回投票").click()
    await two.last.get_by_role("button", name="咖啡").wait_for()


async def test_a_reply_keyboard_is_laid_out_pressed_and_put_away(visitor, says):
    two = visitor.two
    keyboard = {"keyboard": [[{"text": "/me", "style": "success"}], [{"text": "/help"}]], "resize_keyboard": True}
    await says("sendMessage", text="选一个", reply_markup=keyboard | {"input_field_placeholder": "点下面"})
    keys = two.root.get_by_role("group", name="回复键盘")
    await keys.get_by_role("button", name="/me").click()
    await two.sees("王敏", "投资促进部")
    assert await two.input.get_attribute("placeholder") == "点下面"
    await says("sendMessage", text="收好", reply_markup={"remove_keyboard": True})
    await keys.wait_for(state="hidden")


async def test_edits_and_deletions_happen_in_place(visitor, says):
    message = await says("sendMessage", text="<b>一</b>", parse_mode="HTML")
    await visitor.two.sees("一")
    assert await visitor.two.last.locator("strong").text_content() == "一"
    await says("editMessageText", message_id=message.id, text="二 <i>斜</i> <code>码</code>", parse_mode="HTML")
    await visitor.two.last.locator("em").get_by_text("斜").wait_for()
    await visitor.two.last.get_by_text("已编辑").wait_for()
    await says("setMessageReaction", message_id=message.id, reaction=[{"type": "emoji", "emoji": "🎉"}])
    await visitor.two.last.get_by_role("button", name="🎉 1").wait_for()
    await says("deleteMessage", message_id=message.id)
    await visitor.until("n => !document.querySelector(`#phone-2 article[data-number='${n}']`)", message.id)


async def test_the_bot_is_seen_typing(visitor, says):
    await says("sendChatAction", action="typing")
    await visitor.two.root.locator(".under").get_by_text("正在输入…").wait_for()
    await says("sendMessage", text="好了")
    await visitor.two.root.locator(".under").get_by_text("机器人").wait_for()


async def test_a_button_spins_until_it_is_answered(visitor, demo, says):
    await says(
        "sendMessage", text="慢", reply_markup={"inline_keyboard": [[{"text": "等等", "callback_data": "no:such"}]]}
    )
    demo.stage.sandbox.fail_next("answerCallbackQuery", status=500)
    await visitor.two.taps("等等")
    await visitor.two.log.locator(".key[aria-busy=true]").get_by_text("等等").wait_for()


async def test_colours_of_buttons_are_those_the_bot_chose(visitor):
    await visitor.two.types("/events")
    await visitor.two.taps("11-25 14:30 从项目签约到投产 · 余 1 席")
    assert await visitor.two.key("报名").get_attribute("data-style") == "success"
    await visitor.two.taps("报名")
    await visitor.two.key("取消报名").wait_for()
    assert await visitor.two.key("取消报名").get_attribute("data-style") == "danger"
