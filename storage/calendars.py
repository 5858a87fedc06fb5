"""Who took which event into a calendar, and when an event was changed last."""

from __future__ import annotations

from datetime import datetime

from bot.clock import instant
from bot.domain.events import Event
from storage.db import Tx


def taken(tx: Tx, event_id: int, person_id: int) -> bool:
    """Whether the person took a file with the event."""
    row = tx.one(
        "SELECT 1 FROM calendar_files WHERE event_id = :event AND person_id = :person",
        event=event_id,
        person=person_id,
    )
    return row is not None


def note(tx: Tx, event: Event, person_id: int) -> None:
    """Note that the person takes a file with the event as it is now."""
    tx.run(
        "INSERT INTO calendar_files (event_id, person_id, revision) VALUES (:event, :person, :revision) "
        "ON CONFLICT (event_id, person_id) DO UPDATE SET revision = excluded.revision",
        event=event.id,
        person=person_id,
        revision=event.revision,
    )


def changed_at(tx: Tx, event_id: int) -> datetime:
    """Return when somebody last did something to the event: at first, published it."""
    row = tx.one(
        "SELECT COALESCE((SELECT MAX(at) FROM audit WHERE subject = 'event:' || CAST(e.id AS TEXT)), e.created_at) "
        "FROM events e WHERE e.id = :event",
        event=event_id,
    )
    return instant(row[0] if row else 0)
