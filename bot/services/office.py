"""What is done with suggestions in the house: accept, assign, answer, see to it. Each method is one transaction."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.clock import Clock
from bot.domain.drafts import DraftKey
from bot.domain.people import Department
from bot.domain.suggestions.acts import Action
from bot.domain.suggestions.numbers import numbered
from bot.domain.suggestions.refusals import SuggestionUnknown
from bot.domain.suggestions.states import Decision
from bot.domain.suggestions.suggestion import Case, Suggestion
from bot.domain.working_time import Hours
from bot.services.office_acts import Told, act
from bot.services.outbox import Outbox
from bot.services.suggestion_ground import By, case
from storage import campaigns, departments, desk, desk_queue, events, merging, suggestions
from storage.db import Database, Tx

PAGE = 8


@dataclass(frozen=True, slots=True)
class Queue:
    """A page of what somebody has to see to: `page` counts from 0, `late` of all `total` are overdue."""

    found: tuple[Suggestion, ...]
    page: int
    pages: int
    total: int
    late: int


class Office:
    """The house's side of 金点子. `hours` are those in which offices work."""

    def __init__(self, db: Database, clock: Clock, hours: Hours, owed: Outbox) -> None:
        self._db, self._clock, self._owed = db, clock, owed
        self.hours = hours

    async def queue(self, actor_id: int, page: int = 0) -> Queue:
        """Return what the actor has to see to, what is due first first; a page beyond the last is the last."""
        return await self._db.read(queue, actor_id, page, self._clock.now())

    async def case(self, actor_id: int, suggestion_id: int) -> Case:
        """Return a suggestion for somebody who works on it. Raises SuggestionUnknown."""
        return await self._db.read(_inside, actor_id, suggestion_id, self._clock.now())

    async def colleagues(self, actor_id: int, suggestion_id: int) -> tuple[tuple[int, str], ...]:
        """Return who can handle it in its office: ids and names. Raises SuggestionUnknown."""

        def look(tx: Tx, now: datetime) -> tuple[tuple[int, str], ...]:
            seen = _inside(tx, actor_id, suggestion_id, now)
            office = seen.suggestion.office_id
            return tuple(desk.colleagues(tx, office)) if office is not None else ()

        return await self._db.read(look, self._clock.now())

    async def merged(self, actor_id: int, suggestion_id: int) -> tuple[tuple[int, str], ...]:
        """Return what became part of it: ids and numbers. Raises SuggestionUnknown."""

        def look(tx: Tx, now: datetime) -> tuple[tuple[int, str], ...]:
            _inside(tx, actor_id, suggestion_id, now)
            return tuple(merging.merged(tx, suggestion_id))

        return await self._db.read(look, self._clock.now())

    async def offices(self, parent_id: int | None) -> tuple[Department, ...]:
        """Return what lies directly below a department (None: the top)."""
        return await self._db.read(departments.children, parent_id)

    async def by_number(self, actor_id: int, number: str) -> Case:
        """Return a suggestion by its number, "12" being the twelfth of this year. Raises SuggestionUnknown."""
        return await self._db.read(
            _by_number,
            actor_id,
            numbered(number, self._clock.now().astimezone(self.hours.zone).year),
            self._clock.now(),
        )

    async def act(
        self, actor_id: int, suggestion_id: int, action: Action, told: Told, draft: DraftKey | None = None
    ) -> Case:
        """Do `action` with what it needs; `draft` is used up by it. Return the suggestion as the actor sees it then.

        Raises SuggestionUnknown, ActNotYours, ActNotNow, SuggestionUnfit, OfficeNeeded, HandlerUnfit, ExtensionTooLate,
        ExtensionAsked, NoExtension, OwnExtension, MergeUnfit, OthersInside, ChangedSince, DraftGone.
        """
        by = By(actor_id, self._clock.now(), self.hours, draft)
        found = await self._db.write(act, by, suggestion_id, action, told)
        self._owed.poke()
        return found

    async def decide(self, actor_id: int, suggestion_id: int, decision: Decision, words: str) -> Case:
        """Decide what a campaign makes of a suggestion. Raises as `act` does."""
        return await self.act(actor_id, suggestion_id, Action.DECIDE, Told(words, decision=decision))


def queue(tx: Tx, actor_id: int, page: int, now: datetime) -> Queue:
    """See `Office.queue`."""
    within = reach(tx, actor_id, now)
    total, late = desk_queue.count(tx, within, now)
    pages = max(1, -(-total // PAGE))
    page = min(max(page, 0), pages - 1)
    found = desk_queue.page(tx, within, PAGE, page * PAGE)
    return Queue(tuple(found), page, pages, total, late)


def reach(tx: Tx, actor_id: int, now: datetime) -> desk_queue.Reach:
    """Return whose work the actor sees: as `relations` says it for one suggestion."""
    held = events.scopes(tx, actor_id, now)
    if None in held:
        return desk_queue.Reach(actor_id, everything=True, campaigns=(), offices=())
    every = campaigns.every(tx)
    seen = tuple(one.id for one in every if desk.is_officer(tx, one, actor_id, now) or one.leader_id == actor_id)
    offices = desk_queue.offices_below(tx, frozenset(one for one in held if one is not None))
    return desk_queue.Reach(actor_id, everything=False, campaigns=seen, offices=offices)


def _inside(tx: Tx, actor_id: int, suggestion_id: int, now: datetime) -> Case:
    seen = case(tx, actor_id, suggestion_id, now)
    if not seen.inside:
        raise SuggestionUnknown
    return seen


def _by_number(tx: Tx, actor_id: int, number: str, now: datetime) -> Case:
    id_ = suggestions.by_number(tx, number)
    if id_ is None:
        raise SuggestionUnknown
    return _inside(tx, actor_id, id_, now)
