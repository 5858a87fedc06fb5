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
