"""What recipients have before them: their language, buttons that lead somewhere; what the organiser sees meanwhile."""

from datetime import timedelta

import pytest

from tests.people import START
from tests.scenario.test_notices import screen, writes


@pytest.fixture
async def li(world):
    return await world.member("李静", role="organiser", department="党群工作部")


async def test_everybody_reads_it_in_their_own_language(world, li):
    wang, anna = await world.members("王敏", "Anna")
    await anna.sends("/language")
    await anna.taps("English")
    await writes(li)
    await li.taps("✎ English")
    await li.sends("No water on Friday.")
    await li.taps("发送")
    assert (wang.text, wang.labels) == ("周五停水，请提前备水。", [["收到"]])
    assert (anna.text, anna.labels) == ("No water on Friday.", [["Got it"]])


async def test_buttons_lead_to_a_link_and_to_the_card_of_an_event(world, li):
    wang = await world.member("王敏")
    event = await world.event(li)
    await writes(li)
    await li.taps("✎ 按钮")
    await li.sends("填表 https://forms.example/1")
    await li.taps(event.title)
    await li.taps("完成 ✓")
    await li.taps("发送")
    assert wang.labels == [["填表", event.title], ["收到"]]
    (link, card), _confirm = wang.last.raw["reply_markup"]["inline_keyboard"]
    assert link["url"] == "https://forms.example/1"
    await wang.starts(card["url"].partition("?start=")[2])
    await wang.taps("报名")
    assert wang.toast == "已报名：第 1 / 60 席"


async def test_while_some_are_in_quiet_hours_the_progress_says_so(world, li):
    wang = await world.member("王敏")
    await wang.sends("/settings")
    await wang.taps("换免打扰时段")
    await world.until(START.replace(hour=14))  # 22:00 at the workplace
    await writes(li)
    await li.taps("发送")
    await world.later(minutes=5)
    followed = screen(li, "▓")
    assert followed.text.splitlines()[1:] == [
        "▓▓▓▓▓░░░░░ 50%",
        "已送达：1 / 2",
        "免打扰中，过后送达 1 人",
        "已确认：0 / 1",
    ]
    await world.until(START.replace(hour=14) + timedelta(hours=11))
    assert followed.text.splitlines()[1:] == ["▓▓▓▓▓▓▓▓▓▓ 100%", "已送达：2 / 2", "已确认：0 / 2"]
