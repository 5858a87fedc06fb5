"""Telegram may deliver an update again, and orders nothing across people: the end is the same."""

import random

import pytest

TOO_LATE = frozenset({"answerCallbackQuery"})


def _state(tx):
    line = tx.all(
        "SELECT p.telegram_id, s.event_id, s.state FROM sign_ups s JOIN people p ON p.id = s.person_id "
        "ORDER BY p.telegram_id, s.event_id"
    )
    return {
        "people": tx.all("SELECT telegram_id, name, consent, language FROM people ORDER BY telegram_id"),
        "line": line,
        "events": tx.all("SELECT title, capacity, state, seated, waiting FROM events ORDER BY id"),
        "promised": tx.all("SELECT person_id, kind, subject, state FROM outbox ORDER BY 1, 2, 3, 4"),
        "drafts": tx.all("SELECT person_id, form, step, answers FROM drafts ORDER BY 1"),
    }


async def _story(world, again):
    """People sign up, one leaves, one changes the language; `again()` follows each thing somebody does."""
    li = await world.member("李静", role="organiser")
    wang, zhang, chen = await world.members("王敏", "张强", "陈晨")
    event = await world.event(li, capacity=2)
    for someone in (wang, zhang, chen):
        await someone.starts(f"e_{event.id}")
        await again()
        await someone.taps("报名候补" if someone is chen else "报名")
        await again()
    for label in ("取消报名", "确认取消"):
        await wang.taps(label)
        await again()
    for text in ("/newevent", "知行讲堂", "数字经济与产业园区"):
        await li.sends(text)
        await again()
    promoted = [text for text in chen.heard() if "正式" in text]
    return await world.app.db.read(_state), len(promoted)


@pytest.mark.parametrize("times", [0, 2])
async def test_every_update_three_times_is_as_good_as_once(world, times):
    world.may_be_refused = TOO_LATE if times else frozenset()

    async def again():
        for _ in range(times):
            world.sandbox.replay()
            await world.settled()

    state, promoted = await _story(world, again)
    assert [row[1:] for row in state["line"]] == [(1, "left"), (1, "seated"), (1, "seated")]
    assert state["events"] == [("开放型经济与开发区", 2, "published", 2, 0)]
    assert [row[1:] for row in state["promised"]] == [
        ("event.reminder", 1, "waiting"),
        ("event.reminder", 1, "waiting"),
        ("event.promoted", 1, "sent"),
        ("event.reminder", 1, "waiting"),
        ("event.reminder", 1, "waiting"),
    ]
    ((_person, form, step, answers),) = state["drafts"]
    assert (form, step) == ("event", "start")
    assert "数字经济与产业园区" in answers
    assert promoted == 1


async def test_a_whole_history_delivered_again_changes_nothing(world):
    async def once():
        pass

    before, _promoted = await _story(world, once)
    world.may_be_refused = TOO_LATE
    world.sandbox.redeliver()
    await world.settled()
    after = await world.app.db.read(_state)
    assert {name: after[name] for name in ("people", "line", "events")} == {
        name: before[name] for name in ("people", "line", "events")
    }


async def test_taps_of_different_people_in_any_order_fill_the_same_seats(world):
    li = await world.member("李静", role="organiser")
    people = await world.members(*(f"职工{number}" for number in range(12)))
    event = await world.event(li, capacity=5)
    for someone in people:
        await someone.starts(f"e_{event.id}")
    for someone in random.Random(3).sample(people, len(people)):
        someone.phone.taps("报名")
    world.may_be_refused = TOO_LATE
    mixed = list(world.sandbox.update_ids)
    random.Random(4).shuffle(mixed)
    world.sandbox.redeliver(mixed)
    await world.settled()
    state = await world.app.db.read(_state)
    assert sorted(row[2] for row in state["line"]) == ["seated"] * 5 + ["waiting"] * 7
    assert state["events"] == [("开放型经济与开发区", 5, "published", 5, 7)]
