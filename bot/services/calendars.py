"""Taking events into one's own calendar. Each method is one transaction."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.clock import Clock
from bot.domain.events import Card, NotSignedUp, Shelf, SignUpState
from bot.domain.reminders import Lead
from bot.services.events import browse, card
from storage import calendars, reminders
from storage.db import Database, Tx

_MOST = 200  # events of an agenda in one file


@dataclass(frozen=True, slots=True)
class Entry:
    """An event for somebody's calendar, and when it was changed last."""

    card: Card
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class Taken:
    """What goes into a file: the events, and how long before each the person wants to be reminded."""

    entries: tuple[Entry, ...]
    leads: tuple[Lead, ...]


class Calendars:
    """Events as people keep them in calendars of their own."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db, self._clock = db, clock

    async def take(self, person_id: int, event_id: int) -> Taken:
        """Take an event: those with a seat may, and whoever took it before gets what became of it.

        Raises EventUnknown, NotSignedUp.
        """
        return await self._db.write(take, person_id, event_id, self._clock.now())

    async def take_agenda(self, person_id: int) -> Taken:
        """Take everything to come that the person signed up for."""
        return await self._db.write(take_agenda, person_id, self._clock.now())

    async def taken(self, person_id: int, event_id: int) -> bool:
        """Whether the person took a file with the event."""
        return await self._db.read(calendars.taken, event_id, person_id)


def take(tx: Tx, person_id: int, event_id: int, now: datetime) -> Taken:
    """See `Calendars.take`."""
    found = card(tx, event_id, person_id, now)
    if found.standing.state is not SignUpState.SEATED and not calendars.taken(tx, event_id, person_id):
        raise NotSignedUp
    return _take(tx, person_id, (found,))


def take_agenda(tx: Tx, person_id: int, now: datetime) -> Taken:
    """See `Calendars.take_agenda`."""
    return _take(tx, person_id, browse(tx, person_id, Shelf.MINE, now, None, 0, _MOST).cards)


def _take(tx: Tx, person_id: int, cards: tuple[Card, ...]) -> Taken:
    for one in cards:
        calendars.note(tx, one.event, person_id)
    entries = tuple(Entry(one, calendars.changed_at(tx, one.event.id)) for one in cards)
    return Taken(entries, reminders.leads(tx, person_id))
