"""The ranking of a campaign, and what its adopted suggestions get: functions of a transaction."""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.domain.suggestions.campaign import Campaign
from bot.domain.suggestions.evaluation import Ranked, honours, ranking, read_prizes, score
from bot.domain.suggestions.states import Decision
from storage import evaluations
from storage.db import Tx


@dataclass(frozen=True, slots=True)
class Result:
    """A suggestion in the ranking as organisers see it, and what it would get when adopted."""

    ranked: Ranked
    suggestion_id: int
    number: str
    text: str
    seconds: int
    decision: Decision | None
    hidden: bool
    prize: str = ""
    points: int = 0


def results(tx: Tx, campaign_id: int) -> tuple[Result, ...]:
    """Return what is judged in a campaign, the best first."""
    criteria = evaluations.criteria(tx, campaign_id)
    scores = [score(id_, marks, criteria) for id_, marks in evaluations.all_marks(tx, campaign_id).items()]
    known = {one[0]: one for one in evaluations.judged(tx, campaign_id)}
    return tuple(Result(one, *known[one.score.suggestion_id]) for one in ranking(scores))


def prizes_of(campaign: Campaign, found: tuple[Result, ...]) -> tuple[Result, ...]:
    """Return the adopted ones of a ranking with what each gets: prizes go to whole adoption only."""
    adopted = [one for one in found if one.decision is Decision.ADOPTED]
    partly = [one for one in found if one.decision is Decision.PARTLY]
    prizes = honours([one.ranked for one in adopted], read_prizes(campaign.prizes))
    whole, half = campaign.rules.points, campaign.rules.points // 2
    return tuple(
        replace(one, prize=prizes.get(one.suggestion_id, ""), points=points)
        for some, points in ((adopted, whole), (partly, half))
        for one in some
    )
