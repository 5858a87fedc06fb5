"""A workplace with desks for anonymous feedback, on real databases and real key files."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from bot.keyring import Keyring
from bot.services.desk_keys import DeskKeys
from bot.services.desk_room import DeskRoom
from bot.services.desks import Desks
from bot.services.feedback import Feedback
from bot.services.feedback_limits import FeedbackLimits
from bot.services.feedback_upkeep import FeedbackUpkeep
from storage.db import Database
from tests.unit.people_office import ZONE, Office

AUTHOR = 7001  # a Telegram account that no row knows


@dataclass
class Desk:
    """The desk 吐槽建议, read by 李静 and 王敏; `office.clock` stands at Monday 2026-11-23, ten o'clock."""

    db: Database
    feedback_db: Database
    folder: Path
    office: Office = field(init=False)

    async def begin(self) -> Desk:
        self.office = Office(self.db)
        self.clock = self.office.clock
        self.keyring = Keyring(self.folder / "keys")
        self.keyring.begin(b"p" * 32)
        self.restart()
        self.owner = await self.office.owner()
        await self.office.people.seat_owners()
        self.li, self.wang = await self.office.member(101, "李静"), await self.office.member(102, "王敏")
        self.zhang = await self.office.member(103, "张强")
        self.id = await self.add("吐槽建议", self.li, self.wang)
        await self.upkeep.run()
        return self

    def restart(self) -> None:
        """What is in memory is gone."""
        keys, self.limits = DeskKeys(self.feedback_db, self.keyring), FeedbackLimits(self.clock, ZONE)
        shared = {"keys": keys, "limits": self.limits}
        self.keys = keys
        self.desks = Desks(self.db, self.clock)
        self.room = DeskRoom(self.db, self.feedback_db, self.clock, ZONE, self.office.outbox, **shared)
        self.feedback = Feedback(self.db, self.feedback_db, self.clock, ZONE, **shared)
        self.upkeep = FeedbackUpkeep(self.db, self.feedback_db, self.clock, ZONE, self.office.outbox, keys)

    async def add(self, name, *readers, sensitive=False):
        desk = await self.desks.add(self.owner.id, name, "大家都可以说", sensitive=sensitive)
        for one in readers:
            await self.desks.admit(self.owner.id, desk.id, one.id)
        return desk.id

    async def says(self, text, account=AUTHOR, desk_id=None):
        """Somebody writes; return the receipt."""
        receipt = await self.feedback.receipt(account, desk_id or self.id)
        await self.feedback.send(account, desk_id or self.id, text, receipt)
        return receipt

    async def later(self, **by):
        self.clock.advance(**by)
        await self.upkeep.run()

    async def two_slots(self):
        """Until what was written is at the desk."""
        for _ in range(2):
            await self.slot()

    async def slot(self):
        """Until the next slot, at 10 or 16 o'clock."""
        while True:
            self.clock.advance(hours=1)
            local = self.clock.now().astimezone(ZONE)
            if local.hour in {10, 16} and local.weekday() < 5:
                break
        await self.upkeep.run()

    async def arrives(self, text, **how):
        """Somebody writes, and it comes to the desk; return the receipt."""
        receipt = await self.says(text, **how)
        await self.two_slots()
        return receipt

    async def stored(self, table):
        return await self.feedback_db.read(lambda tx: tx.all(f"SELECT * FROM {table}"))
