"""What organisers do with those who ask to be let in: each method is one transaction."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from bot.clock import Clock
from bot.domain.approvals import Queue
from bot.domain.drafts import DraftKey
from bot.domain.events import TextTooLong
from bot.services.asking import admit, admit_all, decline
from bot.services.organising import LONGEST_REASON, managed
from bot.services.outbox import Outbox
from storage import asking, audit, drafts
from storage.db import Database, Tx


class Approvals:
    """Letting people in to events where the organiser decides."""

    def __init__(self, db: Database, clock: Clock, zone: ZoneInfo, outbox: Outbox) -> None:
        self._db, self._clock, self._zone, self._outbox = db, clock, zone, outbox

    async def queue(self, actor_id: int, event_id: int, place: int) -> Queue:
        """Return who asks at `place` (clamped). Raises EventUnknown, NotYours."""
        return await self._db.read(queue, actor_id, event_id, place, self._clock.now())

    async def admit(self, actor_id: int, event_id: int, person_id: int | None) -> int:
        """Let one person in, or all who ask (None), and tell them; return how many.

        Raises EventUnknown, NotYours, NobodyAsks, EventCancelled, EventOver.
        """
        admitted = await self._db.write(let_in, actor_id, event_id, person_id, self._clock.now(), self._zone)
        self._outbox.poke()
        return admitted

    async def decline(self, actor_id: int, event_id: int, person_id: int, reason: str, draft: DraftKey) -> None:
        """Do not let one person in, and tell them why; `draft` is used up by it.

        Raises EventUnknown, NotYours, NobodyAsks, EventCancelled, EventOver, TextTooLong, DraftGone.
        """
        await self._db.write(turn_away, actor_id, event_id, person_id, reason, draft, self._clock.now())
        self._outbox.poke()


def queue(tx: Tx, actor_id: int, event_id: int, place: int, now: datetime) -> Queue:
    """See `Approvals.queue`."""
    event = managed(tx, actor_id, event_id, now)
    place = min(max(place, 0), max(0, event.asking - 1))
    return Queue(event, place, asking.asker(tx, event_id, place))


def let_in(tx: Tx, actor_id: int, event_id: int, person_id: int | None, now: datetime, zone: ZoneInfo) -> int:
    """See `Approvals.admit`."""
    tx.lock("events", event_id)
    managed(tx, actor_id, event_id, now)
    if person_id is None:
        admitted = admit_all(tx, event_id, now, zone)
    else:
        admit(tx, event_id, person_id, now, zone)
        admitted = 1
    audit.note(tx, now, actor_id, "admit", f"event:{event_id}", "" if person_id is None else f"person:{person_id}")
    return admitted


def turn_away(
    tx: Tx, actor_id: int, event_id: int, person_id: int, reason: str, draft: DraftKey, now: datetime
) -> None:
    """See `Approvals.decline`."""
    tx.lock("events", event_id)
    drafts.consume(tx, draft)
    managed(tx, actor_id, event_id, now)
    if len(reason) > LONGEST_REASON:
        raise TextTooLong("reason", LONGEST_REASON)
    decline(tx, event_id, person_id, reason.strip(), now)
    audit.note(tx, now, actor_id, "decline", f"event:{event_id}", f"person:{person_id}")
