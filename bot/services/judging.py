"""What evaluators are given and what they mark: functions of a transaction."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.outbox import Promised
from bot.domain.suggestions.campaign import Campaign, Phase
from bot.domain.suggestions.evaluation import (
    MARKS,
    Criterion,
    EvaluationClosed,
    MarkUnfit,
    NotEvaluator,
    share_out,
)
from bot.domain.suggestions.news import CampaignNews
from bot.domain.suggestions.suggestion import File
from bot.domain.working_time import Hours
from bot.services.suggestion_ground import load
from storage import desk, evaluations, outbox, suggestions
from storage.db import Tx

_STILL_NEWS = timedelta(days=7)  # after judging has ended


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


def share(tx: Tx, campaign: Campaign, now: datetime, hours: Hours) -> int:
    """Give out what is to be judged, while the campaign judges, and tell who got something; return how much."""
    if campaign.phase(now) is not Phase.JUDGING:
        return 0
    barred, held = evaluations.to_share(tx, campaign.id)
    for suggestion_id, people in held.items():
        for person_id in people & barred[suggestion_id]:  # what they wrote was merged into it meanwhile
            evaluations.drop(tx, suggestion_id, person_id)
    held = {one: people - barred[one] for one, people in held.items()}
    judges = [one.person_id for one in evaluations.judges(tx, campaign.id)]
    shares = share_out(barred, judges, held, campaign.rules.judges)
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
    campaign = paper(tx, person_id, suggestion_id, now).campaign
    tx.lock("campaigns", campaign.id)  # else criteria and judges could change meanwhile
    before = paper(tx, person_id, suggestion_id, now)
    known = {one.id for one in before.criteria}
    if points not in MARKS or criterion_id not in known:
        raise MarkUnfit
    evaluations.mark(tx, suggestion_id, person_id, criterion_id, points)
    if known <= before.marks.keys() | {criterion_id}:
        evaluations.done(tx, suggestion_id, person_id, now)
    return paper(tx, person_id, suggestion_id, now)


def tell_judged(tx: Tx, campaign: Campaign, now: datetime, hours: Hours) -> None:
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
