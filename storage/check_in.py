"""Rows of check-ins and of the desks where people check in."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.clock import instant, micros
from bot.domain.check_in import Present, Way
from storage.db import Row, Tx

# Somebody is on an event's list who stands in its line or was there.
_LISTED = (
    "(SELECT person_id FROM sign_ups WHERE event_id = :event AND state IN ('seated', 'waiting', 'offered', 'asking') "
    "UNION SELECT person_id FROM check_ins WHERE event_id = :event)"
)
_LINES = (
    "SELECT p.id, p.name, COALESCE(d.path, ''), COALESCE(s.state, ''), c.at FROM people p "
    "LEFT JOIN departments d ON d.id = p.department_id "
    "LEFT JOIN sign_ups s ON s.event_id = :event AND s.person_id = p.id "
    "LEFT JOIN check_ins c ON c.event_id = :event AND c.person_id = p.id"
)
_ORDER = (
    "ORDER BY CASE s.state WHEN 'seated' THEN 0 WHEN 'offered' THEN 1 WHEN 'waiting' THEN 2 ELSE 3 END, "
    "COALESCE(s.turn, 0), p.id"
)
_AROUND = timedelta(days=1)  # an event whose code somebody may be typing: to say "early" or "late", not "wrong"


def desk(tx: Tx, event_id: int) -> tuple[str, str] | None:
    """Return the secret and the word of an event's desk, or None when nobody opened it."""
    row = tx.one("SELECT secret, word FROM check_in_desks WHERE event_id = :event", event=event_id)
    return None if row is None else (row[0], row[1])


def open_desk(tx: Tx, event_id: int, secret: str, now: datetime) -> bool:
    """Open the desk of an event with that secret, unless it is open; return whether it was not."""
    return bool(
        tx.run(
            "INSERT INTO check_in_desks (event_id, secret, opened_at) VALUES (:event, :secret, :now) "
            "ON CONFLICT (event_id) DO NOTHING",
            event=event_id,
            secret=secret,
            now=micros(now),
        )
    )


def renew(tx: Tx, event_id: int, secret: str) -> None:
    """Give the desk another secret."""
    tx.run("UPDATE check_in_desks SET secret = :secret WHERE event_id = :event", event=event_id, secret=secret)


def set_word(tx: Tx, event_id: int, word: str) -> None:
    """Give the desk a word."""
    tx.run("UPDATE check_in_desks SET word = :word WHERE event_id = :event", event=event_id, word=word)


def by_secret(tx: Tx, secret: str) -> int | None:
    """Return the event whose desk has that secret, or None."""
    row = tx.one("SELECT event_id FROM check_in_desks WHERE secret = :secret", secret=secret)
    return None if row is None else int(row[0])


def desks_around(tx: Tx, person_id: int, now: datetime) -> list[tuple[int, str]]:
    """Return the desks of events within a day, with their secrets: first where the person stands in the line."""
    rows = tx.all(
        "SELECT k.event_id, k.secret FROM events e JOIN check_in_desks k ON k.event_id = e.id "
        "LEFT JOIN sign_ups s ON s.event_id = e.id AND s.person_id = :person "
        "WHERE e.ends_at > :since AND e.starts_at < :until "
        "ORDER BY CASE s.state WHEN 'seated' THEN 0 WHEN 'left' THEN 2 ELSE 1 END, e.starts_at, e.id",
        person=person_id,
        since=micros(now - _AROUND),
        until=micros(now + _AROUND),
    )
    return [(event_id, secret) for event_id, secret in rows]


def at(tx: Tx, event_id: int, person_id: int) -> datetime | None:
    """Return when the person was checked in, or None."""
    row = tx.one(
        "SELECT at FROM check_ins WHERE event_id = :event AND person_id = :person", event=event_id, person=person_id
    )
    return None if row is None else instant(row[0])


def note(tx: Tx, event_id: int, person_id: int, way: Way, by_id: int | None, now: datetime) -> bool:
    """Note that a person is there; return whether that was not known yet."""
    return bool(
        tx.run(
            "INSERT INTO check_ins (event_id, person_id, at, way, by_id) VALUES (:event, :person, :now, :way, :by) "
            "ON CONFLICT (event_id, person_id) DO NOTHING",
            event=event_id,
            person=person_id,
            now=micros(now),
            way=way,
            by=by_id,
        )
    )


def strike_out(tx: Tx, event_id: int, person_id: int) -> bool:
    """Note that a person was not there; return whether they had been checked in."""
    return bool(
        tx.run(
            "DELETE FROM check_ins WHERE event_id = :event AND person_id = :person", event=event_id, person=person_id
        )
    )


def note_all(tx: Tx, event_id: int, by_id: int, now: datetime) -> int:
    """Note that everybody with a seat is there; return of how many that was not known yet."""
    return tx.run(
        "INSERT INTO check_ins (event_id, person_id, at, way, by_id) "
        "SELECT s.event_id, s.person_id, :now, :way, :by FROM sign_ups s "
        "WHERE s.event_id = :event AND s.state = 'seated' ON CONFLICT (event_id, person_id) DO NOTHING",
        event=event_id,
        now=micros(now),
        way=Way.ALL,
        by=by_id,
    )


def undo_all(tx: Tx, event_id: int, by_id: int, at: datetime) -> int:
    """Take back what `note_all` noted at that instant; return of how many."""
    return tx.run(
        "DELETE FROM check_ins WHERE event_id = :event AND by_id = :by AND at = :at AND way = :way",
        event=event_id,
        by=by_id,
        at=micros(at),
        way=Way.ALL,
    )


def counts(tx: Tx, event_id: int) -> tuple[int, int]:
    """Return how many are there, and how many with a seat are not."""
    row = tx.one(
        "SELECT (SELECT COUNT(*) FROM check_ins WHERE event_id = :event), "
        "(SELECT COUNT(*) FROM sign_ups s WHERE s.event_id = :event AND s.state = 'seated' AND NOT EXISTS "
        "(SELECT 1 FROM check_ins c WHERE c.event_id = s.event_id AND c.person_id = s.person_id))",
        event=event_id,
    )
    return (row[0], row[1]) if row else (0, 0)


def roll(tx: Tx, event_id: int, page: int, size: int) -> tuple[list[Present], int, int]:
    """Return a page of the list, the page it is (`page` is clamped), and how many."""
    total = tx.one(f"SELECT COUNT(*) FROM {_LISTED} listed", event=event_id)
    pages = max(1, -(-(total[0] if total else 0) // size))
    page = min(max(page, 0), pages - 1)
    rows = tx.all(
        f"{_LINES} WHERE p.id IN {_LISTED} {_ORDER} LIMIT :size OFFSET :skip",
        event=event_id,
        size=size,
        skip=page * size,
    )
    return [_present(row) for row in rows], page, pages


def search(tx: Tx, event_id: int, name: str, most: int) -> list[Present]:
    """Return whoever is on the list with `name` in their name, and whoever else has exactly that name."""
    like = "%" + name.replace("!", "!!").replace("%", "!%").replace("_", "!_") + "%"
    rows = tx.all(
        f"{_LINES} WHERE (p.name = :name AND p.consent > 0) OR (p.name LIKE :like ESCAPE '!' AND p.id IN {_LISTED}) "
        f"{_ORDER} LIMIT :most",
        event=event_id,
        name=name,
        like=like,
        most=most,
    )
    return [_present(row) for row in rows]


def one(tx: Tx, event_id: int, person_id: int) -> Present | None:
    """Return a person as they stand on the list of an event; None when there is no such person."""
    row = tx.one(f"{_LINES} WHERE p.id = :person", event=event_id, person=person_id)
    return None if row is None else _present(row)


def name(tx: Tx, person_id: int) -> str:
    """Return a person's name."""
    row = tx.one("SELECT name FROM people WHERE id = :person", person=person_id)
    return str(row[0]) if row else ""


def _present(row: Row) -> Present:
    id_, name_, path, state, at_ = row
    return Present(id_, name_, path, state, None if at_ is None else instant(at_))
