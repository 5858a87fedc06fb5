"""Organisers see who has not answered, and remind only them, once."""

import pytest

from bot.domain.rules import Rules
from storage import departments


@pytest.fixture
async def li(world):
    return await world.member("李静", role="organiser", department="党群工作部")


async def _opens(li, *labels):
    await li.starts("e_1")
    for label in ("管理", "未答复", *labels):
        await li.taps(label)


async def _listed(world, name, department="投资促进部"):
    """Somebody of the roster who never joined."""

    def put(tx):
        where = departments.ensure(tx, (department,))
        tx.run("INSERT INTO people (name, department_id, created_at) VALUES (:n, :d, 0)", n=name, d=where)

    await world.app.db.write(put)


async def _signs_up(someone):
    await someone.starts("e_1")
    await someone.taps("报名")


async def test_an_organiser_sees_who_has_not_answered_and_who_cannot_be_reached(world, li):
    wang, zhang, _zhao = await world.members("王敏", "张强", "赵磊")
    await _listed(world, "孙宁")
    await world.event(li)
    await _signs_up(wang)
    await zhang.blocks_bot()
    await _opens(li)
    assert li.text == ("未答复 · 《开放型经济与开发区》\n\n还有 4 人没有答复\n应答复 5 人，已答复 1 人。\n2 人联系不上")
    assert li.labels == [["按部门", "名单"], ["联系不上 2 人"], ["提醒 2 人"], ["‹ 返回"]]
    await li.taps("按部门")
    assert li.text == "未答复 · 按部门\n\n投资促进部：3\n党群工作部：1"
    await li.taps("投资促进部 3")
    assert li.text == "未答复 · 3 人\n\n1. 孙宁（投资促进部）\n2. 张强（投资促进部）\n3. 赵磊（投资促进部）"
    await _opens(li, "联系不上 2 人")
    assert li.text == (
        "联系不上 · 2 人\n\n1. 孙宁（投资促进部）：还没有加入\n2. 张强（投资促进部）：停用了机器人，或没点过“开始”\n\n"
        "还没有加入的，用 /invite 发个人加入链接。\n"
        "其他人打开这个链接，点一次“开始”就好：https://t.me/faguang_bot?start=e_1"
    )


async def test_only_those_meant_are_counted(world, li):
    await world.members("王敏", "张强")
    zhao = await world.member("赵磊", department="投资促进部/一科")
    where = await world.app.db.write(departments.ensure, ("投资促进部",))
    await world.app.db.write(lambda tx: tx.run("UPDATE people SET post = '科长' WHERE id = :p", p=zhao.person_id))
    await world.event(li, departments=(where,), rules=Rules(posts=("科长",)))
    await _opens(li, "名单")
    assert li.text == "未答复 · 1 人\n\n1. 赵磊（投资促进部/一科 · 科长）"


async def test_they_are_reminded_once_with_buttons_to_answer(world, li):
    wang, zhang = await world.members("王敏", "张强")
    await world.event(li, speaker="周老师")
    await _signs_up(li)
    await _signs_up(wang)
    await _opens(li, "提醒 1 人")
    words = (
        "还没有收到你的答复：《开放型经济与开发区》，你来参加吗？\n时间：11月25日周三 14:30–16:00\n"
        "地点：管委会一楼报告厅\n主讲：周老师\n名额：2 / 60"
    )
    assert li.text == (f"提醒 1 人？\n这个活动每人只提醒一次；发出前已答复的不会收到。内容如下：\n\n{words}")
    heard = len(wang.heard())
    await li.taps("发给 1 人")
    assert li.toast == "正在提醒 1 人"
    assert zhang.text == words
    assert zhang.labels == [["报名", "请假"], ["查看活动"]]
    assert len(wang.heard()) == heard
    assert li.labels == [["按部门", "名单"], ["‹ 返回"]]
    await zhang.taps("报名")
    assert zhang.toast == "已报名：第 3 / 60 席"
    await world.later(hours=1)
    await _opens(li)
    assert li.text == (
        "未答复 · 《开放型经济与开发区》\n\n还有 0 人没有答复\n应答复 3 人，已答复 3 人。\n\n"
        "11月23日周一 10:00 提醒了 1 人，其中 1 人已答复"
    )


async def test_nobody_is_reminded_twice_however_often_it_is_tapped(world, li):
    wang = await world.member("王敏")
    await world.event(li)
    await _signs_up(li)
    await _opens(li, "提醒 1 人")
    preview = li.last
    await li.taps("发给 1 人")
    heard = wang.heard()
    await li.forges("nu+:1", preview)
    assert li.toast == "没有需要提醒的人了"
    await li.forges("nu?:1", preview)
    assert li.toast == "没有需要提醒的人了"
    assert "1 人已提醒过" in li.text
    await world.member("赵磊")
    await _opens(li, "提醒 1 人", "发给 1 人")
    assert wang.heard() == heard


async def test_who_excuses_themselves_has_answered(world, li):
    wang = await world.member("王敏")
    await world.event(li)
    await _signs_up(li)
    await _opens(li, "提醒 1 人", "发给 1 人")
    await wang.taps("请假")
    await wang.sends("下乡")
    await _opens(li)
    assert "还有 0 人没有答复" in li.text


async def test_whoever_answers_or_leaves_the_department_before_it_is_sent_gets_none(world, li):
    wang, zhang = await world.members("王敏", "张强")
    zhao = await world.member("赵磊")
    where = await world.app.db.write(departments.ensure, ("投资促进部",))
    event = await world.event(li, departments=(where,))
    await _signs_up(wang)
    elsewhere = await world.app.db.write(departments.ensure, ("党群工作部",))

    def meanwhile(tx):
        tx.run("UPDATE people SET department_id = :d WHERE id = :p", d=elsewhere, p=zhang.person_id)

    await _opens(li, "提醒 2 人")
    await world.app.db.write(meanwhile)
    heard = zhang.heard()
    await li.taps("发给 2 人")
    assert li.toast == "正在提醒 1 人"
    assert zhang.heard() == heard
    assert zhao.text.startswith("还没有收到你的答复")
    assert event.id == 1


async def test_nobody_is_reminded_of_what_nobody_can_sign_up_for(world, li):
    await world.member("王敏")
    await world.event(li, capacity=1)
    await _signs_up(li)
    await _opens(li, "提醒 1 人")
    assert li.alert == "现在报不了名：不在报名时间内，或者名额已满，所以不再提醒。"


async def test_members_do_not_see_who_has_not_answered(world, li):
    wang = await world.member("王敏")
    await world.event(li)
    await wang.starts("e_1")
    for data in ("nu:1", "nub:1:0", "nul:1:-1:0", "nuu:1:0", "nu?:1", "nu+:1"):
        await wang.forges(data)
        assert wang.alert == "只有这场活动的组织者可以这样做。需要权限的话，请管理员用 /roles 添加你。", data
    owed = await world.app.db.read(lambda tx: tx.all("SELECT COUNT(*) FROM outbox WHERE kind = 'event.nudge'"))
    assert owed == [(0,)]
