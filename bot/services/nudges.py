"""Who has not answered an event, and nudging only them, once: each method is one transaction."""

from __future__ import annotations

from datetime import datetime

from bot.clock import Clock
from bot.domain.events import Event
from bot.domain.nudges import Branch, NudgePointless, Silence, SilentPage, worth_asking
from bot.services.organising import managed
from bot.services.outbox import Outbox
from storage import audit, events
from storage import nudges as rows
from storage.db import Database, Tx


class Nudges:
    """Those who have not answered: anybody without a row in sign_ups whom an event is for."""

    def __init__(self, db: Database, clock: Clock, outbox: Outbox) -> None:
        self._db, self._clock, self._outbox = db, clock, outbox

    async def silence(self, actor_id: int, event_id: int) -> Silence:
        """Return how many have not answered, and when they were nudged. Raises EventUnknown, NotYours."""
        return await self._db.read(silence, actor_id, event_id, self._clock.now())

    async def branches(self, actor_id: int, event_id: int) -> tuple[Branch, ...]:
        """Return them by department, the most silent first. Raises EventUnknown, NotYours."""
        return await self._db.read(branches, actor_id, event_id, self._clock.now())

    async def page(
        self,
        actor_id: int,
        event_id: int,
        number: int,
        size: int,
        *,
        department: int | None = None,
        unreached: bool = False,
    ) -> SilentPage:
        """Return a page of them: see `storage.nudges.page`. Raises EventUnknown, NotYours."""

        def page(tx: Tx, now: datetime) -> SilentPage:
            event = managed(tx, actor_id, event_id, now)
            return rows.page(tx, event, number, size, department=department, unreached=unreached)

        return await self._db.read(page, self._clock.now())

    async def nudge(self, actor_id: int, event_id: int) -> int:
        """Promise a message to those whom it reaches and who never got one about this event; return to how many.

        Raises EventUnknown, NotYours, NudgePointless.
        """
        nudged = await self._db.write(nudge, actor_id, event_id, self._clock.now())
        self._outbox.poke()
        return nudged

    async def still(self, event_id: int, person_id: int) -> Event | None:
        """Return the event if that person is meant, has not answered, and could still have a seat."""
        return await self._db.read(still, event_id, person_id, self._clock.now())


def silence(tx: Tx, actor_id: int, event_id: int, now: datetime) -> Silence:
    """See `Nudges.silence`."""
    return rows.silence(tx, managed(tx, actor_id, event_id, now))


def branches(tx: Tx, actor_id: int, event_id: int, now: datetime) -> tuple[Branch, ...]:
    """See `Nudges.branches`."""
    return rows.branches(tx, managed(tx, actor_id, event_id, now))


def nudge(tx: Tx, actor_id: int, event_id: int, now: datetime) -> int:
    """See `Nudges.nudge`."""
    event = managed(tx, actor_id, event_id, now)
    if not worth_asking(event, now):
        raise NudgePointless
    nudged = rows.nudge(tx, event, now)
    if nudged:
        audit.note(tx, now, actor_id, "event.nudge", f"event:{event_id}", str(nudged))
    return nudged


def still(tx: Tx, event_id: int, person_id: int, now: datetime) -> Event | None:
    """See `Nudges.still`."""
    event = events.load(tx, event_id)
    if event is None or not worth_asking(event, now) or not rows.silent(tx, event, person_id):
        return None
    return event
