"""The report of a campaign, for who organises it: each method is one transaction."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.clock import Clock
from bot.domain.suggestions.campaign import Campaign
from bot.domain.suggestions.report import Course, OfficeTimes, Stage, funnel, times
from bot.domain.working_time import Hours
from bot.services.campaign_ground import managed
from storage import audit, campaign_report
from storage.db import Database, Tx


@dataclass(frozen=True, slots=True)
class Report:
    """What a campaign came to; `hours` are those in which its times are counted."""

    campaign: Campaign
    courses: tuple[Course, ...]
    funnel: tuple[tuple[Stage, int], ...]
    offices: tuple[OfficeTimes, ...]
    hours: Hours


class CampaignReports:
    """Reports. `hours` are those in which offices work."""

    def __init__(self, db: Database, clock: Clock, hours: Hours) -> None:
        self._db, self._clock, self._hours = db, clock, hours

    async def look(self, actor_id: int, campaign_id: int) -> Report:
        """Return the report. Raises CampaignUnknown, CampaignNotYours."""

        def look(tx: Tx, now: datetime) -> tuple[Campaign, tuple[Course, ...]]:
            return managed(tx, actor_id, campaign_id, now), campaign_report.courses(tx, campaign_id)

        return self._report(*await self._db.read(look, self._clock.now()))

    async def take(self, actor_id: int, campaign_id: int, form: str) -> Report:
        """Return the report for a file or a picture (`form`), which is noted. Raises as `look` does."""

        def take(tx: Tx, now: datetime) -> tuple[Campaign, tuple[Course, ...]]:
            campaign = managed(tx, actor_id, campaign_id, now)
            audit.note(tx, now, actor_id, "campaign.report", f"campaign:{campaign_id}", form)
            return campaign, campaign_report.courses(tx, campaign_id)

        return self._report(*await self._db.write(take, self._clock.now()))

    def _report(self, campaign: Campaign, courses: tuple[Course, ...]) -> Report:
        return Report(campaign, courses, funnel(courses), times(courses, self._hours), self._hours)
