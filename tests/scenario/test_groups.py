"""Cards of events in groups: posted, signed up from, kept true."""

from datetime import timedelta

import pytest

from bot.callbacks import encode
from bot.domain.rules import Rules
from bot.services.events import Events
from bot.services.people import People
from handlers.cards import SignUpHere
from handlers.groups.posting import PostHere, PostTo


@pytest.fixture
async def li(world):
    return await world.member("李静", role="organiser")


def by_bot(chat):
    return [message for message in chat.messages.values() if message.by_bot]


def gathered(world, *players, supergroup=True, **facts):
    group = world.sandbox.group("干部群", members=[one.phone for one in players], supergroup=supergroup, **facts)
    group.add_bot()
    return group


async def posted(world, li, event, group):
    await li.sends(f"/post e_{event.id}", chat=group)
    return by_bot(group)[-1]


async def test_an_organiser_posts_a_card_and_everybody_sees_who_how_many_where(world, li):
    group = gathered(world, li)
    event = await world.event(li, "从项目签约到投产", capacity=25, speaker="周凯", link="https://meet.example/secret")
    await li.sends("/post", chat=group)
    await li.taps("11-25 14:30 从项目签约到投产 · 余 25 席", chat=group)
    assert li.toast == "正在发到群里"
    card = by_bot(group)[-1]
    assert card.text.splitlines() == [
        "从项目签约到投产",
        "知行讲堂 · 追光",
        "",
        "时间：11月25日周三 14:30–16:00",
        "地点：管委会一楼报告厅",
        "线上：报上名后这里会显示链接",
        "主讲：周凯",
        "名额：0 / 25",
        "余 25 席",
        "组织者：李静",
    ]
    assert card.rows == [["报名", "查看详情"]]
    assert (await world.app.service(Events).card(event.id, li.person_id)).standing.state is None


async def test_who_taps_is_told_in_private_and_the_card_follows(world, li):
    wang, zhang = await world.members("王敏", "张强")
    group = gathered(world, li, wang, zhang)
    event = await world.event(li, capacity=1)
    card = await posted(world, li, event, group)
    before = len(by_bot(group))
    await wang.taps("报名", card, group)
    assert wang.toast == "已报名：第 1 / 1 席"
    assert (card.text.splitlines()[5:], card.rows[0][0]) == (["名额：1 / 1", "组织者：李静"], "报名候补")
    await zhang.taps("报名候补", card, group)
    assert zhang.toast == "名额已满，已列入候补第 1 位"
    assert card.text.splitlines()[5] == "名额：1 / 1，候补 1 人"
    await wang.taps("报名候补", card, group)
    assert wang.toast == "已经报过名了：第 1 / 1 席"
    await wang.starts(f"e_{event.id}")
    await wang.taps("取消报名")
    await wang.taps("确认取消")
    assert card.text.splitlines()[5] == "名额：1 / 1"
    assert len(by_bot(group)) == before


async def test_somebody_new_agrees_and_is_then_signed_up(world, li):
    chen = world.person("陈晨")
    group = gathered(world, li, chen)
    event = await world.event(li, capacity=2)
    card = await posted(world, li, event, group)
    await chen.taps("报名", card, group)
    assert chen.phone.opened_url == f"https://t.me/faguang_bot?start=s_{event.id}"
    assert card.text.splitlines()[5] == "名额：0 / 2"
    chen.phone.opens(chen.phone.opened_url)
    await world.settled()
    await chen.taps("☐ 同意按上述告知处理我的个人信息")
    await chen.taps("☐ 单独同意消息经 Telegram 传到境外")
    await chen.taps("同意")
    await chen.taps("陈晨")
    await chen.taps("没有我的部门")
    await chen.taps("保存")
    assert chen.text.splitlines()[:3] == ["✅ 已报名：第 1 / 2 席", "", "开放型经济与开发区"]
    assert card.text.splitlines()[5] == "名额：1 / 2"


async def test_before_it_opens_and_after_it_closes_the_reason_is_told(world, li):
    wang = await world.member("王敏")
    group = gathered(world, li, wang)
    opens = world.clock.now() + timedelta(hours=1)
    event = await world.event(li, opens_at=opens, closes_at=opens + timedelta(hours=1))
    card = await posted(world, li, event, group)
    assert card.text.splitlines()[-3] == "报名开始：11月23日周一 11:00"
    await wang.taps("报名", card, group)
    assert wang.alert.startswith("报名 11月23日周一 11:00 开始")
    await world.later(hours=1)
    assert "报名开始" not in card.text
    await world.later(hours=1)
    assert (card.rows, card.text.splitlines()[-2]) == ([["查看详情"]], "报名已截止：11月23日周一 12:00")
    await wang.forges(encode(SignUpHere(event.id)), card)
    assert wang.alert.startswith("报名已于")


async def test_a_card_ends_with_the_event(world, li):
    group = gathered(world, li)
    event = await world.event(li)
    card = await posted(world, li, event, group)
    await world.until(event.starts_at)
    assert "活动已开始。" in card.text
    await world.until(event.ends_at)
    assert "活动已结束。" in card.text
    assert await world.app.db.read(lambda tx: tx.all("SELECT gone FROM posts")) == [(1,)]


async def test_a_cancelled_event_says_so_where_it_was_posted(world, li):
    group = gathered(world, li)
    event = await world.event(li)
    card = await posted(world, li, event, group)
    await world.app.service(Events).cancel(li.person_id, event.id, "改期")
    await world.settled()
    assert (card.text.splitlines()[3], card.rows) == ("活动已取消，不再举行。", [["查看详情"]])
    await li.sends(f"/post {event.id}", chat=group)
    assert by_bot(group)[-1].text == "这场活动已取消。发送 /events 看看别的活动。"


async def test_names_stand_on_a_card_only_where_event_and_person_allow_it(world, li):
    wang, zhang = await world.members("王敏", "张强")
    group = gathered(world, li, wang, zhang)
    open_, closed = await world.event(li, "甲", rules=Rules(names=True)), await world.event(li, "乙")
    cards = [await posted(world, li, event, group) for event in (open_, closed)]
    await wang.sends("/me")
    await wang.taps("☐ 在群卡片、我经办的金点子上显示姓名")
    for one in (wang, zhang):
        for card in cards:
            await one.taps("报名", card, group)
    assert cards[0].text.splitlines()[-1] == "已报名：王敏 等"
    assert cards[0].rows == [["报名", "查看详情"], ["全部名单"]]
    assert "王敏" not in cards[1].text
    await zhang.starts(f"n_{open_.id}")
    assert zhang.text.splitlines() == [
        "甲",
        "已有 2 人报上名。",
        "",
        "王敏",
        "",
        "只列出同意显示姓名的人，可在 /me 里设置。",
    ]
    await zhang.sends("/me")
    await zhang.taps("☐ 在群卡片、我经办的金点子上显示姓名")
    assert cards[0].text.splitlines()[-1] == "已报名：王敏、张强"
    await zhang.taps("☑ 在群卡片、我经办的金点子上显示姓名")
    assert cards[0].text.splitlines()[-1] == "已报名：王敏 等"


async def test_only_who_manages_the_event_posts_it(world, li):
    wang = await world.member("王敏")
    group = gathered(world, li, wang)
    event = await world.event(li)
    refusal = "只有这场活动的组织者可以这样做。需要权限的话，请管理员用 /roles 添加你。"
    await wang.sends(f"/post {event.id}", chat=group)
    assert by_bot(group)[-1].text == refusal
    await li.sends("/post", chat=group)
    await wang.forges(encode(PostHere(event.id, 0)), by_bot(group)[-1])
    assert wang.alert == refusal
    await wang.starts()
    await wang.forges(encode(PostTo(event.id, group.id)))
    assert wang.alert == refusal
    assert await world.app.db.read(lambda tx: tx.all("SELECT 1 FROM outbox WHERE kind = 'group.card'")) == []


async def test_posting_again_brings_the_card_down_and_takes_the_old_one_away(world, li):
    group = gathered(world, li)
    event = await world.event(li)
    first = await posted(world, li, event, group)
    second = await posted(world, li, event, group)
    assert [message.id for message in by_bot(group)] == [second.id]
    assert first.id != second.id
    assert await world.app.db.read(lambda tx: tx.all("SELECT message_id, gone FROM posts ORDER BY id")) == [
        (first.id, 1),
        (second.id, 0),
    ]


async def test_a_repeated_update_posts_once(world, li):
    group = gathered(world, li)
    event = await world.event(li)
    await posted(world, li, event, group)
    world.sandbox.replay()
    await world.settled()
    assert len(by_bot(group)) == 1


async def test_a_card_lives_in_the_topic_where_it_was_asked_for(world, li):
    group = gathered(world, li, forum=True)
    topic = group.post({"forum_topic_created": {"name": "讲堂", "icon_color": 1}}, sender={"from": li.phone.user})
    group.topics[topic.id] = {"message_thread_id": topic.id, "name": "讲堂", "icon_color": 1}
    event = await world.event(li)
    li.phone.sends("/post", chat=group, topic=topic.id)
    await world.settled()
    assert by_bot(group)[-1].raw["message_thread_id"] == topic.id
    await li.taps("11-25 14:30 开放型经济与开发区 · 余 60 席", chat=group)
    card = by_bot(group)[-1]
    assert (card.raw["message_thread_id"], card.text.splitlines()[0]) == (topic.id, event.title)


async def test_a_card_that_was_deleted_is_let_go(world, li):
    world.may_be_refused = {"editMessageText"}
    wang = await world.member("王敏")
    group = gathered(world, li, wang)
    event = await world.event(li)
    card = await posted(world, li, event, group)
    group.erase(card)
    await world.app.service(Events).sign_up(event.id, wang.person_id)
    await world.settled()
    assert await world.app.db.read(lambda tx: tx.all("SELECT gone FROM posts")) == [(1,)]
    await world.app.service(Events).leave(event.id, wang.person_id)
    await world.settled()
    assert sum(call.method == "editMessageText" for call in world.sandbox.calls) == 1


async def test_a_card_waits_out_a_flood_limit(world, li):
    wang = await world.member("王敏")
    group = gathered(world, li, wang)
    event = await world.event(li)
    card = await posted(world, li, event, group)
    world.sandbox.fail_next("editMessageText", status=429, retry_after=3)
    await wang.taps("报名", card, group)
    assert card.text.splitlines()[5] == "名额：1 / 60"


async def test_what_changed_behind_the_bots_back_is_shown_at_the_next_look(world, li):
    wang = await world.member("王敏")
    group = gathered(world, li, wang)
    event = await world.event(li)
    card = await posted(world, li, event, group)
    await world.app.db.write(lambda tx: tx.run("UPDATE events SET seated = 7 WHERE id = :e", e=event.id))
    assert card.text.splitlines()[5] == "名额：0 / 60"
    await world.settled()
    assert card.text.splitlines()[5] == "名额：7 / 60"


async def test_a_card_of_five_thousand_stays_within_the_limit(world, li):
    group = gathered(world, li)
    event = await world.event(li, "题" * 120, capacity=5000, place="处" * 200, rules=Rules(names=True))
    now = 1

    def fill(tx):
        for number in range(5000):
            (person,) = tx.one(
                "INSERT INTO people (name, shown, created_at) VALUES (:name, 1, 0) RETURNING id", name="名" * 40
            )
            tx.run(
                "INSERT INTO sign_ups (event_id, person_id, state, turn, signed_up_at) "
                "VALUES (:e, :p, 'seated', :n, 0)",
                e=event.id,
                p=person,
                n=number + now,
            )
        tx.run("UPDATE events SET seated = 5000, last_turn = 5000 WHERE id = :e", e=event.id)

    await world.app.db.write(fill)
    card = await posted(world, li, event, group)
    assert len(card.text.encode("utf-16-le")) // 2 <= 4096
    assert (card.text.splitlines()[-1].count("、"), card.rows[-1]) == (29, ["全部名单"])
    world.app.service(People).forget_cached()
    await li.starts(f"n_{event.id}")
    assert li.text.count("、") == 49
