"""Acknowledging a notice where a group has it: each method is one transaction."""

from __future__ import annotations

from bot.clock import Clock
from bot.domain.deliveries import Mailing
from bot.domain.notices import Notice, NotRecipient
from bot.services.notice_rights import load
from storage import acknowledgements
from storage.db import Database, Tx


class GroupAcknowledgements:
    """Who acknowledged in groups, and which buttons there do not say so yet."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db, self._clock = db, clock

    async def acknowledge(self, person_id: int, notice_id: int, group_id: int) -> bool:
        """Note that somebody has read what stands in the group; return whether for the first time.

        Raises NotRecipient where the notice did not go.
        """
        first = await self._db.write(
            acknowledgements.acknowledge_in_group, notice_id, group_id, person_id, self._clock.now()
        )
        if first is None:
            raise NotRecipient
        return first

    async def behind(self) -> list[tuple[Notice, Mailing]]:
        """Return what stands in groups and says of fewer than have acknowledged."""

        def behind(tx: Tx) -> list[tuple[Notice, Mailing]]:
            return [(load(tx, one.notice_id), one) for one in acknowledgements.behind(tx)]

        return await self._db.read(behind)

    async def counted(self, one: Mailing) -> None:
        """Note that the button says of so many by now."""
        await self._db.write(acknowledgements.counted, one.id, one.acks)
