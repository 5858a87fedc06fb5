"""Rows that say who may do what, and the one place that reads authority off them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from bot.clock import instant, micros
from bot.domain.people import Entry, Grant, LastOwner, NoAuthority, Role, Seat, search_terms
from storage.db import Tx
from storage.departments import like

# Whether the :actor has a role at :now over the person p in the department d: everywhere, or in d or above it.
MANAGES = """EXISTS (
    SELECT 1 FROM roles r LEFT JOIN departments g ON g.id = r.department_id
    WHERE r.person_id = :actor AND (r.expires_at IS NULL OR r.expires_at > :now)
    AND (r.department_id IS NULL OR g.id = d.id OR substr(d.path, 1, length(g.path) + 1) = g.path || '/'))"""


def of(tx: Tx, person_id: int) -> tuple[Grant, ...]:
    """Return all roles of a person, expired ones too."""
    rows = tx.all("SELECT role, department_id, expires_at FROM roles WHERE person_id = :p ORDER BY id", p=person_id)
    return tuple(Grant(Role(role), department_id, _expiry(expires)) for role, department_id, expires in rows)


def require(tx: Tx, actor_id: int, role: Role, now: datetime) -> None:
    """Raise NoAuthority unless the actor holds `role`, somewhere, at `now`; an owner is an organiser, too."""
    held = {grant.role for grant in of(tx, actor_id) if grant.holds(now)}
    if role not in held and Role.OWNER not in held:
        raise NoAuthority(role)


def manages(tx: Tx, actor_id: int, person_id: int, now: datetime) -> bool:
    """Whether the actor has authority over that person at `now`."""
    row = tx.one(
        f"SELECT {MANAGES} FROM people p LEFT JOIN departments d ON d.id = p.department_id WHERE p.id = :person",
        actor=actor_id,
        person=person_id,
        now=micros(now),
    )
    return row is not None and bool(row[0])


def managed(tx: Tx, actor_id: int, now: datetime) -> tuple[tuple[int, str, int | None, str], ...]:
    """Return everybody over whom the actor has authority at `now`: id, name, department and its path."""
    rows = tx.all(
        "SELECT p.id, p.name, p.department_id, COALESCE(d.path, '') FROM people p "
        f"LEFT JOIN departments d ON d.id = p.department_id WHERE p.name <> '' AND {MANAGES} ORDER BY p.name, p.id",
        actor=actor_id,
        now=micros(now),
    )
    return tuple((id_, name, department_id, path) for id_, name, department_id, path in rows)


def find(tx: Tx, actor_id: int, text: str, now: datetime, limit: int, *, joined: bool) -> tuple[Entry, ...]:
    """Return up to `limit` people whom the actor manages and whose name, department or number has all words of `text`.

    People without a name (they have not said it yet, or were forgotten) are not found.
    """
    terms = {f"term{i}": like(term) for i, term in enumerate(search_terms(text))}
    if not terms:
        return ()
    hay = "lower(p.name || ' ' || COALESCE(d.path, '') || ' ' || COALESCE(p.staff_number, ''))"
    clauses = " AND ".join(f"{hay} LIKE :{name} ESCAPE '!'" for name in terms)
    rows = tx.all(
        "SELECT p.id, p.name, COALESCE(d.path, ''), p.post, p.staff_number "
        "FROM people p LEFT JOIN departments d ON d.id = p.department_id "
        f"WHERE p.name <> '' AND p.telegram_id IS {'NOT NULL' if joined else 'NULL'} AND {clauses} AND {MANAGES} "
        "ORDER BY length(p.name), p.name, p.id LIMIT :limit",
        actor=actor_id,
        now=micros(now),
        limit=limit,
        **terms,
    )
    return tuple(Entry(*row) for row in rows)


def seats(tx: Tx, now: datetime, role_id: int | None = None) -> tuple[Seat, ...]:
    """Return the roles that count at `now` (only the one with `role_id`, if given), owners first."""
    rows = tx.all(
        "SELECT r.id, r.person_id, p.name, r.role, r.department_id, r.expires_at, COALESCE(d.path, ''), "
        "r.granted_by IS NULL FROM roles r JOIN people p ON p.id = r.person_id "
        "LEFT JOIN departments d ON d.id = r.department_id WHERE (r.expires_at IS NULL OR r.expires_at > :now) "
        "AND (:every = 1 OR r.id = :id) ORDER BY r.role DESC, r.id",
        now=micros(now),
        every=int(role_id is None),
        id=role_id or 0,
    )
    return tuple(
        Seat(id_, person_id, name, Grant(Role(role), department_id, _expiry(expires)), path, bool(fixed))
        for id_, person_id, name, role, department_id, expires, path, fixed in rows
    )


def put(tx: Tx, person_id: int, grant: Grant, granted_by: int | None, now: datetime) -> int:
    """Give a role in place of an earlier grant of the same role and department; return its id."""
    tx.run(
        "UPDATE roles SET expires_at = :now WHERE person_id = :p AND role = :role "
        "AND COALESCE(department_id, 0) = :department AND granted_by IS NOT NULL "
        "AND (expires_at IS NULL OR expires_at > :now)",
        p=person_id,
        role=grant.role.value,
        department=grant.department_id or 0,
        now=micros(now),
    )
    row = tx.one(
        "INSERT INTO roles (person_id, role, department_id, granted_by, granted_at, expires_at) "
        "VALUES (:p, :role, :department, :by, :now, :expires) RETURNING id",
        p=person_id,
        role=grant.role.value,
        department=grant.department_id,
        by=granted_by,
        now=micros(now),
        expires=None if grant.expires_at is None else micros(grant.expires_at),
    )
    assert row is not None  # noqa: S101 - RETURNING of an insert
    return int(row[0])


def end(tx: Tx, role_id: int, now: datetime) -> None:
    """Let a role end now. Its row stays: numbers that stand in old buttons must not come to mean another role."""
    tx.run("UPDATE roles SET expires_at = :now WHERE id = :id", id=role_id, now=micros(now))


def lock_owners(tx: Tx) -> None:
    """Let no other transaction change who owns the bot until the end of this one."""
    for (id_,) in tx.all("SELECT DISTINCT person_id FROM roles WHERE role = 'owner' ORDER BY person_id"):
        tx.lock("people", id_)


def keep_an_owner(tx: Tx) -> None:
    """Raise LastOwner when nobody who has joined owns the bot without an end."""
    if not tx.one(
        "SELECT 1 FROM roles r JOIN people p ON p.id = r.person_id "
        "WHERE r.role = 'owner' AND r.expires_at IS NULL AND p.telegram_id IS NOT NULL LIMIT 1"
    ):
        raise LastOwner


def follow_setting(tx: Tx, owners: Collection[int], now: datetime) -> tuple[list[int], list[int]]:
    """Make the roles that nobody granted match `owners` (Telegram ids); return the people who got and who lost one."""
    held = {
        person_id: (role_id, telegram_id)
        for role_id, person_id, telegram_id in tx.all(
            "SELECT r.id, r.person_id, p.telegram_id FROM roles r JOIN people p ON p.id = r.person_id "
            "WHERE r.granted_by IS NULL AND r.expires_at IS NULL"
        )
    }
    lost = sorted(person_id for person_id, (_, telegram_id) in held.items() if telegram_id not in owners)
    for person_id in lost:
        end(tx, held[person_id][0], now)
    got = []
    for telegram_id in sorted(owners):
        row = tx.one("SELECT id FROM people WHERE telegram_id = :t AND consent > 0", t=telegram_id)
        if row is not None and row[0] not in held:
            put(tx, row[0], Grant(Role.OWNER), None, now)
            got.append(row[0])
    return got, lost


def _expiry(stored: int | None) -> datetime | None:
    return None if stored is None else instant(stored)
