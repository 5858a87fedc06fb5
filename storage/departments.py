"""Rows of the department tree."""

from __future__ import annotations

from bot.domain.people import Department, DepartmentUnknown, search_terms
from storage.db import Row, Tx

_COLUMNS = """
    SELECT id, name, path, parent_id, EXISTS (SELECT 1 FROM departments below WHERE below.parent_id = departments.id)
    FROM departments """


def _department(row: Row) -> Department:
    id_, name, path, parent_id, branches = row
    return Department(id_, name, path, parent_id, bool(branches))


def get(tx: Tx, department_id: int) -> Department:
    """Return a department; raises DepartmentUnknown."""
    row = tx.one(_COLUMNS + "WHERE id = :id", id=department_id)
    if row is None:
        raise DepartmentUnknown
    return _department(row)


def children(tx: Tx, parent_id: int | None) -> tuple[Department, ...]:
    """Return what lies directly below a department (None: the top), in the order it was entered."""
    if parent_id is None:
        rows = tx.all(_COLUMNS + "WHERE parent_id IS NULL ORDER BY id")
    else:
        rows = tx.all(_COLUMNS + "WHERE parent_id = :parent ORDER BY id", parent=parent_id)
    return tuple(map(_department, rows))


def search(tx: Tx, text: str, limit: int) -> tuple[Department, ...]:
    """Return up to `limit` departments whose path has every word of `text`; one that is called just so comes alone."""
    terms = {f"term{i}": like(term) for i, term in enumerate(search_terms(text))}
    if not terms:
        return ()
    clauses = " AND ".join(f"lower(path) LIKE :{name} ESCAPE '!'" for name in terms)
    rows = tx.all(_COLUMNS + f"WHERE {clauses} ORDER BY length(path), id LIMIT :limit", limit=limit, **terms)
    found = tuple(map(_department, rows))
    exact = tuple(one for one in found if text.strip() in (one.name, one.path))
    return exact if len(exact) == 1 else found


def ensure(tx: Tx, names: tuple[str, ...]) -> int:
    """Return the id of the department at the path of `names`, making what is missing; `names` is not empty."""
    parent: int | None = None
    for depth, name in enumerate(names, 1):
        path = "/".join(names[:depth])
        row = tx.one(
            "INSERT INTO departments (parent_id, name, path) VALUES (:parent, :name, :path) "
            "ON CONFLICT (path) DO UPDATE SET name = excluded.name RETURNING id",
            parent=parent,
            name=name,
            path=path,
        )
        assert row is not None  # noqa: S101 - RETURNING of an upsert
        parent = row[0]
    assert parent is not None  # noqa: S101 - names is not empty
    return parent


def like(term: str) -> str:
    """Return a LIKE pattern (ESCAPE '!') for texts that contain `term` as it stands."""
    escaped = term.replace("!", "!!").replace("%", "!%").replace("_", "!_")
    return f"%{escaped}%"
