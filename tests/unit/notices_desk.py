"""Notices on a real database: an organiser, people of two departments, and the queue of deliveries."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from bot.clock import ManualClock
from bot.domain.deliveries import DeliveryState
from bot.domain.notice_parts import Part
from bot.domain.notices import NoticePlan
from bot.domain.people import NOTICE_VERSION, Grant, Role
from bot.services.mailings import Mailings
from bot.services.notice_steering import NoticeSteering
from bot.services.notices import Notices
from bot.services.outbox import Outbox
from bot.services.seconding import Seconding
from storage import departments, people, roles

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)  # a Monday, 9:00 in Qingdao
ZONE = ZoneInfo("Asia/Shanghai")


class Desk:
    def __init__(self, db, second_above=0):
        self.db, self.clock = db, ManualClock(NOW)
        self.outbox = Outbox(db, self.clock)
        self.notices = Notices(db, self.clock, ZONE, self.outbox, second_above)
        self.steering = NoticeSteering(db, self.clock, self.outbox)
        self.seconding = Seconding(db, self.clock, self.outbox)
        self.mailings = self.process("first")
        self._accounts = iter(range(1001, 10_000))

    def process(self, holder):
        return Mailings(self.db, self.clock, ZONE, self.outbox, holder)

    async def member(self, name, department="经发部", *, organises=(), reachable=True):
        """Somebody; `organises`: the path of a department, or None for all."""

        def join(tx, account):
            person = people.agree(tx, account, NOTICE_VERSION, None, "", self.clock.now())
            people.describe(tx, person, name, departments.ensure(tx, tuple(department.split("/"))))
            tx.run("UPDATE people SET reachable = :r WHERE id = :p", r=int(reachable), p=person)
            if organises != ():
                where = None if organises is None else departments.ensure(tx, tuple(organises.split("/")))
                roles.put(tx, person, Grant(Role.ORGANISER, where), person, self.clock.now())
            return person

        return await self.db.write(join, next(self._accounts))

    async def confirm(self, actor, **more):
        plan = {"title": "防汛", "content": {"": (Part(html="今晚值班"),)}, "audience": ["all"]} | more
        return await self.notices.confirm(actor, NoticePlan(**plan))

    async def send(self, mailings=None, state=DeliveryState.SENT):
        """Carry out what can be carried out; return the chats in order."""
        mailings, chats = mailings or self.mailings, []
        await mailings.tick()
        while (batch := await mailings.claim(4)).more:
            for one in batch.mailings:
                chats.append(one.chat_id)
                await mailings.settle(one, state, "", (len(chats),), batch.notice.revision)
        return chats

    async def sql(self, sql, **values):
        return await self.db.write(lambda tx: tx.run(sql, **values))

    async def rows(self, sql, **values):
        return await self.db.read(lambda tx: tx.all(sql, **values))
