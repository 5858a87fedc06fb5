"""Rows of people who wait to be let in by the organiser."""

from __future__ import annotations

import json

from bot.domain.approvals import Asker
from storage.db import Tx

_ASKING = "s.event_id = :event AND s.state = 'asking'"


def people(tx: Tx, event_id: int) -> list[int]:
    """Return the ids of those who wait to be let in, in the order of asking."""
    return [
        person_id
        for (person_id,) in tx.all(
            f"SELECT s.person_id FROM sign_ups s WHERE {_ASKING} ORDER BY s.turn", event=event_id
        )
    ]


def asker(tx: Tx, event_id: int, place: int) -> Asker | None:
    """Return who is at `place` (from 0) among those who ask, with what they answered; None beyond the last."""
    row = tx.one(
        "SELECT p.id, p.name, COALESCE(d.path, ''), p.post, s.answers FROM sign_ups s "
        "JOIN people p ON p.id = s.person_id LEFT JOIN departments d ON d.id = p.department_id "
        f"WHERE {_ASKING} ORDER BY s.turn LIMIT 1 OFFSET :place",
        event=event_id,
        place=place,
    )
    if row is None:
        return None
    person_id, name, department, post, answers = row
    return Asker(person_id, name, department, post, json.loads(answers) if answers else {})
