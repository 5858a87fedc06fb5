"""Kill -9 while offers end, cards are edited, people check in and hours are credited."""

import asyncio
import os
import random
from collections import Counter
from contextlib import asynccontextmanager
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.clock import instant
from bot.demo import stage
from bot.domain.check_in import code, step_of
from bot.domain.events import Pillar, Plan
from bot.domain.people import NOTICE_VERSION, Grant, Role
from bot.sandbox import Sandbox
from bot.services.check_in_desk import open_desk
from bot.services.events import publish
from bot.services.line import sign_up
from storage import people, roles
from storage.db import open_database
from tests.crash.bots import AT_START, bot_at
from tests.crash.eager import Ahead

PEOPLE, SEATS = 40, 8
KILLS = max(8, int(os.environ.get("KILLS", "8")) // 10)
ZONE = ZoneInfo("Asia/Shanghai")
SECRET = "kill" * 6
STATES = ("seated", "waiting", "offered", "asking")


def _prepare(tx, ids, starts, opens, now, *, desk):
    """Everybody is known and stands in the line of the event that the first of them organises."""
    for telegram_id in ids:
        people.agree(tx, telegram_id, NOTICE_VERSION, None, f"职工{telegram_id}", now)
    known = [people.by_telegram(tx, telegram_id).id for telegram_id in ids]
    roles.put(tx, known[0], Grant(Role.ORGANISER), known[0], opens)
    capacity = PEOPLE if desk else SEATS
    plan = Plan(
        title="岗位练兵",
        pillar=Pillar.LEARN,
        starts_at=starts,
        ends_at=starts + timedelta(hours=2),
        opens_at=opens,
        closes_at=starts,
        capacity=capacity,
        hours=2,
    )
    event_id = publish(tx, known[0], plan, None, opens).id
    for person_id in known[1:]:
        sign_up(tx, event_id, person_id, opens, ZONE)
    if desk:
        open_desk(tx, known[0], event_id, SECRET, now)
    return event_id


def _states(tx, event_id):
    """The state of everybody by Telegram id; what must hold whenever the bot is killed is looked at on the way."""
    states = dict(
        tx.all(
            "SELECT p.telegram_id, s.state FROM sign_ups s JOIN people p ON p.id = s.person_id WHERE s.event_id = :e",
            e=event_id,
        )
    )
    capacity, *counters = tx.one(f"SELECT capacity, {', '.join(STATES)} FROM events WHERE id = :e", e=event_id)
    rows = Counter(states.values())
    assert counters == [rows[state] for state in STATES]
    assert rows["seated"] + rows["offered"] <= capacity
    return states


def _next_end(tx):
    (until,) = tx.one("SELECT MIN(offer_until) FROM sign_ups WHERE state = 'offered'")
    return until and instant(until)


def _there(tx):
    return {id_ for (id_,) in tx.all("SELECT p.telegram_id FROM check_ins c JOIN people p ON p.id = c.person_id")}


def _credited(tx):
    return tx.all("SELECT p.telegram_id, l.amount FROM ledger l JOIN people p ON p.id = l.person_id ORDER BY l.id")


def _cards(tx):
    return tx.all("SELECT message_id FROM posts WHERE gone = 0")


class Scene:
    """A sandbox, a bot to be killed, its database, a clock that all of them go by."""

    def __init__(self, sandbox, bot, db, url, clock, rng):
        self.sandbox, self.bot, self.db, self.url, self.clock, self.rng = sandbox, bot, db, url, clock, rng
        self.phones = [sandbox.person(f"职工{number}") for number in range(PEOPLE)]
        self.answers = {}
        sandbox.watch(lambda change: change["kind"] == "answer" and self._answered(change["user_id"], change["text"]))

    def _answered(self, user_id, text):
        self.answers.setdefault(user_id, set()).add(text or "")

    def told(self, words):
        """Who was answered with these words."""
        return {user_id for user_id, texts in self.answers.items() if any(words in text for text in texts)}

    async def lives(self):
        """A life of the bot that ends by kill -9 at some call of the Bot API, or some milliseconds later."""
        await self._start()
        calls, dead = self.rng.randrange(1, 12), asyncio.get_running_loop().create_future()
        delay = self.rng.choice([0.0, self.rng.random() * 0.05])

        def on_change(change):
            nonlocal calls
            calls -= change["kind"] == "call" and change["call"].method not in AT_START
            if calls <= 0 and not dead.done():
                dead.set_result(None)
                asyncio.get_running_loop().call_later(delay, self.bot.kill) if delay else self.bot.kill()

        unwatch = self.sandbox.watch(on_change)
        dies, idle = asyncio.ensure_future(self.bot.gone()), asyncio.ensure_future(self.sandbox.confirmed(20))
        await asyncio.wait({dies, idle}, return_when=asyncio.FIRST_COMPLETED)
        idle.cancel()
        self.bot.kill()  # at the latest when it has nothing left to answer
        assert await dies == -9
        unwatch()

    async def undisturbed(self):
        """A life in which the bot finishes what people want of it."""
        await self._start()
        await self.sandbox.confirmed(20)
        assert await self.bot.stop() == 0

    async def at_rest(self):
        """Let everything be done that is due."""
        async with stage.started(self.sandbox, self.url, self.clock) as app:
            for job in (job for feature in app.desk.features for job in feature.jobs if job.name in {"line", "hours"}):
                await job.run(app.desk, self.clock.now())
            await self.sandbox.confirmed(20)
            await app.settle()

    async def _start(self):
        await self.bot.start(AHEAD=str(self.clock.by.total_seconds()))


@asynccontextmanager
async def scene(url, tmp_path, seed):
    clock = Ahead()
    async with (
        Sandbox(clock=clock, flood=False) as sandbox,
        bot_at(sandbox, url, tmp_path / "log", program=("tests.crash.eager",)) as bot,
    ):
        db = await open_database(url)
        try:
            yield Scene(sandbox, bot, db, url, clock, random.Random(seed))
        finally:
            await db.close()


@pytest.mark.slow
async def test_offers_pass_on_and_cards_become_true_whenever_the_bot_is_killed(sqlite_url, tmp_path):
    async with scene(sqlite_url, tmp_path, 20261124) as s:
        now, ids = s.clock.now(), [phone.id for phone in s.phones]
        event_id = await s.db.write(_prepare, ids, now + timedelta(hours=40), now, now, desk=False)
        li, seated = s.phones[0], s.phones[1 : SEATS + 1]
        group = s.sandbox.group("干部群", members=[li])
        group.add_bot()
        li.sends(f"/post e_{event_id}", chat=group)
        for phone in s.phones:
            phone.starts(f"e_{event_id}")
        await s.undisturbed()
        for phone in seated:
            phone.taps("取消报名")
        await s.undisturbed()

        accepting = set()
        for number in range(KILLS):
            if number < SEATS:
                seated[number].taps("确认取消")
            offered = [
                phone
                for phone in s.phones
                if phone.id not in accepting and any("接受" in row for row in phone.last.rows)
            ]
            for phone in offered[: 1 + number % 2]:
                phone.taps("接受")
                accepting.add(phone.id)
            if number % 3 == 2:
                li.sends(f"/post e_{event_id}", chat=group)
            await s.lives()
            states = await s.db.read(_states, event_id)
            assert {states[id_] for id_ in s.told("已报名：第")} <= {"seated"}
            assert {states[id_] for id_ in s.told("已取消")} <= {"left"}
            end = await s.db.read(_next_end)
            if number % 2 and end and end < now + timedelta(hours=39):
                await s.undisturbed()  # taps that wait for more than 150 s Telegram forgets
                s.clock.by = max(s.clock.by, end - now + timedelta(seconds=1))
        await s.at_rest()
        states, cards = await s.db.read(_states, event_id), await s.db.read(_cards)
        counts = Counter(states.values())
        shown = [text for (number,) in cards if (text := group.messages[number].text)]
        line = f"名额：{counts['seated']} / {SEATS}"
        assert len(shown) == 1
        assert line in shown[0]
    assert {states[phone.id] for phone in seated} == {"left"}
    assert s.told("已取消报名") <= {id_ for id_, state in states.items() if state == "left"}


@pytest.mark.slow
async def test_who_checked_in_is_credited_once_whenever_the_bot_is_killed(sqlite_url, tmp_path):
    async with scene(sqlite_url, tmp_path, 20261125) as s:
        now = s.clock.now()
        starts = now - timedelta(hours=2, minutes=5)  # it ended, and people still check in on their way out
        ids, opens = [phone.id for phone in s.phones], starts - timedelta(hours=1)
        event_id = await s.db.write(_prepare, ids, starts, opens, now, desk=True)
        acknowledged = set()
        for number in range(KILLS):
            digits = code(SECRET, step_of(s.clock.now()))
            for phone in s.phones[1 + 4 * number : 5 + 4 * number]:
                phone.starts(f"c_{event_id}_{digits}")
            await s.lives()
            there, credited = await s.db.read(_there), await s.db.read(_credited)
            acknowledged = {p.id for p in s.phones if any(m.by_bot and "已签到" in m.text for m in p.messages())}
            await s.db.read(_states, event_id)
            assert acknowledged <= there
            assert Counter(dict(credited).keys()) == Counter(id_ for id_, _amount in credited)
            assert dict(credited).keys() <= there
        await s.at_rest()
        there, credited = await s.db.read(_there), await s.db.read(_credited)
    assert there == {phone.id for phone in s.phones[1 : 1 + 4 * KILLS]}
    assert sorted(credited) == sorted((id_, 200) for id_ in there)
    assert acknowledged
