"""Organisers say once how a series is; its next event takes title, day, done."""

import pytest

from bot.domain.rules import Rules
from bot.services.people import People


@pytest.fixture
async def li(world):
    return await world.member("李静", role="organiser")


async def _opens(li, name="知行讲堂 · 追光"):
    await li.sends("/series")
    await li.taps(name)


async def test_a_series_begins_like_its_last_event(world, li):
    await world.event(li, hours=1.5, field="主导产业")
    await li.sends("/series")
    assert (li.text, li.labels) == ("系列\n\n看哪个系列？", [["知行讲堂 · 追光"]])
    await li.taps("知行讲堂 · 追光")
    assert li.text == (
        "知行讲堂\n还没设默认，下面是最近一场的情况，下一场照此预填。\n\n追光\n日子：每周三\n开始：14:30\n"
        "时长：1.5 小时\n地点：管委会一楼报告厅\n名额：60\n谁可以报名：全员\n报名：即刻 至 活动开始时"
    )
    assert li.labels == [["发布下一场"], ["修改默认", "轮流主讲"], ["‹ 返回"]]


async def test_the_defaults_of_a_series_answer_the_questions(world, li):
    await world.event(li)
    await world.app.service(People).ensure_department("人才办")
    await _opens(li)
    await li.taps("修改默认")
    for button, act, what in (
        ("✎ 板块", "taps", "发光"),
        ("✎ 领域", "sends", "应急管理"),
        ("✎ 星期几", "taps", "五"),
        ("✎ 开始时间", "taps", "15:00"),
        ("✎ 时长", "taps", "2 小时"),
        ("✎ 地点", "sends", "二楼 https://meeting.example/1"),
        ("✎ 主讲", "sends", "王主任"),
        ("✎ 名额", "taps", "不限"),
        ("✎ 谁可以报名", "taps", "人才办"),
        ("✎ 报名开始", "taps", "前 7 天 09:00"),
        ("✎ 报名截止", "taps", "前一晚 18:00"),
        ("✎ 学时", "taps", "3"),
    ):
        await li.taps(button)
        await getattr(li, act)(what)
    shown = (
        "发光 · 应急管理\n日子：每周五\n开始：15:00\n时长：2 小时\n地点：二楼 · https://meeting.example/1\n主讲：王主任\n"
        "名额：不限\n谁可以报名：人才办\n报名：前 7 天 09:00 至 前一晚 18:00\n学时：3"
    )
    assert li.text == f"系列默认设置 · 请核对\n\n知行讲堂\n{shown}\n\n这里没写的，发布时再问。"
    await li.taps("保存")
    assert (li.toast, li.text) == ("已保存", f"知行讲堂\n\n{shown}")
    await li.taps("发布下一场")
    await li.sends("危险化学品安全")
    assert li.labels[0] == ["11月27日周五", "12月4日周五"]
    await li.taps("12月4日周五")
    assert li.text == (
        "发布活动 · 请核对\n\n危险化学品安全\n知行讲堂 · 发光\n\n时间：12月4日周五 15:00–17:00\n地点：二楼\n"
        "线上：报上名后这里会显示链接\n主讲：王主任\n名额：不限，已报名 0 人\n学时：3\n面向指定部门\n"
        "报名开始：11月27日周五 09:00\n\n报名：前 7 天 09:00 至 前一晚 18:00\n谁可以报名：人才办\n领域：应急管理\n"
        "链接：https://meeting.example/1"
    )


async def test_what_is_skipped_is_asked_each_time(world, li):
    await world.event(li)
    await _opens(li)
    await li.taps("修改默认")
    for button in ("✎ 地点", "✎ 名额", "✎ 开始时间", "✎ 星期几", "✎ 时长"):
        await li.taps(button)
        await li.taps("跳过")
    await li.taps("保存")
    await li.taps("发布下一场")
    asked = []
    for answer in ("题目", "下周五", "9:00", "一楼", "30"):
        asked.append(li.text.splitlines()[2])
        await li.sends(answer)
    assert asked == [
        "题目是什么？",
        "什么时候？可以直接写，也可以点日期。",
        "几点开始？",
        "在哪里？写地点、线上会议链接，或者都写。",
        "多少名额？满了以后的人排候补。",
    ]
    assert li.text.splitlines()[5:8] == ["时间：12月4日周五 09:00–10:30", "地点：一楼", "名额：0 / 30"]


async def test_an_event_teaches_its_series(world, li):
    first = await world.event(li, rules=Rules(approval=True), capacity=30)
    await world.event(li, "另一场", capacity=100)
    await li.starts(f"e_{first.id}")
    await li.taps("管理")
    await li.taps("更多…")
    await li.taps("存为系列默认")
    assert li.alert == "知行讲堂的下一场会照这一场预填，可用 /series 修改。"
    await _opens(li)
    assert li.text.splitlines()[-5:] == [
        "名额：30",
        "谁可以报名：全员",
        "报名：即刻 至 活动开始时",
        "学时：0",
        "报名：由组织者逐个确认",
    ]


async def test_what_fits_is_said_where_something_does_not(world, li):
    await world.event(li)
    await _opens(li)
    await li.taps("修改默认")
    for button, typed, hint in (
        ("✎ 星期几", "有空", "请用下面的按钮选。"),
        ("✎ 开始时间", "一会儿", "没看懂这个时间。"),
        ("✎ 开始时间", "14:30-16:00", "可以这样写：14:30、下午两点半"),
        ("✎ 时长", "一会儿", "没看懂这个时间。"),
        ("✎ 报名开始", "明天", "请用下面的按钮选。"),
    ):
        await li.taps(button)
        await li.sends(typed)
        assert li.text.splitlines()[2] == hint
        await li.taps("‹ 上一步")


async def test_series_are_for_organisers(world, li):
    wang = await world.member("王敏")
    event = await world.event(li)
    refusal = "只有这场活动的组织者可以这样做。需要权限的话，请管理员用 /roles 添加你。"
    await wang.sends("/series")
    assert wang.text == refusal
    for data in ("orsp:0", f"ors:{event.series_id}", f"orse:{event.series_id}", f"orsn:{event.series_id}"):
        await wang.forges(data)
        assert wang.alert == refusal
    await li.forges("ors:99")
    assert li.alert == "这个系列已经没有了。现有的系列看 /series。"


async def test_before_there_is_a_series(li):
    await li.sends("/series")
    assert li.text == "系列\n\n还没有系列。发布活动时写上系列名就有了：/newevent。"


async def test_many_series_are_paged(world, li):
    for number in range(10):
        await world.event(li, series=f"系列 {number}")
    await li.sends("/series")
    assert [row[0] for row in li.labels[:2]] == ["系列 9 · 追光", "系列 8 · 追光"]
    await li.taps("下一页 ›")
    assert li.labels == [["系列 1 · 追光"], ["系列 0 · 追光"], ["‹ 上一页"]]
