"""When Telegram, the network or the database fails, or the bot was away: what becomes of promised messages."""

import sqlite3
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest
from structlog.testing import capture_logs

from bot.clock import ManualClock
from bot.demo.stage import started
from bot.sandbox import Sandbox
from tests.people import START, World, open_world

EVE = {"days": 1, "hours": 8}  # from START to 18:00 on the evening before


@pytest.fixture
async def world(sqlite_url):
    async with open_world(sqlite_url) as world:
        yield world
        assert world.refused() == []


async def signed_up(world, *names, **about):
    """People with a seat in an event the day after tomorrow at 14:30."""
    li = await world.member("李静", role="organiser")
    event = await world.event(li, **about)
    people = await world.members(*names)
    for one in people:
        await one.starts(f"e_{event.id}")
        await one.taps("报名")
    return event, people


async def promises(world, *people):
    """Kind, state, reason and tries of what these people were promised."""
    ids = ", ".join(str(one.person_id) for one in people)

    def look(tx):
        return tx.all(f"SELECT data, state, reason, tries FROM outbox WHERE person_id IN ({ids}) ORDER BY due_at, id")

    return [(data.partition('": "')[2].rstrip('"}'), *rest) for data, *rest in await world.app.db.read(look)]


def sends(world, person):
    return [
        call for call in world.sandbox.calls if call.method == "sendMessage" and call.params["chat_id"] == person.id
    ]


def reminders(person):
    return [text for text in person.heard() if text.startswith("⏰")]


async def test_who_blocked_the_bot_is_unreachable_and_gets_the_next_after_coming_back(world):
    _event, (wang,) = await signed_up(world, "王敏")
    await wang.blocks_bot()
    world.may_be_refused = {"sendMessage"}
    await world.later(**EVE)
    assert (await promises(world, wang))[0] == ("eve", "failed", "unreachable", 1)
    wang.phone.unblocks_bot()
    await world.settled()
    await world.later(hours=19, minutes=30)
    assert len(reminders(wang)) == 1
    assert (await promises(world, wang))[1] == ("1h", "sent", "", 1)
    reachable = await world.app.db.read(
        lambda tx: tx.one("SELECT reachable FROM people WHERE id = :i", i=wang.person_id)
    )
    assert reachable == (1,)


async def test_a_short_429_is_waited_out_and_the_message_comes_once(world):
    _event, (wang,) = await signed_up(world, "王敏")
    world.sandbox.fail_next("sendMessage", status=429, retry_after=5, chat=wang.id)
    await world.later(**EVE)
    assert len(reminders(wang)) == 1
    assert (await promises(world, wang))[0] == ("eve", "sent", "", 1)


async def test_a_long_429_of_one_chat_puts_off_that_message_and_no_other(world):
    _event, people = await signed_up(world, *"甲乙丙丁戊己庚辛壬癸")
    world.sandbox.fail_next("sendMessage", status=429, retry_after=3600, chat=people[0].id)
    await world.later(**EVE)
    assert [len(reminders(one)) for one in people] == [0] + [1] * 9
    assert (await promises(world, people[0]))[0] == ("eve", "waiting", "flood", 0)
    await world.later(hours=1)
    assert (await promises(world, people[0]))[0][1] == "waiting"


async def test_after_an_error_of_telegrams_a_message_is_tried_twice_and_then_listed(world):
    _event, (wang, zhang) = await signed_up(world, "王敏", "张强")
    before = len(sends(world, wang))
    world.sandbox.fail_next("sendMessage", status=500, chat=wang.id, times=5)
    await world.later(**EVE)
    assert (await promises(world, wang))[0] == ("eve", "waiting", "doubt", 1)
    await world.settled()
    assert len(sends(world, wang)) - before == 1
    await world.later(seconds=30)
    assert (await promises(world, wang))[0] == ("eve", "doubt", "doubt", 2)
    for _ in range(5):
        await world.later(minutes=10)
    assert len(sends(world, wang)) - before == 2
    assert len(reminders(zhang)) == 1


@pytest.mark.parametrize(("executed", "arrived"), [(False, 1), (True, 2)])
async def test_a_connection_that_breaks_leaves_doubt_and_doubt_is_one_more_try(world, executed, arrived):
    _event, (wang,) = await signed_up(world, "王敏")
    world.sandbox.fail_next("sendMessage", status="drop", after=executed, chat=wang.id)
    await world.later(**EVE)
    await world.later(seconds=30)
    assert len(reminders(wang)) == arrived
    assert (await promises(world, wang))[0] == ("eve", "sent", "", 2)


async def test_without_a_network_nothing_is_tried_in_vain_or_lost(world):
    _event, people = await signed_up(world, *"甲乙丙丁戊己庚辛壬癸")
    port = int(world.sandbox.url.rpartition(":")[2])
    await world.sandbox.server.stop()
    await world.later(**EVE)
    assert {tuple(rest) for _kind, *rest in (await promises(world, *people))[:10]} == {("waiting", "network", 0)}
    for _ in range(3):
        await world.later(minutes=1)
    await world.sandbox.server.start("127.0.0.1", port)
    await world.later(minutes=1)
    assert [len(reminders(one)) for one in people] == [1] * 10
    assert {tuple(rest) for _kind, *rest in (await promises(world, *people))[:10]} == {("sent", "", 1)}


async def test_a_refused_message_is_listed_with_a_trace_and_stops_no_other(world):
    _event, (wang, zhang) = await signed_up(world, "王敏", "张强")
    world.sandbox.fail_next("sendMessage", status=400, chat=wang.id)
    with capture_logs() as logs:
        await world.later(**EVE)
    assert (await promises(world, wang))[0] == ("eve", "failed", "BadRequest", 1)
    assert [log["event"] for log in logs if log["log_level"] == "error"] == ["promised message refused"]
    assert len(reminders(zhang)) == 1


async def test_a_message_that_cannot_be_written_is_listed_and_stops_no_other(world):
    _event, (wang, zhang) = await signed_up(world, "王敏", "张强")
    await world.app.db.write(lambda tx: tx.run("UPDATE outbox SET data = '[]' WHERE person_id = :i", i=wang.person_id))
    await world.later(**EVE)
    await world.later(seconds=30)
    assert (await promises(world, wang))[0][1:] == ("failed", "TypeError", 1)
    assert len(reminders(zhang)) == 1


async def test_what_a_failing_database_held_in_hand_goes_out_when_it_is_back(world):
    _event, people = await signed_up(world, *"甲乙丙丁戊己庚辛壬癸")
    await world.app.db.write(lambda tx: tx.run("ALTER TABLE events RENAME TO lost"))
    with capture_logs() as logs:
        await world.later(**EVE)
    assert {log["event"] for log in logs if log["log_level"] == "error"} == {
        "promised message not written",
        "cards not compared",
    }
    await world.app.db.write(lambda tx: tx.run("ALTER TABLE lost RENAME TO events"))
    await world.later(seconds=30)
    assert [len(reminders(one)) for one in people] == [1] * 10
    assert {state for _kind, state, *_ in (await promises(world, *people))[:10]} == {"sent"}


async def test_after_three_days_away_what_is_past_is_dropped_and_reported_and_what_helps_is_sent_once(world):
    li = await world.member("李静", role="organiser")
    wang = await world.member("王敏")
    day, hour = timedelta(days=1), timedelta(hours=1)
    over = await world.event(li, "已经结束", starts=START + 2 * day)
    soon = await world.event(li, "马上开始", starts=START + 3 * day + hour / 2)
    tomorrow = await world.event(li, "明天的", starts=START + 4 * day + 4 * hour)
    for event in (over, soon, tomorrow):
        await wang.starts(f"e_{event.id}")
        await wang.taps("报名")
    with capture_logs() as logs:
        await world.later(days=3)
    assert ["《马上开始》" in text and "30 分钟" in text for text in reminders(wang)] == [True]
    reported = [(log["kind"], log["count"]) for log in logs if "too late" in log["event"]]
    assert reported == [("event.reminder", 2)]
    await world.later(hours=8)
    assert ["⏰ 明天 14:00" in text and "《明天的》" in text for text in reminders(wang)[1:]] == [True]
    await world.later(hours=19)
    assert len(reminders(wang)) == 3
    states = [state for _kind, state, *_ in await promises(world, wang)]
    assert sorted(states) == ["dropped"] * 3 + ["sent"] * 3


@asynccontextmanager
async def restarted(world, database_url):
    """The bot started anew beside the sandbox that was there all the time."""
    async with started(world.sandbox, database_url, world.clock) as app:
        world.app = app
        await world.settled()
        yield


async def test_a_bot_that_was_off_for_three_days_sends_at_start_what_still_helps(sqlite_url):
    clock = ManualClock(START)
    async with Sandbox(clock=clock, flood=False) as sandbox:
        async with started(sandbox, sqlite_url, clock) as app:
            world = World(sandbox, app, clock)
            _event, (wang,) = await signed_up(world, "王敏", starts=START + timedelta(days=3, hours=1))
        clock.advance(days=3, minutes=10)
        async with restarted(world, sqlite_url):
            assert ["50 分钟" in text for text in reminders(wang)] == [True]
        async with restarted(world, sqlite_url):
            await world.later(minutes=5)
            assert len(reminders(wang)) == 1


async def test_what_could_not_be_noted_is_in_doubt_and_settled_when_the_database_is_back(world):
    """The message went out and the note of it failed: as after a crash it is sent once more, and only once."""
    _event, (wang, zhang) = await signed_up(world, "王敏", "张强")
    await world.app.db.write(
        lambda tx: tx.run(
            "CREATE TRIGGER unwritable BEFORE UPDATE ON outbox WHEN NEW.state <> 'sending' AND OLD.state = 'sending' "
            "BEGIN SELECT RAISE(ABORT, 'disk full'); END"
        )
    )
    with capture_logs() as logs, pytest.raises(sqlite3.Error):
        await world.later(**EVE)
    assert {log["event"] for log in logs if log["log_level"] == "error"} == {"promised message not written"}
    assert {one[1] for one in await promises(world, wang, zhang) if one[0] == "eve"} == {"sending"}
    await world.app.db.write(lambda tx: tx.run("DROP TRIGGER unwritable"))
    await world.later(seconds=30)
    assert [len(reminders(one)) for one in (wang, zhang)] == [2, 2]
    assert {one[1:] for one in await promises(world, wang, zhang) if one[0] == "eve"} == {("sent", "", 2)}


async def test_what_is_due_goes_out_without_anybody_doing_anything(world):
    _event, (wang,) = await signed_up(world, "王敏")
    world.clock.advance(**EVE)
    await world.sandbox.wait_for(lambda: reminders(wang), "the bot looks at the clock by itself")
    await world.settled()
    assert len(reminders(wang)) == 1
