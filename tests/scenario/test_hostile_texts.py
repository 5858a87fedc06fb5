"""What people type to break things: markup, invisible characters, far too much of it, and names made of nothing."""

import pytest

from storage import departments
from tests.people import open_world

NASTY = [
    "<b>王</b>&lt;敏",
    "<tg-time unix='0'>王敏",
    "\u202e敏王\u2066",
    "王\u200b敏\ufeff",
    "王\0敏",
    "👩‍👩‍👧王",
    "王{敏}%s{0}",
    "\u202e" * 30 + "王",
]
NOTHING = ["\u3164", "\u2800", "\u115f\u1160", "\u200d", "\ufe0f", "\u0301", "🎉", "…", "\u200b", "\u034f", "\uffa0"]


UNSEEN = "\u202e\u2066\u200b\ufeff\0"
HINT = "姓名为 1 到 40 个字，请填同事熟悉的姓名。"


@pytest.fixture
async def world(sqlite_url):
    async with open_world(sqlite_url) as world:
        yield world
        assert world.refused() == []


@pytest.mark.parametrize("typed", NASTY)
async def test_a_name_is_shown_as_it_is_without_what_cannot_be_seen(world, typed):
    li = await world.member("李静", role="organiser")
    wang = await world.member("王敏")
    await wang.sends("/me")
    await wang.taps("改姓名")
    await wang.sends(typed)
    await wang.taps("保存")
    shown = typed.translate(dict.fromkeys(map(ord, UNSEEN)))
    assert wang.text.splitlines()[0] == shown
    event = await world.event(li)
    await wang.starts(f"e_{event.id}")
    await wang.taps("报名")
    await li.starts(f"e_{event.id}")
    await li.taps("管理")
    await li.taps("名单")
    assert li.text.splitlines()[-1] == f"1. {shown}（投资促进部）"


@pytest.mark.parametrize("typed", NOTHING)
async def test_nobody_is_called_nothing(world, typed):
    wang = await world.member("王敏")
    await wang.sends("/me")
    await wang.taps("改姓名")
    await wang.sends(typed)
    assert wang.text.splitlines()[2] == HINT


@pytest.mark.parametrize("typed", NASTY)
async def test_a_title_is_shown_as_it_is_everywhere(world, typed):
    li = await world.member("李静", role="organiser")
    title = typed.translate(dict.fromkeys(map(ord, UNSEEN)))
    wang = await world.member("王敏")
    await world.event(li, title, place=title, speaker=title, series=title)
    await wang.sends("/events")
    await wang.taps(next(row[0] for row in wang.labels))
    assert wang.text.splitlines()[0] == title
    await wang.taps("报名")
    await wang.sends("/agenda")
    assert f"《{title}》" in wang.text
    await wang.sends("/events")
    await wang.taps("按系列")
    await world.later(days=1, hours=14)
    assert title in wang.text


async def test_whatever_is_far_too_long_is_answered(world):
    owner = await world.member("刘主任", role="owner")
    await world.app.db.write(departments.ensure, ("投资促进部", "招商一科"))
    flood = "🎉王&<" * 1024
    assert len(flood) == 4096
    for command in ("/newevent", "/roles", "/invite", "/me"):
        await owner.sends(command)
        if command == "/roles":
            await owner.taps("授予角色")
        if command == "/me":
            await owner.taps("改部门")
        before = len(owner.heard())
        await owner.sends(flood)
        assert len(owner.heard()) == before + 1, command


async def test_each_question_about_an_event_bears_a_flood(world):
    li = await world.member("李静", role="organiser")
    await li.sends("/newevent")
    flood = "，".join(["很长的字"] * 800)
    seen = set()
    for fits in ("系列", "题目", "下周三", "14:30", "一楼", "60", "追光"):
        before = len(li.heard())
        seen.add(li.text.splitlines()[0])
        await li.sends(flood)
        assert len(li.heard()) == before + 1
        await li.sends(fits)
    assert len(seen) == 7
