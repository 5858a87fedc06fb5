"""Organisers publish from a phone, change their minds, and see who comes."""

import pytest

from bot.services.people import People


@pytest.fixture
async def li(world):
    return await world.member("李静", role="organiser")


async def _types(someone, *texts):
    for text in texts:
        await someone.sends(text)


async def test_the_next_of_a_series_takes_title_day_done(world, li):
    wang = await world.member("王敏")
    await world.event(li, hours=1.5)
    acts = [
        ("sends", "/newevent"),
        ("taps", "知行讲堂"),
        ("sends", "数字经济与产业园区"),
        ("taps", "11月25日周三"),
        ("taps", "发布"),
    ]
    for act, what in acts[:-1]:
        await getattr(li, act)(what)
    card = (
        "数字经济与产业园区\n知行讲堂 · 追光\n\n时间：11月25日周三 14:30–16:00\n地点：管委会一楼报告厅\n"
        "名额：0 / 60\n学时：1.5"
    )
    assert li.text == f"发布活动 · 请核对\n\n{card}\n\n报名：即刻 至 活动开始时\n谁可以报名：全员"
    await li.taps("发布")
    assert li.toast == "已发布"
    link = "https://t.me/faguang_bot?start=e_2"
    assert li.text == f"{card}\n\n已发布。把链接发到群里就能报名：{link}"
    await li.taps("复制链接")
    assert li.phone.clipboard == link
    await wang.starts("e_2")
    assert wang.text == card


async def test_an_event_of_its_own_takes_seven_answers_with_the_calendar(li):
    answers = [
        ("taps", "不属于系列"),
        ("sends", "春季植树"),
        ("taps", "26"),
        ("taps", "14:30"),
        ("sends", "河岸公园"),
        ("taps", "60"),
        ("taps", "护光"),
    ]
    await li.sends("/newevent")
    heads = []
    for act, what in answers:
        heads.append(li.text.splitlines()[0])
        await getattr(li, act)(what)
    # How many there are is said as soon as it is certain.
    assert heads == [
        f"发布活动 · {place}" for place in ("第 1 步", "第 2 步", "第 3 步", "第 4 步", "5/7", "6/7", "7/7")
    ]
    assert li.text == (
        "发布活动 · 请核对\n\n春季植树\n护光\n\n时间：11月26日周四 14:30–16:00\n地点：河岸公园\n名额：0 / 60\n"
        "学时：1.5\n\n报名：即刻 至 活动开始时\n谁可以报名：全员"
    )
    assert [label for row in li.labels for label in row] == [
        *(f"✎ {name}" for name in ("系列", "题目", "日期时间", "钟点", "地点", "名额", "板块", "时长", "主讲", "领域")),
        *(f"✎ {name}" for name in ("谁可以报名", "报名开始", "报名截止", "学时")),
        "发布",
        "取消",
    ]


async def test_another_series_is_chosen_and_nothing_of_the_first_stays(world, li):
    await world.event(li)
    await li.sends("/newevent")
    await li.taps("知行讲堂")
    await li.taps("‹ 上一步")
    await _types(li, "青年论坛", "题目", "下周三 9:00-10:00", "二楼", "30", "发光")
    assert li.text.splitlines()[2:8] == [
        "题目",
        "青年论坛 · 发光",
        "",
        "时间：12月2日周三 09:00–10:00",
        "地点：二楼",
        "名额：0 / 30",
    ]


async def test_everything_can_be_typed(world, li):
    await _types(
        li,
        "/newevent",
        "知行讲堂",
        "  数字经济  与产业园区 ",
        "下周三 14:30-16:00",
        "腾讯会议 https://meeting.example/1",
        "不限",
        "发光",
    )
    await li.taps("✎ 主讲")
    await li.sends("王主任")
    await li.taps("✎ 领域")
    await li.sends("金融投资")
    assert li.text == (
        "发布活动 · 请核对\n\n数字经济 与产业园区\n知行讲堂 · 发光\n\n时间：12月2日周三 14:30–16:00\n地点：腾讯会议\n"
        "线上：报上名后这里会显示链接\n主讲：王主任\n名额：不限，已报名 0 人\n学时：1.5\n\n报名：即刻 至 活动开始时\n"
        "谁可以报名：全员\n领域：金融投资\n链接：https://meeting.example/1"
    )
    await li.taps("发布")
    assert li.text.splitlines()[5] == "线上：https://meeting.example/1"


@pytest.mark.parametrize(
    ("typed", "hint"),
    [
        ("改天", "没看懂这个时间。"),
        ("14:30", "只有钟点，还缺日期。"),
        ("2月30日 9:00", "没有这一天，请再看看日期。"),
        ("明天 25:00", "没有这个钟点，要在 0:00 到 24:00 之间。"),
        ("明天上午15点", "钟点和上午、下午对不上。"),
        ("明天 3点", "是 03:00 还是 15:00？请写明上午或下午，或者直接写 15:00。"),
        ("11-25周四 9:00", "日期和星期对不上：这一天是 11月25日周三。"),
        ("昨天 14:30", "理解为 11月22日周日 14:30，这个时间已经过去了。"),
        ("2062-12-08 14:30", "理解为 2062 年的日期，太远了。年份写对了吗？"),
        ("明天 14:30-13:00", "结束时间要晚于开始时间。"),
    ],
)
async def test_a_date_that_does_not_fit_is_explained_and_nothing_is_lost(world, li, typed, hint):
    await _types(li, "/newevent", "知行讲堂", "数字经济", typed)
    assert li.text.splitlines()[2:4] == [
        hint,
        "可以这样写：下周三 14:30、12-8 14:30、明天下午两点半、12月8日 14:30–16:00",
    ]
    await _types(li, "12-8 14:30-16:30", "报告厅", "60", "追光")
    assert li.text.splitlines()[2:7] == [
        "数字经济",
        "知行讲堂 · 追光",
        "",
        "时间：12月8日周二 14:30–16:30",
        "地点：报告厅",
    ]


async def test_the_calendar_turns_months_and_offers_times_to_come(world, li):
    await _types(li, "/newevent", "知行讲堂", "数字经济")
    week, november = ["一", "二", "三", "四", "五", "六", "日"], [["23", "24", "25", "26", "27", "28", "29"]]
    assert li.labels[:4] == [week, *november, ["30", "·", "·", "·", "·", "·", "·"], ["2026 年 12 月"]]
    await li.taps("2026 年 12 月")
    assert li.labels[1] == ["·", "1", "2", "3", "4", "5", "6"]
    assert li.labels[6] == ["2026 年 11 月", "2027 年 1 月"]
    await li.taps("2026 年 11 月")
    await li.taps("23")
    assert li.labels[:3] == [["10:30", "14:00", "14:30", "15:00"], ["15:30", "16:00", "18:30", "19:00"], ["19:30"]]
    await li.sends("下午四点到五点半")
    await _types(li, "报告厅", "60", "追光")
    assert li.text.splitlines()[5] == "时间：11月23日周一 16:00–17:30"


async def test_answers_are_changed_from_the_preview(world, li):
    await _types(li, "/newevent", "知行讲堂", "数字经济", "下周三 14:30", "报告厅", "60", "追光")
    changes = [
        ("✎ 日期时间", "下周四", 5, "时间：12月3日周四 14:30–16:00"),
        ("✎ 日期时间", "上午9点", 5, "时间：12月3日周四 09:00–10:30"),
        ("✎ 时长", "半天", 5, "时间：12月3日周四 09:00–13:00"),
        ("✎ 日期时间", "12-4 9:00-10:00", 5, "时间：12月4日周五 09:00–10:00"),
        ("✎ 学时", "4", 8, "学时：4"),
        ("✎ 报名截止", "12-3 18:00", 9, "报名截止：12月3日周四 18:00"),
        ("✎ 名额", "１００人", 7, "名额：0 / 100"),
    ]
    for button, typed, line, shown in changes:
        await li.taps(button)
        await li.sends(typed)
        assert li.text.splitlines()[line] == shown
    await li.taps("✎ 报名截止")
    await li.sends("12-5 18:00")
    assert li.text.splitlines()[2] == "报名最晚到活动开始时截止，即 12月4日周五 09:00。"
    await li.taps("前一晚 18:00")
    await li.taps("✎ 报名开始")
    await li.taps("明天 09:00")
    assert li.text.splitlines()[9:12] == [
        "报名开始：11月24日周二 09:00",
        "",
        "报名：11月24日周二 09:00 至 前一晚 18:00",
    ]


async def test_a_preview_says_what_has_to_be_changed_first(world, li):
    await _types(li, "/newevent", "知行讲堂", "数字经济", "明天 14:30", "报告厅", "60", "追光")
    await li.taps("✎ 报名开始")
    await li.sends("后天 9:00")
    problem = "报名开始要早于报名截止，截止不能晚于活动开始，请改其中一个。"
    assert li.text.splitlines()[-1] == problem
    await li.taps("发布")
    assert li.alert == problem
    await li.taps("✎ 报名开始")
    await li.taps("即刻")
    await li.taps("发布")
    assert li.toast == "已发布"


async def test_publishing_twice_publishes_once(world, li):
    await _types(li, "/newevent", "知行讲堂", "数字经济", "明天 14:30", "报告厅", "60", "追光")
    await li.taps("发布")
    await li.forges("f+:event")
    await li.sends("/events")
    assert li.labels[0] == ["11-24 14:30 数字经济 · 余 60 席"]
    assert li.labels[1] == ["• 可报名", "我的", "全部"]


async def test_who_may_come_is_found_by_the_tree_and_by_typing(world, li):
    people = world.app.service(People)
    for path in ("应急管理局/值班室", "应急管理局/执法队", "人才办"):
        await people.ensure_department(path)
    await _types(li, "/newevent", "知行讲堂", "数字经济", "明天 14:30", "报告厅", "60", "追光")
    await li.taps("✎ 谁可以报名")
    assert sorted(li.labels[:4]) == [["人才办"], ["全员"], ["应急管理局", "下级 ›"], ["投资促进部"]]
    await li.taps("下级 ›")
    assert sorted(li.labels[:4]) == [["‹ 上一级"], ["值班室"], ["全员"], ["执法队"]]
    await li.taps("值班室")
    assert li.text.splitlines()[-1] == "谁可以报名：应急管理局/值班室"
    await li.taps("✎ 谁可以报名")
    await li.sends("人才办，投资促进部")
    assert li.text.splitlines()[-1] == "谁可以报名：应急管理局/值班室、人才办、投资促进部"
    await li.taps("✎ 谁可以报名")
    await li.sends("招商")
    assert li.text.splitlines()[2] == "没有找到「招商」这个部门，请在下面选。"
    await li.sends("应急")
    assert sorted(li.text.splitlines()[2:6]) == [
        "「应急」可能是下面几个，请写全一点：",
        "应急管理局",
        "应急管理局/值班室",
        "应急管理局/执法队",
    ]
    await li.sends("人才办")
    assert li.text.splitlines()[-1] == "谁可以报名：应急管理局/值班室、投资促进部"
    await li.taps("✎ 谁可以报名")
    await li.taps("全员")
    assert li.text.splitlines()[-1] == "谁可以报名：全员"


async def test_what_is_typed_wrongly_says_what_fits(world, li):
    await _types(li, "/newevent", "知行讲堂", "长" * 121)
    assert li.text.splitlines()[2] == "最多 120 个字，刚才写了 121 个，请精简一下。"
    await _types(li, "数字经济", "明天", "后天 9:00")
    assert li.text.splitlines()[2] == "这里只填钟点；要换日期请点上一步。"
    await _types(li, "下午两点半", "https://a.example https://b.example")
    assert li.text.splitlines()[2] == "只能填一个链接。"
    await _types(li, "报告厅", "很多")
    assert li.text.splitlines()[2] == "请填 1 到 1000000 之间的数，如 60，或者「不限」"
    await _types(li, "60", "红")
    assert li.text.splitlines()[2] == "请从这几个里选：追光、发光、擎光、护光"
    await li.sends("护光")
    assert li.text.splitlines()[5] == "时间：11月24日周二 14:30–16:00"
    await li.taps("✎ 时长")
    await li.sends("一会儿")
    assert li.text.splitlines()[2:4] == ["没看懂这个时间。", "可以这样写：2小时、90分钟、半天，或者结束时间 16:00"]
    await li.sends("四点")
    await li.taps("✎ 学时")
    await li.sends("两")
    assert li.text.splitlines()[2] == "请填数字，如 2 或 1.5；没有学时填 0"


async def test_moving_an_event_tells_everybody_old_and_new(world, li):
    wang, zhang = await world.members("王敏", "张强")
    event = await world.event(li, capacity=1)
    for someone in (wang, zhang):
        await someone.starts(f"e_{event.id}")
    for someone in (wang, zhang):
        await someone.taps("报名")
    await li.starts(f"e_{event.id}")
    await li.taps("管理")
    await li.taps("修改")
    assert li.text.splitlines()[-1] == "还没有改动。点下面的按钮选择要改的内容。"
    await li.taps("✎ 日期时间")
    await li.sends("下周三 14:30")
    await li.taps("✎ 地点")
    await li.sends("二楼会议室")
    assert li.text.splitlines()[-2:] == ["改动：开始时间、结束时间、地点、报名截止", "将通知 2 人"]
    await li.taps("保存改动")
    assert li.toast == "已保存"
    assert li.text.splitlines()[-1] == "已保存 · 正在通知 2 人"
    changes = (
        "《开放型经济与开发区》有变动。\n时间：11月25日周三 14:30–16:00 → 12月2日周三 14:30–16:00\n"
        "地点：管委会一楼报告厅 → 二楼会议室\n\n"
    )
    assert wang.text == changes + "你的名额还在。时间不合适的话请取消报名，好让下一位递补。"
    assert zhang.text == changes + "你仍在候补第 1 位。"
    assert zhang.labels == [["查看活动"], ["退出候补"]]


async def test_fewer_seats_send_the_last_back_and_more_let_them_in_again(world, li):
    people = await world.members("王敏", "张强", "陈晨")
    event = await world.event(li, capacity=2)
    for someone in people:
        await someone.starts(f"e_{event.id}")
    for someone in people:
        await someone.taps("报名")
    await li.starts(f"e_{event.id}")
    await li.taps("管理")
    await li.taps("修改")
    await li.taps("✎ 名额")
    await li.sends("1")
    assert li.text.splitlines()[-3:] == ["改动：名额", "将通知 1 人", "1 人移到候补"]
    assert [line for line in li.text.splitlines() if line.startswith("名额")] == ["名额：1 / 1，候补 2 人"]
    await li.taps("保存改动")
    _wang, zhang, chen = people
    assert zhang.text == (
        "《开放型经济与开发区》的名额减少了。\n你移到了候补第 1 位，排队顺序不变，有名额会马上通知你。\n"
        "名额：1 / 1，候补 2 人"
    )
    await li.taps("管理")
    await li.taps("修改")
    await li.taps("✎ 名额")
    await li.taps("30")
    assert li.text.splitlines()[-3:] == ["改动：名额", "将通知 2 人", "2 人从候补转为正式报名"]
    await li.taps("保存改动")
    assert [one.text.splitlines()[0] for one in (zhang, chen)] == [
        "✅ 《开放型经济与开发区》有名额了，你已从候补转为正式报名。"
    ] * 2


async def test_saving_without_a_change_says_so(world, li):
    event = await world.event(li)
    await li.starts(f"e_{event.id}")
    await li.taps("管理")
    await li.taps("修改")
    await li.taps("保存改动")
    assert li.toast == "没有改动"


async def test_cancelling_asks_for_the_reason_and_tells_everybody(world, li):
    wang = await world.member("王敏")
    event = await world.event(li)
    await wang.starts(f"e_{event.id}")
    await wang.taps("报名")
    await li.starts(f"e_{event.id}")
    await li.taps("管理")
    await li.taps("更多…")
    await li.taps("取消活动")
    await li.sends("主讲人临时出差")
    assert li.text == (
        "取消活动 · 请核对\n\n《开放型经济与开发区》将取消，取消后不能恢复。\n原因：主讲人临时出差\n将通知 1 人"
    )
    await li.taps("确认取消活动")
    assert li.text.splitlines()[-1] == "活动已取消 · 正在通知 1 人"
    assert wang.text == (
        "《开放型经济与开发区》取消了。\n原定时间：11月25日周三 14:30–16:00\n原因：主讲人临时出差\n"
        "不用再做什么，抱歉打乱了安排。"
    )
    await wang.starts(f"e_{event.id}")
    assert wang.text.splitlines()[3] == "活动已取消，不再举行。"
    assert wang.labels == [["看看有什么活动"]]
    await wang.forges(f"ev-:{event.id}:")
    assert wang.alert == "这场活动已取消。发送 /events 看看别的活动。"
    await li.forges(f"ore:{event.id}")
    assert li.alert == "这场活动已取消。发送 /events 看看别的活动。"


async def test_cancelling_without_a_reason(world, li):
    event = await world.event(li)
    await li.starts(f"e_{event.id}")
    await li.taps("管理")
    await li.taps("更多…")
    await li.taps("取消活动")
    await li.sends("长" * 501)
    assert li.text.splitlines()[2] == "请写 1 到 500 个字。"
    await li.taps("跳过")
    assert li.text.splitlines()[-2:] == ["没有写原因。", "不需要通知谁"]


async def test_the_list_of_names_is_for_organisers_and_paged(world, li):
    event = await world.event(li, capacity=26)
    await li.starts(f"e_{event.id}")
    await li.taps("管理")
    await li.taps("名单")
    assert li.text.splitlines()[1:] == ["正式 0 人 · 候补 0 人", "", "还没有人报名。"]
    people = await world.members(*(f"职工{number}" for number in range(1, 28)))
    for someone in people:
        await someone.starts(f"e_{event.id}")
        await someone.forges(f"ev+:{event.id}:")
    await li.taps("‹ 返回")
    await li.taps("名单")
    assert li.text.splitlines()[:4] == [
        "开放型经济与开发区",
        "正式 26 人 · 候补 1 人",
        "",
        "1. 职工1（投资促进部）",
    ]
    await li.taps("下一页 ›")
    assert li.text.splitlines()[3:] == ["26. 职工26（投资促进部）", "候补 1. 职工27（投资促进部）"]
    await people[0].forges(f"orn:{event.id}:0")
    assert people[0].alert == "只有这场活动的组织者可以这样做。需要权限的话，请管理员用 /roles 添加你。"


async def test_members_cannot_organise(world, li):
    wang = await world.member("王敏")
    event = await world.event(li)
    refusal = "只有这场活动的组织者可以这样做。需要权限的话，请管理员用 /roles 添加你。"
    await wang.sends("/newevent")
    assert wang.text == refusal
    for data in (f"or:{event.id}", f"ore:{event.id}", f"orx:{event.id}", f"orn:{event.id}:0"):
        await wang.forges(data)
        assert wang.alert == refusal


async def test_an_event_far_ahead_says_its_year(world, li):
    await _types(li, "/newevent", "知行讲堂", "数字经济", "8-12 14:30", "报告厅", "60", "追光")
    assert li.text.splitlines()[-1] == "请留意，这是 2027 年。"


async def test_midnight_is_the_next_day(world, li):
    await _types(li, "/newevent", "知行讲堂", "数字经济", "下周三 24:00", "报告厅", "60", "追光")
    assert li.text.splitlines()[5] == "时间：12月3日周四 00:00–01:30"
    await li.taps("发布")
    await li.taps("查看活动")
    assert li.text.splitlines()[3] == "时间：12月3日周四 00:00–01:30"
