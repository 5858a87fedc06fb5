"""What the bot owes people: claimed when due, noted when sent. Delivery itself is bot.telegram's."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.clock import Clock, instant
from bot.domain.outbox import Claimed, Hand, PromiseState
from storage import outbox
from storage.db import Database

_STUCK = timedelta(seconds=30)  # in hand of another process for so long, that one is taken for dead


class Outbox:
    """The queue of promised messages. Services `poke` it after committing promises that are due at once."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db, self._clock = db, clock
        # One process per SQLite file is certain: what is in hand when it starts is another's no more.
        self._stuck = timedelta() if db.dialect == "sqlite" else _STUCK
        self.poked = asyncio.Event()

    def poke(self) -> None:
        """Say that something may be due now."""
        self.poked.set()

    async def recover(self) -> int:
        """Decide about messages that a crash caught in hand; return how many there were."""
        return await self._db.write(outbox.resolve_doubt, self._clock.now(), self._stuck)

    async def claim(self, limit: int, zone: ZoneInfo) -> Hand:
        """Take up to `limit` due messages in hand; `zone` is that of people's quiet hours."""
        now = self._clock.now()
        if self._stuck:
            stuck: bool = await self._db.read(outbox.stuck, now, self._stuck)
            if stuck:
                await self.recover()
        due = await self._db.read(outbox.next_due)
        if due is None or instant(due) > now:
            return Hand()
        return await self._db.write(outbox.claim, now, limit, zone)

    async def leave(self, one: Claimed) -> None:
        """Note that a claimed message leaves now: a try counts from here on, and not while it waits for its turn."""
        await self._db.write(outbox.leave, one)

    async def settle(self, id_: int, state: PromiseState, reason: str = "") -> None:
        """Note what became of a claimed message."""
        await self._db.write(outbox.settle, id_, state, reason, self._clock.now())

    async def postpone(self, one: Claimed, by: timedelta, reason: str, *, sent_maybe: bool) -> None:
        """Put a claimed message back for `by`; the try counts only when it may have arrived."""
        now = self._clock.now()
        await self._db.write(outbox.postpone, one, now + by, reason, now, sent_maybe=sent_maybe)

    async def next_due(self) -> datetime | None:
        """Return when the next message is due, or None."""
        due = await self._db.read(outbox.next_due)
        return None if due is None else instant(due)
