"""An organiser of one department reaches nobody of another, whatever they choose, forge, keep or are asked about."""

import pytest

from bot.callbacks import encode
from bot.domain.deliveries import DeliveryState
from bot.domain.notice_parts import Part
from bot.domain.notices import NobodyMeant, NoticePlan, NoticeUnknown, NotSecond
from bot.services.notice_reports import NoticeReports
from bot.services.notice_steering import NoticeSteering
from bot.services.notices import Notices
from bot.services.saved_audiences import SavedAudiences
from bot.services.seconding import Seconding
from bot.services.subscriptions import Subscriptions
from bot.services.task_forces import TaskForces
from handlers.notices.base import (
    Approve,
    CopyNotice,
    Decline,
    EditNotice,
    KeepTemplate,
    ListFaults,
    ListUnacknowledged,
    ShowNotice,
    ShowReport,
    Steer,
    TakeCurve,
    TakeDepartments,
    TakeRecipients,
)
from tests.people import open_world
from tests.scenario.test_notices_lists import book, organiser_of, sends_file

STRANGER = "没有这条通知，或不是你发的。请看 /notices。"


def plan(audience, **more):
    return NoticePlan(title="停水", content={"": (Part(html="周五停水"),)}, audience=audience, **more)


@pytest.fixture
async def staffed(database_url):
    """赵磊 organises for 投资促进部 with 王敏 in it; 李静 for everybody; 陈晨 and 何军 are in 应急管理部."""
    async with open_world(database_url, notice_second_above=4) as world:
        li = await world.member("李静", role="organiser", department="党群工作部")
        zhao = await organiser_of(world, "赵磊", "投资促进部")
        he = await organiser_of(world, "何军", "应急管理部")
        wang = await world.member("王敏", department="投资促进部")
        chen = await world.member("陈晨", department="应急管理部")
        yield world, li, zhao, he, wang, chen
        assert world.refused() == []


async def reached(world, actor, audience):
    """Who gets a notice of that organiser for that audience, by name."""
    try:
        notice = await world.app.service(Notices).confirm(actor.person_id, plan(audience))
    except NobodyMeant:
        return set()
    rows = await world.app.db.read(
        lambda tx: tx.all(
            "SELECT p.name FROM deliveries x JOIN people p ON p.id = x.person_id WHERE x.notice_id = :n", n=notice.id
        )
    )
    return {name for (name,) in rows}


async def test_whatever_the_audience_says_only_the_own_department_is_reached(staffed):
    world, li, zhao, he, wang, chen = staffed
    event = await world.event(li)
    await chen.starts(f"e_{event.id}")
    await chen.taps("报名")
    topic = (await world.app.service(Subscriptions).wants(chen.person_id)).topics[0]
    await world.app.service(Subscriptions).subscribe(chen.person_id, topic.id, on=True)
    task_force = await world.app.service(TaskForces).create(zhao.person_id, "防汛专班")
    await world.app.service(TaskForces).add(zhao.person_id, task_force.id, (wang.person_id, chen.person_id))
    mine = await world.app.service(Notices).confirm(li.person_id, plan(["people", [chen.person_id]]))
    await world.settled()
    elsewhere = (await world.app.db.read(lambda tx: tx.one("SELECT id FROM departments WHERE path = '应急管理部'")))[0]
    audiences = (
        ["department", elsewhere],
        ["people", [chen.person_id, he.person_id]],
        ["event", event.id, "seated"],
        ["topic", topic.name],
        ["notice", mine.id, "unacknowledged"],
    )
    assert [await reached(world, zhao, audience) for audience in audiences] == [set()] * len(audiences)
    assert await reached(world, zhao, ["all"]) == {"赵磊", "王敏"}
    assert await reached(world, zhao, ["task_force", task_force.id]) == {"王敏"}
    assert await reached(world, zhao, ["role", "organiser"]) == {"赵磊"}
    assert await reached(world, zhao, ["or", *audiences, ["people", [wang.person_id]]]) == {"王敏"}
    assert await reached(world, li, ["task_force", task_force.id]) == {"王敏", "陈晨"}


async def test_a_list_with_outsiders_names_them_and_sends_them_nothing(staffed):
    world, _li, zhao, _he, wang, chen = staffed
    await zhao.sends("/notice")
    await zhao.sends("请看")
    await sends_file(world, zhao, "名单.xlsx", book(("姓名",), ("王敏",), ("陈晨",), ("何军",)))
    await zhao.taps("完成 ✓")
    assert zhao.text.endswith("可送达 1 人\n不在你负责的部门，不会发：2 人\n何军、陈晨")
    await zhao.taps("发送")
    assert wang.text == "请看"
    assert chen.text != "请看"


async def test_who_signed_up_elsewhere_is_counted_and_not_named(staffed):
    world, li, zhao, _he, _wang, chen = staffed
    event = await world.event(li)
    await chen.starts(f"e_{event.id}")
    await chen.taps("报名")
    reach = await world.app.service(Notices).preview_count(zhao.person_id, ["event", event.id, "seated"])
    assert (reach.total, reach.outside, reach.named) == (0, 1, ())


async def test_a_kept_choice_reaches_no_further_than_its_owner(staffed):
    world, _li, zhao, _he, wang, chen = staffed
    saved = await world.app.service(SavedAudiences).save(
        zhao.person_id, "两人", ["people", [wang.person_id, chen.person_id]]
    )
    assert await reached(world, zhao, saved.expression) == {"王敏"}


async def test_the_notice_of_another_is_neither_read_nor_steered(staffed):
    world, li, zhao, he, wang, _chen = staffed
    both = ["people", [zhao.person_id, wang.person_id]]
    notice = await world.app.service(Notices).confirm(zhao.person_id, plan(both))
    await world.settled()
    acts = ("pause", "resume", "stop", "withdraw", "nudge", "again")
    taps = (
        *(ShowNotice(notice.id), ShowReport(notice.id), TakeCurve(notice.id), TakeDepartments(notice.id, 0)),
        *(TakeRecipients(notice.id), EditNotice(notice.id), CopyNotice(notice.id), KeepTemplate(notice.id)),
        *(ListUnacknowledged(notice.id, 0), ListFaults(notice.id, DeliveryState.FAILED.value, 0)),
        *(Steer(notice.id, act, sure=True) for act in acts),
    )
    for tap in taps:
        for someone in (he, wang):
            await someone.forges(encode(tap))
            assert someone.alert == STRANGER, tap
    for actor in (he, wang):
        for service, act in (
            *((NoticeSteering, act) for act in acts),
            *((NoticeReports, act) for act in ("report", "take")),
            (Notices, "progress"),
        ):
            with pytest.raises(NoticeUnknown):
                await getattr(world.app.service(service), act)(actor.person_id, notice.id)
    assert (await world.app.service(NoticeReports).report(li.person_id, notice.id)).progress.sent == 2
    await he.sends("/notices")
    assert he.text.startswith("我的通知\n还没有发过通知。")


async def test_only_who_organises_for_all_recipients_decides_as_the_second(staffed):
    world, li, zhao, he, wang, _chen = staffed
    await world.member("孙悦", role="organiser", department="党群工作部")
    notice = await world.app.service(Notices).confirm(li.person_id, plan(["all"]))
    for someone in (zhao, he, wang):
        await someone.forges(encode(Approve(notice.id)))
        assert someone.alert == "要由管得到这些人的另一位组织者来批准。"
        with pytest.raises(NotSecond):
            await world.app.service(Seconding).approve(someone.person_id, notice.id)
        with pytest.raises(NotSecond):
            await world.app.service(Seconding).refuse(someone.person_id, notice.id, "不")
    await he.forges(encode(Decline(notice.id)))
    await he.sends("不行")
    assert (await world.app.service(Notices).progress(li.person_id, notice.id)).notice.state == "asked"
