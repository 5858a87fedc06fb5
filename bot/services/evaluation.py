"""Evaluation: judges mark what they are given, organisers rank and decide. Each method is one transaction."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.clock import Clock
from bot.domain.drafts import DraftKey
from bot.domain.outbox import Promised
from bot.domain.suggestions.campaign import Campaign, Phase
from bot.domain.suggestions.evaluation import (
    JUDGES_EACH,
    MARKS,
    MOST_JUDGES,
    CriteriaInUse,
    Criterion,
    EvaluationClosed,
    MarkUnfit,
    NotEvaluator,
    TooManyJudges,
    share_out,
)
from bot.domain.suggestions.news import CampaignNews
from bot.domain.suggestions.suggestion import File
from bot.domain.working_time import Hours
from bot.services.campaign_ground import managed
from bot.services.campaign_results import Result, results
from bot.services.outbox import Outbox
from bot.services.suggestion_ground import load
from storage import audit, campaigns, desk, drafts, evaluations, outbox, suggestions
from storage.db import Database, Tx
from storage.evaluations import Judge, Task

_STILL_NEWS = timedelta(days=7)  # after judging has ended


@dataclass(frozen=True, slots=True)
class Setup:
    """How a campaign is judged; `lacking` suggestions have fewer evaluators than they need, `shared` are judged."""

    campaign: Campaign
    criteria: tuple[Criterion, ...]
    judges: tuple[Judge, ...]
    shared: int
    lacking: int


@dataclass(frozen=True, slots=True)
class Paper:
    """One suggestion as its evaluator has it: no names. `marks` by criterion, `left` others wait."""

    campaign: Campaign
    suggestion_id: int
    number: str
    text: str
    files: tuple[File, ...]
    criteria: tuple[Criterion, ...]
    marks: dict[int, int]
    left: tuple[int, ...]


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
                _judged(tx, campaign, now, self._hours)
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
    missing = share_out(barred, [one.person_id for one in judges], held)
    lacking = sum(len(held.get(one, ())) + len(missing.get(one, ())) < JUDGES_EACH for one in barred)
    return Setup(campaign, evaluations.criteria(tx, campaign_id), judges, len(barred), lacking)


def share(tx: Tx, campaign: Campaign, now: datetime, hours: Hours) -> int:
    """Give out what is to be judged, while the campaign judges, and tell who got something; return how much."""
    if campaign.phase(now) is not Phase.JUDGING:
        return 0
    barred, held = evaluations.to_share(tx, campaign.id)
    for suggestion_id, people in held.items():
        for person_id in people & barred[suggestion_id]:  # what they wrote was merged into it meanwhile
            evaluations.drop(tx, suggestion_id, person_id)
    held = {one: people - barred[one] for one, people in held.items()}
    shares = share_out(barred, [one.person_id for one in evaluations.judges(tx, campaign.id)], held)
    evaluations.give(tx, shares)
    asked = sorted({person for people in shares.values() for person in people})
    day = now.date().isoformat()
    outbox.promise(
        tx,
        [
            Promised(
                person_id,
                CampaignNews.JUDGE,
                campaign.id,
                f"{CampaignNews.JUDGE}:{campaign.id}:{person_id}:{day}",
                hours.next(now),
                {},
                campaign.judged_at,
            )
            for person_id in asked
        ],
        now,
    )
    return sum(len(people) for people in shares.values())


def paper(tx: Tx, person_id: int, suggestion_id: int, now: datetime) -> Paper:
    """See `Evaluations.paper`."""
    if not desk.evaluates(tx, suggestion_id, person_id):
        raise NotEvaluator
    one, campaign = load(tx, suggestion_id)
    if campaign.phase(now) is not Phase.JUDGING:
        raise EvaluationClosed
    waiting = evaluations.tasks(tx, campaign.id, person_id)
    return Paper(
        campaign,
        one.id,
        one.number,
        one.text,
        suggestions.files(tx, one.id),
        evaluations.criteria(tx, campaign.id),
        evaluations.marks(tx, one.id, person_id),
        tuple(task.suggestion_id for task in waiting if not task.done and task.suggestion_id != one.id),
    )


def mark(tx: Tx, person_id: int, suggestion_id: int, criterion_id: int, points: int, now: datetime) -> Paper:
    """See `Evaluations.mark`."""
    before = paper(tx, person_id, suggestion_id, now)
    known = {one.id for one in before.criteria}
    if points not in MARKS or criterion_id not in known:
        raise MarkUnfit
    evaluations.mark(tx, suggestion_id, person_id, criterion_id, points)
    if known <= before.marks.keys() | {criterion_id}:
        evaluations.done(tx, suggestion_id, person_id, now)
    return paper(tx, person_id, suggestion_id, now)


def _judged(tx: Tx, campaign: Campaign, now: datetime, hours: Hours) -> None:
    """Tell the organiser, once, that judging is over."""
    judged_at = campaign.judged_at
    if judged_at is None or campaign.cancelled or not judged_at <= now < judged_at + _STILL_NEWS:
        return
    key = f"{CampaignNews.JUDGED}:{campaign.id}:{judged_at.isoformat()}"
    promises = [
        Promised(one, CampaignNews.JUDGED, campaign.id, f"{key}:{one}", hours.next(now), {}, judged_at + _STILL_NEWS)
        for one in desk.officers(tx, campaign, now)
    ]
    outbox.promise(tx, promises, now)
