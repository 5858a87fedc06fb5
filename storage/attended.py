"""Who was at an event: those who checked in; where nobody did, those who had a seat."""

from __future__ import annotations

from storage.db import Tx

# For `:event`.
ATTENDED = (
    "SELECT person_id FROM check_ins WHERE event_id = :event UNION SELECT person_id FROM sign_ups "
    "WHERE event_id = :event AND state = 'seated' AND NOT EXISTS (SELECT 1 FROM check_ins WHERE event_id = :event)"
)


def was_there(tx: Tx, event_id: int, person_id: int) -> bool:
    """Whether the person was at the event."""
    return (
        tx.one(f"SELECT 1 FROM ({ATTENDED}) a WHERE person_id = :person", event=event_id, person=person_id) is not None
    )
