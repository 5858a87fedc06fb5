"""Rows of turns to speak: one per event and person; at most one of an event is live."""

from __future__ import annotations

from datetime import datetime

from bot.clock import instant, micros
from bot.domain.rota import Turn, TurnState
from storage.db import Row, Tx

_COLUMNS = (
    "SELECT t.id, t.event_id, t.person_id, t.kind_id, t.state, t.asked_at, t.answer_by, t.starts_at, "
    "COALESCE(t.reason, ''), COALESCE(t.shown, ''), t.titled, p.name "
    "FROM rota_turns t JOIN people p ON p.id = t.person_id "
)
_LIVE = "t.state IN ('invited', 'accepted')"


def of_event(tx: Tx, event_id: int) -> tuple[Turn, ...]:
    """Return everybody's turns to speak at an event."""
    rows = tx.all(_COLUMNS + "WHERE t.event_id = :event ORDER BY t.asked_at, t.id", event=event_id)
    return tuple(_turn(row) for row in rows)


def live(tx: Tx, event_id: int) -> Turn | None:
    """Return the live turn of an event, or None."""
    row = tx.one(_COLUMNS + f"WHERE t.event_id = :event AND {_LIVE}", event=event_id)
    return _turn(row) if row else None


def of(tx: Tx, event_id: int, person_id: int) -> Turn | None:
    """Return somebody's turn to speak at an event, or None."""
    row = tx.one(_COLUMNS + "WHERE t.event_id = :event AND t.person_id = :person", event=event_id, person=person_id)
    return _turn(row) if row else None


def get(tx: Tx, turn_id: int) -> Turn | None:
    """Return a turn, or None."""
    row = tx.one(_COLUMNS + "WHERE t.id = :id", id=turn_id)
    return _turn(row) if row else None


def of_person(tx: Tx, person_id: int, now: datetime) -> tuple[Turn, ...]:
    """Return somebody's live turns at events that have not begun, by their start."""
    rows = tx.all(
        f"{_COLUMNS} JOIN events e ON e.id = t.event_id WHERE t.person_id = :person AND {_LIVE} "
        "AND e.state = 'published' AND e.starts_at > :now ORDER BY e.starts_at, e.id",
        person=person_id,
        now=micros(now),
    )
    return tuple(_turn(row) for row in rows)


def ask(
    tx: Tx, event_id: int, person_id: int, kind_id: int, starts_at: datetime, answer_by: datetime, now: datetime
) -> int:
    """Invite a person to speak at an event, perhaps again; return the turn's id."""
    row = tx.one(
        "INSERT INTO rota_turns (event_id, person_id, kind_id, state, asked_at, answer_by, starts_at) "
        "VALUES (:event, :person, :kind, 'invited', :now, :by, :starts) "
        "ON CONFLICT (event_id, person_id) DO UPDATE SET "
        "kind_id = excluded.kind_id, state = excluded.state, asked_at = excluded.asked_at, "
        "answer_by = excluded.answer_by, starts_at = excluded.starts_at, reason = NULL, shown = NULL, titled = 0 "
        "RETURNING id",
        event=event_id,
        person=person_id,
        kind=kind_id,
        now=micros(now),
        by=micros(answer_by),
        starts=micros(starts_at),
    )
    return int(row[0]) if row else 0


def settle(tx: Tx, turn_id: int, state: TurnState, *, reason: str = "", shown: str = "") -> None:
    """Write down what became of a turn; `shown` is what the card calls who accepted."""
    tx.run(
        "UPDATE rota_turns SET state = :state, reason = :reason, shown = :shown WHERE id = :id",
        id=turn_id,
        state=state,
        reason=reason or None,
        shown=shown or None,
    )


def titled(tx: Tx, turn_id: int) -> None:
    """Note that the speaker has said the title."""
    tx.run("UPDATE rota_turns SET titled = 1 WHERE id = :id", id=turn_id)


def move(tx: Tx, turn_id: int, starts_at: datetime, answer_by: datetime) -> None:
    """Note when the event starts now, and until when to answer."""
    tx.run(
        "UPDATE rota_turns SET starts_at = :starts, answer_by = :by WHERE id = :id",
        id=turn_id,
        starts=micros(starts_at),
        by=micros(answer_by),
    )


def shown_in(tx: Tx, series_id: int) -> frozenset[str]:
    """Return what cards of a series have called the speakers of its rota; "" among them."""
    rows = tx.all(
        "SELECT DISTINCT t.shown FROM rota_turns t JOIN events e ON e.id = t.event_id "
        "WHERE e.series_id = :series AND t.shown IS NOT NULL",
        series=series_id,
    )
    return frozenset({"", *(shown for (shown,) in rows)})


def stirring(tx: Tx, now: datetime) -> list[int]:
    """Return the live turns that something happened to: no answer in time, the event moved, cancelled, another speaks.

    Turns of events that have begun are left as they are.
    """
    rows = tx.all(
        f"SELECT t.id FROM rota_turns t JOIN events e ON e.id = t.event_id WHERE {_LIVE} AND e.starts_at > :now "
        "AND (e.state <> 'published' OR e.starts_at <> t.starts_at "
        "OR (t.state = 'invited' AND (t.answer_by <= :now OR EXISTS ("
        "SELECT 1 FROM event_speakers s WHERE s.event_id = t.event_id))) "
        "OR (t.state = 'accepted' AND NOT EXISTS (SELECT 1 FROM event_speakers s "
        "WHERE s.event_id = t.event_id AND s.person_id = t.person_id))) ORDER BY t.id",
        now=micros(now),
    )
    return [turn_id for (turn_id,) in rows]


def _turn(row: Row) -> Turn:
    id_, event_id, person_id, kind_id, state, asked_at, answer_by, starts_at, reason, shown, titled_, name = row
    return Turn(
        id=id_,
        event_id=event_id,
        person_id=person_id,
        kind_id=kind_id,
        state=TurnState(state),
        asked_at=instant(asked_at),
        answer_by=instant(answer_by),
        starts_at=instant(starts_at),
        reason=reason,
        shown=shown,
        titled=bool(titled_),
        name=name,
    )
