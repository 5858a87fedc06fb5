"""Who belongs to an audience: a condition for other statements, and the people themselves.

Everybody counts who has a name: those who joined by themselves, too; rows of people who were forgotten have none.
"""

from __future__ import annotations

from bot.domain.audience import Audience
from storage.db import Tx

_BELOW = """p.department_id IN (
    WITH RECURSIVE below (id) AS (
      SELECT id FROM departments WHERE id IN ({chosen})
      UNION SELECT d.id FROM departments d JOIN below ON d.parent_id = below.id)
    SELECT id FROM below)"""
# Case counts, as it does in Event.invite; LIKE would differ between the databases.
_POST = "replace(p.post, :{post}, '') <> p.post"


def within(audience: Audience, prefix: str = "aud") -> tuple[str, dict[str, object]]:
    """Return a condition on people `p` that holds for the audience, and its values, whose names begin with `prefix`."""
    conditions, values = ["p.name <> ''"], dict[str, object]()
    if audience.guests_of is not None:
        conditions.append(f"p.id IN (SELECT g.person_id FROM event_guests g WHERE g.event_id = :{prefix}_event)")
        values[f"{prefix}_event"] = audience.guests_of
    if audience.departments:
        chosen = {f"{prefix}_department{place}": id_ for place, id_ in enumerate(audience.departments)}
        conditions.append(_BELOW.format(chosen=", ".join(f":{name}" for name in chosen)))
        values |= chosen
    if audience.posts:
        posts = {f"{prefix}_post{place}": post for place, post in enumerate(audience.posts)}
        conditions.append(f"({' OR '.join(_POST.format(post=name) for name in posts)})")
        values |= posts
    return " AND ".join(conditions), values


def people(tx: Tx, audience: Audience) -> list[int]:
    """Return the ids of the people in the audience, in order."""
    condition, values = within(audience)
    return [id_ for (id_,) in tx.all(f"SELECT p.id FROM people p WHERE {condition} ORDER BY p.id", **values)]


def size(tx: Tx, audience: Audience) -> int:
    """Return how many people are in the audience."""
    condition, values = within(audience)
    row = tx.one(f"SELECT COUNT(*) FROM people p WHERE {condition}", **values)
    return int(row[0]) if row else 0


def includes(tx: Tx, audience: Audience, person_id: int) -> bool:
    """Whether the person is in the audience."""
    condition, values = within(audience)
    row = tx.one(f"SELECT 1 FROM people p WHERE p.id = :aud_person AND {condition}", aud_person=person_id, **values)
    return row is not None


def posts(tx: Tx, limit: int) -> tuple[tuple[str, int], ...]:
    """Return up to `limit` posts that people have, each with how many have it, the most frequent first."""
    rows = tx.all(
        "SELECT post, COUNT(*) FROM people WHERE post <> '' AND name <> '' "
        "GROUP BY post ORDER BY 2 DESC, 1 LIMIT :limit",
        limit=limit,
    )
    return tuple((post, count) for post, count in rows)
