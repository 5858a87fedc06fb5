"""Keeping unfinished forms, so that nothing typed is lost by a restart."""

from __future__ import annotations

from datetime import datetime

from bot.clock import Clock
from bot.domain.drafts import Draft
from storage import drafts
from storage.db import Database, Tx


class Drafts:
    """The unfinished form of a person in a chat."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db, self._clock = db, clock

    async def get(self, person_id: int, chat_id: int) -> Draft | None:
        """Return the draft, or None."""
        return await self._db.read(drafts.get, person_id, chat_id, self._clock.now())

    async def put(self, person_id: int, chat_id: int, draft: Draft, expires_at: datetime) -> None:
        """Keep the draft until `expires_at`."""
        await self._db.write(drafts.put, person_id, chat_id, draft, expires_at)

    async def drop(self, person_id: int, chat_id: int) -> None:
        """Forget the draft, if there is one."""

        def drop(tx: Tx) -> None:
            tx.run("DELETE FROM drafts WHERE person_id = :p AND chat_id = :c", p=person_id, c=chat_id)

        await self._db.write(drop)

    async def sweep(self) -> int:
        """Delete expired drafts; return how many."""
        return await self._db.write(drafts.sweep, self._clock.now())
