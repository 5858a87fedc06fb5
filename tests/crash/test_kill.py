"""Kill -9 again and again under load: what was acknowledged stays, nothing is double, promises are kept."""

import random
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from bot.clock import SystemClock
from bot.demo import stage
from bot.domain.events import Pillar, Plan
from bot.domain.people import NOTICE_VERSION, Grant, Role
from bot.sandbox import Sandbox
from bot.services.events import publish
from storage import people, roles
from storage.db import open_database
from tests.crash.bots import bot_at, killed_again_and_again
from tests.crash.eager import Ahead

PEOPLE, SEATS, LEAVING = 300, 120, 40
KILLS_A_ROUND = 25


def _prepare(tx, ids, now):
    """Everybody is known already; one of them publishes the event."""
    for telegram_id in ids:
        people.agree(tx, telegram_id, NOTICE_VERSION, None, f"职工{telegram_id}", now)
    organiser = people.by_telegram(tx, ids[0])
    roles.put(tx, organiser.id, Grant(Role.ORGANISER), None, now)
    starts = now + timedelta(days=3)
    plan = Plan(
        title="岗位练兵",
        pillar=Pillar.LEARN,
        starts_at=starts,
        ends_at=starts + timedelta(hours=1),
        opens_at=now - timedelta(days=1),
        closes_at=starts,
        capacity=SEATS,
    )
    return publish(tx, organiser.id, plan, None, now).id


def _look(tx, event_id):
    states = dict(tx.all("SELECT p.telegram_id, s.state FROM sign_ups s JOIN people p ON p.id = s.person_id"))
    counters = tx.one("SELECT seated, waiting FROM events WHERE id = :e", e=event_id)
    outbox = tx.all("SELECT p.telegram_id, o.kind, o.state FROM outbox o JOIN people p ON p.id = o.person_id")
    reminders = Counter(person for person, kind, state in outbox if kind == "event.reminder" and state == "waiting")
    promoted = {person: state for person, kind, state in outbox if kind == "event.promoted"}
    return states, counters, reminders, promoted


@pytest.mark.slow
async def test_nothing_acknowledged_is_lost_and_nothing_happens_twice(database_url, tmp_path):
    rng = random.Random(20261122)
    answers, kills = {}, 0

    async with (
        Sandbox(clock=SystemClock(), flood=False) as sandbox,
        bot_at(sandbox, database_url, tmp_path / "log") as bot,
    ):
        phones = [sandbox.person(f"职工{number}") for number in range(PEOPLE)]
        event_id = await _with(database_url, lambda db: db.write(_prepare, [p.id for p in phones], datetime.now(UTC)))

        for phone in phones:
            phone.starts(f"e_{event_id}")
        kills += await killed_again_and_again(sandbox, bot, rng, KILLS_A_ROUND)

        sandbox.watch(
            lambda change: change["kind"] == "answer" and answers.setdefault(change["user_id"], change["text"])
        )
        for phone in rng.sample(phones, len(phones)):
            phone.taps("报名")
        kills += await killed_again_and_again(sandbox, bot, rng, KILLS_A_ROUND)
        promised_seats = {person for person, text in answers.items() if "席" in text}
        assert set(answers) == {phone.id for phone in phones}

        leaving = rng.sample([phone for phone in phones if phone.id in promised_seats], LEAVING)
        for phone in leaving:
            phone.taps("取消报名")
        kills += await killed_again_and_again(sandbox, bot, rng, 0)
        for phone in leaving:
            phone.taps("确认取消")
        kills += await killed_again_and_again(sandbox, bot, rng, KILLS_A_ROUND)

        async with stage.started(sandbox, database_url, Ahead(timedelta(minutes=2))) as app:
            await app.settle()  # what is promised and due goes out, and what others left in hand
        states, counters, reminders, promoted = await _with(database_url, lambda db: db.read(_look, event_id))

    assert kills >= 50
    left = {phone.id for phone in leaving}
    seated = {person for person, state in states.items() if state == "seated"}
    assert {person for person, state in states.items() if state == "left"} == left
    assert Counter(states.values()) == {"seated": SEATS, "waiting": PEOPLE - SEATS - LEAVING, "left": LEAVING}
    assert counters == (SEATS, PEOPLE - SEATS - LEAVING)
    # Whoever was told of a seat has it, unless they gave it up; who came after them was promoted, and told.
    assert promised_seats - left < seated
    assert set(promoted) == seated - promised_seats
    assert reminders == Counter(dict.fromkeys(seated, 2))
    told = {p.id for p in phones if any(m.by_bot and "候补" in m.text and "正式" in m.text for m in p.messages())}
    assert {person for person, state in promoted.items() if state == "sent"} <= told
    assert set(promoted.values()) <= {"sent", "doubt"}
    assert told <= set(promoted)


async def _with(database_url, ask):
    db = await open_database(database_url)
    try:
        return await ask(db)
    finally:
        await db.close()
