"""How long each state may take, in working time, and when somebody is called to mind of it."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.domain.suggestions.campaign import Campaign
from bot.domain.suggestions.states import State
from bot.domain.working_time import Hours

ACCEPT_DAYS = 1  # to accept or refuse, and again to assign
CHECK_DAYS = 1  # to find an answer good or not
AGAIN_DAYS = 2  # for a better answer
CHASE_AFTER, LIST_AFTER = 1, 5  # working days past the deadline: the office is chased; the leader is told
MOST_EXTENSION = 10  # working days
FOLLOW_UP = timedelta(days=14)  # for the author to say whether it helped
REPLY_WITHIN = timedelta(days=14)  # for the author to answer a question, then the office goes on without
NEVER_CHASED, CHASED = 0, 1


def days_for(state: State, campaign: Campaign, *, again: bool = False) -> int:
    """Return how many working days may pass in a state; `again`: the answer was sent back."""
    if state in (State.SUBMITTED, State.ACCEPTED):
        return ACCEPT_DAYS
    if state is State.ANSWERED:
        return CHECK_DAYS
    return AGAIN_DAYS if again else campaign.rules.days


def due(start: datetime, days: int, hours: Hours) -> datetime:
    """Return when `days` of work have passed since `start`."""
    return hours.after(start, hours.days(days))


def left(due_at: datetime, now: datetime, hours: Hours) -> timedelta:
    """Return how much working time is left; less than nothing when it is overdue."""
    return hours.between(now, due_at) if now <= due_at else -hours.between(due_at, now)


def resumed(paused: timedelta, now: datetime, hours: Hours) -> datetime:
    """Return the deadline after a pause that left so much; what was overdue before stays due at once."""
    return hours.after(now, max(paused, timedelta()))


def overdue_days(due_at: datetime, now: datetime, hours: Hours) -> int:
    """Return how many whole working days the deadline is past."""
    return hours.between(due_at, now) // hours.day if now > due_at else 0


def extended(due_at: datetime, days: int, hours: Hours) -> datetime:
    """Return the deadline `days` of work later."""
    return hours.after(due_at, hours.days(days))
