"""Rights over one's data: a copy, an end, withdrawing; with whoever depends on it."""

import json
from datetime import timedelta

from bot.domain.retention import KEPT, Kind
from bot.services.events import Events
from bot.services.rights import Rights
from tests.people import START
from tests.scenario.test_people_consent import agrees

DAY = timedelta(days=1)


async def everything_written(world):
    """All that all tables hold, as one text."""

    def dump(tx):
        return [
            tx.all(f"SELECT * FROM {table}")
            for table in ("people", "roles", "invitations", "audit", "drafts", "outbox", "sign_ups")
        ]

    return json.dumps(await world.app.db.read(dump), ensure_ascii=False)


async def test_a_copy_of_ones_data_is_a_file(world):
    li = await world.member("李静", role="organiser")
    event = await world.event(li)
    wang, zhang = await world.members("王敏", "张强")
    for someone in (wang, zhang):
        await someone.starts(f"e_{event.id}")
        await someone.taps("报名")
    await wang.sends("/mydata")
    assert wang.last.file_name == "faguang-2026-11-23.json"
    data = json.loads(wang.last.document)
    assert (data["person"][0]["name"], data["person"][0]["telegram_id"]) == ("王敏", wang.id)
    assert data["sign_ups"] == [
        {
            "event": "开放型经济与开发区",
            "state": "seated",
            "turn": 1,
            "signed_up_at": "2026-11-23T10:00:00+08:00",
            "left_at": None,
            "reason": None,
            "answers": None,
            "offer_until": None,
        }
    ]
    assert (b"\xe5\xbc\xa0" in wang.last.document, str(zhang.id).encode() in wang.last.document) == (False, False)


async def test_who_is_forgotten_leaves_and_the_next_in_line_is_told(world):
    li = await world.member("李静", role="organiser")
    wang, zhang = await world.members("王敏", "张强")
    event = await world.event(li, capacity=1)
    for someone in (wang, zhang):
        await someone.starts(f"e_{event.id}")
    await wang.taps("报名")
    await zhang.taps("报名")
    await wang.sends("/forget")
    await wang.taps("全部删除")
    assert wang.text.startswith("已删除。")
    assert "开放型经济与开发区" in zhang.text
    assert (await world.app.service(Events).card(event.id, zhang.person_id)).standing.position == 1
    written = await everything_written(world)
    assert (str(wang.id) in written, "王敏" in written) == (False, False)
    await wang.sends("/me")
    assert wang.text.startswith("个人信息处理告知")
    await wang.sends("/mydata")
    assert wang.text == "没有保存任何与你有关的信息。"


async def test_forgetting_can_be_thought_better_of(world):
    wang = await world.member("王敏")
    await wang.sends("/forget")
    await wang.taps("‹ 返回")
    assert wang.text.splitlines()[-1] == "你已同意本告知。"
    await wang.taps("撤回同意")
    await wang.taps("‹ 返回")
    await wang.sends("/me")
    assert wang.text.splitlines()[0] == "王敏"


async def test_withdrawing_stops_reminders_until_one_agrees_again(world):
    li = await world.member("李静", role="organiser")
    wang, zhang = await world.members("王敏", "张强")
    event = await world.event(li, starts=START + 3 * DAY)
    for someone in (wang, zhang):
        await someone.starts(f"e_{event.id}")
        await someone.taps("报名")
    for someone in (wang, zhang):
        await someone.sends("/withdraw")
        await someone.taps("撤回")
        assert someone.text.startswith("已撤回，不会再给你发消息。")
    await zhang.starts()
    await agrees(zhang)
    heard = {someone: len(someone.heard()) for someone in (wang, zhang)}
    await world.until(START + 2 * DAY + timedelta(hours=8))
    assert {someone: len(someone.heard()) - heard[someone] for someone in (wang, zhang)} == {wang: 0, zhang: 1}
    await wang.sends("/events")
    assert wang.text.startswith("个人信息处理告知")


async def test_rights_need_no_consent(world):
    wang = await world.member("王敏")
    await wang.sends("/withdraw")
    await wang.taps("撤回")
    await wang.sends("/withdraw")
    assert wang.text == "目前没有可撤回的同意。"
    await wang.sends("/privacy")
    assert wang.text.splitlines()[-1] == "你还没有同意本告知或这一版本。"
    await wang.taps("数据副本")
    assert json.loads(wang.last.document)["person"][0]["name"] == "王敏"
    await wang.sends("/forget")
    await wang.taps("全部删除")
    assert "王敏" not in await everything_written(world)


async def test_a_withdrawn_person_is_forgotten_by_itself(world):
    wang = await world.member("王敏")
    await wang.sends("/withdraw")
    await wang.taps("撤回")
    world.clock.advance(days=KEPT[Kind.WITHDRAWN].days, seconds=1)
    await world.app.service(Rights).sweep()
    assert "王敏" not in await everything_written(world)
