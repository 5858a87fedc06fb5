"""A workplace with a campaign and people around a suggestion, on a real database."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.clock import ManualClock
from bot.domain.suggestions.acts import Action
from bot.domain.suggestions.campaign import Plan, Rules
from bot.domain.suggestions.suggestion import Filing
from bot.domain.working_time import Hours
from bot.services.deadlines import Deadlines
from bot.services.office import Office
from bot.services.office_acts import Told
from bot.services.outbox import Outbox
from bot.services.suggestions import Suggestions
from storage import campaigns

MONDAY = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)  # 10:00 in Qingdao
LIU, HEAD, CLERK, WANG, ZHANG = 1, 2, 3, 4, 5
OFFICE, ANNEX = 1, 2


class House:
    """Liu organises everything, the head an office; the clerk belongs to it; Wang and Zhang write and second."""

    def __init__(self, db):
        self.db, self.clock = db, ManualClock(MONDAY)
        hours = Hours(ZoneInfo("Asia/Shanghai"))
        self.owed = Outbox(db, self.clock)
        made = (db, self.clock, hours, self.owed)
        self.suggestions, self.office, self.deadlines = Suggestions(*made), Office(*made), Deadlines(*made)

    async def opened(self, people=(LIU, HEAD, CLERK, WANG, ZHANG), **rules):
        def fill(tx):
            for office, path in ((OFFICE, "管委会/建设部"), (ANNEX, "管委会/环保局")):
                tx.run(
                    "INSERT INTO departments (id, name, path) VALUES (:id, :name, :path)",
                    id=office,
                    name=path.split("/")[1],
                    path=path,
                )
            for person in people:
                tx.run(
                    "INSERT INTO people (id, telegram_id, name, department_id, consent, created_at) "
                    "VALUES (:id, :id, :name, :office, 1, 0)",
                    id=person,
                    name=f"同事{person}",
                    office=OFFICE if person in (HEAD, CLERK) else None,
                )
            for person, role, office in ((LIU, "owner", None), (HEAD, "organiser", OFFICE)):
                tx.run(
                    "INSERT INTO roles (person_id, role, department_id, granted_at) VALUES (:p, :role, :office, 0)",
                    p=person,
                    role=role,
                    office=office,
                )
            plan = Plan(title="节能金点子", opens_at=MONDAY - timedelta(days=1), rules=Rules(**rules))
            return campaigns.insert(tx, plan, LIU, MONDAY)

        self.campaign = await self.db.write(fill)
        return self

    async def filed(self, who=WANG, text="三号楼电梯间的灯整夜亮着，建议装感应开关", **more):
        seen = await self.suggestions.file(who, Filing(self.campaign, text, **more))
        return seen.suggestion.id

    async def act(self, who, id_, action, words="", **about):
        return (await self.office.act(who, id_, Action(action), Told(words, **about))).suggestion

    async def working(self, who=WANG):
        """One that the office works on, with the clerk at it."""
        id_ = await self.filed(who)
        await self.act(LIU, id_, "accept")
        await self.act(LIU, id_, "assign", office_id=OFFICE)
        await self.act(HEAD, id_, "name_handler", handler_id=CLERK)
        await self.act(CLERK, id_, "start")
        return id_

    async def answered(self):
        id_ = await self.working()
        await self.act(CLERK, id_, "answer", "本周五前换成感应灯")
        return id_

    async def promised(self, *kinds):
        """Who is owed which messages, in the order in which they were promised."""
        rows = await self.db.read(lambda tx: tx.all("SELECT kind, person_id FROM outbox ORDER BY id"))
        return [(kind.partition(".")[2], person) for kind, person in rows if not kinds or kind in kinds]
