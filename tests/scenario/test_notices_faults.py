"""Notices meet what groups, accounts and networks do: it is learnt, shown, and nobody gets one twice."""

import asyncio

import pytest

from bot.domain.deliveries import DeliveryState, Reason
from bot.domain.notice_parts import Part
from bot.domain.notices import NoticePlan, NoticeState
from bot.services.notice_steering import NoticeSteering
from bot.services.notices import Notices
from tests.people import open_world

WORDS = "明天上午 9:00 在一楼开会"


@pytest.fixture
async def world(database_url):
    async with open_world(database_url) as world:
        world.may_be_refused = {"sendMessage"}
        yield world
        assert world.refused() == []


@pytest.fixture
async def li(world):
    return await world.member("李静", role="organiser")


async def confirmed(world, organiser, *audience, **more):
    plan = NoticePlan(**{"title": "开会", "content": {"": (Part(html=WORDS),)}, "audience": list(audience)} | more)
    notice = await world.app.service(Notices).confirm(organiser.person_id, plan)
    await world.settled()
    return notice


async def progress(world, organiser, notice):
    return await world.app.service(Notices).progress(organiser.person_id, notice.id)


async def group_of(world, organiser, **about):
    group = world.sandbox.group("经发部", admins=[organiser.phone], **about)
    group.add_bot()
    await world.settled()
    await organiser.sends("/bind", chat=group)
    return group


def unheard(world):
    """Let the bot not hear what just happened, as when it was down for a day."""
    world.sandbox.world.updates.drop_all()


def copies(chat):
    return [message.raw.get("message_thread_id") for message in chat.messages.values() if WORDS in message.text]


def calls_into(world, chat):
    return [
        call.ok
        for call in world.sandbox.calls
        if WORDS in call.params.get("text", "") and call.params["chat_id"] == chat.id
    ]


async def test_a_group_that_became_a_supergroup_unheard_gets_it_once_and_is_known_by_its_new_id(world, li):
    group = await group_of(world, li)
    new = group.upgrade()
    unheard(world)
    notice = await confirmed(world, li, "group", group.id)
    assert (copies(group), copies(new), calls_into(world, group)) == ([], [None], [False])
    assert (await progress(world, li, notice)).states == {DeliveryState.SENT: 1}
    await confirmed(world, li, "group", new.id)
    assert (copies(new), calls_into(world, group)) == ([None, None], [False])


@pytest.mark.parametrize("fate", ["closed", "deleted"])
async def test_when_its_topic_is_gone_it_stands_in_the_group_itself_once(world, li, fate):
    group = world.sandbox.group("经发部", admins=[li.phone], forum=True)
    group.add_bot()
    topic = group.post({"forum_topic_created": {"name": "通知", "icon_color": 1}}, sender={"from": li.phone.user})
    group.topics[topic.id] = {"message_thread_id": topic.id, "name": "通知", "icon_color": 1}
    li.phone.sends("/bind", chat=group, topic=topic.id)
    await world.settled()
    await confirmed(world, li, "group", group.id)
    if fate == "closed":
        group.topics[topic.id]["closed"] = True
    else:
        del group.topics[topic.id]
    notice = await confirmed(world, li, "group", group.id)
    assert copies(group) == [topic.id, None]
    assert (await progress(world, li, notice)).states == {DeliveryState.SENT: 1}


@pytest.mark.parametrize("supergroup", [False, True])
async def test_who_threw_the_bot_out_unheard_is_learnt_and_not_tried_again(world, li, supergroup):
    group = await group_of(world, li, supergroup=supergroup)
    other = await group_of(world, li)
    group.remove_bot()
    unheard(world)
    notice = await confirmed(world, li, "or", ["group", group.id], ["group", other.id])
    known = await progress(world, li, notice)
    assert (known.states, known.reasons) == ({"sent": 1, "failed": 1}, {Reason.KICKED: 1})
    assert (await world.app.service(Notices).preview_count(li.person_id, ["group", group.id])).groups == 0
    assert (copies(group), copies(other), calls_into(world, group)) == ([], [None], [False])


async def test_a_channel_that_took_the_right_to_write_says_so_and_gets_it_when_it_gives_it_back(world, li):
    channel = world.sandbox.channel("通知公告", owner=li.phone)
    channel.add_bot()
    await world.settled()
    await li.starts(f"g_{channel.id}")
    await li.taps("绑定")
    channel.add_bot(can_post_messages=False)
    await world.settled()
    notice = await confirmed(world, li, "group", channel.id)
    known = await progress(world, li, notice)
    assert (known.states, known.reasons) == ({"failed": 1}, {Reason.NO_RIGHTS: 1})
    assert await world.app.service(NoticeSteering).again(li.person_id, notice.id, DeliveryState.FAILED) == 1
    channel.add_bot()
    await world.settled()
    assert ((await progress(world, li, notice)).states, copies(channel)) == ({"sent": 1}, [None])


async def test_who_blocked_the_bot_or_left_telegram_is_learnt_and_named_with_the_reason(world, li):
    wang, zhang, zhao = await world.members("王敏", "张强", "赵磊")
    wang.phone.blocks_bot()
    zhang.phone.deactivates()
    unheard(world)
    notice = await confirmed(world, li, "all")
    known = await progress(world, li, notice)
    assert known.reasons == {Reason.BLOCKED: 1, Reason.DEACTIVATED: 1}
    listed = await world.app.service(Notices).recipients(li.person_id, notice.id, DeliveryState.FAILED, 0, 10)
    assert {one.name: one.reason for one in listed.recipients} == {"王敏": Reason.BLOCKED, "张强": Reason.DEACTIVATED}
    reach = await world.app.service(Notices).preview_count(li.person_id, ["all"])
    assert (reach.reachable, reach.unreachable) == (2, 2)
    before = len(world.sandbox.refused)
    await confirmed(world, li, "all")
    assert (len(world.sandbox.refused), len(copies(zhao.phone.private))) == (before, 2)


async def test_a_network_that_breaks_in_the_middle_and_is_gone_for_hours_loses_and_doubles_nothing(world, li):
    people = [li, *await world.members(*(f"职工{number}" for number in range(40)))]
    port, ended = int(world.sandbox.url.rpartition(":")[2]), []

    def break_off(change):
        if change["kind"] == "message" and sum(len(copies(one.phone.private)) for one in people) == 12 and not ended:
            ended.append(asyncio.ensure_future(world.sandbox.server.stop()))

    world.sandbox.watch(break_off)
    notice = await confirmed(world, li, "all")
    await ended[0]
    broken = await progress(world, li, notice)
    for _ in range(20):  # so that it is tried again and again meanwhile
        await world.later(minutes=15)
    known = await progress(world, li, notice)
    assert (known.notice.state, known.states) == (NoticeState.SENDING, broken.states)
    assert known.left > 0

    await world.sandbox.server.start("127.0.0.1", port)
    await world.sandbox.wait_for(lambda: "开会" in li.text and WORDS not in li.text, "the author is told the end")
    told, known = [len(copies(one.phone.private)) for one in people], await progress(world, li, notice)
    doubtful = known.states.get(DeliveryState.DOUBT, 0)
    assert (known.notice.state, max(told), known.left) == (NoticeState.DONE, 1, 0)
    assert known.states[DeliveryState.SENT] + doubtful == len(people)
    assert told.count(0) <= doubtful
