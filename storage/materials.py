"""Rows of materials, and whom new ones are told."""

from __future__ import annotations

from datetime import datetime

from bot.clock import instant, micros
from bot.domain import urgency
from bot.domain.materials import Material, MaterialKind, MaterialNews
from storage.attended import ATTENDED
from storage.db import Row, Tx

_COLUMNS = "SELECT id, event_id, kind, name, target FROM materials "

# Whether `:person` has a seat in `:event`, was there or speaks.
_TAKES_PART = (
    "EXISTS (SELECT 1 FROM sign_ups WHERE event_id = :event AND person_id = :person AND state = 'seated') "
    "OR EXISTS (SELECT 1 FROM check_ins WHERE event_id = :event AND person_id = :person) "
    "OR EXISTS (SELECT 1 FROM event_speakers WHERE event_id = :event AND person_id = :person)"
)


def of(tx: Tx, event_id: int) -> tuple[Material, ...]:
    """Return an event's materials, the first first."""
    return tuple(_material(row) for row in tx.all(_COLUMNS + "WHERE event_id = :event ORDER BY id", event=event_id))


def get(tx: Tx, material_id: int) -> Material | None:
    """Return a material, or None."""
    row = tx.one(_COLUMNS + "WHERE id = :id", id=material_id)
    return _material(row) if row else None


def takes_part(tx: Tx, event_id: int, person_id: int) -> bool:
    """Whether the person has a seat in the event, was there or speaks."""
    row = tx.one(f"SELECT 1 WHERE {_TAKES_PART}", event=event_id, person=person_id)
    return row is not None


def offered(tx: Tx, event_id: int, person_id: int) -> bool:
    """Whether there is material for this person."""
    row = tx.one(
        f"SELECT 1 WHERE EXISTS (SELECT 1 FROM materials WHERE event_id = :event) AND ({_TAKES_PART})",
        event=event_id,
        person=person_id,
    )
    return row is not None


def add(tx: Tx, material: Material, actor_id: int, now: datetime) -> None:
    """Add a material; its id is given by the database."""
    tx.run(
        "INSERT INTO materials (event_id, kind, name, target, added_by, added_at) "
        "VALUES (:event, :kind, :name, :target, :actor, :now)",
        event=material.event_id,
        kind=material.kind,
        name=material.name,
        target=material.target,
        actor=actor_id,
        now=micros(now),
    )


def remove(tx: Tx, material_id: int) -> None:
    """Remove a material."""
    tx.run("DELETE FROM materials WHERE id = :id", id=material_id)


def last_told(tx: Tx, event_id: int) -> datetime | None:
    """Return when new material of an event was told last, or will be; None: never."""
    row = tx.one(
        "SELECT MAX(due_at) FROM outbox WHERE subject = :event AND kind = :kind",
        event=event_id,
        kind=MaterialNews.NEW,
    )
    return instant(row[0]) if row and row[0] is not None else None


def tell(tx: Tx, event_id: int, due: datetime, until: datetime, now: datetime) -> int:
    """Promise those who were there the news of new material; return to how many."""
    return tx.run(
        "INSERT INTO outbox (person_id, kind, subject, data, key, due_at, useful_until, urgency, state, changed_at) "
        "SELECT a.person_id, :kind, :event, '{}', "
        "CAST(:head AS TEXT) || CAST(a.person_id AS TEXT) || ':' || CAST(:due AS TEXT), "
        ":due, :until, :urgency, 'waiting', :now "
        f"FROM ({ATTENDED}) a JOIN people p ON p.id = a.person_id WHERE p.consent > 0 ON CONFLICT (key) DO NOTHING",
        kind=MaterialNews.NEW,
        head=f"{MaterialNews.NEW}:{event_id}:",
        event=event_id,
        due=micros(due),
        until=micros(until),
        now=micros(now),
        urgency=urgency.of(MaterialNews.NEW, {}),
    )


def _material(row: Row) -> Material:
    id_, event_id, kind, name, target = row
    return Material(id_, event_id, MaterialKind(kind), name, target)
