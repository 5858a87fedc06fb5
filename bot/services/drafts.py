"""Keeping unfinished forms, so that nothing typed is lost by a restart; secret ones are kept in memory alone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from bot.clock import Clock
from bot.domain.drafts import Draft, DraftGone, DraftKey
from storage import drafts
from storage.db import Database, Tx


class Drafts:
    """The unfinished form of a person in a chat.

    A secret one is never written anywhere: it ends with the process. As long as it is open it hides another one of
    the same person and chat, which stays as it is.
    """

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db, self._clock = db, clock
        self._secret: dict[tuple[int, int], tuple[Draft, datetime]] = {}

    async def get(self, person_id: int, chat_id: int) -> Draft | None:
        """Return the draft, or None."""
        secret, expires_at = self._secret.get((person_id, chat_id), (None, self._clock.now()))
        if secret and expires_at > self._clock.now():
            return secret
        return await self._db.read(drafts.get, person_id, chat_id, self._clock.now())

    async def put(
        self, person_id: int, chat_id: int, draft: Draft, expires_at: datetime, *, secret: bool = False
    ) -> None:
        """Keep the draft until `expires_at`."""
        if secret:
            self._secret[person_id, chat_id] = draft, expires_at
        else:
            await self._db.write(drafts.put, person_id, chat_id, draft, expires_at)

    def take(self, key: DraftKey) -> Callable[[], None]:
        """Use a secret draft up; return what puts it back when filing fails. Raises DraftGone.

        What a transaction does for other drafts: of two who file the same one only the first finds it.
        """
        place = (key.person_id, key.chat_id)
        draft, expires_at = self._secret.get(place, (None, self._clock.now()))
        if draft is None or draft.form != key.form or expires_at <= self._clock.now():
            raise DraftGone
        kept = self._secret.pop(place)
        return lambda: self._secret.update({place: kept})

    async def drop(self, person_id: int, chat_id: int) -> None:
        """Forget the draft, if there is one."""
        if self._secret.pop((person_id, chat_id), None):
            return

        def drop(tx: Tx) -> None:
            tx.run("DELETE FROM drafts WHERE person_id = :p AND chat_id = :c", p=person_id, c=chat_id)

        await self._db.write(drop)

    async def sweep(self) -> int:
        """Delete expired drafts; return how many rows that were."""
        now = self._clock.now()
        self._secret = {place: kept for place, kept in self._secret.items() if kept[1] > now}
        return await self._db.write(drafts.sweep, now)
