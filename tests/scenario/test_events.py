"""Members look through the programme, sign up, wait, leave, and see their agenda."""

from datetime import timedelta

from bot.services.people import People
from tests.people import START

DAY = timedelta(days=1)
CARD = "开放型经济与开发区\n知行讲堂 · 追光\n\n时间：11月25日周三 14:30–16:00\n地点：管委会一楼报告厅\n名额：{seats}"


async def test_the_last_seat_goes_to_the_first_tap(world):
    li = await world.member("李静", role="organiser")
    wang, zhang = await world.members("王敏", "张强")
    event = await world.event(li, capacity=1)
    await wang.starts(f"e_{event.id}")
    await zhang.starts(f"e_{event.id}")

    assert wang.text == CARD.format(seats="0 / 1")
    assert wang.labels == [["报名"], ["分享"], ["看看有什么活动"]]
    await wang.taps("报名")
    assert wang.toast == "已报名：第 1 / 1 席"
    assert wang.text == CARD.format(seats="1 / 1") + "\n\n你已报名：第 1 席。"
    assert wang.labels == [["取消报名", "请假"], ["加入日历", "分享"], ["看看有什么活动"]]

    await zhang.taps("报名")
    assert zhang.toast == "名额已满，已列入候补第 1 位"
    assert zhang.text == CARD.format(seats="1 / 1，候补 1 人") + "\n\n你在候补第 1 位。"
    assert zhang.labels == [["退出候补"], ["分享"], ["看看有什么活动"]]


async def test_a_repeated_tap_is_one_sign_up_and_says_so(world):
    li = await world.member("李静", role="organiser")
    wang, zhang = await world.members("王敏", "张强")
    event = await world.event(li, capacity=1)
    for _card in range(2):
        await wang.starts(f"e_{event.id}")
        await zhang.starts(f"e_{event.id}")
    for _card in range(2):
        await wang.taps("报名")
    assert wang.toast == "已经报过名了：第 1 / 1 席"
    for _card in range(2):
        await zhang.taps("报名")
    assert zhang.toast == "已经在候补了：第 1 位"
    assert zhang.text == CARD.format(seats="1 / 1，候补 1 人") + "\n\n你在候补第 1 位。"


async def test_without_a_limit_there_is_no_seat_number(world):
    li = await world.member("李静", role="organiser")
    wang = await world.member("王敏")
    event = await world.event(li, capacity=None)
    await wang.starts(f"e_{event.id}")
    assert wang.text == CARD.format(seats="不限，已报名 0 人")
    await wang.taps("报名")
    assert wang.toast == "已报名"
    assert wang.text == CARD.format(seats="不限，已报名 1 人") + "\n\n你已报名。"


async def test_who_leaves_is_asked_once_and_the_next_in_line_is_told(world):
    li = await world.member("李静", role="organiser")
    wang, zhang = await world.members("王敏", "张强")
    event = await world.event(li, capacity=1)
    for someone in (wang, zhang):
        await someone.starts(f"e_{event.id}")
    for someone in (wang, zhang):
        await someone.taps("报名")

    await wang.taps("取消报名")
    assert wang.text == "开放型经济与开发区\n\n确认取消报名吗？\n以后再报，要从队尾排起。"
    await wang.taps("‹ 返回")
    assert wang.text == CARD.format(seats="1 / 1，候补 1 人") + "\n\n你已报名：第 1 席。"
    await wang.taps("取消报名")
    await wang.taps("确认取消")
    assert wang.toast == "已取消报名"
    assert wang.text == CARD.format(seats="1 / 1")
    assert zhang.text == (
        "✅ 《开放型经济与开发区》有名额了，你已从候补转为正式报名。\n"
        "时间：11月25日周三 14:30–16:00\n地点：管委会一楼报告厅\n\n来不了的话请取消报名，好让下一位递补。"
    )
    await zhang.taps("查看活动")
    assert zhang.text == CARD.format(seats="1 / 1") + "\n\n你已报名：第 1 席。"


async def test_leaving_twice_says_so(world):
    li = await world.member("李静", role="organiser")
    wang = await world.member("王敏")
    event = await world.event(li)
    await wang.starts(f"e_{event.id}")
    await wang.forges(f"ev?:{event.id}:")
    assert wang.alert == "你没有报名这场活动。"
    await wang.taps("报名")
    await wang.starts(f"e_{event.id}")
    for _card in range(2):
        await wang.taps("取消报名")
    await wang.taps("确认取消")
    await wang.taps("确认取消")
    assert wang.toast == "之前已经退出了"


async def test_leaving_the_waitlist_is_asked_in_its_own_words(world):
    li = await world.member("李静", role="organiser")
    wang, zhang = await world.members("王敏", "张强")
    event = await world.event(li, capacity=1)
    for someone in (wang, zhang):
        await someone.starts(f"e_{event.id}")
    for someone in (wang, zhang):
        await someone.taps("报名")
    await zhang.taps("退出候补")
    assert zhang.text == "开放型经济与开发区\n\n确认退出候补吗？\n以后再报，要从队尾排起。"
    await zhang.taps("确认退出")
    assert zhang.toast == "已退出候补"


async def test_the_catalogue_has_shelves_and_pages_and_the_way_back(world):
    li = await world.member("李静", role="organiser")
    wang = await world.member("王敏")
    for number in range(1, 11):
        await world.event(li, f"第{number}讲", starts=START + number * DAY, capacity=2)
    await wang.sends("/events")
    assert wang.text == "可报名\n点活动看详情。\n第 1 / 2 页"
    assert wang.labels == [
        *([f"11-{23 + n} 10:00 第{n}讲 · 余 2 席"] for n in range(1, 8)),
        ["12-01 10:00 第8讲 · 余 2 席"],
        ["下一页 ›"],
        ["• 可报名", "我的", "全部"],
        ["按系列", "按领域"],
        ["搜索", "参加过的"],
    ]
    await wang.taps("下一页 ›")
    await wang.taps("12-02 10:00 第9讲 · 余 2 席")
    await wang.taps("报名")
    await wang.taps("‹ 返回")
    assert wang.text == "可报名\n点活动看详情。\n第 2 / 2 页"
    assert wang.labels[:3] == [["12-02 10:00 第9讲 · 已报名"], ["12-03 10:00 第10讲 · 余 2 席"], ["‹ 上一页"]]
    await wang.taps("我的")
    assert wang.labels[0] == ["12-02 10:00 第9讲 · 已报名"]
    await wang.taps("参加过的")
    assert wang.text == "参加过的\n还没有参加过的活动。"
    await world.until(START + 10 * DAY)
    await wang.sends("/events")
    await wang.taps("参加过的")
    assert wang.labels[0] == ["12-02 10:00 第9讲 · 已报名"]


async def test_times_are_in_the_zone_of_whoever_reads(world):
    """Telegram shows an instant as the reader's clock does, wherever they are."""
    li = await world.member("李静", role="organiser")
    wang = await world.member("王敏")
    event = await world.event(li)
    await wang.starts(f"e_{event.id}")
    instants = [one["unix_time"] for one in wang.last.raw["entities"] if one["type"] == "date_time"]
    assert instants[:2] == [int(event.starts_at.timestamp()), int(event.ends_at.timestamp())]


async def test_by_series(world):
    li = await world.member("李静", role="organiser")
    wang = await world.member("王敏")
    await world.event(li, "招商实务")
    await world.event(li, "专题党课", series="我来讲党课")
    await wang.sends("/events")
    await wang.taps("按系列")
    assert wang.text == "按系列\n看哪个系列？"
    assert sorted(wang.labels[:2]) == [["我来讲党课 · 1"], ["知行讲堂 · 1"]]
    await wang.taps("我来讲党课 · 1")
    assert wang.text == "我来讲党课\n点活动看详情。"
    assert wang.labels[0] == ["11-25 14:30 专题党课 · 余 60 席"]


async def test_rows_say_where_an_event_stands(world):
    li = await world.member("李静", role="organiser")
    wang, zhang = await world.members("王敏", "张强")
    full = await world.event(li, "满", capacity=1)
    await world.event(li, "未开", opens_at=START + timedelta(hours=1))
    await world.event(li, "截止", closes_at=START)
    await world.event(li, "不限", capacity=None)
    await wang.starts(f"e_{full.id}")
    await wang.taps("报名")
    await zhang.sends("/events")
    await zhang.taps("全部")
    assert zhang.labels[:4] == [
        ["11-25 14:30 满 · 已满，可候补"],
        ["11-25 14:30 未开 · 报名未开始"],
        ["11-25 14:30 截止 · 报名已截止"],
        ["11-25 14:30 不限 · 可报名"],
    ]
    await zhang.taps("11-25 14:30 满 · 已满，可候补")
    await zhang.taps("报名候补")
    await zhang.taps("‹ 返回")
    assert zhang.labels[0] == ["11-25 14:30 满 · 候补第 1 位"]


async def test_the_agenda_is_by_day(world):
    li = await world.member("李静", role="organiser")
    wang, zhang = await world.members("王敏", "张强")
    await wang.sends("/agenda")
    assert wang.text == "我的日程\n\n还没有安排。看看有什么活动，点两下就能报名。"
    morning = await world.event(li, "招商实务", starts=START + DAY - timedelta(hours=1))
    afternoon = await world.event(li, "应急管理", starts=START + DAY + timedelta(hours=4), capacity=1, place="")
    later = await world.event(li, "青年论坛", starts=START + 2 * DAY)
    await zhang.starts(f"e_{afternoon.id}")
    await zhang.taps("报名")
    for event in (later, afternoon, morning):
        await wang.starts(f"e_{event.id}")
        await wang.forges(f"ev+:{event.id}:")
    await wang.sends("/agenda")
    assert wang.text == (
        "我的日程\n\n明天，11月24日周二\n09:00 《招商实务》 · 管委会一楼报告厅\n14:00 《应急管理》 · 候补第 1 位\n\n"
        "11月25日周三\n10:00 《青年论坛》 · 管委会一楼报告厅"
    )
    assert wang.labels == [
        ["11-24 09:00 招商实务 · 已报名"],
        ["11-24 14:00 应急管理 · 候补第 1 位"],
        ["11-25 10:00 青年论坛 · 已报名"],
        ["加入日历"],
    ]
    await wang.taps("11-24 14:00 应急管理 · 候补第 1 位")
    await wang.taps("‹ 返回")
    assert wang.text.startswith("我的日程")


async def test_a_clash_is_pointed_out_and_not_forbidden(world):
    li = await world.member("李静", role="organiser")
    wang = await world.member("王敏")
    first = await world.event(li, "招商实务")
    second = await world.event(li, "应急管理")
    for event in (first, second):
        await wang.starts(f"e_{event.id}")
        await wang.taps("报名")
    assert wang.toast == "已报名：第 1 / 60 席"
    assert wang.text.splitlines()[-2:] == ["你已报名：第 1 席。", "同一时间还有：《招商实务》"]


async def test_only_those_with_a_seat_see_the_link(world):
    li = await world.member("李静", role="organiser")
    wang, zhang = await world.members("王敏", "张强")
    event = await world.event(li, place="", link="https://meeting.example/123", capacity=1)
    hidden = "线上：报上名后这里会显示链接"
    for someone in (wang, zhang):
        await someone.starts(f"e_{event.id}")
        assert someone.text.splitlines()[4] == hidden
        await someone.forges(f"ev+:{event.id}:")
    assert wang.text.splitlines()[4] == "线上：开始前 15 分钟发链接"
    assert zhang.text.splitlines()[4] == hidden
    shown = "线上：https://meeting.example/123"
    await li.starts(f"e_{event.id}")
    assert li.text.splitlines()[4] == shown
    for minutes, seen in (
        (-16, "线上：开始前 15 分钟发链接"),
        (-15, shown),
        (89, shown),
        (90, "名额：1 / 1，候补 1 人"),
    ):
        await world.until(event.starts_at + timedelta(minutes=minutes))
        await wang.starts(f"e_{event.id}")
        assert wang.text.splitlines()[4] == seen
        await zhang.starts(f"e_{event.id}")
        assert zhang.text.splitlines()[4] == (hidden if minutes < 90 else seen)


async def test_what_is_not_possible_says_why(world):
    li = await world.member("李静", role="organiser")
    wang = await world.member("王敏")
    soon = await world.event(li, "未开", opens_at=START + DAY)
    closed = await world.event(li, "截止", closes_at=START)
    start = await world.event(li, "将开始", starts=START + timedelta(hours=2))
    await wang.starts(f"e_{soon.id}")
    assert wang.labels == [["分享"], ["看看有什么活动"]]
    assert wang.text.splitlines()[-1] == "报名开始：11月24日周二 10:00"
    await wang.forges(f"ev+:{soon.id}:")
    assert wang.alert == "报名 11月24日周二 10:00 开始，到时再来，名额按先后顺序。"
    await wang.forges(f"ev+:{closed.id}:")
    assert wang.alert == "报名已于 11月23日周一 10:00 截止。还想参加的话，请联系组织者。"
    await world.later(hours=2)
    await wang.forges(f"ev+:{start.id}:")
    assert wang.alert == "活动已于 11月23日周一 12:00 开始，不能再改了。"
    await wang.forges("ev+:999:")
    assert wang.alert == "没有这场活动，可能已经撤下。发送 /events 看看有什么活动。"
    await wang.forges("ev+:-1:")
    assert wang.alert == "没有这场活动，可能已经撤下。发送 /events 看看有什么活动。"
    for payload in ("e_999", "e_x", "e_", "e_99999999999999999999"):
        await wang.starts(payload)
        assert wang.text == "没有这场活动，可能已经撤下。发送 /events 看看有什么活动。"


async def test_other_departments_are_not_shown_and_not_let_in(world):
    li = await world.member("李静", role="organiser")
    wang = await world.member("王敏", department="投资促进部")
    zhao = await world.member("赵磊", department="应急管理局/值班室")
    department = await world.app.service(People).ensure_department("应急管理局")
    event = await world.event(li, "值守培训", departments=(department,))
    await wang.sends("/events")
    assert wang.text == "可报名\n目前没有可以报名的活动。点「全部」看看近期的安排。"
    await wang.starts(f"e_{event.id}")
    await wang.taps("报名")
    assert wang.alert == "这场活动面向其他人员。如果你也应当参加，请联系组织者。"
    await zhao.starts(f"e_{event.id}")
    assert zhao.text.splitlines()[-1] == "面向指定部门"
    await zhao.taps("报名")
    assert zhao.toast == "已报名：第 1 / 60 席"


async def test_buttons_that_no_longer_mean_anything_are_answered(world):
    wang = await world.member("王敏")
    await wang.sends("/events")
    for data in ("evb:nowhere:0:0", "evb:open:x:0", "ev+:1", "evc:1:on.0.0:9"):
        await wang.forges(data)
        assert wang.alert == "这个按钮已经过期了。发送 /start 重新开始。"
    await wang.forges("evb:on:0:999")
    assert wang.text == "全部\n近期还没有活动。"


async def test_in_a_group_there_is_only_the_way_to_the_private_chat(world):
    wang = await world.member("王敏")
    group = world.sandbox.group("投资促进部", members=[wang.phone])
    group.add_bot()
    await wang.sends("/events", chat=group)
    said = wang.phone.messages(group)[-1]
    assert said.text == "这件事我们私聊里办。"
    assert said.rows == [["打开私聊"]]


async def test_the_same_in_english(world):
    li = await world.member("李静", role="organiser")
    smith = await world.member("Smith")
    await world.app.service(People).set_language(smith.person_id, "en")
    event = await world.event(li, capacity=1, hours=1.5)
    await smith.starts(f"e_{event.id}")
    await smith.taps("Sign up")
    assert smith.toast == "Signed up: seat 1 of 1"
    assert smith.text == (
        "开放型经济与开发区\n知行讲堂 · Learn\n\nTime: Wed 25 Nov, 14:30–16:00\nPlace: 管委会一楼报告厅\n"
        "Seats: 1 / 1\nCredit hours: 1.5\n\nYou are signed up: seat 1."
    )
