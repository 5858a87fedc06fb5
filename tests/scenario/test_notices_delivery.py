"""Notices arrive: to whom, how often, and what is learnt when they do not."""

from datetime import timedelta

from bot.domain.deliveries import DeliveryState, Reason
from bot.domain.notice_parts import Part
from bot.domain.notices import Importance, NoticePlan, NoticeState
from bot.services.notice_steering import NoticeSteering
from bot.services.notices import Notices

TEXT = {"": (Part(html="明天上午 <b>9:00</b> 在一楼开会"),)}


def plan(**more):
    return NoticePlan(**{"title": "开会", "content": TEXT, "audience": ["all"]} | more)


async def confirmed(world, organiser, **more):
    notice = await world.app.service(Notices).confirm(organiser.person_id, plan(**more))
    await world.settled()
    return notice


def heard(person):
    return [text for text in person.heard() if "一楼开会" in text]


async def test_everybody_meant_receives_it_once(world):
    li = await world.member("李静", role="organiser")
    wang, zhang = await world.members("王敏", "张强")
    notice = await confirmed(world, li)
    assert [heard(one) for one in (li, wang, zhang)] == [["明天上午 9:00 在一楼开会"]] * 3
    progress = await world.app.service(Notices).progress(li.person_id, notice.id)
    assert (progress.notice.state, progress.states, progress.left) == (NoticeState.DONE, {"sent": 3}, 0)


async def test_who_blocked_or_left_is_learnt(world):
    li = await world.member("李静", role="organiser")
    _wang, zhang, zhao = await world.members("王敏", "张强", "赵磊")
    await zhang.blocks_bot()
    world.sandbox.fail_next("sendMessage", status=403, chat=zhao.id)
    notice = await confirmed(world, li)
    progress = await world.app.service(Notices).progress(li.person_id, notice.id)
    assert (progress.states, progress.reasons) == ({"sent": 2, "failed": 2}, {Reason.BLOCKED: 2})
    assert (await world.app.service(Notices).preview_count(li.person_id, ["all"])).reachable == 2


async def test_an_answer_that_got_lost_is_doubt_and_sent_again_only_when_told(world):
    li = await world.member("李静", role="organiser")
    wang = await world.member("王敏")
    world.sandbox.fail_next("sendMessage", status="drop", after=True, chat=wang.id)
    notice = await confirmed(world, li)
    service = world.app.service(Notices)
    await world.later(hours=1)
    assert (len(heard(wang)), (await service.progress(li.person_id, notice.id)).states) == (1, {"sent": 1, "doubt": 1})
    assert await world.app.service(NoticeSteering).again(li.person_id, notice.id) == 1
    await world.settled()
    assert (len(heard(wang)), (await service.progress(li.person_id, notice.id)).states) == (2, {"sent": 2})


async def test_one_tap_acknowledges_and_changes_only_ones_own_button(world):
    li = await world.member("李静", role="organiser")
    wang, zhang = await world.members("王敏", "张强")
    notice = await confirmed(world, li)
    await wang.taps("收到")
    progress = await world.app.service(Notices).progress(li.person_id, notice.id)
    assert (progress.acknowledged, zhang.labels) == (1, [["收到"]])
    assert wang.labels != zhang.labels


async def test_an_edit_reaches_what_was_delivered_and_a_withdrawal_takes_it_back(world):
    li = await world.member("李静", role="organiser")
    wang = await world.member("王敏")
    notice = await confirmed(world, li)
    service = world.app.service(Notices)
    await service.edit(li.person_id, notice.id, {"": (Part(html="改到 10:00，仍在一楼开会"),)})
    await world.settled()
    assert heard(wang) == ["改到 10:00，仍在一楼开会"]
    await world.app.service(NoticeSteering).withdraw(li.person_id, notice.id)
    await world.settled()
    assert (heard(wang), (await service.progress(li.person_id, notice.id)).states) == ([], {"taken_back": 2})


async def test_what_is_too_old_to_be_deleted_stays_and_is_counted(world):
    world.may_be_refused = frozenset({"deleteMessage"})
    li = await world.member("李静", role="organiser")
    wang = await world.member("王敏")
    notice = await confirmed(world, li)
    await world.later(hours=49)
    service = world.app.service(Notices)
    await world.app.service(NoticeSteering).withdraw(li.person_id, notice.id)
    await world.settled()
    progress = await service.progress(li.person_id, notice.id)
    assert (len(heard(wang)), progress.states, progress.unchanged) == (1, {"sent": 2}, {Reason.TOO_OLD: 2})
    await li.sends("/notices")
    await li.taps(li.labels[0][0])
    assert li.text.splitlines()[-2] == "删不掉 2（超过 48 小时）"
    await li.taps("报表")
    assert "删不掉 2（超过 48 小时）" in li.text.splitlines()


async def test_an_important_notice_is_pinned_in_a_bound_group(world):
    li = await world.member("李静", role="organiser")
    group = world.sandbox.group("经发部", admins=[li.phone])
    group.add_bot(admin=True, can_pin_messages=True)
    await world.settled()
    await li.sends("/bind", chat=group)
    await confirmed(world, li, audience=["group", group.id], importance=Importance.IMPORTANT)
    pinned = [call for call in world.sandbox.calls if call.method == "pinChatMessage"]
    assert [(call.params["chat_id"], call.ok) for call in pinned] == [(group.id, True)]


async def test_a_notice_in_hand_when_the_network_is_gone_waits(world):
    li = await world.member("李静", role="organiser")
    wang = await world.member("王敏")
    notice = await world.app.service(Notices).confirm(
        li.person_id, plan(send_at=world.clock.now() + timedelta(hours=1))
    )
    world.sandbox.fail_next("sendMessage", status=429, retry_after=3, chat=wang.id)
    await world.later(hours=27)
    assert (len(heard(wang)), len(heard(li))) == (1, 1)
    assert (await world.app.service(Notices).progress(li.person_id, notice.id)).states == {DeliveryState.SENT: 2}
