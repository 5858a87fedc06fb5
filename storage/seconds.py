"""Who seconds a suggestion, and what merging makes of it.

A second stays where it was given. A suggestion that others were merged into counts who seconds any of them, each person
once and their authors never; so taking a merge back restores the counts exactly, in whatever order.
"""

from __future__ import annotations

from datetime import datetime

from bot.clock import micros
from storage.db import Tx

# The suggestion and all that became part of it.
_TREE = "(s.id = :root OR s.root_id = :root)"


def give(tx: Tx, suggestion_id: int, person_id: int, now: datetime) -> None:
    """Second a suggestion."""
    tx.run(
        "INSERT INTO suggestion_seconds (suggestion_id, person_id, at) VALUES (:suggestion, :person, :now) "
        "ON CONFLICT DO NOTHING",
        suggestion=suggestion_id,
        person=person_id,
        now=micros(now),
    )


def take_back(tx: Tx, root_id: int, person_id: int) -> None:
    """Second it no more, nor any that became part of it."""
    tx.run(
        "DELETE FROM suggestion_seconds WHERE person_id = :person AND suggestion_id IN "
        f"(SELECT s.id FROM suggestions s WHERE {_TREE})",
        root=root_id,
        person=person_id,
    )


def given(tx: Tx, root_id: int, person_id: int) -> bool:
    """Whether the person seconds it, or any that became part of it."""
    row = tx.one(
        "SELECT 1 FROM suggestion_seconds x JOIN suggestions s ON s.id = x.suggestion_id "
        f"WHERE x.person_id = :person AND {_TREE} LIMIT 1",
        root=root_id,
        person=person_id,
    )
    return row is not None


def count_of_person(tx: Tx, person_id: int, campaign_id: int) -> int:
    """Return how many suggestions of a campaign the person seconds.

    Those that became one count as one, what was given up does not count: the second could not be taken back.
    """
    row = tx.one(
        "SELECT COUNT(DISTINCT COALESCE(s.root_id, s.id)) FROM suggestion_seconds x "
        "JOIN suggestions s ON s.id = x.suggestion_id JOIN suggestions r ON r.id = COALESCE(s.root_id, s.id) "
        "WHERE x.person_id = :person AND s.campaign_id = :campaign AND r.state NOT IN ('withdrawn', 'declined')",
        person=person_id,
        campaign=campaign_id,
    )
    return int(row[0]) if row else 0


def add(tx: Tx, root_id: int, by: int) -> None:
    """Count one more or one less."""
    tx.run("UPDATE suggestions SET seconds = seconds + :by WHERE id = :id", id=root_id, by=by)


def recount(tx: Tx, root_id: int) -> None:
    """Count anew who seconds a suggestion or any that became part of it."""
    tx.run(
        "UPDATE suggestions SET seconds = (SELECT COUNT(DISTINCT x.person_id) FROM suggestion_seconds x "
        f"JOIN suggestions s ON s.id = x.suggestion_id WHERE {_TREE} AND NOT EXISTS "
        f"(SELECT 1 FROM suggestions s WHERE {_TREE} AND s.author_id = x.person_id)) WHERE id = :root",
        root=root_id,
    )


def supporters(tx: Tx, root_id: int) -> list[int]:
    """Return who seconds a suggestion or any that became part of it, but for their authors."""
    rows = tx.all(
        f"SELECT DISTINCT x.person_id FROM suggestion_seconds x JOIN suggestions s ON s.id = x.suggestion_id "
        f"WHERE {_TREE} AND NOT EXISTS (SELECT 1 FROM suggestions s WHERE {_TREE} AND s.author_id = x.person_id) "
        "ORDER BY x.person_id",
        root=root_id,
    )
    return [person_id for (person_id,) in rows]


def authors(tx: Tx, root_id: int) -> list[int]:
    """Return who wrote a suggestion or any that became part of it."""
    rows = tx.all(f"SELECT DISTINCT s.author_id FROM suggestions s WHERE {_TREE} ORDER BY s.author_id", root=root_id)
    return [person_id for (person_id,) in rows]


def hidden_authors(tx: Tx, root_id: int) -> frozenset[int]:
    """Return who wrote a suggestion or any that became part of it, and hid their name there."""
    rows = tx.all(f"SELECT s.author_id FROM suggestions s WHERE {_TREE} AND s.hidden = 1", root=root_id)
    return frozenset(person_id for (person_id,) in rows)
