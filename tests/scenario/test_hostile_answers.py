"""When an answer cannot be given: people are told, with a code that the log knows beside no word of theirs."""

import json
import re

import pytest

from handlers.home import feature as home
from handlers.kit import Button, Go, Screen
from tests.people import open_world
from tests.scenario.doorway import debug_log

CANARY = "王敏想匿名说一句话"
SORRY = re.compile(r"出了点问题，是我们这边的原因。若一直这样，请把编号 ([0-9A-Z]{6}) 告诉组织者。")


@pytest.fixture
async def both(sqlite_url):
    with debug_log() as log:
        async with open_world(sqlite_url) as world:
            yield world, log


def lines(log, **facts):
    found = [json.loads(line) for line in log.getvalue().splitlines()]
    return [line for line in found if facts.items() <= line.items()]


async def test_a_bug_is_an_apology_whose_code_the_log_knows(both, monkeypatch):
    world, log = both
    wang = await world.member("王敏")

    async def broken(_ctx, text):
        raise ValueError(text)

    monkeypatch.setitem(
        world.app.desk.commands, "broken", type(home.commands["help"])("broken", "", frozenset(), broken)
    )
    await wang.sends(f"/broken {CANARY}")
    code = SORRY.fullmatch(wang.text)[1]
    (line,) = lines(log, reference=code)
    assert (line["event"], line["kind"], line["level"]) == ("handler failed", "ValueError", "error")
    assert line["exception"].endswith("ValueError: (message withheld)")
    assert "in broken" in line["exception"]
    assert CANARY not in log.getvalue()


async def test_what_telegram_refuses_to_show_is_an_apology(both):
    world, log = both
    wang = await world.member("王敏")
    world.sandbox.fail_next("sendMessage", status=400)
    await wang.sends("/help")
    code = SORRY.fullmatch(wang.text)[1]
    (line,) = lines(log, reference=code)
    assert (line["event"], line["kind"]) == ("answer not shown", "BadRequest")
    assert "王敏" not in log.getvalue()


async def test_when_even_the_apology_is_refused_the_log_says_so_and_others_are_served(both):
    world, log = both
    wang, zhang = await world.members("王敏", "张强")
    world.sandbox.fail_next("sendMessage", status=400, chat=wang.id, times=2)
    before = len(wang.heard())
    await wang.sends("/help")
    assert len(wang.heard()) == before
    assert [line["error"] for line in lines(log, event="apology not sent")] == ["BadRequest"]
    await zhang.sends("/help")
    assert "/events" in zhang.text


async def test_a_message_that_cannot_be_edited_is_answered_below_it(both):
    world, log = both
    wang = await world.member("王敏")
    await wang.sends("/events")
    world.sandbox.fail_next("editMessageText", status=400)
    await wang.taps("全部")
    assert wang.text == "全部\n近期还没有活动。"
    assert len(wang.heard()) == 3
    assert lines(log, level="error") == []


async def test_a_screen_that_cannot_be_made_is_an_apology_for_a_tap_too(both, monkeypatch):
    world, log = both
    wang = await world.member("王敏")

    async def too_long(_ctx, _rest):
        return Screen(CANARY, ((Button("x", Go("y" * 80)),),))

    kind = type(home.commands["help"])
    monkeypatch.setitem(world.app.desk.commands, "broken", kind("broken", "", frozenset(), too_long))
    await wang.sends("/broken")
    first = SORRY.fullmatch(wang.text)[1]
    await wang.forges("go:/broken")
    second = SORRY.fullmatch(wang.text)[1]
    assert first != second
    assert {line["reference"] for line in lines(log, event="answer not shown", kind="ValueError")} == {first, second}
    assert CANARY not in log.getvalue()


async def test_who_blocks_the_bot_before_it_answers_is_no_error(both):
    world, log = both
    wang = await world.member("王敏")
    wang.phone.sends("/help")
    await wang.blocks_bot()
    assert len(lines(log, event="answer not wanted")) == 1
    assert lines(log, level="error") == []
    wang.phone.unblocks_bot()
    await wang.sends("/help")
    assert "/events" in wang.text


async def test_a_flood_from_one_holds_nobody_else_up(both):
    world, _log = both
    wang, zhang = await world.members("王敏", "张强")
    for n in range(2000):
        wang.phone.sends(f"/help {n}")
        if n % 100 == 0:
            zhang.phone.sends("/agenda")
    await world.settled()
    assert len([text for text in zhang.heard() if text.startswith("我的日程")]) == 20
    assert "/events" in wang.text
    assert len(wang.heard()) < 2000


async def test_commands_for_other_bots_and_edited_messages_are_not_answered(both):
    world, _log = both
    wang = await world.member("王敏")
    group = world.sandbox.group("投资促进部", members=[wang.phone], admins=[wang.phone])
    group.add_bot()
    before = len(wang.heard())
    for text in ("/help@another_bot", "/", "//", "大家好"):
        await wang.sends(text, chat=group)
    await wang.sends("/help@another_bot")
    assert len(wang.heard()) == before
    assert [m for m in wang.phone.messages(group) if m.by_bot] == []
    await wang.sends("/HELP@FaGuang_Bot", chat=group)
    assert len([m for m in wang.phone.messages(group) if m.by_bot]) == 1
    wang.phone.sends("/help", chat=group, as_chat=group)
    await world.settled()
    assert len([m for m in wang.phone.messages(group) if m.by_bot]) == 1
