"""Rows of task forces and of their members."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from bot.clock import instant, micros
from bot.domain.people import Entry
from bot.domain.task_forces import TaskForce
from storage.db import Row, Tx

_TASK_FORCE = """SELECT t.id, t.keeper_id, p.name, t.name, t.created_at, t.ended_at,
    (SELECT COUNT(*) FROM task_force_members m WHERE m.task_force_id = t.id)
    FROM task_forces t JOIN people p ON p.id = t.keeper_id"""


def insert(tx: Tx, keeper_id: int, name: str, now: datetime) -> int:
    """Add a task force; return its id."""
    row = tx.one(
        "INSERT INTO task_forces (keeper_id, name, created_at) VALUES (:keeper, :name, :now) RETURNING id",
        keeper=keeper_id,
        name=name,
        now=micros(now),
    )
    return int(row[0]) if row else 0


def load(tx: Tx, id_: int) -> TaskForce | None:
    """Return the task force, or None."""
    row = tx.one(f"{_TASK_FORCE} WHERE t.id = :id", id=id_)
    return None if row is None else _task_force(row)


def going_on(tx: Tx, keeper_id: int | None) -> tuple[TaskForce, ...]:
    """Return the task forces of one keeper or (None) of all that have not ended, by name."""
    rows = tx.all(
        f"{_TASK_FORCE} WHERE t.ended_at IS NULL AND (:every = 1 OR t.keeper_id = :keeper) ORDER BY t.name, t.id",
        every=int(keeper_id is None),
        keeper=keeper_id or 0,
    )
    return tuple(map(_task_force, rows))


def end(tx: Tx, id_: int, now: datetime) -> None:
    """Note that the task is done."""
    tx.run("UPDATE task_forces SET ended_at = :now WHERE id = :id", id=id_, now=micros(now))


def add(tx: Tx, id_: int, person_ids: Collection[int]) -> int:
    """Take people in who are somebody; return how many were not in it."""
    return sum(
        tx.run(
            "INSERT INTO task_force_members (task_force_id, person_id) SELECT :id, p.id FROM people p "
            "WHERE p.id = :person AND p.name <> '' ON CONFLICT DO NOTHING",
            id=id_,
            person=person,
        )
        for person in person_ids
    )


def remove(tx: Tx, id_: int, person_id: int) -> bool:
    """Take somebody out; return whether they were in it."""
    sql = "DELETE FROM task_force_members WHERE task_force_id = :id AND person_id = :person"
    return tx.run(sql, id=id_, person=person_id) > 0


def members(tx: Tx, id_: int, offset: int, limit: int) -> tuple[Entry, ...]:
    """Return members by department and name."""
    rows = tx.all(
        "SELECT p.id, p.name, COALESCE(d.path, ''), p.post, p.staff_number FROM task_force_members m "
        "JOIN people p ON p.id = m.person_id LEFT JOIN departments d ON d.id = p.department_id "
        "WHERE m.task_force_id = :id ORDER BY 3, 2, 1 LIMIT :limit OFFSET :offset",
        id=id_,
        limit=limit,
        offset=offset,
    )
    return tuple(Entry(*row) for row in rows)


def _task_force(row: Row) -> TaskForce:
    id_, keeper_id, keeper, name, created_at, ended_at, count = row
    ended = None if ended_at is None else instant(ended_at)
    return TaskForce(id_, keeper_id, keeper, name, instant(created_at), ended, count)
