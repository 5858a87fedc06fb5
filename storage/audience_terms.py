"""Audience expressions as SQL: each term selects ids of people, and sets of ids are intersected, united, subtracted."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from bot.clock import micros
from bot.domain.audience import Audience, of_event
from bot.domain.audience_terms import Expression, Part
from bot.domain.events import EventUnknown
from storage import events
from storage.attended import ATTENDED
from storage.audience import within
from storage.db import Tx

Selection = tuple[str, dict[str, object]]  # a SELECT of a column "id", and its values

_OPERATORS = {"and": "INTERSECT", "or": "UNION", "except": "EXCEPT"}
_NOBODY = "SELECT p.id AS id FROM people p WHERE 1 = 0"
_ROLE = "SELECT person_id AS id FROM roles WHERE role = :role AND (expires_at IS NULL OR expires_at > :now)"
_TOPIC = "SELECT person_id AS id FROM subscriptions WHERE topic = :topic"
_UNACKNOWLEDGED = (
    "SELECT person_id AS id FROM deliveries "
    "WHERE notice_id = :notice AND person_id IS NOT NULL AND state = 'sent' AND ack_at IS NULL"
)
_TASK_FORCE = (
    "SELECT m.person_id AS id FROM task_force_members m JOIN task_forces t ON t.id = m.task_force_id "
    "WHERE t.id = :task_force AND t.ended_at IS NULL"
)
_SEATED = "SELECT person_id AS id FROM sign_ups WHERE event_id = :event AND state = 'seated'"
_EVENT = {
    Part.SEATED: _SEATED,
    Part.WAITING: "SELECT person_id AS id FROM sign_ups WHERE event_id = :event AND state IN ('waiting', 'offered')",
    Part.CAME: f"SELECT a.person_id AS id FROM ({ATTENDED}) a",
    Part.ABSENT: f"{_SEATED} AND person_id NOT IN (SELECT a.person_id FROM ({ATTENDED}) a)",
}


def people_sql(tx: Tx, expression: Expression, now: datetime) -> Selection:
    """Return a SELECT of the ids (column "id") of the people that a checked expression means at `now`, and its values.

    Names of values begin with "aud". Raises EventUnknown. Whoever has no name any more is for the caller to leave out.
    """
    return _selection(tx, expression, now, "aud")


def _selection(tx: Tx, expression: Expression, now: datetime, key: str) -> Selection:
    operator = _OPERATORS.get(expression[0])
    if operator is None:
        return _term(tx, expression, now, key)
    sql, values = list[str](), dict[str, object]()
    for place, part in enumerate(expression[1:]):
        # SQLite and PostgreSQL differ in which operator binds first and in where parentheses may stand.
        inner, more = _selection(tx, part, now, f"{key}_{place}")
        sql.append(f"SELECT id FROM ({inner}) {key}_{place}")
        values |= more
    return f" {operator} ".join(sql), values


def _term(tx: Tx, term: Expression, now: datetime, key: str) -> Selection:  # noqa: C901, PLR0911 - one line per case
    match term:
        case ["all"]:
            return _those(Audience(), key)
        case ["department", id_]:
            return _those(Audience(departments=(id_,)), key)
        case ["post", post]:
            return _those(Audience(posts=(post,)), key)
        case ["people", ids]:
            # Checked to be numbers; thousands of names would be more than a statement may have.
            return f"SELECT p.id AS id FROM people p WHERE p.id IN ({', '.join(map(str, ids))})", {}
        case ["role", role]:
            return _named(_ROLE, key, {"role": role, "now": micros(now)})
        case ["topic", topic]:
            return _named(_TOPIC, key, {"topic": topic})
        case ["task_force", id_]:
            return _named(_TASK_FORCE, key, {"task_force": id_})
        case ["notice", id_, _]:
            return _named(_UNACKNOWLEDGED, key, {"notice": id_})
        case ["event", id_, Part.UNANSWERED]:
            return _unanswered(tx, id_, key)
        case ["event", id_, part]:
            return _named(_EVENT[Part(part)], key, {"event": id_})
    return _NOBODY, {}


def _those(audience: Audience, key: str) -> Selection:
    condition, values = within(audience, key)
    return f"SELECT p.id AS id FROM people p WHERE {condition}", values


def _unanswered(tx: Tx, event_id: int, key: str) -> Selection:
    event = events.load(tx, event_id)
    if event is None:
        raise EventUnknown
    sql, values = _those(of_event(event_id, event), key)
    answered, more = _named(
        "SELECT person_id FROM sign_ups WHERE event_id = :event", f"{key}_answered", {"event": event_id}
    )
    return f"{sql} AND p.id NOT IN ({answered})", values | more


def _named(sql: str, key: str, values: Mapping[str, object]) -> Selection:
    """Return the statement with names of its own for its values."""
    for name in values:
        sql = sql.replace(f":{name}", f":{key}_{name}")
    return sql, {f"{key}_{name}": value for name, value in values.items()}
