"""Rows of the roster: people by staff number, as the import compares and writes them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.clock import micros
from storage.db import Tx


@dataclass(frozen=True, slots=True)
class Listed:
    """Somebody with a staff number."""

    id: int
    name: str
    department: str  # its path, or ""
    post: str
    joined: bool


_LISTED = (
    "SELECT p.staff_number, p.id, p.name, COALESCE(d.path, ''), p.post, p.telegram_id IS NOT NULL "
    "FROM people p LEFT JOIN departments d ON d.id = p.department_id WHERE p.staff_number "
)


def listed(tx: Tx) -> dict[str, Listed]:
    """Return everybody with a staff number, by it."""
    return {
        number: Listed(id_, name, path, post, bool(joined))
        for number, id_, name, path, post, joined in tx.all(_LISTED + "IS NOT NULL")
    }


def one(tx: Tx, staff_number: str) -> Listed | None:
    """Return the person with that staff number, or None."""
    row = tx.one(_LISTED + "= :number", number=staff_number)
    if row is None:
        return None
    _number, id_, name, path, post, joined = row
    return Listed(id_, name, path, post, bool(joined))


def paths(tx: Tx) -> set[str]:
    """Return the paths of all departments."""
    return {path for (path,) in tx.all("SELECT path FROM departments")}


def put(tx: Tx, staff_number: str, name: str, department_id: int | None, post: str | None, now: datetime) -> None:
    """Write what the roster says of one person; None leaves what is known."""
    tx.run(
        "INSERT INTO people (staff_number, name, department_id, post, created_at) "
        "VALUES (:number, :name, :department, :post, :now) ON CONFLICT (staff_number) DO UPDATE SET "
        "name = excluded.name, department_id = COALESCE(excluded.department_id, people.department_id), "
        "post = CASE WHEN :keep_post = 1 THEN people.post ELSE excluded.post END",
        number=staff_number,
        name=name,
        department=department_id,
        post=post or "",
        keep_post=int(post is None),
        now=micros(now),
    )
