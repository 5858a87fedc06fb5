"""A task force: an organiser keeps a roster across departments, writes to it, and ends it when the work is done."""

import pytest

from bot.callbacks import encode
from bot.domain.retention import Kind
from bot.services.rights import Rights
from handlers.task_forces.base import AddMembers, EndTaskForce, PickMember, RemoveMember, ShowTaskForce
from tests.scenario.test_notices_lists import book, organiser_of, sends_file


@pytest.fixture
async def li(world):
    return await world.member("李静", role="organiser", department="党群工作部")


async def begun(li, name="防汛专班", people="王敏、张强"):
    await li.sends("/taskforces")
    await li.taps("新建专班")
    await li.sends(name)
    await li.sends(people)
    await li.taps("加入")


async def test_an_organiser_keeps_a_task_force_and_writes_to_it(world, li):
    wang = await world.member("王敏")
    zhang = await world.member("张强", department="应急管理部")
    chen = await world.member("陈晨")
    await begun(li)
    assert (li.toast, li.text) == (
        "已加入 2 人",
        "专班“防汛专班”\n2 名成员\n\n1. 张强（应急管理部）\n2. 王敏（投资促进部）",
    )
    assert li.labels == [["添加", "移出"], ["结束专班"], ["‹ 返回"]]
    await li.taps("添加")
    await sends_file(world, li, "增补.xlsx", book(("姓名",), ("陈晨",), ("张强",), ("李无名",)))
    assert li.text == "添加 · 请核对\n\n将加入 2 人\n张强、陈晨\n有 1 个没有列入\n名册里没有：李无名\n"[:-1]
    await li.taps("加入")
    assert li.toast == "已加入 1 人"
    await li.taps("移出")
    await li.taps("张强")
    assert (li.toast, li.labels) == ("已移出", [["王敏"], ["陈晨"], ["‹ 返回"]])
    await li.sends("/notice")
    await li.sends("八点集合")
    await li.taps("专班 ›")
    await li.taps("防汛专班")
    await li.taps("完成 ✓")
    assert "发给谁：防汛专班" in li.text
    await li.taps("发送")
    assert (wang.text, chen.text) == ("八点集合", "八点集合")
    assert zhang.text != "八点集合"


async def test_a_task_force_that_has_ended_is_no_audience_and_its_roster_goes(world, li):
    await world.member("王敏")
    await begun(li, people="王敏")
    await li.taps("结束专班")
    assert li.text == "结束专班“防汛专班”？之后不能再选它发通知，名单 90 天之后删除。"
    await li.taps("结束专班")
    assert (li.toast, li.labels) == ("已结束", [["‹ 返回"]])
    await li.forges(encode(AddMembers(1)))
    assert li.alert == "这个专班已结束。要新建请发 /taskforces。"
    await li.taps("‹ 返回")
    assert li.labels == [["新建专班"]]
    await li.sends("/notice")
    await li.sends("八点集合")
    await li.taps("专班 ›")
    assert li.labels[0] == ["‹ 其他人"]
    world.clock.advance(days=91)
    swept = await world.app.service(Rights).sweep()
    assert (swept[Kind.TASK_FORCE], swept[Kind.TASK_FORCE_MEMBER]) == (1, 1)


async def test_nobody_else_sees_or_changes_a_task_force(world, li):
    wang = await world.member("王敏")
    zhao = await organiser_of(world, "赵磊", "投资促进部")
    await begun(li, people="王敏")
    taps = (ShowTaskForce(1, 0), AddMembers(1), PickMember(1, 0), RemoveMember(1, wang.person_id, 0))
    for tap in (*taps, EndTaskForce(1, sure=False), EndTaskForce(1, sure=True)):
        for someone in (zhao, wang):
            await someone.forges(encode(tap))
            assert someone.alert == "没有这个专班，或不是你建的。请看 /taskforces。"
    await zhao.sends("/taskforces")
    assert zhao.labels == [["新建专班"]]
    await wang.sends("/taskforces")
    assert "组织者" in wang.text
    await li.sends("/taskforces")
    assert li.labels[0] == ["防汛专班 · 1 名成员"]
