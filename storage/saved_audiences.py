"""Rows of audiences that organisers keep."""

from __future__ import annotations

from bot.domain.audience_terms import Expression, parse, written
from bot.domain.saved_audiences import SavedAudience
from storage.db import Row, Tx

_COLUMNS = "SELECT id, name, expression FROM audiences "


def of(tx: Tx, person_id: int) -> tuple[SavedAudience, ...]:
    """Return what a person keeps, by name."""
    return tuple(map(_saved, tx.all(_COLUMNS + "WHERE person_id = :person ORDER BY name, id", person=person_id)))


def load(tx: Tx, person_id: int, id_: int) -> SavedAudience | None:
    """Return one that the person keeps, or None."""
    row = tx.one(_COLUMNS + "WHERE person_id = :person AND id = :id", person=person_id, id=id_)
    return None if row is None else _saved(row)


def put(tx: Tx, person_id: int, name: str, expression: Expression) -> SavedAudience:
    """Keep an audience, in place of an earlier one of that name."""
    row = tx.one(
        "INSERT INTO audiences (person_id, name, expression) VALUES (:person, :name, :expression) "
        "ON CONFLICT (person_id, name) DO UPDATE SET expression = excluded.expression RETURNING id, name, expression",
        person=person_id,
        name=name,
        expression=written(expression),
    )
    assert row is not None  # noqa: S101 - RETURNING of an upsert
    return _saved(row)


def delete(tx: Tx, person_id: int, id_: int) -> bool:
    """Keep one no longer; return whether the person kept it."""
    return tx.run("DELETE FROM audiences WHERE person_id = :person AND id = :id", person=person_id, id=id_) > 0


def _saved(row: Row) -> SavedAudience:
    id_, name, expression = row
    return SavedAudience(id_, name, parse(expression))
