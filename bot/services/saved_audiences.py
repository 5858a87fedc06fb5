"""Audiences that organisers keep to choose again; everybody sees their own only."""

from __future__ import annotations

from datetime import datetime

from bot.clock import Clock
from bot.domain.audience_terms import Expression, check
from bot.domain.drafts import DraftKey
from bot.domain.people import Role
from bot.domain.saved_audiences import MOST_SAVED, SavedAudience, SavedAudienceUnknown, TooManySaved, check_name
from storage import drafts, roles
from storage import saved_audiences as rows
from storage.db import Database, Tx


class SavedAudiences:
    """What each organiser keeps. A saved audience says whom a notice is meant for: that is asked anew each time."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db, self._clock = db, clock

    async def mine(self, person_id: int) -> tuple[SavedAudience, ...]:
        """Return what the person keeps, by name."""
        return await self._db.read(rows.of, person_id)

    async def one(self, person_id: int, id_: int) -> SavedAudience:
        """Return one that the person keeps. Raises SavedAudienceUnknown."""
        saved = await self._db.read(rows.load, person_id, id_)
        if saved is None:
            raise SavedAudienceUnknown
        return saved

    async def save(
        self, person_id: int, name: str, expression: Expression, draft: DraftKey | None = None
    ) -> SavedAudience:
        """Keep an audience, in place of an earlier one of that name; `draft` is used up by it.

        Raises NoAuthority for who is no organiser, SavedAudienceUnnamed, AudienceUnfit, TooManySaved, DraftGone.
        """

        def save(tx: Tx, now: datetime) -> SavedAudience:
            roles.require(tx, person_id, Role.ORGANISER, now)
            if draft is not None:
                drafts.consume(tx, draft)
            tx.lock("people", person_id)
            saved = rows.put(tx, person_id, check_name(name), check(expression))
            if len(rows.of(tx, person_id)) > MOST_SAVED:
                raise TooManySaved
            return saved

        return await self._db.write(save, self._clock.now())

    async def delete(self, person_id: int, id_: int) -> None:
        """Keep one no longer. Raises SavedAudienceUnknown."""
        if not await self._db.write(rows.delete, person_id, id_):
            raise SavedAudienceUnknown
