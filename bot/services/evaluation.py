"""Evaluation: judges mark what they are given, organisers rank and decide. Each method is one transaction."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bot.clock import Clock
from bot.domain.drafts import DraftKey
from bot.domain.suggestions.campaign import Campaign, Phase
from bot.domain.suggestions.evaluation import MOST_JUDGES, CriteriaInUse, Criterion, TooManyJudges, share_out
from bot.domain.working_time import Hours
from bot.services.campaign_ground import managed
from bot.services.campaign_results import Result, results
from bot.services.judging import Paper, mark, paper, share, tell_judged
from bot.services.outbox import Outbox
from storage import audit, campaigns, drafts, evaluations
from storage.db import Database, Tx
from storage.evaluations import Judge, Task


@dataclass(frozen=True, slots=True)
class Setup:
    """How a campaign is judged; `lacking` suggestions have fewer evaluators than they need, `shared` are judged."""

    campaign: Campaign
    criteria: tuple[Criterion, ...]
    judges: tuple[Judge, ...]
    shared: int
    lacking: int


class Evaluations:
    """Judging. `hours` are those in which people are asked to judge."""

    def __init__(self, db: Database, clock: Clock, hours: Hours, owed: Outbox) -> None:
        self._db, self._clock, self._hours, self._owed = db, clock, hours, owed

    async def setup(self, actor_id: int, campaign_id: int) -> Setup:
        """Return how a campaign is judged. Raises CampaignUnknown, CampaignNotYours."""
        return await self._db.read(setup, actor_id, campaign_id, self._clock.now())

    async def put_criteria(
        self, actor_id: int, campaign_id: int, wanted: tuple[tuple[str, int], ...], draft: DraftKey | None = None
    ) -> Setup:
        """Judge by these names and weights from now on. Raises as `setup` does, CriteriaInUse, DraftGone."""

        def put(tx: Tx, now: datetime) -> Setup:
            tx.lock("campaigns", campaign_id)
            if draft:
                drafts.consume(tx, draft)
            campaign = managed(tx, actor_id, campaign_id, now)
            if evaluations.marked(tx, campaign_id):
                raise CriteriaInUse
            evaluations.put_criteria(tx, campaign_id, wanted)
            audit.note(tx, now, actor_id, "campaign.criteria", f"campaign:{campaign_id}", campaign.title)
            return setup(tx, actor_id, campaign_id, now)

        return await self._db.write(put, self._clock.now())

    async def add_judge(self, actor_id: int, campaign_id: int, person_id: int, draft: DraftKey | None = None) -> Setup:
        """Let somebody judge, who gets a share of what is judged by now.

        Raises as `setup` does, TooManyJudges, DraftGone.
        """

        def add(tx: Tx, now: datetime) -> Setup:
            tx.lock("campaigns", campaign_id)
            if draft:
                drafts.consume(tx, draft)
            campaign = managed(tx, actor_id, campaign_id, now)
            if len(evaluations.judges(tx, campaign_id)) >= MOST_JUDGES:
                raise TooManyJudges
            if evaluations.add_judge(tx, campaign_id, person_id):
                audit.note(tx, now, actor_id, "campaign.judge", f"person:{person_id}", campaign.title)
            share(tx, campaign, now, self._hours)
            return setup(tx, actor_id, campaign_id, now)

        return await self._write(add)

    async def remove_judge(self, actor_id: int, campaign_id: int, person_id: int) -> Setup:
        """Let somebody judge no more; others get what they have not judged. Raises as `setup` does."""

        def remove(tx: Tx, now: datetime) -> Setup:
            tx.lock("campaigns", campaign_id)
            campaign = managed(tx, actor_id, campaign_id, now)
            if evaluations.remove_judge(tx, campaign_id, person_id):
                audit.note(tx, now, actor_id, "campaign.unjudge", f"person:{person_id}", campaign.title)
            share(tx, campaign, now, self._hours)
            return setup(tx, actor_id, campaign_id, now)

        return await self._write(remove)

    async def share(self) -> int:
        """Give out what is to be judged in campaigns that have come to that, once; return how many evaluations."""

        def share_all(tx: Tx, now: datetime) -> int:
            shared = 0
            for campaign in campaigns.every(tx):
                if campaign.phase(now) is Phase.JUDGING:
                    tx.lock("campaigns", campaign.id)
                    shared += share(tx, campaign, now, self._hours)
                tell_judged(tx, campaign, now, self._hours)
            return shared

        count = await self._db.write(share_all, self._clock.now())
        self._owed.poke()
        return count

    async def tasks(self, person_id: int) -> tuple[tuple[Campaign, tuple[Task, ...]], ...]:
        """Return what somebody has to judge now, by campaign."""

        def look(tx: Tx, now: datetime) -> tuple[tuple[Campaign, tuple[Task, ...]], ...]:
            found = (campaigns.load(tx, id_) for id_ in evaluations.judging(tx, person_id))
            judged = [one for one in found if one and one.phase(now) is Phase.JUDGING]
            return tuple((one, evaluations.tasks(tx, one.id, person_id)) for one in judged)

        return await self._db.read(look, self._clock.now())

    async def paper(self, person_id: int, suggestion_id: int) -> Paper:
        """Return a suggestion to its evaluator. Raises NotEvaluator, EvaluationClosed, SuggestionUnknown."""
        return await self._db.read(paper, person_id, suggestion_id, self._clock.now())

    async def mark(self, person_id: int, suggestion_id: int, criterion_id: int, points: int) -> Paper:
        """Give a mark, or another one instead. Raises as `paper` does, and MarkUnfit."""
        return await self._db.write(mark, person_id, suggestion_id, criterion_id, points, self._clock.now())

    async def ranking(self, actor_id: int, campaign_id: int) -> tuple[Campaign, tuple[Result, ...]]:
        """Return what is judged, the best first. Raises CampaignUnknown, CampaignNotYours."""

        def look(tx: Tx, now: datetime) -> tuple[Campaign, tuple[Result, ...]]:
            campaign = managed(tx, actor_id, campaign_id, now)
            return campaign, results(tx, campaign_id)

        return await self._db.read(look, self._clock.now())

    async def _write(self, fn: Callable[[Tx, datetime], Setup]) -> Setup:
        found = await self._db.write(fn, self._clock.now())
        self._owed.poke()
        return found


def setup(tx: Tx, actor_id: int, campaign_id: int, now: datetime) -> Setup:
    """See `Evaluations.setup`."""
    campaign = managed(tx, actor_id, campaign_id, now)
    judges = evaluations.judges(tx, campaign_id)
    barred, held = evaluations.to_share(tx, campaign_id)
    each = campaign.rules.judges
    missing = share_out(barred, [one.person_id for one in judges], held, each)
    lacking = sum(len(held.get(one, ())) + len(missing.get(one, ())) < each for one in barred)
    return Setup(campaign, evaluations.criteria(tx, campaign_id), judges, len(barred), lacking)
