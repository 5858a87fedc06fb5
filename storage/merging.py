"""Suggestions that became part of another, and back: a tree, each of whose members knows its root."""

from __future__ import annotations

from bot.domain.suggestions.states import Published, State
from storage.db import Tx


def join(tx: Tx, suggestion_id: int, root_id: int, before: tuple[State, Published]) -> None:
    """Make a suggestion, with all that became part of it, part of another that is part of nothing."""
    tx.run("UPDATE suggestions SET root_id = :root WHERE root_id = :id", root=root_id, id=suggestion_id)
    tx.run(
        "UPDATE suggestions SET root_id = :root, merged_into = :root, before_merge = :before WHERE id = :id",
        root=root_id,
        before=" ".join(before),
        id=suggestion_id,
    )


def part(tx: Tx, suggestion_id: int) -> None:
    """Let a suggestion, with all that became part of it, stand on its own again."""
    tx.run(
        "UPDATE suggestions SET root_id = :id WHERE id IN (WITH RECURSIVE below (id) AS ("
        "SELECT id FROM suggestions WHERE merged_into = :id UNION "
        "SELECT s.id FROM suggestions s JOIN below ON s.merged_into = below.id) SELECT id FROM below)",
        id=suggestion_id,
    )
    tx.run(
        "UPDATE suggestions SET root_id = NULL, merged_into = NULL, before_merge = NULL WHERE id = :id",
        id=suggestion_id,
    )


def parts(tx: Tx, suggestion_id: int) -> list[int]:
    """Return what was merged into just this one, without what became part of that before."""
    rows = tx.all("SELECT id FROM suggestions WHERE merged_into = :id ORDER BY id", id=suggestion_id)
    return [id_ for (id_,) in rows]


def merged(tx: Tx, root_id: int) -> list[tuple[int, str]]:
    """Return what became part of a suggestion: ids and numbers."""
    rows = tx.all("SELECT id, number FROM suggestions WHERE root_id = :root ORDER BY id", root=root_id)
    return [(id_, number) for id_, number in rows]
