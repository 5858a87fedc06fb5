"""What organisers take home of an event: who answered, who came."""

from __future__ import annotations

from datetime import datetime

from bot.clock import Clock
from bot.domain.events import EventUnknown, NotYours
from bot.domain.lists import Listing
from bot.services.organising import manages
from storage import audit, events, lists
from storage.db import Database, Tx


class Lists:
    """Lists of events."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db, self._clock = db, clock

    async def take(self, actor_id: int, event_id: int, form: str) -> Listing:
        """Return an event's people for a file or picture (`form`, for the audit). Raises EventUnknown, NotYours."""
        return await self._db.write(take, actor_id, event_id, form, self._clock.now())


def take(tx: Tx, actor_id: int, event_id: int, form: str, now: datetime) -> Listing:
    """See `Lists.take`. That a list with names left the database is noted."""
    event = events.load(tx, event_id)
    if event is None:
        raise EventUnknown
    if not manages(tx, actor_id, events.scopes(tx, actor_id, now), event):
        raise NotYours
    audit.note(tx, now, actor_id, "event.list", f"event:{event_id}", form)
    return Listing(event, lists.listed(tx, event_id))
