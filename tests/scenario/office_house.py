"""People around a suggestion: who organises, who heads an office, who works there, who writes."""

from datetime import timedelta

from bot.domain.people import Grant, Role
from bot.domain.suggestions.campaign import Plan
from bot.domain.suggestions.suggestion import Filing
from bot.services.people import People
from bot.services.suggestions import Suggestions
from storage import campaigns, departments, roles
from tests.people import START

TEXT = "三号楼电梯间的灯整夜亮着，建议装感应开关"
NUMBER = "JDZ-2026-0001"


class Desk:
    """Li organises the campaign, Zhou heads 建设部, Wu works there, Wang writes."""

    def __init__(self, world):
        self.world = world

    async def opened(self):
        self.li = await self.world.member("李静", role="organiser")
        self.zhou = await self.world.member("周航", department="管委会/建设部")
        self.wu, self.wang = (
            await self.world.member("吴刚", department="管委会/建设部"),
            await self.world.member("王敏"),
        )
        app = self.world.app
        office = await app.db.write(departments.ensure, ("管委会", "建设部"))
        now = self.world.clock.now()
        await app.db.write(roles.put, self.zhou.person_id, Grant(Role.ORGANISER, office), None, now)
        app.service(People).forget_cached(self.zhou.id)
        plan = Plan(title="节能金点子", opens_at=START - timedelta(days=1))
        self.campaign = await app.db.write(campaigns.insert, plan, self.li.person_id, now)
        return self

    async def files(self, who=None, text=TEXT):
        filing = Filing(self.campaign, text)
        case = await self.world.app.service(Suggestions).file((who or self.wang).person_id, filing)
        await self.world.settled()
        return case.suggestion.id

    async def assigned(self):
        """One that 建设部 is to work on; Li and Zhou have its card open."""
        id_ = await self.files()
        await self.li.starts(f"d_{id_}")
        await self.li.taps("受理")
        await self.li.taps("交办")
        await self.li.taps("管委会 ›")
        await self.li.taps("建设部")
        await self.zhou.starts(f"d_{id_}")
        return id_
