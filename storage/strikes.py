"""What strikes are derived from: sign-ups, check-ins, and objections, which alone are rows of their own."""

from __future__ import annotations

from datetime import datetime

from bot.clock import instant, micros
from bot.domain.events import SignUpState
from bot.domain.strikes import Objection, ObjectionState, Part
from storage.db import Row, Tx
from storage.events import COLUMNS, WIDTH, events

# Rules are kept as JSON of what is unusual. What nobody may have to answer for is not looked at.
_PARTS = f"""
    SELECT {COLUMNS}, s.person_id, s.state, s.left_at,
      EXISTS (SELECT 1 FROM check_ins c WHERE c.event_id = e.id),
      EXISTS (SELECT 1 FROM check_ins c WHERE c.event_id = e.id AND c.person_id = s.person_id), o.text, o.at, o.state
    FROM sign_ups s JOIN events e ON e.id = s.event_id LEFT JOIN series r ON r.id = e.series_id
      LEFT JOIN strike_objections o ON o.event_id = e.id AND o.person_id = s.person_id
    WHERE e.state = 'published' AND e.series_id IS NOT NULL AND e.rules LIKE '%"strikes":%'
      AND (s.state = 'seated' OR s.left_at IS NOT NULL)"""


def of_person(tx: Tx, person_id: int, since: datetime, series_id: int | None = None) -> list[Part]:
    """Return what part a person had in events (of a series) with strikes that ended after `since`."""
    where = "" if series_id is None else " AND +e.series_id = :series"  # not through all that the series ever held
    rows = tx.all(
        f"{_PARTS} AND s.person_id = :person AND e.ends_at > :since{where}",
        person=person_id,
        since=micros(since),
        series=series_id,
    )
    return _parts(tx, rows)


def of_event(tx: Tx, event_id: int) -> list[Part]:
    """Return what part everybody had in an event with strikes."""
    return _parts(tx, tx.all(f"{_PARTS} AND e.id = :event", event=event_id))


def part(tx: Tx, event_id: int, person_id: int) -> Part | None:
    """Return what part a person had in an event with strikes, None when in none."""
    found = _parts(
        tx, tx.all(f"{_PARTS} AND e.id = :event AND s.person_id = :person", event=event_id, person=person_id)
    )
    return found[0] if found else None


def ended(tx: Tx, since: datetime, now: datetime) -> list[int]:
    """Return the events with strikes that ended between `since` and `now`."""
    rows = tx.all(
        "SELECT id FROM events WHERE ends_at > :since AND ends_at <= :now AND state = 'published' "
        "AND series_id IS NOT NULL AND rules LIKE '%\"strikes\":%' ORDER BY id",
        since=micros(since),
        now=micros(now),
    )
    return [id_ for (id_,) in rows]


def raise_objection(tx: Tx, event_id: int, person_id: int, text: str, now: datetime) -> bool:
    """Keep an objection; return whether it is the first to that strike."""
    row = tx.one(
        "INSERT INTO strike_objections (event_id, person_id, text, at, state) "
        "VALUES (:event, :person, :text, :now, 'open') ON CONFLICT DO NOTHING RETURNING person_id",
        event=event_id,
        person=person_id,
        text=text,
        now=micros(now),
    )
    return row is not None


def decide(tx: Tx, event_id: int, person_id: int, state: ObjectionState, actor_id: int, now: datetime) -> None:
    """Write down what was decided about an objection."""
    tx.run(
        "UPDATE strike_objections SET state = :state, decided_by = :actor, decided_at = :now "
        "WHERE event_id = :event AND person_id = :person",
        event=event_id,
        person=person_id,
        state=state,
        actor=actor_id,
        now=micros(now),
    )


def objectors(tx: Tx, event_id: int) -> dict[int, str]:
    """Return who objected to a strike of that event, by id and name, the first first."""
    rows = tx.all(
        "SELECT p.id, p.name FROM strike_objections o JOIN people p ON p.id = o.person_id WHERE o.event_id = :event "
        "ORDER BY o.at, p.id",
        event=event_id,
    )
    return {int(id_): str(name) for id_, name in rows}


def open_count(tx: Tx, event_id: int) -> int:
    """Return how many objections of an event wait for a decision."""
    row = tx.one("SELECT COUNT(*) FROM strike_objections WHERE event_id = :event AND state = 'open'", event=event_id)
    return int(row[0]) if row else 0


def _parts(tx: Tx, rows: list[Row]) -> list[Part]:
    found = []
    for event, row in zip(events(tx, rows), rows, strict=True):
        person_id, state, left, used, there, text, at, objection = row[WIDTH:]
        said = None if text is None else Objection(text, instant(at), ObjectionState(objection))
        gone = None if left is None else instant(left)
        found.append(Part(event, person_id, SignUpState(state), gone, bool(used), bool(there), said))
    return found
