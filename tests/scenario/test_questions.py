"""Organisers ask something at sign-up, members answer it and may change their minds."""

from datetime import timedelta

import pytest

from bot.domain.rules import Question, QuestionKind, Rules
from tests.people import START

MEAL = Question("q1", "午餐", QuestionKind.CHOICE, ("不用餐", "普通", "清真"))
GUESTS = Question("q2", "随行几人？", QuestionKind.NUMBER)
WISH = Question("q3", "想请老师讲什么？", QuestionKind.TEXT, required=False)


@pytest.fixture
async def li(world):
    return await world.member("李静", role="organiser")


async def _asking(world, li, *questions, **more):
    return await world.event(li, rules=Rules(questions=questions), **more)


def _all_labels(someone):
    return [label for row in someone.labels for label in row]


async def test_a_question_is_one_tap_more(world, li):
    wang = await world.member("王敏")
    await _asking(world, li, MEAL)
    await wang.starts("e_1")
    await wang.taps("报名")
    assert wang.text == "报名信息 · 1/1\n\n午餐"
    assert wang.labels == [["不用餐", "普通"], ["清真"], ["取消"]]
    await wang.taps("清真")
    assert wang.toast == "你已报名：第 1 席。"
    assert wang.text.splitlines()[-1] == "你已报名：第 1 席。"
    assert "修改报名信息" in _all_labels(wang)


async def test_several_questions_come_one_by_one(world, li):
    wang = await world.member("王敏")
    await _asking(world, li, MEAL, GUESTS, WISH)
    await wang.starts("e_1")
    await wang.taps("报名")
    await wang.sends("普通")
    assert wang.text == "报名信息 · 2/3\n\n随行几人？"
    await wang.sends("两位")
    assert wang.text == "报名信息 · 2/3\n\n请只写数字，例如 2 或 1.5。\n\n随行几人？"
    await wang.sends("２")
    await wang.taps("跳过")
    assert wang.toast == "你已报名：第 1 席。"


async def test_an_event_that_fills_up_meanwhile_puts_on_the_waitlist_with_the_answers(world, li):
    wang, zhang = await world.members("王敏", "张强")
    await _asking(world, li, WISH, MEAL, capacity=1)
    await wang.starts("e_1")
    await wang.taps("报名")
    await zhang.starts("q_1")
    await zhang.taps("跳过")
    await zhang.taps("普通")
    await wang.sends("产业链金融")
    await wang.taps("清真")
    assert wang.toast == "你在候补第 1 位。"
    await wang.taps("修改报名信息")
    assert wang.text == "报名信息 · 请核对\n\n想请老师讲什么？ 产业链金融\n午餐 清真"


async def test_answers_are_changed_until_sign_up_closes(world, li):
    wang = await world.member("王敏")
    event = await _asking(world, li, MEAL, WISH, closes_at=START + timedelta(days=2, hours=2))
    await wang.starts("q_1")
    await wang.taps("普通")
    await wang.taps("跳过")
    await wang.taps("修改报名信息")
    await wang.taps("✎ 想请老师讲什么？")
    await wang.sends("数据要素")
    assert wang.text.splitlines()[-1] == "你已报名：第 1 席。"
    await wang.taps("修改报名信息")
    assert wang.text == "报名信息 · 请核对\n\n午餐 普通\n想请老师讲什么？ 数据要素"
    world.clock.set(event.closes_at)
    await wang.starts("e_1")
    assert "修改报名信息" not in _all_labels(wang)
    await wang.starts("q_1")
    assert wang.text == "报名已于 11月25日周三 12:00 截止。还想参加的话，请联系组织者。"


async def test_a_question_added_meanwhile_is_asked_too_and_nothing_typed_is_lost(world, li):
    wang = await world.member("王敏")
    await _asking(world, li, MEAL)
    await wang.starts("e_1")
    await wang.taps("报名")
    await _adds(li, "随行几人？", "数字", "必填")
    await wang.taps("普通")
    assert wang.toast == "问题有变动，请把新的也答一下。"
    assert wang.text == "报名信息 · 1/1\n\n随行几人？"
    await wang.sends("0")
    assert wang.text.splitlines()[-1] == "你已报名：第 1 席。"
    await wang.taps("修改报名信息")
    assert wang.text == "报名信息 · 请核对\n\n午餐 普通\n随行几人？ 0"


async def _adds(li, *said):
    await li.starts("e_1")
    for label in ("管理", "规则", "报名问题", "加一个问题"):
        await li.taps(label)
    for text in said:
        await li.sends(text)
    await li.taps("保存")


async def test_an_organiser_writes_questions_and_tries_them_out(world, li):
    await world.event(li)
    await _adds(li, "午餐", "单选", "不用餐、普通、清真", "必填")
    assert li.toast == "已保存"
    assert li.text == "报名问题 · 《开放型经济与开发区》\n\n1. 午餐（单选：不用餐、普通、清真；必填）"
    assert li.labels == [["✎ 1. 午餐", "删除"], ["加一个问题", "试答一遍"], ["‹ 返回"]]
    await li.taps("试答一遍")
    await li.taps("普通")
    assert li.toast == "这是试答，没有报名"
    assert li.text.startswith("报名问题 · ")
    await li.taps("删除")
    await li.taps("确认删除")
    assert li.text == "报名问题 · 《开放型经济与开发区》\n\n没有问题：点一下就报上名。"
    assert (await world.app.db.read(lambda tx: tx.all("SELECT COUNT(*) FROM sign_ups"))) == [(0,)]


async def test_an_organiser_reads_what_the_answers_add_up_to_and_who_said_what(world, li):
    wang, zhang = await world.members("王敏", "张强")
    await _asking(world, li, MEAL, GUESTS, WISH)
    for someone, answers in ((wang, ("清真", "2", "数据要素")), (zhang, ("清真", "1.5", "产业链金融"))):
        await someone.starts("q_1")
        for answer in answers:
            await someone.sends(answer)
    await li.starts("e_1")
    await li.taps("管理")
    await li.taps("报名信息")
    assert li.text == (
        "报名信息 · 《开放型经济与开发区》\n\n午餐\n不用餐：0 · 普通：0 · 清真：2\n2 人中 2 人已答\n\n"
        "随行几人？\n合计 3.5，平均 1.75\n2 人中 2 人已答\n\n想请老师讲什么？\n2 人中 2 人写了"
    )
    await li.taps("想请老师讲什么？")
    assert li.text == "想请老师讲什么？\n\n王敏（投资促进部）：数据要素\n张强（投资促进部）：产业链金融"


async def test_what_was_answered_keeps_its_meaning(world, li):
    wang = await world.member("王敏")
    await _asking(world, li, MEAL)
    await wang.starts("q_1")
    await wang.taps("清真")
    await li.starts("e_1")
    for label in ("管理", "规则", "报名问题", "✎ 1. 午餐", "✎ 方式", "数字", "保存"):
        await li.taps(label)
    assert li.text == "报名问题 · 《开放型经济与开发区》\n\n1. 午餐（数字；必填）"
    await li.taps("‹ 返回")
    await li.taps("报名信息")
    assert li.text.endswith("午餐\n合计 0，平均 0\n1 人中 0 人已答")


async def test_members_do_not_write_questions_nor_read_answers(world, li):
    wang = await world.member("王敏")
    await _asking(world, li, MEAL)
    await wang.starts("e_1")
    for data in ("qs:1", "qs+:1:", "qs-:1:q1", "qst:1", "qa:1", "qal:1:q1:0"):
        await wang.forges(data)
        assert wang.alert == "只有这场活动的组织者可以这样做。需要权限的话，请管理员用 /roles 添加你。", data
    assert (await world.app.db.read(lambda tx: tx.all("SELECT rules FROM events")))[0][0].count("午餐") == 1


async def test_in_a_group_the_questions_are_asked_in_private(world, li):
    wang = await world.member("王敏")
    await _asking(world, li, MEAL)
    group = world.sandbox.group("开发区干部群", members=[wang.phone])
    group.add_bot()
    await wang.sends("/start q_1", chat=group)
    assert [button.value for row in wang.phone.messages(group)[-1].buttons for button in row] == [
        "https://t.me/faguang_bot?start=q_1"
    ]
