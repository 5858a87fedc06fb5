"""Who answers for a suggestion: rows of roles, offices and campaigns, read as authority."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.clock import micros
from bot.domain.suggestions.campaign import Campaign
from bot.domain.suggestions.suggestion import Suggestion
from storage import events
from storage.db import Tx

_HOLDS = "(r.expires_at IS NULL OR r.expires_at > :now)"
# The department :office and all above it, each with how far above.
_UP = (
    "WITH RECURSIVE up (id, parent_id, far) AS (SELECT id, parent_id, 0 FROM departments WHERE id = :office "
    "UNION SELECT d.id, d.parent_id, up.far + 1 FROM departments d JOIN up ON d.id = up.parent_id) "
)


@dataclass(frozen=True, slots=True)
class Names:
    """What a suggestion's ids are called; "" where there is none."""

    author: str
    office: str
    handler: str
    handler_shown: bool  # lets others see their name
    into: str


def is_officer(tx: Tx, campaign: Campaign, person_id: int, now: datetime) -> bool:
    """Whether somebody organises that campaign: all, or their own, or those of their departments."""
    held = events.scopes(tx, person_id, now)
    if not held or None in held or campaign.organiser_id == person_id:
        return bool(held)
    return bool(campaign.departments) and all(
        not events.ancestry(tx, department).isdisjoint(held) for department in campaign.departments
    )


def heads(tx: Tx, office_id: int, person_id: int, now: datetime) -> bool:
    """Whether somebody organises for that office or one above it, but not for everybody."""
    row = tx.one(
        f"{_UP} SELECT 1 FROM roles r JOIN up ON up.id = r.department_id "
        f"WHERE r.person_id = :person AND {_HOLDS} LIMIT 1",
        office=office_id,
        person=person_id,
        now=micros(now),
    )
    return row is not None


def heads_of(tx: Tx, office_id: int, now: datetime) -> list[int]:
    """Return who organises for that office, or for the nearest above it for which somebody does."""
    rows = tx.all(
        f"{_UP} SELECT DISTINCT up.far, r.person_id FROM roles r JOIN up ON up.id = r.department_id "
        f"WHERE {_HOLDS} ORDER BY up.far, r.person_id",
        office=office_id,
        now=micros(now),
    )
    return [person_id for far, person_id in rows if far == rows[0][0]]


def owners(tx: Tx, now: datetime) -> list[int]:
    """Return who owns the bot now."""
    rows = tx.all(
        f"SELECT DISTINCT r.person_id FROM roles r WHERE r.role = 'owner' AND {_HOLDS} ORDER BY r.person_id",
        now=micros(now),
    )
    return [person_id for (person_id,) in rows]


def officers(tx: Tx, campaign: Campaign, now: datetime) -> list[int]:
    """Return who is told when a campaign needs somebody: who made it, or the owners when that one organises no more."""
    if events.scopes(tx, campaign.organiser_id, now):
        return [campaign.organiser_id]
    return owners(tx, now)


def leaders(tx: Tx, campaign: Campaign, now: datetime) -> list[int]:
    """Return who leads a campaign: whom it names, else (or when that one has left) the owners."""
    named = tx.all("SELECT id FROM people WHERE id = :id AND telegram_id IS NOT NULL", id=campaign.leader_id or 0)
    return [campaign.leader_id] if named and campaign.leader_id is not None else owners(tx, now)


def evaluates(tx: Tx, suggestion_id: int, person_id: int) -> bool:
    """Whether somebody was asked to evaluate that suggestion, and it was neither returned nor given up since."""
    row = tx.one(
        "SELECT 1 FROM evaluations v JOIN suggestions s ON s.id = v.suggestion_id "
        "WHERE v.suggestion_id = :suggestion AND v.person_id = :person "
        "AND s.state NOT IN ('submitted', 'returned', 'declined', 'merged', 'withdrawn')",
        suggestion=suggestion_id,
        person=person_id,
    )
    return row is not None


def belongs(tx: Tx, person_id: int, office_id: int) -> bool:
    """Whether somebody has joined and belongs to an office or one below it."""
    row = tx.one(
        "SELECT department_id FROM people WHERE id = :id AND telegram_id IS NOT NULL AND consent > 0", id=person_id
    )
    return bool(row and row[0] is not None and office_id in events.ancestry(tx, row[0]))


def colleagues(tx: Tx, office_id: int) -> list[tuple[int, str]]:
    """Return who has joined and belongs to an office or one below it: ids and names."""
    rows = tx.all(
        "SELECT p.id, p.name FROM people p JOIN departments d ON d.id = p.department_id "
        "JOIN departments o ON o.id = :office WHERE p.telegram_id IS NOT NULL AND p.consent > 0 AND p.name <> '' "
        "AND (d.id = o.id OR substr(d.path, 1, length(o.path) + 1) = o.path || '/') ORDER BY p.name, p.id",
        office=office_id,
    )
    return [(id_, name) for id_, name in rows]


def let_go(tx: Tx, person_id: int) -> None:
    """Let nobody handle what that person handles and is not over, and nobody have asked for their extensions."""
    tx.run(
        "UPDATE suggestions SET handler_id = NULL WHERE handler_id = :person "
        "AND state NOT IN ('closed', 'declined', 'merged', 'withdrawn')",
        person=person_id,
    )
    tx.run(
        "UPDATE suggestions SET extension_days = NULL, extension_by = NULL WHERE extension_by = :person",
        person=person_id,
    )


def names(tx: Tx, one: Suggestion) -> Names:
    """Return what the ids of a suggestion are called."""
    row = tx.one(
        "SELECT COALESCE(a.name, ''), COALESCE(o.path, ''), COALESCE(h.name, ''), COALESCE(h.shown, 0), "
        "COALESCE(i.number, '') FROM suggestions s LEFT JOIN people a ON a.id = s.author_id "
        "LEFT JOIN departments o ON o.id = s.office_id LEFT JOIN people h ON h.id = s.handler_id "
        "LEFT JOIN suggestions i ON i.id = s.merged_into WHERE s.id = :id",
        id=one.id,
    )
    assert row is not None  # noqa: S101 - it was loaded in this transaction
    return Names(row[0], row[1], row[2], bool(row[3]), row[4])
