"""What people are told about suggestions."""

from __future__ import annotations

from bot.domain.outbox import PromiseKind


class SuggestionNews(PromiseKind):
    """Kinds of promised messages; their subject is the suggestion."""

    STEP = "suggestion.step"  # to its author and those of merged ones: what was done (data: step)
    SECONDED = "suggestion.seconded"  # to who seconded it: what came of it (data: step)
    FOLLOW_UP = "suggestion.follow_up"  # to its author: did it help?
    TURN = "suggestion.turn"  # to who has to do something next (data: step)
    OVERDUE = "suggestion.overdue"  # to handler and office


class LeaderNews(PromiseKind):
    """The daily list; its subject is nothing (0)."""

    LATE = "suggestion.late"


class CampaignNews(PromiseKind):
    """What is told of campaigns; the subject is the campaign, but for HONOURED, where it is the suggestion."""

    CARD = "campaign.card"  # into a group, where it is then kept true
    UNPOSTED = "campaign.unposted"  # to whoever posted a card that could not be sent
    JUDGE = "campaign.judge"  # to an evaluator: suggestions wait to be judged
    JUDGED = "campaign.judged"  # to the organiser: judging is over, the results are to be decided
    HONOURED = "campaign.honoured"  # to an author: points, and a prize
