"""People pass events on: they type the bot's name in any chat, choose a card, and it stands there."""

from dataclasses import replace
from datetime import timedelta

from bot.services.events import Events
from bot.services.people import People
from tests.people import START

CARD = """开放型经济与开发区
知行讲堂 · 追光

时间：11月25日周三 14:30–16:00
地点：管委会一楼报告厅
名额：{seats} / 60"""


async def test_a_card_goes_into_a_chat_that_the_bot_does_not_know(world):
    li = await world.member("李静", role="organiser")
    wang = await world.member("王敏")
    chen = world.person("陈晨")
    event = await world.event(li)
    family = world.sandbox.group("项目协调群", members=[wang.phone, chen.phone])

    assert await wang.finds("开放 知行", family) == ["开放型经济与开发区"]
    card = await wang.picks("开放型经济与开发区", family)
    assert card.text == CARD.format(seats=0)
    assert card.rows == [["报名", "查看详情"], ["刷新"]]
    assert card.raw["via_bot"]["username"] == "faguang_bot"

    # A seat is taken elsewhere; whoever is in the chat brings the card up to date, known to the bot or not.
    await wang.starts(f"e_{event.id}")
    await wang.taps("报名")
    await chen.taps("刷新", card)
    assert (chen.toast, card.text) == ("已是最新", CARD.format(seats=1))
    await chen.taps("报名", card)
    assert chen.phone.opened_url.startswith("https://t.me/faguang_bot?start=")


async def test_a_card_chosen_in_the_chat_with_the_bot_is_answered_by_nothing_else(world):
    li = await world.member("李静", role="organiser")
    wang = await world.member("王敏")
    await world.event(li)
    await wang.finds("开放")
    heard = wang.heard()
    card = await wang.picks("开放型经济与开发区")
    assert card.rows == [["报名", "查看详情"], ["刷新"]]
    assert wang.heard() == [*heard, card.text]


async def test_the_next_events_are_offered_to_no_words(world):
    li = await world.member("李静", role="organiser")
    wang = await world.member("王敏")
    await world.event(li, "应急管理实务", starts=START + timedelta(days=9))
    await world.event(li, "金融投资入门", starts=START + timedelta(days=3), speaker="赵明")
    assert await wang.finds("") == ["金融投资入门", "应急管理实务"]
    assert await wang.finds("赵明") == ["金融投资入门"]
    assert await wang.finds("应急") == ["应急管理实务"]
    assert [found.description for found in wang.phone.inline_results] == [
        "12月2日周三 10:00 · 管委会一楼报告厅 · 名额：0 / 60"
    ]


async def test_the_share_button_of_a_card_leads_to_just_that_event(world):
    li = await world.member("李静", role="organiser")
    wang = await world.member("王敏")
    first, second = await world.event(li), await world.event(li, starts=START + timedelta(days=9))
    await wang.starts(f"e_{second.id}")
    await wang.taps("分享")
    assert wang.phone.clipboard == f"@faguang_bot #{second.id}"
    assert await wang.finds(f"#{second.id}") == [second.title]
    assert (await wang.picks(second.title)).text.splitlines()[3] == "时间：12月2日周三 10:00–11:30"
    await li.starts(f"e_{first.id}")
    await li.taps("管理")
    await li.taps("分享")
    assert li.phone.clipboard == f"@faguang_bot #{first.id}"


async def test_what_is_not_for_everybody_stays_between_the_bot_and_those_it_is_for(world):
    li = await world.member("李静", role="organiser")
    wang = await world.member("王敏", department="投资促进部")
    zhang = await world.member("张强", department="行政审批服务局")
    where = (await world.app.service(People).known(wang.id)).department_id
    event = await world.event(li, "部门学习会", departments=(where,))
    group = world.sandbox.group("项目协调群", members=[wang.phone, zhang.phone])

    assert await wang.finds("学习会", group) == []
    assert note(wang) == ("另有 1 场不面向全员，点这里私下看", "events")
    assert await wang.finds(f"#{event.id}", group) == []
    assert note(wang) == ("这场活动不面向全员，点这里私下看", f"e_{event.id}")
    assert await wang.finds("学习会") == ["部门学习会"]
    assert await zhang.finds("学习会") == []
    await wang.starts(f"e_{event.id}")
    assert "分享" not in [label for row in wang.labels for label in row]


async def test_strangers_are_shown_the_way_to_the_bot(world):
    li = await world.member("李静", role="organiser")
    await world.event(li)
    chen = world.person("陈晨")
    assert await chen.finds("讲堂") == []
    assert note(chen) == ("先认识一下：点这里打开机器人", "start")


async def test_a_card_that_is_not_for_everybody_any_more_is_not_shown_anew(world):
    li = await world.member("李静", role="organiser")
    wang = await world.member("王敏")
    event = await world.event(li)
    await wang.finds(f"#{event.id}")
    card = await wang.picks(event.title)
    plan = replace(event.plan(), title="内部会议", rules=replace(event.rules, closed=True))
    await world.app.service(Events).revise(li.person_id, event.id, plan)
    await wang.taps("刷新", card)
    assert wang.alert == "这场活动已不面向全员，请向组织者了解。"
    assert card.text == CARD.format(seats=0)


async def test_queries_that_no_app_would_send(world):
    li = await world.member("李静", role="organiser")
    wang = await world.member("王敏")
    await world.event(li)
    for words in ("🙈" * 128, "讲 " * 128, "%_\\'\";--", "#", "#²", "#99999999999999999999", "#12345", "\u202e\u0000"):
        assert await wang.finds(words) in ([], ["开放型经济与开发区"]), words
    answers = [call for call in world.sandbox.calls if call.method == "answerInlineQuery"]
    assert [call.error for call in answers] == [None] * 8

    # Nobody is told of an offset: whoever sends one made it up.
    body = {"id": "1", "from": wang.phone.user, "query": "讲堂", "offset": "20", "chat_type": "group"}
    world.sandbox.world.inline_queries["1"] = asked = {
        "at": world.sandbox.world.now(),
        "from": wang.id,
        "query": "讲堂",
    }
    asked["chat"] = wang.id
    world.sandbox.world.updates.push("inline_query", body, ("person", wang.id))
    await world.settled()
    assert asked["results"] == []


async def test_taps_forged_on_a_card_in_a_foreign_chat_show_nothing_there(world):
    li = await world.member("李静", role="organiser")
    wang = await world.member("王敏")
    event = await world.event(li)
    await wang.finds("讲堂")
    card = await wang.picks(event.title)
    before = card.html
    for data in (f"ev+:{event.id}:", f"or:{event.id}", "go:/mydata", "nonsense"):
        await wang.forges(data, card)
        assert card.html == before
    assert (await world.app.service(Events).card(event.id, wang.person_id)).standing.state is None


async def test_a_finder_that_breaks_offers_nothing(world):
    wang = await world.member("王敏")
    await world.app.db.write(lambda tx: tx.run("ALTER TABLE events RENAME COLUMN words TO gone"))
    assert await wang.finds("讲堂") == []
    assert note(wang) is None


def note(someone):
    """What stands above the finds, and where it leads."""
    _query_id, asked, _chat = someone.phone._inline
    return asked["button"] and (asked["button"]["text"], asked["button"]["start_parameter"])
