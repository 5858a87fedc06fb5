"""Rows of repetitions, and the events that belong to one."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from bot.clock import micros
from bot.domain.events import Event
from bot.domain.recurrence import Repetition
from storage import events
from storage.db import Tx


def insert(tx: Tx, rule: Repetition, now: datetime) -> int:
    """Add a repetition; return its id."""
    row = tx.one(
        "INSERT INTO repetitions (rule, created_at) VALUES (:rule, :now) RETURNING id",
        rule=rule.written(),
        now=micros(now),
    )
    return int(row[0]) if row else 0


def join(tx: Tx, repetition_id: int, event_ids: Iterable[int]) -> None:
    """Make events parts of a repetition."""
    tx.many(
        "UPDATE events SET repetition_id = :repetition WHERE id = :event",
        [{"repetition": repetition_id, "event": event_id} for event_id in event_ids],
    )


def same_guests(tx: Tx, event_id: int, others: Iterable[int]) -> None:
    """Give events the guest list of the one they repeat."""
    tx.many(
        "INSERT INTO event_guests (event_id, person_id) "
        "SELECT CAST(:other AS BIGINT), person_id FROM event_guests WHERE event_id = :event",
        [{"other": other, "event": event_id} for other in others],
    )


def following(tx: Tx, event: Event) -> tuple[Event, ...]:
    """Return the published events of the same repetition that start after `event`, by start."""
    rows = tx.all(
        f"SELECT {events.COLUMNS} FROM events e LEFT JOIN series r ON r.id = e.series_id "
        "WHERE e.repetition_id = :repetition AND e.state = 'published' "
        "AND (e.starts_at > :starts OR (e.starts_at = :starts AND e.id > :event)) "
        "ORDER BY e.starts_at, e.id",
        repetition=event.repetition_id,
        starts=micros(event.starts_at),
        event=event.id,
    )
    return tuple(events.events(tx, rows))
