"""A workplace on a real database: services of the people part, a tree of departments, a few people."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.clock import ManualClock
from bot.domain.people import NOTICE_VERSION, Grant, Person, Role
from bot.services.outbox import Outbox
from bot.services.people import People
from bot.services.rights import Rights
from bot.services.roles import Roles
from bot.services.roster import Roster
from storage.db import Database

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
ZONE = ZoneInfo("Asia/Shanghai")
OWNER = 1001  # Telegram id of the OWNERS setting
GROUP, GROUP_ADMIN = -100500, 1009


@dataclass
class Office:
    db: Database
    clock: ManualClock = field(default_factory=lambda: ManualClock(NOW))
    seconds: float = 0.0  # of the monotonic clock
    left: list[int] = field(default_factory=list)  # whom leave_all was asked to sign off

    def __post_init__(self):
        self.outbox = Outbox(self.db, self.clock)
        self.people = self.people_of({OWNER})
        self.roles = Roles(self.db, self.clock, self.people, self.outbox)
        self.rights = Rights(
            self.db, self.clock, self.people, self.outbox, lambda _tx, person_id, _now: self.left.append(person_id)
        )
        self.roster = Roster(self.db, self.clock)

    def people_of(self, owners) -> People:
        async def is_admin(chat_id: int, telegram_id: int) -> bool:
            return (chat_id, telegram_id) == (GROUP, GROUP_ADMIN)

        return People(self.db, self.clock, frozenset(owners), is_admin, lambda: self.seconds)

    async def member(self, telegram_id: int, name: str, department: str = "经发部") -> Person:
        person = await self.people.agree(telegram_id, NOTICE_VERSION)
        where = await self.people.ensure_department(department)
        return await self.people.introduce(person.id, name, where)

    async def listed(self, number: str, name: str, department: str = "经发部/综合科") -> int:
        """Somebody of the roster who has not joined."""

        def put(tx):
            tx.run(
                "INSERT INTO people (name, department_id, staff_number, post, created_at) "
                "VALUES (:n, :d, :s, '科员', 0)",
                n=name,
                d=where,
                s=number,
            )
            return tx.one("SELECT id FROM people WHERE staff_number = :s", s=number)[0]

        where = await self.people.ensure_department(department)
        return await self.db.write(put)

    async def organiser(self, telegram_id: int, name: str, department: str | None = None, days: int | None = None):
        """A member with the role, granted by the owner."""
        owner = await self.owner()
        person = await self.member(telegram_id, name, department or "经发部")
        where = await self.people.ensure_department(department) if department else None
        until = None if days is None else self.clock.now() + timedelta(days=days)
        await self.roles.grant(owner.id, person.id, Grant(Role.ORGANISER, where, until))
        return await self.people.known(telegram_id)

    async def owner(self) -> Person:
        return await self.people.known(OWNER) or await self.member(OWNER, "刘主任")

    async def rows(self, sql: str, **values):
        return await self.db.read(lambda tx: tx.all(sql, **values))

    async def counts(self) -> dict[str, int]:
        """How many rows each table has: nothing stored means equal counts."""
        tables = ("people", "roles", "invitations", "drafts", "outbox", "audit", "departments", "groups")
        return {table: (await self.rows(f"SELECT COUNT(*) FROM {table}"))[0][0] for table in tables}
