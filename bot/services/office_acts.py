"""What each act of the house needs besides its place in the table, and what it changes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bot.domain.suggestions.acts import Action, ActNotYours
from bot.domain.suggestions.campaign import MOST_DAYS
from bot.domain.suggestions.deadlines import MOST_EXTENSION, NEVER_CHASED, due, extended
from bot.domain.suggestions.refusals import (
    ChangedSince,
    ExtensionAsked,
    ExtensionTooLate,
    HandlerUnfit,
    MergeUnfit,
    NoExtension,
    OfficeNeeded,
    OthersInside,
    OwnExtension,
    SuggestionUnfit,
    SuggestionUnknown,
)
from bot.domain.suggestions.states import OPEN, Decision, Relation, State
from bot.domain.suggestions.suggestion import Case, Suggestion
from bot.services.suggestion_ground import By, Held, case, hold, load, relations
from storage import audit, campaigns, departments, desk, merging, seconds
from storage.db import Tx

# What authors do stands in bot.services.suggestions, what happens by itself in bot.services.deadlines.
_AUDITED = frozenset({Action.DECLINE, Action.RETURN, Action.MERGE, Action.UNMERGE, Action.RESOLVE, Action.DECIDE})
_ALIVE = OPEN | {State.RESOLVED}  # others can become part of it: what is closed tells nobody anything any more


@dataclass(frozen=True, slots=True)
class Told:
    """What comes with an act: words, and what it is about where there is something to choose."""

    words: str = ""
    office_id: int | None = None
    handler_id: int | None = None
    days: int | None = None  # working days: until the answer is due, or of an extension
    into_id: int | None = None
    decision: Decision | None = None
    wording: int | None = None  # of what was read before it is accepted


def act(tx: Tx, by: By, suggestion_id: int, action: Action, told: Told) -> Case:
    """See `Office.act`."""
    if action not in _ACTS:
        raise ActNotYours(action)
    if action is Action.MERGE and told.into_id is not None:
        # In one order, so that two who merge the same two never wait for each other.
        for one in sorted((suggestion_id, told.into_id)):
            tx.lock("suggestions", one)
    if action is Action.UNMERGE:
        _lock_tree(tx, suggestion_id)
    held = hold(tx, by, suggestion_id, action, told.words)
    _ACTS[action](held, told)
    if action in _AUDITED:
        audit.note(tx, by.now, by.actor_id, f"suggestion.{action}", f"suggestion:{suggestion_id}", held.one.number)
    assert by.actor_id is not None  # noqa: S101 - the clock does nothing of this
    return case(tx, by.actor_id, suggestion_id, by.now)


def unmerge(tx: Tx, by: By, suggestion_id: int) -> None:
    """Let a suggestion stand on its own again. Raises SuggestionUnknown, ActNotYours, ActNotNow."""
    _lock_tree(tx, suggestion_id)
    _unmerge(hold(tx, by, suggestion_id, Action.UNMERGE), Told())


def _plainly(held: Held, _told: Told) -> Suggestion:
    return held.done()


def _accept(held: Held, told: Told) -> Suggestion:
    if told.wording not in (None, held.one.wording):
        raise ChangedSince
    return held.done(public=True)


def _return(held: Held, _told: Told) -> Suggestion:
    if parts := merging.merged(held.tx, held.one.id):
        raise OthersInside(tuple(number for _id, number in parts))
    return held.done(public=False)


def _assign(held: Held, told: Told) -> Suggestion:
    office = _office(held, told)
    handler = None if told.handler_id is None else _handler(held, told.handler_id, office)
    changes = {} if told.days is None else {"due_at": due(held.by.now, _days(told.days), held.by.hours)}
    return held.done({"office": office}, office_id=office, handler_id=handler, **changes)


def _transfer(held: Held, told: Told) -> Suggestion:
    office = _office(held, told)
    return held.done({"office": office}, office_id=office, handler_id=None, extension_days=None, extension_by=None)


def _give_back(held: Held, _told: Told) -> Suggestion:
    return held.done({"office": held.one.office_id}, office_id=None, handler_id=None)


def _name_handler(held: Held, told: Told) -> Suggestion:
    office = held.one.office_id
    if told.handler_id is None or office is None:
        raise HandlerUnfit
    if told.handler_id == held.one.handler_id:
        return held.one
    return held.done({"handler": told.handler_id}, handler_id=_handler(held, told.handler_id, office))


def _start(held: Held, _told: Told) -> Suggestion:
    return held.done(handler_id=held.one.handler_id or held.by.actor_id)


def _ask_extension(held: Held, told: Told) -> Suggestion:
    one = held.one
    if one.extension_by is not None:
        raise ExtensionAsked
    if one.due_at is None or held.by.now >= one.due_at:
        raise ExtensionTooLate
    days = _days(told.days, MOST_EXTENSION)
    return held.done({"days": days}, extension_days=days, extension_by=held.by.actor_id)


def _grant_extension(held: Held, _told: Told) -> Suggestion:
    one = _asked(held)
    assert one.due_at is not None and one.extension_days is not None  # noqa: S101, PT018 - it was asked for
    until = extended(one.due_at, one.extension_days, held.by.hours)
    return held.done(
        {"days": one.extension_days}, due_at=until, chased=NEVER_CHASED, extension_days=None, extension_by=None
    )


def _refuse_extension(held: Held, _told: Told) -> Suggestion:
    _asked(held)
    return held.done(extension_days=None, extension_by=None)


def _answer(held: Held, _told: Told) -> Suggestion:
    return held.done(answer=held.words, handler_id=held.one.handler_id or held.by.actor_id)


def _resolve(held: Held, _told: Told) -> Suggestion:
    campaigns.count(held.tx, held.campaign.id, resolved=1)
    return held.done()


def _decide(held: Held, told: Told) -> Suggestion:
    if told.decision is None:
        raise SuggestionUnfit("decision", 0)
    return held.done({"decision": told.decision}, decision=told.decision, decided_words=held.words)


def _merge(held: Held, told: Told) -> Suggestion:
    tx, one = held.tx, held.one
    if told.into_id is None or told.into_id == one.id:
        raise MergeUnfit
    into, campaign = load(tx, told.into_id)
    who = relations(tx, into, campaign, held.by.actor_id or 0, held.by.now)
    if Relation.OFFICER not in who:
        raise SuggestionUnknown
    if into.campaign_id != one.campaign_id or into.state not in _ALIVE:
        raise MergeUnfit
    after = held.done({"into": into.id})
    merging.join(tx, one.id, into.id, (one.state, one.published))
    seconds.recount(tx, into.id)
    return after


def _unmerge(held: Held, _told: Told) -> Suggestion:
    one = held.one
    assert one.before_merge is not None  # noqa: S101 - written when it was merged
    state, published = one.before_merge
    merging.part(held.tx, one.id)
    after = held.done({"from": one.merged_into}, state=state, published=published)
    seconds.recount(held.tx, one.id)
    seconds.recount(held.tx, one.root_id)
    return after


def _asked(held: Held) -> Suggestion:
    if held.one.extension_by is None:
        raise NoExtension
    if held.one.extension_by == held.by.actor_id:
        raise OwnExtension
    return held.one


def _office(held: Held, told: Told) -> int:
    if told.office_id is None or told.office_id == held.one.office_id:
        raise OfficeNeeded
    return departments.get(held.tx, told.office_id).id


def _handler(held: Held, person_id: int, office_id: int) -> int:
    if not desk.belongs(held.tx, person_id, office_id):
        raise HandlerUnfit
    return person_id


def _days(days: int | None, most: int = MOST_DAYS) -> int:
    if days is None or not 1 <= days <= most:
        raise SuggestionUnfit("days", most)
    return days


def _lock_tree(tx: Tx, suggestion_id: int) -> None:
    # Its root cannot change while it is locked itself: merging writes the root of every member.
    tx.lock("suggestions", suggestion_id)
    one, _campaign = load(tx, suggestion_id)
    tx.lock("suggestions", one.root_id)


_ACTS: dict[Action, Callable[[Held, Told], Suggestion]] = {
    **dict.fromkeys((Action.DECLINE, Action.ASK, Action.RESUME, Action.SEND_BACK, Action.CHASE, Action.NOTE), _plainly),
    Action.ACCEPT: _accept,
    Action.RETURN: _return,
    Action.ASSIGN: _assign,
    Action.TRANSFER: _transfer,
    Action.GIVE_BACK: _give_back,
    Action.NAME_HANDLER: _name_handler,
    Action.START: _start,
    Action.ASK_EXTENSION: _ask_extension,
    Action.GRANT_EXTENSION: _grant_extension,
    Action.REFUSE_EXTENSION: _refuse_extension,
    Action.ANSWER: _answer,
    Action.RESOLVE: _resolve,
    Action.MERGE: _merge,
    Action.UNMERGE: _unmerge,
    Action.DECIDE: _decide,
}
OFFICE_ACTS = frozenset(_ACTS)
