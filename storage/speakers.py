"""Rows that say who speaks at an event. `events.speaker` is what its card says; this is who it is."""

from __future__ import annotations

from storage.db import Tx


def of(tx: Tx, event_id: int) -> tuple[tuple[int, str], ...]:
    """Return the speakers of an event: id and name, by name."""
    rows = tx.all(
        "SELECT p.id, p.name FROM event_speakers s JOIN people p ON p.id = s.person_id "
        "WHERE s.event_id = :event ORDER BY p.name, p.id",
        event=event_id,
    )
    return tuple((person_id, name) for person_id, name in rows)


def speaks(tx: Tx, event_id: int, person_id: int) -> bool:
    """Whether the person speaks at the event."""
    row = tx.one(
        "SELECT 1 FROM event_speakers WHERE event_id = :event AND person_id = :person",
        event=event_id,
        person=person_id,
    )
    return row is not None


def add(tx: Tx, event_id: int, person_id: int) -> int:
    """Let a person speak at an event; return 1 unless they did."""
    return tx.run(
        "INSERT INTO event_speakers (event_id, person_id) VALUES (:event, :person) ON CONFLICT DO NOTHING",
        event=event_id,
        person=person_id,
    )


def remove(tx: Tx, event_id: int, person_id: int) -> int:
    """Let a person not speak at an event; return 1 if they did."""
    return tx.run(
        "DELETE FROM event_speakers WHERE event_id = :event AND person_id = :person", event=event_id, person=person_id
    )
