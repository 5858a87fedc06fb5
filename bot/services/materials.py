"""Materials of events: organisers add and remove, those who take part read. Each method is one transaction."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.clock import Clock
from bot.domain.drafts import DraftKey
from bot.domain.events import Event, NotYours
from bot.domain.hours import by_day, thanks_due
from bot.domain.materials import (
    MOST_MATERIALS,
    Material,
    MaterialGone,
    MaterialsNotYours,
    TooManyMaterials,
    told_at,
)
from bot.services.organising import managed
from bot.services.outbox import Outbox
from storage import audit, drafts, materials
from storage.db import Database, Tx

_WORTH_TELLING = timedelta(days=7)


class Materials:
    """Materials; `zone` is the workplace's."""

    def __init__(self, db: Database, clock: Clock, zone: ZoneInfo, outbox: Outbox) -> None:
        self._db, self._clock, self._zone, self._outbox = db, clock, zone, outbox

    async def of(self, person_id: int, event_id: int) -> tuple[Material, ...]:
        """Return an event's materials. Raises EventUnknown, MaterialsNotYours."""
        return await self._db.read(of, person_id, event_id, self._clock.now())

    async def offered(self, person_id: int, event_id: int) -> bool:
        """Whether there is material for somebody who takes part."""
        return await self._db.read(materials.offered, event_id, person_id)

    async def open(self, person_id: int, material_id: int) -> Material:
        """Return one material. Raises MaterialGone, MaterialsNotYours."""
        return await self._db.read(open_, person_id, material_id, self._clock.now())

    async def add(self, actor_id: int, material: Material, draft: DraftKey | None = None) -> None:
        """Add a material (its id does not count), and tell those who were there, if they were thanked already.

        `draft` is used up by it. Raises EventUnknown, NotYours, MaterialUnfit, TooManyMaterials, DraftGone.
        """
        await self._db.write(add, actor_id, material, draft, self._clock.now(), self._zone)
        self._outbox.poke()

    async def remove(self, actor_id: int, material_id: int) -> Material:
        """Remove a material; return it. Raises MaterialGone, NotYours."""
        return await self._db.write(remove, actor_id, material_id, self._clock.now())


def of(tx: Tx, person_id: int, event_id: int, now: datetime) -> tuple[Material, ...]:
    """See `Materials.of`."""
    if not materials.takes_part(tx, event_id, person_id):
        try:
            managed(tx, person_id, event_id, now)
        except NotYours:
            raise MaterialsNotYours from None
    return materials.of(tx, event_id)


def open_(tx: Tx, person_id: int, material_id: int, now: datetime) -> Material:
    """See `Materials.open`."""
    material = materials.get(tx, material_id)
    if material is None:
        raise MaterialGone
    of(tx, person_id, material.event_id, now)
    return material


def add(tx: Tx, actor_id: int, material: Material, draft: DraftKey | None, now: datetime, zone: ZoneInfo) -> None:
    """See `Materials.add`."""
    tx.lock("events", material.event_id)
    if draft:
        drafts.consume(tx, draft)
    keep(tx, managed(tx, actor_id, material.event_id, now), material, actor_id, now, zone)


def keep(tx: Tx, event: Event, material: Material, person_id: int, now: datetime, zone: ZoneInfo) -> None:
    """Add a material of the event that a person may add. Raises MaterialUnfit, TooManyMaterials."""
    material = replace(material, name=material.name.strip(), target=material.target.strip())
    material.check()
    if len(materials.of(tx, event.id)) >= MOST_MATERIALS:
        raise TooManyMaterials
    materials.add(tx, material, person_id, now)
    audit.note(tx, now, person_id, "material.add", f"event:{event.id}")
    _tell(tx, event, now, zone)


def remove(tx: Tx, actor_id: int, material_id: int, now: datetime) -> Material:
    """See `Materials.remove`."""
    material = materials.get(tx, material_id)
    if material is None:
        raise MaterialGone
    managed(tx, actor_id, material.event_id, now)
    materials.remove(tx, material_id)
    audit.note(tx, now, actor_id, "material.remove", f"event:{material.event_id}")
    return material


def _tell(tx: Tx, event: Event, now: datetime, zone: ZoneInfo) -> None:
    """Promise the news; before the thanks are due there is none, for they bring it along."""
    if now < thanks_due(event.ends_at, zone):
        return
    due = told_at(by_day(now, zone), materials.last_told(tx, event.id), now, zone)
    if due is not None:
        materials.tell(tx, event.id, due, due + _WORTH_TELLING, now)
