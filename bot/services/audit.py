"""What was done with authority: to look through, and to take back where that is honest.

An act can be taken back as long as nothing was built on it: a change of an event until the next one. Those who were
told of the change are told again. A cancelled event stays cancelled: people have made other plans.
"""

from __future__ import annotations

import json
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.clock import Clock
from bot.domain.audit import ChangedSince, Entry, Trail, UndoGone
from bot.domain.people import Role
from bot.services.organising import managed, revise
from bot.services.outbox import Outbox
from bot.services.plans import restored
from storage import audit, roles
from storage.db import Database, Tx


class Audit:
    """The audit list. `zone` is the workplace's."""

    def __init__(self, db: Database, clock: Clock, zone: ZoneInfo, outbox: Outbox) -> None:
        self._db, self._clock, self._zone, self._outbox = db, clock, zone, outbox

    async def trail(self, actor_id: int, event_id: int | None, page: int, size: int) -> Trail:
        """Return a page (from 0, clamped) of what was done to an event, or without one of what the actor may see.

        Owners see everything, others what they did themselves. Raises EventUnknown, NotYours.
        """
        return await self._db.read(trail, actor_id, event_id, page, size, self._clock.now())

    async def entry(self, actor_id: int, entry_id: int) -> Entry:
        """Return an act that the actor may take back. Raises UndoGone, EventUnknown, NotYours."""
        return await self._db.read(takeable, actor_id, entry_id, self._clock.now())

    async def undo(self, actor_id: int, entry_id: int) -> Entry:
        """Take an act back; return it. Raises UndoGone, ChangedSince and what the way back raises."""
        entry = await self._db.write(undo, actor_id, entry_id, self._clock.now(), self._zone)
        self._outbox.poke()
        return entry


def trail(tx: Tx, actor_id: int, event_id: int | None, page: int, size: int, now: datetime) -> Trail:
    """See `Audit.trail`."""
    if event_id is not None:
        managed(tx, actor_id, event_id, now)

    def look(number: int) -> tuple[list[Entry], int]:
        if event_id is not None:
            return audit.of_event(tx, event_id, number, size)
        return audit.of_all(tx, number, size) if owns else audit.of_actor(tx, actor_id, number, size)

    owns = any(grant.role is Role.OWNER and grant.holds(now) for grant in roles.of(tx, actor_id))
    entries, count = look(max(0, page))
    pages = max(1, -(-count // size))
    if page >= pages:
        page = pages - 1
        entries, count = look(page)
    return Trail(tuple(entries), max(0, page), pages)


def takeable(tx: Tx, actor_id: int, entry_id: int, now: datetime) -> Entry:
    """See `Audit.entry`."""
    entry = audit.entry(tx, entry_id)
    if entry is None or entry.undo is None or entry.undone_at is not None or entry.event_id is None:
        raise UndoGone
    managed(tx, actor_id, entry.event_id, now)
    return entry


def undo(tx: Tx, actor_id: int, entry_id: int, now: datetime, zone: ZoneInfo) -> Entry:
    """See `Audit.undo`."""
    entry = takeable(tx, actor_id, entry_id, now)
    event_id = entry.event_id or 0
    tx.lock("events", event_id)
    if not audit.undone(tx, entry_id, now):
        raise UndoGone
    back = json.loads(entry.undo or "{}")
    event = managed(tx, actor_id, event_id, now)
    if event.revision != back["revision"]:
        raise ChangedSince
    revise(tx, actor_id, event_id, restored(event, back["was"]), None, now, zone)
    return entry
