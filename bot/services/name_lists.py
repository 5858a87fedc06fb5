"""Who is meant by names that an organiser pastes, or sends as a table."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime

from bot.clock import Clock
from bot.domain.guests import Matching, match, pieces, spoken
from bot.domain.name_lists import ListUnreadable, Rows, in_table
from bot.services.notice_rights import organises
from bot.services.sheets import FILE_LIMIT, RosterUnreadableError, cells
from storage import guests
from storage.db import Database, Tx

Fetch = Callable[[str], Awaitable[bytes | None]]  # Telegram's id of a file to what is in it; None: it cannot be had


class NameLists:
    """Reads lists of people. Files stay with Telegram: each is fetched, read in memory and let go."""

    def __init__(self, db: Database, clock: Clock, fetch: Fetch) -> None:
        self._db, self._clock, self._fetch = db, clock, fetch

    async def typed(self, actor_id: int, text: str) -> Matching:
        """Return who is meant by names and staff numbers in a text. Raises NoAuthority."""

        def read(tx: Tx, now: datetime) -> Matching:
            organises(tx, actor_id, now)
            return match(text, guests.called(tx, {part for piece in pieces(text) for part in spoken(piece)}))

        return await self._db.read(read, self._clock.now())

    async def sent(self, actor_id: int, file_id: str, name: str, size: int) -> Matching:
        """Return who is meant by an .xlsx or .csv of `size` bytes. Raises NoAuthority, ListUnreadable."""

        def read(tx: Tx, now: datetime, rows: Rows) -> Matching:
            organises(tx, actor_id, now)
            return in_table(rows, guests.called(tx, {cell for row in rows for cell in row if cell}))

        await self._db.read(organises, actor_id, self._clock.now())
        content = await self._fetch(file_id) if size <= FILE_LIMIT else None
        if content is None:
            raise ListUnreadable
        try:
            rows = await asyncio.to_thread(cells, content, name)
        except RosterUnreadableError as unreadable:
            raise ListUnreadable from unreadable
        return await self._db.read(read, self._clock.now(), rows)
