"""People pass events on: they type the bot's name in any chat, choose a card, and it stands there."""

from datetime import timedelta

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
