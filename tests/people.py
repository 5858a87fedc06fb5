"""The world of a scenario: the real bot over real HTTP on a real database, people with phones, a clock that obeys.

    async def test_the_last_seat_goes_to_the_first_tap(world):
        wang, zhang = await world.members("王敏", "张强")
        await wang.taps("报名")
        assert wang.toast == "已报名：第 1 / 1 席"

Whatever a person does is awaited until the bot has answered and nothing is under way any more; there is no waiting by
time. `world.later(hours=1)` moves the clock and lets happen what is due. Buttons are found by label. When a test ends,
no call may have been refused by the sandbox: what it refuses, Telegram would have refused.
"""

from __future__ import annotations

from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.app import App, running
from bot.clock import ManualClock, micros
from bot.domain.events import Pillar, Plan
from bot.domain.people import Role
from bot.sandbox import Sandbox
from bot.services.events import Events
from bot.services.people import NOTICE_VERSION, People
from bot.settings import Settings
from bot.telegram.timer import LoopTimer
from storage import audit

ZONE = ZoneInfo("Asia/Shanghai")
# A Monday morning at 10:00 in Qingdao.
START = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)


class HastyTimer(LoopTimer):
    """Telegram's pace a thousand times faster: the limits hold, but nobody waits for them."""

    HASTE = 1000

    def now(self):
        return super().now() * self.HASTE

    def call_at(self, when, callback):
        return super().call_at(when / self.HASTE, callback)


class Someone:
    """A person with a phone; everything they do returns when the bot is done with it."""

    def __init__(self, world, phone):
        self._world, self.phone = world, phone

    @property
    def id(self):
        return self.phone.id

    async def _does(self, act, *args, **kwargs):
        made = act(*args, **kwargs)
        await self._world.settled()
        return made

    async def starts(self, payload=None):
        """Press Start, or open a deep link."""
        await self._does(self.phone.starts, payload)

    async def sends(self, text, **where):
        """Type a message."""
        await self._does(self.phone.sends, text, **where)

    async def taps(self, label, **where):
        """Tap the button of that label on the newest message that has one."""
        await self._does(self.phone.taps, label, **where)

    async def forges(self, data, message=None):
        """Do what a hostile client can: send any callback data."""
        await self._does(self.phone.taps_data, data, message or self.phone.last)

    @property
    def toast(self):
        return self.phone.toast

    @property
    def alert(self):
        return self.phone.alert

    @property
    def last(self):
        """The newest message in the private chat."""
        return self.phone.last

    @property
    def text(self):
        """What the newest message in the private chat says."""
        return self.phone.last.text

    @property
    def labels(self):
        """The labels on the newest message, row by row."""
        return [list(row) for row in self.phone.last.labels]

    def heard(self):
        """The texts of all messages from the bot, oldest first."""
        return [message.text for message in self.phone.messages() if message.sender.is_bot]


class World:
    """One bot, one sandbox, one clock."""

    def __init__(self, sandbox, app, clock):
        self.sandbox, self.app, self.clock = sandbox, app, clock

    async def settled(self):
        """Wait until the bot has handled everything that was done, and has nothing under way."""
        await self.sandbox.confirmed()
        await self.app.settle()

    async def later(self, **by):
        """Move the clock forward and let happen what is due."""
        self.clock.advance(**by)
        await self.app.tick()
        await self.settled()

    async def until(self, instant):
        """Move the clock to an instant and let happen what is due."""
        self.clock.set(instant)
        await self.app.tick()
        await self.settled()

    def stranger(self, name, **about):
        """Somebody who never met the bot."""
        return Someone(self, self.sandbox.person(name, **about))

    async def member(self, name, *, department="投资促进部", role=None, **about):
        """Somebody who has agreed and said who they are; `role` "owner" or "organiser"."""
        someone = self.stranger(name, **about)
        people = self.app.service(People)
        # Pressing Start is what lets a bot write to somebody; what it answers is not this test's matter.
        await someone.starts()
        person = await people.agree(someone.id, NOTICE_VERSION, about.get("language"), name)
        where = await people.ensure_department(department)
        await people.introduce(person.id, name, where)
        if role:
            await self.app.db.write(_grant, person.id, Role(role), self.clock.now())
            people.forget_cached()
        someone.person_id = person.id
        return someone

    async def members(self, *names, **about):
        """Several members at once."""
        return [await self.member(name, **about) for name in names]

    async def event(self, organiser, title="开放型经济与开发区", *, starts=None, lasts=1.5, capacity=60, **more):
        """Publish an event as `organiser` through the service; by default the day after tomorrow at 14:30."""
        starts = starts or START + timedelta(days=2, hours=4, minutes=30)
        plan = Plan(
            title=title,
            pillar=Pillar.LEARN,
            series=more.pop("series", "知行讲堂"),
            starts_at=starts,
            ends_at=starts + timedelta(hours=lasts),
            opens_at=more.pop("opens_at", self.clock.now() - timedelta(hours=1)),
            closes_at=more.pop("closes_at", starts),
            place=more.pop("place", "管委会一楼报告厅"),
            capacity=capacity,
            **more,
        )
        return await self.app.service(Events).publish(organiser.person_id, plan)


def _grant(tx, person_id, role, now):
    tx.run(
        "INSERT INTO roles (person_id, role, granted_at) VALUES (:p, :r, :at)", p=person_id, r=role, at=micros(now)
    )
    audit.note(tx, now, None, "grant", f"person:{person_id}", role)


@asynccontextmanager
async def open_world(database_url, *, clock=None, sandbox=None, **settings):
    """Start a sandbox and the bot on `database_url`; `settings` are the bot's."""
    clock = clock or ManualClock(START)
    own = sandbox is None
    if own:
        sandbox = Sandbox(clock=clock, flood=False)
        await sandbox.start()
    try:
        values = {"token": sandbox.token, "api_base": sandbox.url, "database": database_url, "operator": "开发区机关党委"}
        async with running(Settings(**(values | settings)), clock=clock, timer=HastyTimer()) as app:
            world = World(sandbox, app, clock)
            await world.settled()
            yield world
    finally:
        if own:
            await sandbox.stop()


@pytest.fixture
async def world(database_url):
    async with open_world(database_url) as world:
        yield world
        assert world.sandbox.refused == []


__all__ = ["START", "ZONE", "App", "HastyTimer", "Someone", "World", "open_world", "world"]
