"""Guest lists: organisers paste names, see who is meant, and put them on the list of an event."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from bot.clock import Clock
from bot.domain.drafts import DraftKey
from bot.domain.guests import GuestPage, Matching, match, pieces, spoken
from bot.services.organising import managed
from storage import audit, drafts
from storage import guests as rows
from storage.db import Database, Tx


class Guests:
    """Who is on the guest list of an event."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db, self._clock = db, clock

    async def match(self, actor_id: int, event_id: int, text: str) -> Matching:
        """Return who is meant by names and staff numbers, and what nobody or several people fit.

        Raises EventUnknown, NotYours.
        """
        return await self._db.read(matching, actor_id, event_id, text, self._clock.now())

    async def add(
        self, actor_id: int, event_id: int, person_ids: Collection[int], draft: DraftKey | None = None
    ) -> int:
        """Put people on the list; return how many were not on it. `draft` is used up by it.

        Raises EventUnknown, NotYours, EventCancelled, EventOver, DraftGone.
        """
        return await self._db.write(add, actor_id, event_id, person_ids, draft, self._clock.now())

    async def remove(self, actor_id: int, event_id: int, person_id: int) -> bool:
        """Take somebody off the list, return whether they were on it; who has signed up already stays signed up.

        Raises EventUnknown, NotYours, EventCancelled, EventOver.
        """
        return await self._db.write(remove, actor_id, event_id, person_id, self._clock.now())

    async def page(self, actor_id: int, event_id: int, number: int, size: int) -> GuestPage:
        """Return a page of the list. Raises EventUnknown, NotYours."""

        def page(tx: Tx, now: datetime) -> GuestPage:
            managed(tx, actor_id, event_id, now)
            return rows.page(tx, event_id, number, size)

        return await self._db.read(page, self._clock.now())


def matching(tx: Tx, actor_id: int, event_id: int, text: str, now: datetime) -> Matching:
    """See `Guests.match`."""
    managed(tx, actor_id, event_id, now)
    return match(text, rows.called(tx, {part for piece in pieces(text) for part in spoken(piece)}))


def add(
    tx: Tx, actor_id: int, event_id: int, person_ids: Collection[int], draft: DraftKey | None, now: datetime
) -> int:
    """See `Guests.add`."""
    if draft:
        drafts.consume(tx, draft)
    managed(tx, actor_id, event_id, now).manageable(now)
    added = rows.add(tx, event_id, person_ids)
    if added:
        audit.note(tx, now, actor_id, "event.guests", f"event:{event_id}", f"+{added}")
    return added


def remove(tx: Tx, actor_id: int, event_id: int, person_id: int, now: datetime) -> bool:
    """See `Guests.remove`."""
    managed(tx, actor_id, event_id, now).manageable(now)
    removed = rows.remove(tx, event_id, person_id)
    if removed:
        audit.note(tx, now, actor_id, "event.guests", f"event:{event_id}", "-1")
    return removed
