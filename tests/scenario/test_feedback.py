"""Somebody says a thing without a name; a desk answers; nobody learns who it was."""

import re
from datetime import datetime, timedelta
from io import BytesIO

import pytest
from PIL import Image

from bot.keyring import Keyring
from tests.people import START, open_world
from tests.scenario.desk_ways import SAID, opens, says, set_up, slots, upkeep

PROMISE = (
    "🔒 组织者看不到你是谁，机器人也不保存任何能查到你的信息。"
    "但 Telegram、你自己的聊天记录，以及掌握这台服务器或机器人令牌的人，"
    "仍有可能看到。"
)


@pytest.fixture
async def world(database_url, tmp_path):
    keys = tmp_path / "keys"
    Keyring(keys).begin(b"p" * 32)
    async with open_world(database_url, keys=keys) as world:
        yield world


@pytest.fixture
async def owner(world):
    return await world.member("周岚", role="owner")


@pytest.fixture
async def readers(world):
    return await world.members("李静", "刘悦", department="党群工作部")


@pytest.fixture
async def wang(world):
    return await world.member("王敏")


async def test_a_thing_is_said_and_answered_and_only_the_receipt_leads_there(world, owner, readers, wang):
    li, liu = readers
    await upkeep(world)
    await set_up(owner, "李静", "刘悦")
    await wang.sends("/feedback")
    assert wang.text.startswith(f"匿名反馈\n\n{PROMISE}\n\n吐槽建议：工作和生活里想说的都可以\n阅读人：李静、刘悦")
    await wang.taps("吐槽建议")
    assert PROMISE in wang.text
    await wang.sends(SAID)
    assert f"收件：吐槽建议\n\n{SAID}\n\n回执：" in wang.text
    (receipt,) = re.findall(r"(?:[0-9A-Z]{4}-){4}[0-9A-Z]{4}", wang.text)
    assert wang.labels[0] == ["复制回执"]
    await wang.taps("提交")
    assert wang.text.startswith("✔ 已交给“吐槽建议”。几小时后与其他意见一起送达，不带姓名。")
    assert li.heard() == liu.heard()

    heard = len(li.heard())
    await slots(world, 1)
    assert len(li.heard()) == heard  # not at the next time either: it could be known when it was written
    await slots(world, 1)
    assert li.text == "📮 “吐槽建议”有新的来信。"
    await li.taps("打开")
    await li.taps(next(label for row in li.labels for label in row if label.startswith("●")))
    assert SAID in li.text
    await li.taps("答复")
    await li.sends("谢谢提醒。下周一起，热菜供应到八点。")
    await li.taps("提交")
    assert li.toast == "已答复。"

    await wang.sends("/receipt")
    await wang.sends(receipt.lower().replace("-", " "))
    assert "谢谢提醒。下周一起，热菜供应到八点。" in wang.text
    await wang.taps("再写一条")
    await wang.sends("好的，谢谢。")
    await slots(world)
    assert li.text == "📮 “吐槽建议”有新的来信。"
    await wang.sends(f"/receipt {receipt}")
    await wang.taps("结束这件事")
    await wang.taps("结束这件事")
    assert "这件事已经结束。" in wang.text
    assert world.refused() == []


async def test_both_sides_of_the_conversation_go_from_the_chat(world, owner, readers, wang):
    await set_up(owner, "李静", "刘悦")
    await says(wang)
    await wang.taps("删除这些消息")
    assert wang.toast == "正在删除最近一小时里的这些消息。"
    said = [message.text or "" for message in wang.phone.messages()]
    assert not [text for text in said if SAID in text or "回执" in text or "/feedback" in text]


async def test_a_desk_of_one_reader_hears_nobody(world, owner, readers, wang):
    await set_up(owner, "李静")
    await wang.sends("/feedback")
    assert "目前没有开放的意见箱。" in wang.text
    await readers[0].sends("/inbox")
    assert readers[0].text == "你值守的意见箱\n\n吐槽建议：阅读人不足，暂停中"


async def test_on_a_sensitive_desk_two_open_together(world, owner, readers, wang):
    li, liu = readers
    await set_up(owner, "李静", "刘悦", name="作风效能", how="两人都打开")
    await says(wang, desk="作风效能")
    await slots(world)
    await li.taps("打开")
    await li.taps(next(label for row in li.labels for label in row if label.startswith("🔒")))
    assert SAID not in li.text
    await li.taps("打开")
    assert SAID not in li.text
    assert liu.text.startswith("📮 作风效能：")
    await liu.taps("去看看")
    await liu.taps("打开")
    assert SAID in liu.text


async def test_what_is_typed_behind_the_command_in_a_group_is_not_kept(world, owner, readers, wang):
    await set_up(owner, "李静", "刘悦")
    group = world.sandbox.group("开发区干部群", members=[wang.phone], supergroup=True)
    group.add_bot()
    await wang.sends(f"/feedback {SAID}", group)
    (answer,) = [message for message in group.messages.values() if message.by_bot]
    assert answer.text == "匿名反馈请到私聊里写。刚才在这里输入的内容没有保存。"


async def test_a_wrong_receipt_costs_a_try_and_says_nothing(world, owner, readers, wang):
    await set_up(owner, "李静", "刘悦")
    receipt = await says(wang)
    guess = receipt[:5] + "0000-0000-0000-0000"
    zhang = await world.member("张强")
    for left in range(4, -1, -1):
        await zhang.sends("/receipt")
        await zhang.sends(guess)
        assert zhang.text == f"没有查到这个回执：可能输错了，或早已过期。一小时内还可以试 {left} 次。"
    await zhang.sends(receipt)
    assert zhang.text.startswith("输错次数太多，")


async def test_a_file_and_a_long_text_are_refused_before_anything_is_kept(world, owner, readers, wang):
    await set_up(owner, "李静", "刘悦")
    await wang.sends("/feedback")
    await wang.taps("吐槽建议")
    await wang.sends("长" * 3501)
    assert "请写 1 到 3500 个字，刚才有 3501 个字，没有保存。" in wang.text


async def test_what_a_desk_publishes_everybody_reads(world, owner, readers, wang):
    li, _liu = readers
    await set_up(owner, "李静", "刘悦")
    await says(wang)
    await slots(world)
    await li.taps("打开")
    await li.taps(next(label for row in li.labels for label in row if label.startswith("●")))
    await li.taps("公开问答")
    await li.sends("食堂的晚餐能不能供应得久一点？")
    await li.sends("下周一起供应到八点。")
    await li.taps("公开问答")
    assert li.toast == "已公开，见 /feedback"
    await wang.sends("/feedback")
    await wang.taps("你问我答")
    assert "问：食堂的晚餐能不能供应得久一点？\n答：下周一起供应到八点。" in wang.text


async def test_the_weekly_list_comes_when_it_is_empty_too(world, owner, readers, wang):
    await upkeep(world)
    await set_up(owner, "李静", "刘悦")
    await wang.sends("/feedback")
    await wang.taps("每周清单")
    await wang.taps("发给我")
    assert "现在：已订阅。" in wang.text
    world.clock.set(datetime.fromisoformat("2026-11-30T10:01:00+08:00"))
    await upkeep(world)
    assert wang.text == "匿名反馈：本周有答复的编号\n没有新的答复。"
    assert world.clock.now() - START > timedelta(days=6)
    await wang.sends("/feedback")
    await wang.taps("每周清单")
    await wang.taps("不再发给我")
    assert "现在：未订阅。" in wang.text
    world.clock.advance(days=7)
    await upkeep(world)
    assert "现在：未订阅。" in wang.text


async def test_the_weekly_list_names_what_was_answered(world, owner, readers, wang):
    await set_up(owner, "李静", "刘悦")
    await upkeep(world)
    await wang.sends("/feedback")
    await wang.taps("每周清单")
    await wang.taps("发给我")
    receipt = await says(wang)
    await says(wang, "没有人答复的事。")
    await slots(world)
    reader = readers[0]
    await opens(reader, sign=f"● {receipt[:4]}")
    await reader.taps("答复")
    await reader.sends("好。")
    await reader.taps("提交")
    world.clock.set(datetime.fromisoformat("2026-11-30T10:01:00+08:00"))
    await upkeep(world)
    assert wang.text == f"匿名反馈：本周有答复的编号\n{receipt[:4]}\n\n有你的编号吗？凭回执来看。"


async def test_what_is_protected_is_said_in_words_and_as_a_picture(world, wang):
    await wang.sends(f"/feedback {SAID}")
    assert SAID not in wang.text
    await wang.sends("/anonymity")
    assert wang.text.startswith(f"这里的“匿名”是什么意思\n\n{PROMISE}\n\n能保护的\n")
    assert wang.text.splitlines()[-1] == (
        "掌管服务器的是机关党委。谁能知道什么，完整写在项目说明（README）的“匿名反馈”一节；想看请联系：组织者"
    )
    assert wang.labels == [["出图片"], ["去写一条"]]
    await wang.taps("出图片")
    image = Image.open(BytesIO(wang.last.document))
    assert (image.format, image.width > image.height > 300) == ("PNG", True)
