"""What people answered to the sign-up questions of an event: JSON in their rows of sign_ups."""

from __future__ import annotations

import json

from bot.domain.questions import Given
from storage.db import Tx


def given(tx: Tx, event_id: int) -> tuple[Given, ...]:
    """Return what everybody in the line answered, in the order of the line: also those who were not asked, {}."""
    rows = tx.all(
        "SELECT p.name, COALESCE(d.path, ''), COALESCE(s.answers, '{}') FROM sign_ups s "
        "JOIN people p ON p.id = s.person_id LEFT JOIN departments d ON d.id = p.department_id "
        "WHERE s.event_id = :event AND s.state IN ('seated', 'offered', 'asking', 'waiting') ORDER BY s.turn, s.id",
        event=event_id,
    )
    return tuple(Given(name, department, json.loads(answers)) for name, department, answers in rows)


def answered(tx: Tx, event_id: int) -> frozenset[str]:
    """Return the keys of all questions that anybody ever answered, also those who left."""
    rows = tx.all("SELECT answers FROM sign_ups WHERE event_id = :event AND answers IS NOT NULL", event=event_id)
    return frozenset(key for (answers,) in rows for key in json.loads(answers))


def own(tx: Tx, event_id: int, person_id: int) -> dict[str, object]:
    """Return what somebody answered."""
    row = tx.one(
        "SELECT answers FROM sign_ups WHERE event_id = :event AND person_id = :person", event=event_id, person=person_id
    )
    return dict(json.loads(row[0])) if row and row[0] else {}
