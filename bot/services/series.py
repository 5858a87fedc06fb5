"""The series of the programme and their defaults. Every organiser may change them."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bot.clock import Clock
from bot.domain.drafts import DraftKey
from bot.domain.events import LONGEST, Event, NotYours, TextTooLong
from bot.domain.series import Series, SeriesUnknown
from bot.services.organising import manages
from storage import audit, drafts, events, series
from storage.db import Database, Tx

_FIELDS = 8  # that the buttons of a step hold
_NEWEST = 20  # events looked at for one to begin like


class AllSeries:
    """Every series there is."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db, self._clock = db, clock

    async def all(self) -> tuple[Series, ...]:
        """Return every series, the one with the newest event first."""
        return await self._db.read(series.latest)

    async def get(self, series_id: int) -> Series:
        """Return a series. Raises SeriesUnknown."""
        return await self._db.read(_load, series_id)

    async def named(self, name: str) -> Series | None:
        """Return the series of that name, or None."""
        return await self._db.read(series.named, name)

    async def last_event(self, actor_id: int, series_id: int) -> Event | None:
        """Return the event of a series that was published last among the newest that the actor manages, or None."""
        return await self._db.read(last_event, actor_id, series_id, self._clock.now())

    async def fields(self) -> tuple[str, ...]:
        """Return the fields of knowledge that are used most."""
        return await self._db.read(series.fields, _FIELDS)

    async def save(self, actor_id: int, changed: Series, draft: DraftKey | None = None) -> None:
        """Write head, field and defaults of a series; `draft` is used up by it.

        Raises NotYours, SeriesUnknown, TextTooLong, RulesUnfit, DraftGone.
        """
        await self._db.write(save, actor_id, changed, draft, self._clock.now())


def last_event(tx: Tx, actor_id: int, series_id: int, now: datetime) -> Event | None:
    """See `AllSeries.last_event`: where others meet, and by which link, is not for everybody who organises."""
    scopes = events.scopes(tx, actor_id, now)
    return next((one for one in series.newest(tx, series_id, _NEWEST) if manages(tx, actor_id, scopes, one)), None)


def save(tx: Tx, actor_id: int, changed: Series, draft: DraftKey | None, now: datetime) -> None:
    """See `AllSeries.save`."""
    if draft:
        drafts.consume(tx, draft)
    if not events.scopes(tx, actor_id, now):
        raise NotYours
    name = _load(tx, changed.id).name
    changed = replace(changed, field=changed.field.strip())
    if len(changed.field) > LONGEST["field"]:
        raise TextTooLong("field", LONGEST["field"])
    if changed.defaults:
        changed.defaults.rules.check(changed.defaults.capacity or None)
    series.save(tx, changed)
    audit.note(tx, now, actor_id, "series", f"series:{changed.id}", name)


def _load(tx: Tx, series_id: int) -> Series:
    found = series.load(tx, series_id)
    if found is None:
        raise SeriesUnknown
    return found
