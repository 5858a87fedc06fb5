"""The world of a scenario: the real bot over real HTTP on a real database, people with phones, a clock that obeys.

    async def test_the_last_seat_goes_to_the_first_tap(world):
        li = await world.member("李静", role="organiser")
        wang, zhang = await world.members("王敏", "张强")
        event = await world.event(li, capacity=1)
        await wang.starts(f"e_{event.id}")
        await wang.taps("报名")
        assert wang.toast == "已报名：第 1 / 1 席"

Whatever a person does is awaited until the bot has answered and nothing is under way any more; there is no waiting by
time. `world.later(hours=1)` moves the clock and lets happen what is due. Buttons are found by label. When a test ends,
no call may have been refused by the sandbox: what it refuses, Telegram would have refused.
"""

from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.clock import ManualClock
from bot.demo import stage
from bot.domain.events import Pillar, Plan
from bot.domain.people import NOTICE_VERSION, Grant, Role
from bot.services.events import Events
from bot.services.people import People
from storage import departments, roles

ZONE = ZoneInfo("Asia/Shanghai")
# A Monday morning at 10:00 in Qingdao.
START = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)


class World(stage.Stage):
    """A stage with ways to have people and events quickly."""

    # Methods that the sandbox may refuse in this test: answering a tap that was delivered again is too late.
    may_be_refused = frozenset()

    async def member(self, name, *, department="投资促进部", role=None, **about):
        """Somebody who has agreed and said who they are; `role` is "owner" or "organiser"."""
        someone = self.person(name, **about)
        # Pressing Start is what lets a bot write to somebody; what it answers is not the test's matter.
        await someone.starts()
        people = self.app.service(People)
        person = await people.agree(someone.id, NOTICE_VERSION, name=name)
        where = await self.app.db.write(departments.ensure, tuple(department.split("/")))
        await people.introduce(person.id, name, where)
        if role:
            await self.app.db.write(roles.put, person.id, Grant(Role(role)), None, self.clock.now())
            people.forget_cached(someone.id)
        someone.person_id = person.id
        return someone

    async def members(self, *names, **about):
        """Several members at once."""
        return [await self.member(name, **about) for name in names]

    async def event(self, organiser, title="开放型经济与开发区", *, starts=None, lasts=1.5, capacity=60, **more):
        """Publish an event through the service; by default for the day after tomorrow at 14:30."""
        starts = starts or START + timedelta(days=2, hours=4, minutes=30)
        known = {
            "title": title,
            "pillar": Pillar.LEARN,
            "series": "知行讲堂",
            "starts_at": starts,
            "ends_at": starts + timedelta(hours=lasts),
            "opens_at": self.clock.now() - timedelta(hours=1),
            "closes_at": starts,
            "place": "管委会一楼报告厅",
            "capacity": capacity,
        }
        return await self.app.service(Events).publish(organiser.person_id, Plan(**(known | more)))

    def refused(self):
        """What Telegram would have refused, apart from edits that change nothing, which mean that all is well."""
        return [
            call
            for call in self.sandbox.refused
            if call.method not in self.may_be_refused and "message is not modified" not in call.error
        ]


@asynccontextmanager
async def open_world(database_url, *, clock=None, **settings):
    """Open a world on `database_url`; `settings` are the bot's."""
    async with stage.opened(database_url, clock or ManualClock(START), operator="机关党委", **settings) as opened:
        yield World(opened.sandbox, opened.app, opened.clock)


@pytest.fixture
async def world(database_url):
    async with open_world(database_url) as world:
        yield world
        assert world.refused() == []
