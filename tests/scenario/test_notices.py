"""An organiser says something to the right people, sees it arrive, and who has acknowledged it."""

import struct

import pytest

from bot.sandbox.methods.files import described
from bot.services.subscriptions import Subscriptions
from tests.people import open_world

PNG = b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + b"IHDR" + struct.pack(">II", 4, 3) + b"\x08\x02\0\0\0"


@pytest.fixture
async def settled(database_url):
    """A workplace where a second organiser decides about notices to more than two."""
    async with open_world(database_url, notice_second_above=3) as world:
        li, zhao = await world.members("李静", "赵磊", role="organiser")
        yield world, li, zhao, await world.member("王敏")
        assert world.refused() == []


@pytest.fixture
async def li(world):
    return await world.member("李静", role="organiser", department="党群工作部")


async def writes(someone, text="周五停水，请提前备水。", *, to="全员"):
    await someone.sends("/notice")
    await someone.sends(text)
    await someone.taps(to)
    await someone.taps("完成 ✓")


def screen(someone, words):
    """The newest message that says `words`: an organiser is a recipient, too, and has the notice below it."""
    return next(message for message in reversed(someone.phone.messages()) if words in message.text)


async def sends(world, someone, content):
    someone.phone.sends_content(content)
    await world.settled()


async def test_an_organiser_writes_and_people_confirm_with_one_tap(world, li):
    wang, zhang = await world.members("王敏", "张强")
    await li.sends("/notice")
    assert li.text == (
        "通知 · 第 1 步\n\n把要说的发过来或转发过来：文字、图片、文件、相册、语音、视频都行。"
        "会重新发出，别人看不到转自哪里。"
    )
    await li.sends("周五停水，请提前备水。")
    assert li.labels == [
        ["全员", "部门 ›"],
        ["活动的人 ›", "未确认的人 ›"],
        ["按主题 ›", "群 ›"],
        ["组织者", "存下的 ›"],
        ["专班 ›"],
        ["‹ 上一步", "取消"],
    ]
    await li.taps("全员")
    await li.taps("完成 ✓")
    assert li.heard()[-2:] == [
        "周五停水，请提前备水。",
        "通知 · 请核对\n\n发给谁：全员\n重要程度：普通\n已读确认：需要\n发送时间：立即\n\n可送达 3 人",
    ]
    await li.taps("发送")
    assert wang.text == zhang.text == "周五停水，请提前备水。"
    assert wang.labels == [["收到"]]
    await wang.taps("收到")
    assert (wang.toast, wang.labels) == ("已确认", [["✓ 已确认"]])
    assert zhang.labels == [["收到"]]
    followed = screen(li, "▓")
    assert followed.text == ("通知《周五停水，请提前备水。》 · 已发完\n▓▓▓▓▓▓▓▓▓▓ 100%\n已送达：3 / 3\n已确认：1 / 3")
    assert followed.rows == [
        ["未确认 2 人", "提醒未确认"],
        ["修改", "撤回"],
        ["报表", "照样再写"],
        ["存为模板"],
        ["‹ 我的通知"],
    ]


async def test_a_second_tap_confirms_nothing_twice(world, li):
    wang = await world.member("王敏")
    await writes(li)
    await li.taps("发送")
    received = wang.last
    await wang.taps("收到", received)
    await wang.taps("✓ 已确认", received)
    assert wang.toast == "你已经确认过了"


async def test_the_button_of_the_preview_confirms_nothing(world, li):
    await writes(li)
    await li.taps("收到")
    assert li.toast == "这是预览。大家收到后点这里确认。"


async def test_only_who_has_not_confirmed_is_named_and_reminded(world, li):
    wang, zhang = await world.members("王敏", "张强")
    await writes(li)
    await li.taps("发送")
    await wang.taps("收到")
    await world.later(minutes=11)
    await li.taps("未确认 2 人")
    named = screen(li, "未确认 · 2 人")
    assert named.text == "未确认 · 2 人\n\n1. 李静（党群工作部）\n2. 张强（投资促进部）"
    assert named.rows == [["提醒未确认"], ["‹ 返回"]]
    before = len(wang.heard())
    await li.taps("提醒未确认")
    assert li.toast == "正在提醒 2 人"
    assert zhang.heard()[-2:] == ["请看这条通知，看过点一下“收到”：周五停水，请提前备水。", "周五停水，请提前备水。"]
    assert len(wang.heard()) == before
    await zhang.taps("收到")
    assert zhang.toast == "已确认"


async def test_an_album_arrives_as_an_album(world, li):
    wang = await world.member("王敏")
    await li.sends("/notice")
    first = li.phone.world.files.add("photo", "a.jpg", "image/jpeg", PNG, from_person=True)
    second = li.phone.world.files.add("photo", "b.jpg", "image/jpeg", PNG, from_person=True)
    for number, file in enumerate((first, second)):
        caption = {"caption": "路线图"} if not number else {}
        await sends(world, li, {**described(file, {}), **caption, "media_group_id": "7"})
    await li.taps("全员")
    await li.taps("完成 ✓")
    await li.taps("发送")
    album = [message for message in wang.phone.messages() if "photo" in message.raw and message.by_bot]
    assert [message.raw.get("caption", "") for message in album[-2:]] == ["路线图", ""]
    assert album[-1].raw["media_group_id"] == album[-2].raw["media_group_id"]
    assert (wang.text, wang.labels) == ("路线图", [["收到"]])


async def test_a_voice_message_and_a_place_are_copied(world, li):
    wang = await world.member("王敏")
    await li.sends("/notice")
    li.phone.sends_voice(b"OggS")
    await world.settled()
    await li.sends("语音通知")
    await li.taps("全员")
    await li.taps("完成 ✓")
    await li.taps("发送")
    assert "voice" in wang.last.raw
    assert wang.labels == [["收到"]]
    await li.sends("/notice")
    li.phone.sends_location(36.0, 120.0)
    await world.settled()
    await li.sends("集合点")
    await li.taps("全员")
    await li.taps("完成 ✓")
    await li.taps("发送")
    assert "location" in wang.last.raw
    assert "forward_origin" not in wang.last.raw


async def test_what_was_written_keeps_its_looks(world, li):
    wang = await world.member("王敏")
    await li.sends("/notice")
    li.phone.sends("<b>停水</b> & 停电 <a href='https://a.example/'>详情</a>", html=True)
    await world.settled()
    await li.taps("全员")
    await li.taps("完成 ✓")
    await li.taps("发送")
    assert wang.text == "停水 & 停电 详情"
    assert [(one["type"], one.get("url")) for one in wang.last.raw["entities"]] == [
        ("bold", None),
        ("text_link", "https://a.example/"),
    ]


async def test_an_audience_is_put_together_by_buttons(world, li):
    wang = await world.member("王敏")
    zhang = await world.member("张强", department="应急管理部")
    await world.event(li)
    await wang.starts("e_1")
    await wang.taps("报名")
    await li.sends("/notice")
    await li.sends("请看")
    await li.sends("投资促进部")
    await li.sends("应急管理部")
    await li.taps("除去")
    await li.taps("活动的人 ›")
    await li.taps("开放型经济与开发区")
    await li.taps("已报名")
    assert li.text.endswith("现在是：投资促进部、应急管理部；不含 《开放型经济与开发区》已报名")
    await li.taps("完成 ✓")
    assert li.text.endswith("可送达 1 人")
    await li.taps("发送")
    assert zhang.text == "请看"
    assert wang.text != "请看"


async def test_a_choice_is_kept_and_chosen_again(world, li):
    wang = await world.member("王敏")
    await li.sends("/notice")
    await li.sends("第一条")
    await li.sends("投资促进部")
    await li.sends("存为 招商口")
    assert "已存为“招商口”。" in li.text
    await li.taps("完成 ✓")
    await li.taps("发送")
    await li.sends("/notice")
    await li.sends("第二条")
    await li.taps("存下的 ›")
    await li.taps("招商口")
    await li.taps("完成 ✓")
    await li.taps("发送")
    assert wang.heard()[-2:] == ["第一条", "第二条"]


async def test_who_follows_a_topic_is_reached_and_nobody_else(world, li):
    wang, zhang = await world.members("王敏", "张强")
    wants = await world.app.service(Subscriptions).wants(wang.person_id)
    topic = wants.topics[0]
    await world.app.service(Subscriptions).subscribe(wang.person_id, topic.id, on=True)
    await li.sends("/notice")
    await li.sends("新政策")
    await li.taps("按主题 ›")
    await li.taps(topic.name)
    await li.taps("完成 ✓")
    await li.taps("发送")
    assert wang.text == "新政策"
    assert zhang.text != "新政策"


async def test_signing_up_goes_on_while_a_notice_waits_in_line(world, li):
    wang = await world.member("王敏")
    await world.event(li)
    await writes(li)
    li.phone.taps("发送")
    await wang.starts("e_1")
    await wang.taps("报名")
    assert wang.toast == "已报名：第 1 / 60 席"


async def test_the_draft_survives_and_each_answer_can_be_changed(world, li):
    wang = await world.member("王敏")
    event = await world.event(li)
    await writes(li)
    await li.taps("✎ 重要程度")
    await li.taps("重要")
    assert li.heard()[-2] == "周五停水，请提前备水。\n\n重要通知，免打扰时段也会送达。"
    await li.taps("✎ 按钮")
    await li.sends("填表 https://forms.example/1")
    await li.taps("开放型经济与开发区")
    await li.taps("完成 ✓")
    await li.taps("✎ 已读确认")
    await li.taps("不需要")
    await li.taps("发送")
    assert wang.labels == [["填表", "开放型经济与开发区"]]
    await wang.taps("开放型经济与开发区")
    assert wang.phone.opened_url == f"https://t.me/faguang_bot?start=e_{event.id}"


async def test_a_notice_for_later_goes_out_then(world, li):
    wang = await world.member("王敏")
    await writes(li)
    await li.taps("✎ 发送时间")
    await li.sends("明天 9:00")
    await li.taps("发送")
    assert li.text == (
        "通知《周五停水，请提前备水。》 · 待发\n发送时间：11月24日周二 09:00\n░░░░░░░░░░ 0%\n已送达：0 / 2"
    )
    assert li.labels == [["停止"], ["照样再写", "存为模板"], ["‹ 我的通知"]]
    assert wang.text != "周五停水，请提前备水。"
    await world.later(hours=24)
    assert wang.text == "周五停水，请提前备水。"


async def test_a_notice_for_later_can_be_stopped_before(world, li):
    wang = await world.member("王敏")
    await writes(li)
    await li.taps("✎ 发送时间")
    await li.taps("11-23 18:00")
    await li.taps("发送")
    await li.taps("停止")
    assert li.text == "停止发送？已收到的不变，其他人不再收到。"
    await li.taps("确认停止")
    assert li.toast == "已停止"
    await world.later(hours=24)
    assert wang.text != "周五停水，请提前备水。"


async def test_it_can_be_repeated_until_a_day(world, li):
    wang = await world.member("王敏")
    await writes(li, "交周报")
    await li.taps("✎ 发送时间")
    await li.sends("11月27日 9:00")
    await li.taps("✎ 重复")
    await li.taps("每周")
    await li.sends("12月4日")
    assert "发送时间：11月27日周五 09:00\n重复：每周\n重复到：2026-12-04" in li.text
    await li.taps("发送")
    for _week in range(4):
        await world.later(days=7)
    assert wang.heard().count("交周报") == 2


async def test_what_was_sent_can_be_changed_and_withdrawn(world, li):
    wang, zhang = await world.members("王敏", "张强")
    await writes(li)
    await li.taps("发送")
    await wang.taps("收到")
    received = wang.last
    await li.taps("修改")
    await li.sends("周六停水，请提前备水。")
    await li.taps("修改")
    assert li.toast == "已修改，送达的也在更新"
    assert (received.text, received.rows) == ("周六停水，请提前备水。", [["✓ 已确认"]])
    assert zhang.text == "周六停水，请提前备水。"
    await li.taps("撤回")
    await li.taps("撤回")
    assert "周六停水，请提前备水。" not in wang.heard()
    assert screen(li, "已撤回").text.splitlines()[-1] == "已删除 3"


async def test_who_never_pressed_start_is_counted_beforehand(world, li):
    wang = await world.member("王敏")
    await wang.blocks_bot()
    await writes(li)
    assert li.text.endswith("可送达 1 人\n联系不上 1 人（没点过“开始”，或停用了机器人）")
    await li.taps("发送")
    await li.taps("没送到 1 人")
    assert screen(li, "没送到 ·").text == "没送到 · 1 人\n\n1. 王敏（投资促进部 · 停用了机器人）"
    await li.taps("重发给现在能送达的", screen(li, "没送到 ·"))
    assert li.alert == "这些人现在还是联系不上。"
    await wang.starts()
    assert "周五停水，请提前备水。" not in wang.heard()
    await li.taps("重发给现在能送达的", screen(li, "没送到 ·"))
    assert (li.toast, wang.text) == ("正在向 1 人再发", "周五停水，请提前备水。")
    assert screen(li, "▓").text.splitlines()[2] == "已送达：2 / 2"


async def test_another_like_it_asks_only_for_whom(world, li):
    wang = await world.member("王敏")
    await writes(li)
    await li.taps("发送")
    await li.sends("/notices")
    assert li.text == "我的通知"
    await li.taps("周五停水，请提前备水。 · 已发完")
    await li.taps("照样再写")
    assert li.text.startswith("通知 · 1/1\n\n发给谁？")
    await li.sends("投资促进部")
    await li.taps("完成 ✓")
    await li.taps("发送")
    assert wang.heard().count("周五停水，请提前备水。") == 2
    assert li.heard().count("周五停水，请提前备水。") == 3  # received once, and seen in two previews


async def test_a_second_organiser_approves(settled):
    _world, li, zhao, wang = settled
    await writes(li)
    assert li.text.endswith("可送达 3 人\n要先由另一位组织者批准。")
    await li.taps("发送")
    assert li.text.startswith("通知《周五停水，请提前备水。》 · 待另一位组织者批准")
    assert zhao.heard()[-2:] == [
        "周五停水，请提前备水。",
        "有通知请你批准：《周五停水，请提前备水。》\n来自：李静\n批准后才发出；上面就是大家看到的样子。",
    ]
    assert wang.text != "周五停水，请提前备水。"
    await zhao.taps("批准")
    assert wang.text == "周五停水，请提前备水。"
    assert "你的通知《周五停水，请提前备水。》获批准。" in li.heard()


async def test_a_second_organiser_does_not_approve_and_says_why(settled):
    _world, li, zhao, wang = settled
    await writes(li)
    await li.taps("发送")
    await zhao.sends("/notices")
    await zhao.taps("⏳ 周五停水，请提前备水。")
    await zhao.taps("不批准")
    await zhao.sends("周五不停水")
    assert zhao.text == "通知《周五停水，请提前备水。》不发了，原因会告诉作者。"
    assert li.text == "你的通知《周五停水，请提前备水。》没有获批准：周五不停水"
    assert wang.text != "周五停水，请提前备水。"


async def test_members_write_no_notices(world):
    wang = await world.member("王敏")
    await wang.sends("/notice")
    assert "组织者" in wang.text
