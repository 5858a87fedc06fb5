"""Rows of the guest lists of events."""

from __future__ import annotations

from collections.abc import Collection

from bot.domain.guests import GuestPage
from bot.domain.people import Entry
from storage.db import Tx

_ENTRY = (
    "SELECT p.id, p.name, COALESCE(d.path, ''), p.post, p.staff_number FROM {tables} "
    "LEFT JOIN departments d ON d.id = p.department_id WHERE "
)
_AT_ONCE = 500  # texts asked for in one statement


def called(tx: Tx, texts: Collection[str]) -> tuple[Entry, ...]:
    """Return everybody whose name or staff number is one of `texts`, by department and name."""
    found: dict[int, Entry] = {}
    wanted = sorted(texts)
    for start in range(0, len(wanted), _AT_ONCE):
        values = {f"text{place}": text for place, text in enumerate(wanted[start : start + _AT_ONCE])}
        names = ", ".join(f":{name}" for name in values)
        rows = tx.all(
            _ENTRY.format(tables="people p") + f"p.name <> '' AND (p.name IN ({names}) OR p.staff_number IN ({names}))",
            **values,
        )
        found |= {row[0]: Entry(*row) for row in rows}
    return tuple(sorted(found.values(), key=lambda one: (one.department, one.name, one.id)))


def add(tx: Tx, event_id: int, person_ids: Collection[int]) -> int:
    """Put people on the list who are somebody; return how many were not on it."""
    return sum(
        tx.run(
            "INSERT INTO event_guests (event_id, person_id) SELECT :event, p.id FROM people p "
            "WHERE p.id = :person AND p.name <> '' ON CONFLICT DO NOTHING",
            event=event_id,
            person=person_id,
        )
        for person_id in sorted(person_ids)
    )


def remove(tx: Tx, event_id: int, person_id: int) -> bool:
    """Take somebody off the list; return whether they were on it."""
    return bool(
        tx.run(
            "DELETE FROM event_guests WHERE event_id = :event AND person_id = :person",
            event=event_id,
            person=person_id,
        )
    )


def count(tx: Tx, event_id: int) -> int:
    """Return how many guests there are."""
    row = tx.one(
        "SELECT COUNT(*) FROM event_guests g JOIN people p ON p.id = g.person_id "
        "WHERE g.event_id = :event AND p.name <> ''",
        event=event_id,
    )
    return int(row[0]) if row else 0


def page(tx: Tx, event_id: int, number: int, size: int) -> GuestPage:
    """Return a page of the list by department and name; `number` is clamped to what there is."""
    total = count(tx, event_id)
    pages = max(1, -(-total // size))
    number = min(max(number, 0), pages - 1)
    rows = tx.all(
        _ENTRY.format(tables="event_guests g JOIN people p ON p.id = g.person_id")
        + "g.event_id = :event AND p.name <> '' ORDER BY COALESCE(d.path, ''), p.name, p.id LIMIT :size OFFSET :skip",
        event=event_id,
        size=size,
        skip=number * size,
    )
    return GuestPage(tuple(Entry(*row) for row in rows), number, pages, total)
