"""Materials: a link or a file is added in a minute, and found by those who take part."""

import struct
from datetime import UTC, datetime

import pytest

from tests.scenario.after import buttons, jobs, tick

PNG = b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + b"IHDR" + struct.pack(">II", 4, 3) + b"\x08\x02\0\0\0"
LINK = "https://files.example/1"


@pytest.fixture
async def li(world):
    return await world.member("李静", role="organiser")


async def adds(li, event, *acts):
    """Begin to add material, answer, and file it."""
    await li.starts(f"e_{event.id}")
    for label in ("管理", "资料", "添加资料"):
        await li.taps(label)
    for act in acts:
        await act()
    await li.taps("添加")


async def sends_file(world, li, name="讲义.pdf"):
    li.phone.sends_document(b"%PDF-1.7", name)
    await world.settled()


async def attended(world, li, *people):
    event = await world.event(li)
    await world.until(event.ends_at)
    await tick(world, event, *people)
    return event


async def test_a_file_is_sent_to_the_bot_and_found_on_the_card(world, li):
    wang, zhang = await world.members("王敏", "张强")
    event = await attended(world, li, wang)
    await li.starts(f"e_{event.id}")
    for label in ("管理", "资料"):
        await li.taps(label)
    assert li.text == ("资料 · 开放型经济与开发区\n还没有资料。\n\n活动结束后，报上名和到场的人可以在活动卡片上看到。")
    await li.taps("添加资料")
    await sends_file(world, li)
    assert li.text == "添加资料 · 请核对\n\n内容：文件 · 讲义.pdf"
    await li.taps("添加")
    assert li.toast == "已添加"
    assert li.labels == [["✕ 讲义.pdf"], ["添加资料"], ["成员看到的样子"], ["‹ 返回"]]

    await wang.starts(f"e_{event.id}")
    await wang.taps("资料")
    assert (wang.text, wang.labels) == ("资料 · 开放型经济与开发区", [["讲义.pdf"]])
    await wang.taps("讲义.pdf")
    assert (wang.text, wang.last.document) == ("讲义.pdf", b"%PDF-1.7")

    await zhang.starts(f"e_{event.id}")
    assert "资料" not in buttons(zhang)
    for data in (f"ma:{event.id}", "mao:1"):
        await zhang.forges(data)
        assert zhang.alert == "资料只给报上名和到场的人看，有需要请联系组织者。"
    await zhang.forges("ma-:1")
    assert len(await world.app.db.read(lambda tx: tx.all("SELECT id FROM materials"))) == 1


async def test_links_and_pictures_are_given_a_name(world, li):
    wang = await world.member("王敏")
    event = await attended(world, li, wang)

    async def sends_picture():
        li.phone.sends_photo(PNG)
        await world.settled()

    await adds(li, event, lambda: li.sends("没有链接"), lambda: li.sends(LINK), lambda: li.sends("课程录像"))
    await adds(li, event, sends_picture, lambda: li.sends("合影"))
    await wang.starts(f"e_{event.id}")
    await wang.taps("资料")
    assert wang.labels == [["课程录像"], ["合影"]]
    await wang.taps("合影")
    assert wang.text == "合影"
    await wang.taps("课程录像")
    assert wang.phone.opened_url == LINK


async def test_text_that_is_no_link_is_explained_and_a_file_elsewhere_is_not_taken(world, li):
    event = await attended(world, li)
    await li.starts(f"e_{event.id}")
    for label in ("管理", "资料", "添加资料"):
        await li.taps(label)
    await li.sends("讲义在群里")
    assert li.text.splitlines()[2] == "链接要以 http:// 或 https:// 开头；文件可以直接发过来。"
    await li.sends(LINK)
    await sends_file(world, li)
    assert li.text.splitlines()[2] == "请用文字或按钮回答。"


async def test_what_is_removed_is_gone_for_all(world, li):
    wang = await world.member("王敏")
    event = await attended(world, li, wang)
    await adds(li, event, lambda: sends_file(world, li))
    await wang.starts(f"e_{event.id}")
    await wang.taps("资料")
    await li.taps("✕ 讲义.pdf")
    assert li.text == "移除「讲义.pdf」？移除后大家在这里就看不到了。"
    await li.taps("移除")
    assert (li.toast, li.text.splitlines()[1]) == ("已移除", "还没有资料。")
    await wang.taps("讲义.pdf")
    assert wang.alert == "这份资料已移除，请重新打开活动查看。"
    acts = await world.app.db.read(lambda tx: tx.all("SELECT action, subject FROM audit ORDER BY id DESC LIMIT 2"))
    assert acts == [("material.remove", f"event:{event.id}"), ("material.add", f"event:{event.id}")]


async def test_new_material_is_told_once_a_day_after_the_thanks(world, li):
    wang, zhang = await world.members("王敏", "张强")
    event = await attended(world, li, wang)
    await adds(li, event, lambda: sends_file(world, li, "讲义一.pdf"))
    await world.later(hours=4)
    await jobs(world)
    assert "资料" in buttons(wang)
    news = "《开放型经济与开发区》有新资料。"

    def told():
        return wang.heard().count(news)

    assert told() == 0
    await adds(li, event, lambda: sends_file(world, li, "讲义二.pdf"))
    assert (wang.text, told()) == (news, 1)
    await adds(li, event, lambda: sends_file(world, li, "讲义三.pdf"))
    await adds(li, event, lambda: sends_file(world, li, "讲义四.pdf"))
    await world.until(datetime(2026, 11, 26, 0, 59, tzinfo=UTC))
    assert told() == 1
    await world.later(minutes=1)
    assert told() == 2
    await wang.taps("资料")
    assert wang.labels == [["讲义一.pdf"], ["讲义二.pdf"], ["讲义三.pdf"], ["讲义四.pdf"]]
    await world.until(datetime(2026, 11, 27, 15, 0, tzinfo=UTC))
    await adds(li, event, lambda: sends_file(world, li, "讲义五.pdf"))
    assert told() == 2
    await world.until(datetime(2026, 11, 28, 1, 0, tzinfo=UTC))
    assert (told(), zhang.heard().count(news)) == (3, 0)
