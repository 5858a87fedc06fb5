"""When each person wants to be reminded."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.clock import Clock
from bot.domain.events import SignUpState
from bot.domain.reminders import Lead
from storage import reminders, sign_ups
from storage.db import Database, Tx
from storage.sign_ups import Stretch


class Reminders:
    """The leads of people; `zone` is the workplace's."""

    def __init__(self, db: Database, clock: Clock, zone: ZoneInfo) -> None:
        self._db, self._clock, self._zone = db, clock, zone

    async def leads(self, person_id: int) -> tuple[Lead, ...]:
        """Return when the person is reminded, the earliest first; empty: never."""
        return await self._db.read(reminders.leads, person_id)

    async def choose(self, person_id: int, leads: Collection[Lead]) -> None:
        """Remind the person at `leads` from now on, also of what they signed up for already."""
        await self._db.write(choose, person_id, leads, self._clock.now(), self._zone)


def choose(tx: Tx, person_id: int, leads: Collection[Lead], now: datetime, zone: ZoneInfo) -> None:
    """Note a person's leads and promise the reminders of their seats anew."""
    event_ids = sign_ups.ahead(tx, person_id, now)
    for event_id in event_ids:
        tx.lock("events", event_id)
    reminders.choose(tx, person_id, leads)
    for event_id in event_ids:
        place = sign_ups.place(tx, event_id, person_id)
        if place.state is SignUpState.SEATED:
            reminders.remind(tx, place.event, Stretch(event_id, place.state, place.turn, place.turn), now, zone)
