"""Lines of the ledger: added, never changed. What an event should have brought is compared with what it has."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from bot.clock import instant, micros
from bot.domain.ledger import Entry, Line, Unit
from storage.db import Tx


def record(tx: Tx, entries: Iterable[Entry], now: datetime) -> None:
    """Add lines; one whose key is known already is not added twice."""
    tx.many(
        "INSERT INTO ledger (person_id, unit, amount, year, event_id, key, at, note) "
        "VALUES (:person, :unit, :amount, :year, :event, :key, :at, :note) ON CONFLICT (key) DO NOTHING",
        [
            {
                "person": one.person_id,
                "unit": one.unit,
                "amount": one.amount,
                "year": one.year,
                "event": one.event_id,
                "key": one.key,
                "at": micros(now),
                "note": one.note,
            }
            for one in entries
        ],
    )


def missing(tx: Tx, unit: Unit, event_id: int, year: int, due: str, **values: object) -> list[Entry]:
    """Return the lines that would make the ledger of an event what it should be.

    `due` is a SELECT of person_id and amount, and may use `values`; of several amounts a person gets the largest.
    """
    rows = tx.all(
        "SELECT d.person_id, d.year, CAST(SUM(d.amount) AS BIGINT), CAST(SUM(d.n) AS BIGINT) FROM ("
        f"SELECT person_id, CAST(:year AS BIGINT) AS year, MAX(amount) AS amount, 0 AS n FROM ({due}) s "
        "GROUP BY person_id UNION ALL "
        "SELECT person_id, year, -amount, 1 FROM ledger WHERE event_id = :event AND unit = :unit) d "
        "GROUP BY d.person_id, d.year HAVING SUM(d.amount) <> 0 ORDER BY d.person_id, d.year",
        event=event_id,
        unit=unit,
        year=year,
        **values,
    )
    return [
        Entry(person_id, unit, int(amount), int(for_year), event_id, f"{unit}:{event_id}:{person_id}:{for_year}:{n}")
        for person_id, for_year, amount, n in rows
    ]


def touched(tx: Tx, unit: Unit, since: datetime) -> set[int]:
    """Return the events that have lines since then."""
    rows = tx.all(
        "SELECT event_id FROM ledger WHERE unit = :unit AND at > :since AND +event_id IS NOT NULL",
        unit=unit,
        since=micros(since),
    )
    return {event_id for (event_id,) in rows}


def balance(tx: Tx, unit: Unit, person_id: int, event_id: int) -> int:
    """Return what a person has for an event."""
    row = tx.one(
        "SELECT CAST(COALESCE(SUM(amount), 0) AS BIGINT) FROM ledger "
        "WHERE person_id = :person AND unit = :unit AND event_id = :event",
        person=person_id,
        unit=unit,
        event=event_id,
    )
    return int(row[0]) if row else 0


def lines(tx: Tx, unit: Unit, person_id: int) -> tuple[Line, ...]:
    """Return all that a person has for events, the latest event first."""
    found: dict[tuple[int, int], Line] = {}
    for event_id, title, starts_at, series_id, series, year, amount in tx.all(
        "SELECT e.id, e.title, e.starts_at, e.series_id, COALESCE(r.name, ''), l.year, l.amount "
        "FROM ledger l JOIN events e ON e.id = l.event_id LEFT JOIN series r ON r.id = e.series_id "
        "WHERE l.person_id = :person AND l.unit = :unit ORDER BY e.starts_at DESC, e.id DESC, l.id",
        person=person_id,
        unit=unit,
    ):
        before = found.get((event_id, year))
        amounts = (*before.amounts, amount) if before else (amount,)
        found[event_id, year] = Line(event_id, title, instant(starts_at), series_id, series, year, amounts)
    return tuple(found.values())


def sums(tx: Tx, unit: Unit) -> list[tuple[int, int | None, int, int]]:
    """Return everybody's sums: person, series (None: none), year, amount."""
    return [
        (person_id, series_id, year, int(amount))
        for person_id, series_id, year, amount in tx.all(
            "SELECT l.person_id, e.series_id, l.year, CAST(SUM(l.amount) AS BIGINT) FROM ledger l "
            "JOIN events e ON e.id = l.event_id WHERE l.unit = :unit GROUP BY l.person_id, e.series_id, l.year",
            unit=unit,
        )
    ]


def total(tx: Tx, unit: Unit, person_id: int) -> int:
    """Return all that a person has of a unit, in hundredths."""
    row = tx.one(
        "SELECT CAST(COALESCE(SUM(amount), 0) AS BIGINT) FROM ledger WHERE person_id = :person AND unit = :unit",
        person=person_id,
        unit=unit,
    )
    return int(row[0]) if row else 0


def notes(tx: Tx, unit: Unit, person_id: int) -> tuple[str, ...]:
    """Return what the lines of a person say for what they are, the latest first."""
    rows = tx.all(
        "SELECT note FROM ledger WHERE person_id = :person AND unit = :unit ORDER BY id DESC",
        person=person_id,
        unit=unit,
    )
    return tuple(note for (note,) in rows)
