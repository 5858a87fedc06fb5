"""Whom an act on a suggestion concerns, and what they are promised."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from bot.domain.outbox import Promised
from bot.domain.suggestions.acts import Action, told
from bot.domain.suggestions.campaign import Campaign
from bot.domain.suggestions.news import SuggestionNews
from bot.domain.suggestions.states import State
from bot.domain.suggestions.suggestion import Suggestion
from storage import desk, outbox, seconds
from storage.db import Tx

# What its authors hear otherwise, or did themselves; a comment is told by who keeps comments.
_NO_STEP = frozenset({Action.RESOLVE, Action.COMMENT, Action.SECOND, Action.LAPSE, Action.CONFIRM, Action.DISSENT})
# After these somebody in the house has to do something.
_TURNS = frozenset(
    {
        *(Action.RESUBMIT, Action.REPLY, Action.REOPEN, Action.ASSIGN, Action.TRANSFER, Action.GIVE_BACK),
        *(Action.NAME_HANDLER, Action.ASK_EXTENSION, Action.ANSWER, Action.SEND_BACK, Action.CHASE, Action.UNMERGE),
        Action.WITHDRAW,
    }
)
_ANSWERED_ASKER = frozenset({Action.GRANT_EXTENSION, Action.REFUSE_EXTENSION})


@dataclass(frozen=True, slots=True)
class Done:
    """What was done: the suggestion before and after, and the step that says so."""

    before: Suggestion
    after: Suggestion
    campaign: Campaign
    action: Action
    step_id: int
    actor_id: int | None


def tell(tx: Tx, done: Done, now: datetime) -> None:
    """Promise everybody whom an act concerns, but who did it, to tell them."""
    one, action = done.after, done.action
    if action is Action.RESOLVE:
        _promise(tx, SuggestionNews.FOLLOW_UP, seconds.authors(tx, one.id), done, now)
    elif told(action) and action not in _NO_STEP:
        _promise(tx, SuggestionNews.STEP, seconds.authors(tx, one.id), done, now)
    if action in (Action.RESOLVE, Action.DECLINE):
        _promise(tx, SuggestionNews.SECONDED, seconds.supporters(tx, one.id), done, now)
    if action in _TURNS or (action is Action.RESUME and done.actor_id is None):
        _promise(tx, SuggestionNews.TURN, _next(tx, done, now), done, now)
    elif action in _ANSWERED_ASKER and done.before.extension_by is not None:
        _promise(tx, SuggestionNews.TURN, [done.before.extension_by], done, now)


def filed(tx: Tx, one: Suggestion, campaign: Campaign, step_id: int, now: datetime) -> None:
    """Promise who organises the campaign to tell them of something new."""
    to = [person for person in desk.officers(tx, campaign, now) if person != one.author_id]
    _owe(tx, SuggestionNews.TURN, to, one, step_id, now)


def at_it(tx: Tx, one: Suggestion, campaign: Campaign, now: datetime) -> list[int]:
    """Return who has to do something next: the handler, else the office, else who organises the campaign."""
    if one.state in (State.ASSIGNED, State.WORKING, State.ASKED):
        if one.handler_id is not None:
            return [one.handler_id]
        heads = desk.heads_of(tx, one.office_id, now) if one.office_id is not None else []
        if heads:
            return heads
    return desk.officers(tx, campaign, now)


def _next(tx: Tx, done: Done, now: datetime) -> list[int]:
    one, campaign = done.after, done.campaign
    if done.action is Action.ASK_EXTENSION:
        others = [person for person in desk.officers(tx, campaign, now) if person != one.extension_by]
        return others or desk.leaders(tx, campaign, now)
    if done.action is Action.WITHDRAW:
        return [one.handler_id] if one.handler_id is not None else []
    return at_it(tx, one, campaign, now)


def _promise(tx: Tx, kind: SuggestionNews, to: Iterable[int], done: Done, now: datetime) -> None:
    others = [person for person in to if person != done.actor_id]
    _owe(tx, kind, others, done.after, done.step_id, now)


def _owe(tx: Tx, kind: SuggestionNews, to: Iterable[int], one: Suggestion, step_id: int, now: datetime) -> None:
    promises = [
        Promised(person, kind, one.id, f"{kind}:{step_id}:{person}", now, {"step": step_id})
        for person in dict.fromkeys(to)
    ]
    outbox.promise(tx, promises, now)
