"""Rows of wishes and of who supports them; whoever wished is the first supporter."""

from __future__ import annotations

from datetime import datetime

from bot.clock import micros
from bot.domain.wishes import Wish, WishState
from storage.db import Row, Tx


def wishes(tx: Tx, person_id: int, *, named: bool, where: str = "w.state = 'open'", **values: object) -> list[Wish]:
    """Return the wishes `where` holds as the person sees them, the most supported first; `named`: with the wisher."""
    rows = tx.all(
        "SELECT w.id, w.title, w.field, w.state, w.event_id, w.reason, w.person_id, p.name, COUNT(s.person_id), "
        "COUNT(DISTINCT q.department_id), MAX(CASE WHEN s.person_id = :person THEN 1 ELSE 0 END) "
        "FROM wishes w JOIN people p ON p.id = w.person_id LEFT JOIN wish_supports s ON s.wish_id = w.id "
        f"LEFT JOIN people q ON q.id = s.person_id WHERE {where} GROUP BY w.id, w.title, w.field, w.state, "
        "w.event_id, w.reason, w.person_id, p.name, w.created_at ORDER BY 9 DESC, w.created_at, w.id",
        person=person_id,
        **values,
    )
    return [_wish(row, person_id, named=named) for row in rows]


def wish(tx: Tx, wish_id: int, person_id: int, *, named: bool) -> Wish | None:
    """Return one wish as the person sees it, or None."""
    found = wishes(tx, person_id, named=named, where="w.id = :wish", wish=wish_id)
    return found[0] if found else None


def of_person(tx: Tx, person_id: int, *, named: bool) -> list[Wish]:
    """Return what the person wished for or supports, whatever became of it."""
    mine = "w.person_id = :person OR w.id IN (SELECT wish_id FROM wish_supports WHERE person_id = :person)"
    return wishes(tx, person_id, named=named, where=mine)


def count_open(tx: Tx, person_id: int) -> int:
    """Return how many wishes of the person are open."""
    row = tx.one("SELECT COUNT(*) FROM wishes WHERE person_id = :person AND state = 'open'", person=person_id)
    return int(row[0]) if row else 0


def insert(tx: Tx, person_id: int, title: str, field: str, now: datetime) -> int:
    """Add a wish, supported by whoever wishes; return its id."""
    row = tx.one(
        "INSERT INTO wishes (person_id, title, field, state, created_at) "
        "VALUES (:person, :title, :field, 'open', :now) RETURNING id",
        person=person_id,
        title=title,
        field=field,
        now=micros(now),
    )
    wish_id = int(row[0]) if row else 0
    support(tx, wish_id, person_id, now)
    return wish_id


def support(tx: Tx, wish_id: int, person_id: int, now: datetime) -> None:
    """Let a person support a wish, once."""
    tx.run(
        "INSERT INTO wish_supports (wish_id, person_id, at) VALUES (:wish, :person, :now) ON CONFLICT DO NOTHING",
        wish=wish_id,
        person=person_id,
        now=micros(now),
    )


def unsupport(tx: Tx, wish_id: int, person_id: int) -> None:
    """Take a person's support back."""
    tx.run("DELETE FROM wish_supports WHERE wish_id = :wish AND person_id = :person", wish=wish_id, person=person_id)


def supporters(tx: Tx, wish_id: int) -> list[int]:
    """Return who supports a wish."""
    rows = tx.all("SELECT person_id FROM wish_supports WHERE wish_id = :wish ORDER BY person_id", wish=wish_id)
    return [person_id for (person_id,) in rows]


def settle(
    tx: Tx, wish_id: int, state: WishState, now: datetime, event_id: int | None = None, reason: str = ""
) -> None:
    """Write down what became of a wish."""
    tx.run(
        "UPDATE wishes SET state = :state, event_id = :event, reason = :reason, settled_at = :now WHERE id = :wish",
        wish=wish_id,
        state=state,
        event=event_id,
        reason=reason,
        now=micros(now),
    )


def absorb(tx: Tx, wish_id: int, into_id: int) -> None:
    """Move the supports of one wish to another, each person's once, and delete it."""
    tx.run(
        "INSERT INTO wish_supports (wish_id, person_id, at) SELECT :into, person_id, at FROM wish_supports "
        "WHERE wish_id = :wish ON CONFLICT (wish_id, person_id) DO NOTHING",
        wish=wish_id,
        into=into_id,
    )
    delete(tx, wish_id)


def delete(tx: Tx, wish_id: int) -> None:
    """Delete a wish and its supports."""
    tx.run("DELETE FROM wish_supports WHERE wish_id = :wish", wish=wish_id)
    tx.run("DELETE FROM wishes WHERE id = :wish", wish=wish_id)


def _wish(row: Row, person_id: int, *, named: bool) -> Wish:
    id_, title, field, state, event_id, reason, wisher_id, wisher, supports, departments, supported = row
    return Wish(
        id=id_,
        title=title,
        field=field,
        state=WishState(state),
        event_id=event_id,
        reason=reason,
        wisher=wisher if named else "",
        supports=supports,
        departments=departments,
        own=wisher_id == person_id,
        supported=bool(supported),
    )
