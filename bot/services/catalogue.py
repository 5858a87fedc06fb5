"""Looking for events: by words and by field. Each method is one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.clock import Clock
from bot.domain import search
from bot.domain.events import Card, EventUnknown, Page
from bot.services.events import card
from storage import catalogue, events
from storage.catalogue import Looker
from storage.db import Database, Tx

_LONG_RUN = 4  # characters without a blank that are more than one word
_AT_ONCE = 500  # events whose words are written down in one transaction


@dataclass(frozen=True, slots=True)
class Field:
    """A field of knowledge with something to come: `event_id` is one of its `count` events and stands for it."""

    name: str
    event_id: int
    count: int


class Catalogue:
    """The programme as people look for something in it; they find what they may see, organisers everything."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db, self._clock = db, clock

    async def find(self, person_id: int, text: str, limit: int, *, past: bool = False) -> tuple[Card, ...]:
        """Return the `limit` best events for what was typed, "" being everything: to come, or begun when `past`."""
        return (await self.search(person_id, text, 0, limit, past=past)).cards

    async def search(self, person_id: int, text: str, page: int, size: int, *, past: bool = False) -> Page:
        """Return a page, counted from 0, of what `find` finds: all words in the title first, then nearest in time."""
        return await self._db.read(_search, person_id, self._clock.now(), text, page, size, past=past)

    async def fields(self, person_id: int) -> tuple[Field, ...]:
        """Return the fields with something to come, those with most of it first."""

        def look(tx: Tx, now: datetime) -> tuple[Field, ...]:
            return tuple(Field(*found) for found in catalogue.fields(tx, _looker(tx, person_id, now)))

        return await self._db.read(look, self._clock.now())

    async def of_field(self, person_id: int, event_id: int, page: int, size: int) -> tuple[str, Page]:
        """Return the field of that event, and a page of what is to come in it. Raises EventUnknown."""

        def look(tx: Tx, now: datetime) -> tuple[str, Page]:
            event = events.load(tx, event_id)
            if event is None:
                raise EventUnknown
            found = catalogue.of_field(tx, _looker(tx, person_id, now), event.field)
            return event.field, _page(tx, person_id, now, found, page, size)

        return await self._db.read(look, self._clock.now())

    async def note_words(self) -> None:
        """Write down what events are searched by that an older release published."""
        while await self._db.write(catalogue.note_words, _AT_ONCE) == _AT_ONCE:
            pass


def _search(tx: Tx, person_id: int, now: datetime, text: str, page: int, size: int, *, past: bool) -> Page:
    looker, terms = _looker(tx, person_id, now), search.terms(text)
    found = catalogue.find(tx, looker, terms, len(terms), past=past)
    if not found and len(terms) == 1 and len(text) >= _LONG_RUN and (pairs := search.pairs(text)):
        found = catalogue.find(tx, looker, pairs, -(-len(pairs) // 2), past=past)
    return _page(tx, person_id, now, found, page, size)


def _looker(tx: Tx, person_id: int, now: datetime) -> Looker:
    return Looker(person_id, now, everything=bool(events.scopes(tx, person_id, now)))


def _page(tx: Tx, person_id: int, now: datetime, found: Sequence[int], page: int, size: int) -> Page:
    pages = max(1, -(-len(found) // size))
    page = min(max(page, 0), pages - 1)
    shown = found[page * size : (page + 1) * size]
    return Page(tuple(card(tx, event_id, person_id, now) for event_id in shown), page, pages)
