"""Everybody who answered an event, row by row, for organisers' lists."""

from __future__ import annotations

import json

from bot.clock import instant
from bot.domain.events import SignUpState
from bot.domain.lists import Listed
from storage.db import Row, Tx

_PERSON = "p.name, COALESCE(d.path, ''), p.post, COALESCE(p.staff_number, '')"
_DEPARTMENT = "LEFT JOIN departments d ON d.id = p.department_id"


def listed(tx: Tx, event_id: int) -> tuple[Listed, ...]:
    """Return everybody who ever signed up or was excused, in the order of the line, then those who just came."""
    answered = tx.all(
        f"SELECT {_PERSON}, s.state, s.signed_up_at, s.left_at, COALESCE(s.reason, ''), COALESCE(s.answers, '{{}}'), "
        f"c.at FROM sign_ups s JOIN people p ON p.id = s.person_id {_DEPARTMENT} "
        "LEFT JOIN check_ins c ON c.event_id = s.event_id AND c.person_id = s.person_id "
        "WHERE s.event_id = :event ORDER BY s.turn, s.id",
        event=event_id,
    )
    came = tx.all(
        f"SELECT {_PERSON}, NULL, NULL, NULL, '', '{{}}', c.at FROM check_ins c JOIN people p ON p.id = c.person_id "
        f"{_DEPARTMENT} WHERE c.event_id = :event AND c.person_id NOT IN "
        "(SELECT person_id FROM sign_ups WHERE event_id = :event) ORDER BY c.at, c.id",
        event=event_id,
    )
    return tuple(_listed(row) for row in (*answered, *came))


def _listed(row: Row) -> Listed:
    name, department, post, number, state, signed_up, left, reason, answers, came = row
    signed_up_at, left_at, came_at = (None if at is None else instant(at) for at in (signed_up, left, came))
    return Listed(
        name=name,
        department=department,
        post=post,
        staff_number=number,
        state=SignUpState(state) if state else None,
        signed_up_at=signed_up_at,
        left_at=left_at,
        reason=reason,
        answers=json.loads(answers),
        came_at=came_at,
    )
