"""Notices on their way to mirrors: each method is one transaction. Where a mirror is, only the settings know."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from bot.clock import Clock
from bot.domain.mirroring import RETRIES, Echo, EchoState
from bot.domain.notices import Notice
from bot.services.notice_rights import load, readable
from storage import events, mirrored
from storage.db import Database, Tx


class Mirroring:
    """Which mirrors there are, and what waits for them. `names` are as the settings call them."""

    def __init__(self, db: Database, clock: Clock, names: Collection[str] = ()) -> None:
        self._db, self._clock = db, clock
        self.names = tuple(sorted(names))

    async def offered(self, actor_id: int) -> tuple[str, ...]:
        """Return the mirrors to which somebody may write: all, to who organises for everybody."""
        return await self._db.read(offered, actor_id, self.names, self._clock.now())

    async def taken(self, actor_id: int, notice_id: int) -> tuple[str, ...]:
        """Return the mirrors that have a notice: it can be neither changed nor deleted there. Raises NoticeUnknown."""

        def taken(tx: Tx, now: datetime) -> tuple[str, ...]:
            readable(tx, actor_id, notice_id, now)
            return tuple(one.mirror for one in mirrored.of(tx, notice_id) if one.state is EchoState.SENT)

        return await self._db.read(taken, self._clock.now())

    async def claim(self, limit: int) -> list[tuple[Notice, Echo]]:
        """Take up to `limit` copies in hand that are due."""

        def claim(tx: Tx, now: datetime) -> list[tuple[Notice, Echo]]:
            return [(load(tx, one.notice_id), one) for one in mirrored.claim(tx, now, limit)]

        return await self._db.write(claim, self._clock.now())

    async def settle(self, one: Echo, *, sent: bool) -> None:
        """Note whether a copy in hand was taken; if not, it is tried again a few times."""
        now = self._clock.now()
        if sent or one.tries > len(RETRIES):
            await self._db.write(mirrored.settle, one, EchoState.SENT if sent else EchoState.FAILED, now, now)
        else:
            await self._db.write(mirrored.settle, one, EchoState.WAITING, now + RETRIES[one.tries - 1], now)


def offered(tx: Tx, actor_id: int, names: tuple[str, ...], now: datetime) -> tuple[str, ...]:
    """See `Mirroring.offered`: who reads along elsewhere is of no department."""
    return names if None in events.scopes(tx, actor_id, now) else ()
