"""After an event: hours are credited, once, by rule; people read them, organisers set the rule and see the sums."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.events import NotYours
from bot.domain.people import Grant, Role
from bot.services.hours import Hours
from bot.services.people import People
from storage import roles
from tests.people import START
from tests.scenario.after import jobs, tick, untick


@pytest.fixture
async def li(world):
    return await world.member("李静", role="organiser")


async def test_who_was_there_is_credited_and_thanked_in_the_evening(world, li):
    wang, zhang = await world.members("王敏", "张强")
    event = await world.event(li, hours=3)
    for one in (wang, zhang):
        await one.starts(f"e_{event.id}")
        await one.taps("报名")
    await world.until(event.starts_at)
    await tick(world, event, wang)
    await world.until(event.ends_at)
    await jobs(world)
    await wang.sends("/hours")
    assert wang.text == "我的 2026 年学时：3\n\n11月25日周三 开放型经济与开发区：3"
    assert wang.labels == []

    await world.until(datetime(2026, 11, 25, 10, 59, tzinfo=UTC))
    await jobs(world)
    assert "感谢" not in wang.text
    await world.later(minutes=1)
    await jobs(world)
    await jobs(world)
    assert wang.text.splitlines()[:2] == ["感谢参加《开放型经济与开发区》。", "记 3 学时，详见 /hours"]
    assert [text for text in wang.heard() if "感谢" in text] == [wang.text]
    assert [text for text in zhang.heard() if "感谢" in text] == []


async def test_an_event_that_ends_at_night_is_thanked_for_the_next_morning(world, li):
    wang = await world.member("王敏")
    event = await world.event(li, starts=START + timedelta(hours=9))
    await world.until(event.starts_at)
    await tick(world, event, wang)
    for hours in (2, 2, 2, 2, 2):
        await world.later(hours=hours)
        await jobs(world)
        assert "感谢" not in wang.text
    await world.until(datetime(2026, 11, 24, 1, 0, tzinfo=UTC))
    await jobs(world)
    assert wang.text.splitlines()[0] == "感谢参加《开放型经济与开发区》。"


async def test_nobody_is_thanked_at_night_when_the_bot_was_down_in_the_evening(world, li):
    wang = await world.member("王敏")
    event = await world.event(li)
    await world.until(event.ends_at)
    await tick(world, event, wang)
    await world.later(hours=7)
    await jobs(world)
    assert "感谢" not in wang.text
    await world.until(datetime(2026, 11, 26, 1, 0, tzinfo=UTC))
    assert wang.text.splitlines()[0] == "感谢参加《开放型经济与开发区》。"


async def test_a_late_tick_is_credited_and_a_mistaken_one_taken_back_visibly(world, li):
    wang, zhang = await world.members("王敏", "张强")
    event = await world.event(li, hours=3)
    await world.until(event.ends_at)
    await tick(world, event, wang)
    await jobs(world)
    await world.later(days=1)
    await untick(world, event, wang)
    await tick(world, event, zhang)
    await jobs(world)
    await jobs(world)
    await wang.sends("/hours")
    assert wang.text == "我的 2026 年学时：0\n\n11月25日周三 开放型经济与开发区：0（已更正，原为 3）"
    await zhang.sends("/hours")
    assert zhang.text == "我的 2026 年学时：3\n\n11月25日周三 开放型经济与开发区：3"


async def test_after_thirty_days_the_ledger_is_closed(world, li):
    wang, zhang = await world.members("王敏", "张强")
    event = await world.event(li, hours=3)
    await world.until(event.ends_at)
    await world.later(days=29)
    await tick(world, event, wang)
    await jobs(world)
    await world.later(days=1)
    await untick(world, event, wang)
    await tick(world, event, zhang)
    await jobs(world)
    await wang.sends("/hours")
    assert wang.text.splitlines()[0] == "我的 2026 年学时：3"
    await zhang.sends("/hours")
    assert zhang.text.splitlines()[0] == "我的 2026 年学时：0"


async def test_a_speaker_is_credited_five_times_without_checking_in(world, li):
    wang = await world.member("王敏", department="经发部")
    event = await world.event(li, hours=3)
    await li.starts(f"e_{event.id}")
    for label in ("管理", "更多…", "主讲人", "添加主讲人"):
        await li.taps(label)
    await li.sends("王敏")
    assert li.text == "添加主讲人 · 请核对\n\n主讲人：王敏 · 经发部"
    await li.taps("登记")
    assert li.text == ("《开放型经济与开发区》的主讲人\n\n王敏\n\n主讲人按倍数记学时，不用签到。点名字可以移除。")
    assert li.labels == [["✕ 王敏"], ["添加主讲人"], ["‹ 返回"]]
    await world.until(event.ends_at)
    await jobs(world)
    await wang.sends("/hours")
    assert wang.text == "我的 2026 年学时：15\n\n11月25日周三 开放型经济与开发区：15"
    await li.taps("✕ 王敏")
    assert li.toast == "已移除"
    await jobs(world)
    await wang.sends("/hours")
    assert wang.text.splitlines()[2] == "11月25日周三 开放型经济与开发区：0（已更正，原为 15）"


async def test_a_rule_gives_half_and_whole_days_and_a_limit_that_carries_over(world, li):
    wang = await world.member("王敏")
    first = await world.event(li, hours=1.5)
    await li.sends("/hoursrule")
    await li.taps("知行讲堂")
    assert li.text == "知行讲堂 · 学时规则\n\n没有规则：按活动时长记，主讲 ×5。"
    await li.taps("设定规则")
    for label, answer in (("✎ 年度上限", "8"), ("✎ 结转", "2")):
        await li.taps(label)
        await li.sends(answer)
    rule = (
        "知行讲堂 · 学时规则\n\n半天：3 学时\n全天：6 学时\n主讲：×5\n一年计入：最多 8 学时\n"
        "结转下年：超出上限的部分，最多 2 学时\n\n四小时以内算半天。组织者给活动单独定了学时的，以组织者定的为准。\n"
        "半天、全天的学时对以后发布的活动生效，倍数和上限马上生效。"
    )
    await li.taps("保存")
    assert (li.toast, li.text) == ("已保存", rule)

    second = await world.event(li, "招商实务", starts=START + timedelta(days=3), lasts=8, hours=8)
    third = await world.event(li, "金融实务", starts=START + timedelta(days=4), lasts=2, hours=2)
    said = await world.event(li, "工作坊", starts=START + timedelta(days=5), lasts=2, hours=1)
    assert (first.hours, second.hours, third.hours, said.hours) == (1.5, 6, 3, 1)
    await world.until(said.ends_at)
    await tick(world, first, wang)
    await tick(world, second, wang)
    await tick(world, third, wang)
    await tick(world, said, wang)
    await jobs(world)
    await wang.sends("/hours")
    assert wang.text.splitlines()[:2] == [
        "我的 2026 年学时：8",
        "知行讲堂：计 8（获得 11.5 · 年度上限 8 · 结转下年 2 · 超出上限 1.5）",
    ]
    assert wang.labels == [["2027 年"]]
    await wang.taps("2027 年")
    assert wang.text == (
        "我的 2027 年学时：2\n知行讲堂：计 2（获得 0 · 上年结转 2 · 年度上限 8）\n\n"
        "还没有学时。活动结束后，给签到的人记入。"
    )


async def test_a_rule_that_cannot_hold_and_a_number_that_is_none_are_explained(world, li):
    await world.event(li)
    await li.sends("/hoursrule")
    for label in ("知行讲堂", "设定规则", "✎ 全天"):
        await li.taps(label)
    await li.sends("很多")
    assert li.text.splitlines()[2] == "请输入数字，比如 3 或 1.5。"
    await li.sends("2")
    await li.taps("保存")
    assert li.alert == "这条规则不成立：全天不能少于半天，主讲最多按 20 倍。"


async def test_organisers_see_the_year_by_department_and_person(world, li):
    wang = await world.member("王敏", department="经发部")
    zhang, chen = await world.members("张强", "陈晨")
    event = await world.event(li, hours=3)
    await world.until(event.ends_at)
    await tick(world, event, wang, zhang, chen)
    await jobs(world)
    await li.sends("/hours")
    await li.taps("各部门学时")
    assert li.text == "2026 年各部门学时\n\n投资促进部：6 学时，2 人\n经发部：3 学时，1 人"
    await li.taps("投资促进部")
    assert li.text == "2026 年学时\n投资促进部：6 学时，2 人\n\n张强：3\n陈晨：3"
    await wang.forges("hoa:2026:0")
    assert "经发部" not in wang.text


async def test_an_organiser_of_a_department_sees_its_people_and_sets_no_rule(world, li):
    wang = await world.member("王敏", department="经发部")
    zhang = await world.member("张强")
    chen = await world.member("陈晨", department="经发部")
    department = await world.app.db.read(lambda tx: tx.one("SELECT id FROM departments WHERE path = '经发部'")[0])
    grant = Grant(Role.ORGANISER, department)
    await world.app.db.write(roles.put, chen.person_id, grant, None, world.clock.now())
    world.app.service(People).forget_cached(chen.id)
    event = await world.event(li, hours=3)
    await world.until(event.ends_at)
    await tick(world, event, wang, zhang)
    await jobs(world)
    await chen.sends("/hours")
    await chen.taps("各部门学时")
    assert chen.text == "2026 年各部门学时\n\n经发部：3 学时，1 人"
    await chen.sends("/hoursrule")
    for label in ("知行讲堂", "设定规则", "保存"):
        await chen.taps(label)
    assert chen.alert == "系列的学时规则由管全单位的组织者设定，请联系他们或管理员。"


async def test_only_who_organises_reads_the_rules(world, li):
    wang = await world.member("王敏")
    await world.event(li, hours=3)
    with pytest.raises(NotYours):
        await world.app.service(Hours).rules(wang.person_id)
    assert [name for _id, name, _rule in await world.app.service(Hours).rules(li.person_id)] == ["知行讲堂"]
