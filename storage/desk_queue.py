"""The desk's queue: what somebody has to see to, by its date."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.clock import micros
from bot.domain.suggestions.suggestion import Suggestion
from storage import departments
from storage.db import Tx
from storage.suggestions import COLUMNS, suggestion

_DUE = "SELECT s.id, s.due_at FROM suggestions s WHERE s.due_at IS NOT NULL"


@dataclass(frozen=True, slots=True)
class Reach:
    """Whose work somebody sees: all campaigns, or those given; the offices (with all below) they head."""

    person_id: int
    everything: bool
    campaigns: tuple[int, ...]
    offices: tuple[int, ...]


def offices_below(tx: Tx, roots: frozenset[int]) -> tuple[int, ...]:
    """Return departments with all below."""
    found: set[int] = set()
    for root in roots:
        path = departments.get(tx, root).path
        rows = tx.all(
            "SELECT id FROM departments WHERE id = :id OR substr(path, 1, length(:path) + 1) = :path || '/'",
            id=root,
            path=path,
        )
        found.update(id_ for (id_,) in rows)
    return tuple(sorted(found))


def page(tx: Tx, reach: Reach, limit: int, skip: int) -> list[Suggestion]:
    """Return what has a date and is within reach, what is due first first."""
    rows = tx.all(
        f"SELECT {COLUMNS} FROM suggestions s WHERE s.id IN (SELECT q.id FROM ({_within(reach)}) q "
        "ORDER BY q.due_at, q.id LIMIT :limit OFFSET :skip) ORDER BY s.due_at, s.id",
        person=reach.person_id,
        limit=limit,
        skip=skip,
    )
    return [suggestion(row) for row in rows]


def count(tx: Tx, reach: Reach, now: datetime) -> tuple[int, int]:
    """Return how much there is in that queue, and how much of it is overdue."""
    row = tx.one(
        f"SELECT COUNT(*), COALESCE(SUM(CASE WHEN q.due_at < :now THEN 1 ELSE 0 END), 0) FROM ({_within(reach)}) q",
        person=reach.person_id,
        now=micros(now),
    )
    return (int(row[0]), int(row[1])) if row else (0, 0)


def _within(reach: Reach) -> str:
    """Return a SELECT of what is within reach; its numbers are ours, from rows. Each part has an index of its own."""
    if reach.everything:
        return _DUE
    parts = ["s.handler_id = :person"]
    if reach.campaigns:
        parts.append(f"s.campaign_id IN ({_list(reach.campaigns)})")
    if reach.offices:
        parts.append(f"s.office_id IN ({_list(reach.offices)})")
    return " UNION ".join(f"{_DUE} AND {part}" for part in parts)


def _list(numbers: tuple[int, ...]) -> str:
    return ", ".join(str(int(one)) for one in numbers)
