"""Groups that hear of the programme by themselves: binding, settings, news, and what Telegram does to groups."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.services.groups import Groups
from tests.people import START, ZONE
from tests.scenario.test_groups import by_bot, gathered

HEARD = "已绑定。今后新活动、提醒和工作日早报会发到这里。"


@pytest.fixture
async def li(world):
    return await world.member("李静", role="organiser")


def run_by(world, admin, *members, supergroup=True, **facts):
    """A group of which `admin` is an administrator."""
    group = world.sandbox.group(
        "干部群", admins=[admin.phone], members=[one.phone for one in members], supergroup=supergroup, **facts
    )
    group.add_bot()
    return group


async def bound(world, admin, *members, **facts):
    group = run_by(world, admin, *members, **facts)
    await admin.sends("/bind", chat=group)
    assert by_bot(group)[-1].text == HEARD
    await world.later(minutes=1)
    assert by_bot(group) == []
    return group


def local(day, hour, minute=0):
    return datetime(2026, 11, day, hour, minute, tzinfo=ZONE).astimezone(UTC)


async def rows(world, sql):
    return await world.app.db.read(lambda tx: tx.all(sql))


async def test_an_organiser_who_administers_a_group_binds_it_and_chooses_what_it_hears(world, li):
    group = await bound(world, li)
    await world.event(li, "甲")
    await li.starts(f"g_{group.id}")
    assert li.text.splitlines() == [
        "干部群",
        "",
        "接收：全部系列",
        "发在：群里",
        "静默：21:00–08:00",
        "",
        "要换话题，请到那个话题里发 /bind。",
    ]
    assert li.labels == [
        ["☑ 8:30 早报", "☑ 前一晚提醒"],
        ["听哪些系列", "静默时段"],
        ["语言 简体中文"],
        ["解除绑定", "‹ 返回"],
    ]
    await li.taps("☑ 8:30 早报")
    await li.taps("静默时段")
    assert (li.labels[0][0], li.text.splitlines()[4]) == ("☐ 8:30 早报", "静默：20:00–09:00")
    await li.taps("听哪些系列")
    await li.taps("☑ 知行讲堂")
    assert li.text.splitlines()[-1] == "接收：1 个系列"
    await li.taps("☑ 知行讲堂")
    assert li.labels[:2] == [["☐ 全部系列"], ["☐ 知行讲堂"]]
    before = len(by_bot(group))
    await world.event(li, "乙")
    await world.settled()
    assert len(by_bot(group)) == before


async def test_a_group_hears_of_the_series_chosen_for_it_and_of_no_other(world, li):
    group = await bound(world, li)
    await world.event(li, "甲课")
    await world.event(li, "乙课", series="青年论坛")
    await world.settled()
    before = len(by_bot(group))
    await li.starts(f"g_{group.id}")
    await li.taps("听哪些系列")
    await li.taps("☑ 青年论坛")
    assert li.text.splitlines()[-1] == "接收：1 个系列"
    await world.event(li, "丙课")
    await world.event(li, "丁课", series="青年论坛")
    await world.settled()
    assert [card.text.splitlines()[0] for card in by_bot(group)[before:]] == ["丁课"]


async def test_who_may_not_bind(world, li):
    wang, owner = await world.member("王敏"), await world.member("赵明远", role="owner")
    group = run_by(world, wang, li, owner)
    await wang.sends("/bind", chat=group)
    assert by_bot(group)[-1].text.startswith("只有这场活动的组织者")
    await li.sends("/bind", chat=group)
    assert by_bot(group)[-1].text.startswith("只有本群管理员")
    await li.starts(f"g_{group.id}")
    assert li.text.startswith("只有本群管理员")
    assert (await world.app.service(Groups).bound()) == ()
    await owner.sends("/bind", chat=group)
    assert by_bot(group)[-1].text == HEARD


async def test_a_stranger_and_an_anonymous_administrator_are_shown_the_way(world, li):
    stranger = world.person("路人")
    group = run_by(world, li, stranger)
    await stranger.sends("/bind", chat=group)
    assert (by_bot(group)[-1].text, by_bot(group)[-1].rows) == ("我们私聊里继续，只有你自己看得到。", [["打开"]])
    li.phone.sends("/bind", chat=group, as_chat=group)
    await world.settled()
    assert by_bot(group)[-1].text == "匿名发言看不出是谁，请私聊我，或用自己的身份再发。"
    await li.taps("打开", by_bot(group)[-1], group)
    assert li.phone.opened_url == "https://t.me/faguang_bot?start=bind"
    li.phone.opens(li.phone.opened_url)
    await world.settled()
    await li.taps("干部群 · 绑定")
    assert (li.toast, li.text.splitlines()[0]) == ("已绑定", "干部群")
    channel = world.sandbox.channel("别的频道", owner=stranger.phone)
    before = len(by_bot(group))
    li.phone.sends("/bind", chat=group, as_chat=channel)
    await world.settled()
    assert len(by_bot(group)) == before


async def test_new_events_come_as_cards_that_live(world, li):
    wang = await world.member("王敏")
    group = await bound(world, li, wang)
    event = await world.event(li, "新课")
    await world.app.settle()
    card = by_bot(group)[-1]
    await wang.taps("报名", card, group)
    assert (card.text.splitlines()[0], card.text.splitlines()[5]) == (event.title, "名额：1 / 60")


async def test_what_is_for_some_only_is_not_announced_to_all(world, li):
    group = await bound(world, li)
    where = await world.app.db.read(lambda tx: tx.one("SELECT id FROM departments")[0])
    await world.event(li, "内部会议", departments=(where,))
    await world.settled()
    assert by_bot(group) == []


async def test_at_night_the_group_is_left_alone(world, li):
    group = await bound(world, li)
    await world.until(local(23, 22))
    await world.event(li, "夜里发布", starts=local(26, 14))
    await world.settled()
    assert [m.text.splitlines()[0] for m in by_bot(group)] == []
    await world.until(local(24, 7, 59))
    assert by_bot(group) == []
    await world.until(local(24, 8))
    assert [m.text.splitlines()[0] for m in by_bot(group)] == ["夜里发布"]


async def test_the_eve_reminder_gathers_the_next_day(world, li):
    group = await bound(world, li)
    for title, hour in (("甲课", 9), ("乙课", 14)):
        await world.event(li, title, starts=local(25, hour), place="报告厅")
    await world.settled()
    cards = len(by_bot(group))
    await world.until(local(24, 18))
    assert [m.text.splitlines() for m in by_bot(group)[cards:]] == [
        ["⏰ 明天有活动", "09:00 甲课 · 报告厅 · 余 60 席", "14:00 乙课 · 报告厅 · 余 60 席"]
    ]


async def test_the_workdays_morning_digest(world, li):
    group = await bound(world, li)
    await world.event(li, "甲课", starts=local(24, 14), place="报告厅", capacity=1)
    await world.event(li, "乙课", starts=local(25, 9), capacity=None, place="")
    await world.settled()
    for card in by_bot(group):
        group.erase(card)
    world.may_be_refused = {"editMessageText"}
    await world.until(local(24, 8, 30))
    digest = by_bot(group)[-1]
    assert digest.text.splitlines() == [
        "今天的活动",
        "14:00 甲课 · 报告厅 · 余 1 席",
        "明天的活动",
        "09:00 乙课 · 可报名",
    ]
    assert digest.rows == [["看看有什么活动"]]
    assert [entity["url"] for entity in digest.raw["entities"] if entity["type"] == "text_link"] == [
        "https://t.me/faguang_bot?start=e_1",
        "https://t.me/faguang_bot?start=e_2",
    ]


async def test_a_weekend_has_no_digest_and_a_day_without_events_neither(world, li):
    group = await bound(world, li)
    await world.until(local(24, 9))
    assert by_bot(group) == []
    # Saturday 28 November 2026 is free.
    await world.event(li, "周六的课", starts=local(28, 14))
    await world.settled()
    before = len(by_bot(group))
    await world.until(local(27, 8, 30))
    await world.until(local(27, 18))
    await world.until(local(28, 8, 30))
    assert [m.text.splitlines()[0] for m in by_bot(group)[before:]] == ["明天的活动", "⏰ 明天有活动"]


async def test_unbinding_ends_it_and_cards_stay_true(world, li):
    wang = await world.member("王敏")
    group = await bound(world, li, wang)
    await world.event(li, "甲课")
    await world.settled()
    card = by_bot(group)[-1]
    await li.sends("/unbind", chat=group)
    assert by_bot(group)[-1].text == "已解除绑定，不再自动发消息；已发的活动卡片仍会更新。"
    await world.later(minutes=1)
    await world.event(li, "乙课")
    await world.until(local(24, 8, 30))
    assert by_bot(group) == [card]
    await wang.taps("报名", card, group)
    assert card.text.splitlines()[5] == "名额：1 / 60"
    await li.sends("/unbind", chat=group)
    assert by_bot(group)[-1].text.startswith("这个群还没有绑定")


async def test_a_group_that_throws_the_bot_out_is_forgotten(world, li):
    group = await bound(world, li)
    await world.event(li, "甲课")
    await world.settled()
    group.remove_bot()
    await world.settled()
    assert await rows(world, "SELECT id FROM groups") == []
    assert await rows(world, "SELECT gone FROM posts") == [(1,)]
    await world.event(li, "乙课")
    await world.settled()
    assert await rows(world, "SELECT state FROM outbox WHERE group_id IS NOT NULL AND state = 'waiting'") == []


async def test_kicked_without_a_word_it_is_noticed_at_the_next_message(world, li):
    """The update of it was lost, as after a long outage."""
    world.may_be_refused = {"sendMessage"}
    group = await bound(world, li)
    del group.members[world.sandbox.world.bot["id"]]
    await world.event(li, "甲课")
    await world.settled()
    assert await rows(world, "SELECT state, reason FROM outbox WHERE kind = 'group.card'") == [
        ("failed", "unreachable")
    ]
    assert await rows(world, "SELECT id FROM groups") == []


async def test_an_upgrade_to_a_supergroup_takes_everything_along(world, li):
    wang = await world.member("王敏")
    group = await bound(world, li, wang, supergroup=False)
    await world.event(li, "甲课")
    await world.settled()
    upgraded = group.upgrade()
    await world.settled()
    assert await rows(world, "SELECT id, bound_at IS NOT NULL FROM groups") == [(upgraded.id, 1)]
    assert await rows(world, "SELECT DISTINCT chat_id FROM posts") == [(upgraded.id,)]
    assert await rows(world, "SELECT DISTINCT group_id FROM outbox WHERE state = 'waiting' AND group_id < 0") == [
        (upgraded.id,)
    ]
    await world.event(li, "乙课")
    await world.settled()
    assert by_bot(upgraded)[-1].text.splitlines()[0] == "乙课"


async def test_an_upgrade_the_bot_did_not_hear_of_is_noticed_at_the_next_message(world, li):
    world.may_be_refused = {"sendMessage"}
    group = await bound(world, li, supergroup=False)
    world.sandbox.world.updates.push = lambda *_args: None  # the update is lost
    try:
        upgraded = group.upgrade()
    finally:
        del world.sandbox.world.updates.push
    await world.event(li, "甲课")
    await world.settled()
    assert by_bot(upgraded)[-1].text.splitlines()[0] == "甲课"
    assert await rows(world, "SELECT id FROM groups") == [(upgraded.id,)]


async def test_a_bound_topic_hears_the_news_until_it_is_closed(world, li):
    world.may_be_refused = {"sendMessage"}
    group = run_by(world, li, forum=True)
    topic = group.post({"forum_topic_created": {"name": "讲堂", "icon_color": 1}}, sender={"from": li.phone.user})
    group.topics[topic.id] = {"message_thread_id": topic.id, "name": "讲堂", "icon_color": 1}
    li.phone.sends("/bind", chat=group, topic=topic.id)
    await world.settled()
    await world.event(li, "甲课")
    await world.settled()
    assert by_bot(group)[-1].raw["message_thread_id"] == topic.id
    group.topics[topic.id]["closed"] = True
    await world.event(li, "乙课")
    await world.settled()
    assert (by_bot(group)[-1].text.splitlines()[0], by_bot(group)[-1].raw.get("message_thread_id")) == ("乙课", None)
    await li.starts(f"g_{group.id}")
    await li.taps("改发到群里")
    assert li.text.splitlines()[3] == "发在：群里"


async def test_a_button_in_private_posts_into_the_bound_topic(world, li):
    group = run_by(world, li, forum=True)
    topic = group.post({"forum_topic_created": {"name": "讲堂", "icon_color": 1}}, sender={"from": li.phone.user})
    group.topics[topic.id] = {"message_thread_id": topic.id, "name": "讲堂", "icon_color": 1}
    event = await world.event(li)
    li.phone.sends("/bind", chat=group, topic=topic.id)
    await world.settled()
    await li.starts(f"e_{event.id}")
    for label in ("管理", "发到群", "干部群"):
        await li.taps(label)
    card = by_bot(group)[-1]
    assert (card.text.splitlines()[0], card.raw["message_thread_id"]) == (event.title, topic.id)


async def test_a_channel_is_bound_in_private_and_gets_cards(world, li):
    wang = await world.member("王敏")
    channel = world.sandbox.channel("通知公告", owner=li.phone, members=[wang.phone])
    channel.add_bot()
    await world.settled()
    assert li.text == "我已进入“通知公告”。要把新活动、提醒和工作日早报发到那里吗？"
    await li.taps("绑定")
    event = await world.event(li, "甲课")
    await world.settled()
    card = by_bot(channel)[-1]
    await wang.taps("报名", card, channel)
    assert (wang.toast, card.text.splitlines()[5]) == ("已报名：第 1 / 60 席", "名额：1 / 60")
    await li.starts(f"e_{event.id}")
    await li.taps("管理")
    await li.taps("发到群")
    await li.taps("通知公告")
    assert li.toast == "正在发到群里"
    assert by_bot(channel)[-1].id != card.id


async def test_a_channel_where_the_bot_may_not_post_is_told_to_who_tried(world, li):
    world.may_be_refused = {"sendMessage"}
    channel = world.sandbox.channel("通知公告", owner=li.phone)
    channel.add_bot(can_post_messages=False)
    await world.settled()
    await li.taps("绑定")
    event = await world.event(li, "甲课")
    await li.starts(f"e_{event.id}")
    await li.taps("管理")
    await li.taps("发到群")
    await li.taps("通知公告")
    assert li.text == "《甲课》的卡片没能发到“通知公告”：我已不在那里，或者没有发言权限。"


async def test_a_groups_language_is_chosen_in_private_and_its_cards_follow(world, li):
    group = await bound(world, li)
    await world.event(li, "甲课")
    await world.settled()
    await li.starts(f"g_{group.id}")
    await li.taps("语言 简体中文")
    await li.taps("语言 繁體中文")
    await world.settled()
    assert by_bot(group)[-1].text.splitlines()[4] == "Place: 管委会一楼报告厅"


async def test_what_people_ask_in_a_group_does_not_stay(world, li):
    wang = await world.member("王敏")
    group = world.sandbox.group("干部群", members=[li.phone, wang.phone], supergroup=True)
    group.add_bot(can_delete_messages=True)
    event = await world.event(li)
    await wang.sends("大家好", chat=group)
    await wang.sends("/events@faguang_bot", chat=group)
    await wang.sends("/events@other_bot", chat=group)
    await li.sends(f"/post {event.id}", chat=group)
    texts = [message.text.splitlines()[0] for message in group.messages.values() if message.text]
    assert texts[:1] == ["大家好"]
    await world.later(seconds=59)
    assert len([m for m in group.messages.values() if m.text]) == len(texts)
    await world.later(seconds=1)
    left = [message.text.splitlines()[0] for message in group.messages.values() if message.text]
    assert left == ["大家好", "/events@other_bot", event.title]


async def test_where_the_bot_may_not_delete_only_its_own_answer_goes(world, li):
    group = gathered(world, li)
    await li.sends("/help@faguang_bot", chat=group)
    await world.later(minutes=1)
    assert [m.text for m in group.messages.values() if m.text] == ["/help@faguang_bot"]


async def test_a_crash_while_a_digest_is_sent_repeats_it_once(world, li):
    world.may_be_refused = {"sendMessage"}
    group = await bound(world, li)
    await world.event(li, "甲课", starts=START + timedelta(days=1, hours=4))
    await world.settled()
    for _ in range(3):
        world.sandbox.fail_next("sendMessage", status="drop", chat=group.id, after=True)
    await world.until(local(24, 8, 30))
    for _ in range(3):
        await world.later(seconds=31)
    digests = [m for m in by_bot(group) if m.text.startswith("今天的活动")]
    assert len(digests) == 2
    assert await rows(world, "SELECT state, tries FROM outbox WHERE kind = 'group.digest' AND subject = 20261124") == [
        ("doubt", 2)
    ]
