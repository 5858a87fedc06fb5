"""Organisers set the rules of an event."""

import pytest

from bot.services.events import Events

USUAL = (
    "规则 · 《开放型经济与开发区》\n\n· 报名：先到先得\n· 空出的名额：开始前 48 小时内，先问下一位候补来不来\n"
    "· 退出：开始前随时可以\n· 迟退和缺席：不计\n· 群里：只显示人数"
)


@pytest.fixture
async def li(world):
    return await world.member("李静", role="organiser")


async def _opens_rules(li, event):
    await li.starts(f"e_{event.id}")
    await li.taps("管理")
    await li.taps("规则")


async def test_the_rules_are_read_in_plain_words(world, li):
    event = await world.event(li)
    await _opens_rules(li, event)
    assert li.text == USUAL
    assert [row for row in li.labels if "→ 逐个确认" in row or "迟退期限" in row] == [
        ["→ 逐个确认", "→ 直接递补"],
        ["迟退期限", "缺席次数"],
    ]


async def test_a_rule_with_two_sides_is_switched_with_one_tap(world, li):
    event = await world.event(li)
    await _opens_rules(li, event)
    for label, line in (
        ("→ 逐个确认", "· 报名：由组织者逐个确认"),
        ("→ 先到先得", "· 报名：先到先得"),
        ("→ 直接递补", "· 空出的名额：候补直接递补"),
        ("→ 群里显示姓名", "· 群里：显示愿意公开的姓名"),
    ):
        await li.taps(label)
        assert li.toast == "已保存"
        assert [one for one in li.text.splitlines() if one == line] == [line]
    rules = (await world.app.service(Events).card(event.id, li.person_id)).event.rules
    assert (rules.approval, rules.offer_hours, rules.names) == (False, 0, True)


async def test_absences_count_only_when_an_organiser_says_so(world, li):
    event = await world.event(li)
    await _opens_rules(li, event)
    await li.taps("缺席次数")
    assert li.text == "缺席次数 · 《开放型经济与开发区》\n\n迟退、缺席满几次，暂停报名？"
    assert li.labels == [["✓ 不计", "满 2 次"], ["满 3 次", "满 5 次"], ["‹ 返回"]]
    await li.taps("满 3 次")
    await li.taps("暂停时长")
    await li.taps("60 天")
    await li.taps("迟退期限")
    await li.taps("前 24 小时")
    assert li.text.splitlines()[4:6] == [
        "· 退出：开始前不足 24 小时算迟退",
        "· 迟退和缺席：180 天内满 3 次，暂停报名本系列 60 天",
    ]


async def test_members_and_forged_values_change_no_rule(world, li):
    wang = await world.member("王敏")
    event = await world.event(li)
    for data in (f"ru:{event.id}", f"ru?:{event.id}:strikes", f"ru=:{event.id}:approval:1"):
        await wang.forges(data)
        assert wang.alert == "只有这场活动的组织者可以这样做。需要权限的话，请管理员用 /roles 添加你。"
    for data in (f"ru?:{event.id}:posts", f"ru=:{event.id}:strikes:7", f"ru=:{event.id}:questions:1"):
        await li.forges(data)
        assert li.alert == "这个按钮已经过期了。发送 /start 重新开始。"
    await _opens_rules(li, event)
    assert li.text == USUAL


async def test_a_series_has_rules_of_its_own_for_events_to_come(world, li):
    first = await world.event(li)
    await li.starts(f"e_{first.id}")
    await li.taps("管理")
    await li.taps("更多…")
    await li.taps("存为系列默认")
    await li.sends("/series")
    await li.taps("知行讲堂 · 追光")
    await li.taps("规则")
    assert li.text == USUAL.replace("开放型经济与开发区》\n", "知行讲堂》\n今后发布的活动照此执行，已发布的不变。\n")
    await li.taps("→ 逐个确认")
    await li.taps("迟退期限")
    await li.taps("前 24 小时")
    assert li.toast == "已保存"
    await li.taps("‹ 返回")
    assert li.text.splitlines()[-2:] == ["报名：由组织者逐个确认", "退出：开始前不足 24 小时算迟退"]
    await li.taps("发布下一场")
    await li.sends("数字经济")
    await li.sends("下周三")
    assert li.text.splitlines()[-2:] == ["报名：由组织者逐个确认", "退出：开始前不足 24 小时算迟退"]
    await li.taps("发布")
    rules = (await world.app.service(Events).card(first.id + 1, li.person_id)).event.rules
    assert (rules.approval, rules.leave_hours) == (True, 24)
    wang = await world.member("王敏")
    for data in (f"rs:{first.series_id}", f"rs=:{first.series_id}:approval:0"):
        await wang.forges(data)
        assert wang.alert == "只有这场活动的组织者可以这样做。需要权限的话，请管理员用 /roles 添加你。"
    await li.forges(f"rs=:{first.series_id}:leave_hours:7")
    assert li.alert == "这个按钮已经过期了。发送 /start 重新开始。"
