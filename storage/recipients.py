"""Who receives a notice: those of its audience whom its author has authority over, fixed when it is confirmed."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from bot.clock import micros
from bot.domain.audience_terms import Expression, terms
from bot.domain.audience_terms import groups as meant_groups
from bot.domain.deliveries import Reach, Reason
from bot.domain.notices import Notice, for_all_staff
from storage.audience_terms import people_sql
from storage.db import Tx
from storage.roles import MANAGES

_REASON = """CASE WHEN p.telegram_id IS NULL THEN 'never_started' WHEN p.consent = 0 THEN 'no_consent'
    WHEN p.reachable = 0 THEN 'blocked' WHEN p.muted = 1 AND :important = 0 THEN 'muted' ELSE '' END"""
_MEANT = f"""FROM people p LEFT JOIN departments d ON d.id = p.department_id
    WHERE p.name <> '' AND p.id IN ({{people}}) AND {MANAGES}"""

_NOT_MANAGED = f"""FROM people p LEFT JOIN departments d ON d.id = p.department_id
    WHERE p.name <> '' AND p.id IN ({{people}}) AND NOT {MANAGES}"""
_NAMED = 20  # of those left out, names enough to see the mistake


def reach(tx: Tx, actor_id: int, audience: Expression, now: datetime, *, important: bool) -> Reach:
    """Return how many of the audience the actor's authority covers, and how many of them it would reach."""
    sql, values = people_sql(tx, audience, now)
    rows = tx.all(
        f"SELECT {_REASON}, COUNT(*) {_MEANT.format(people=sql)} GROUP BY 1",
        actor=actor_id,
        now=micros(now),
        important=int(important),
        **values,
    )
    counts = Counter[str](dict(rows))
    outside, named = _outside(tx, actor_id, audience, now)
    return Reach(
        total=counts.total(),
        reachable=counts[""],
        unreachable=counts.total() - counts[""] - counts[Reason.MUTED],
        muted=counts[Reason.MUTED],
        groups=len(_groups(tx, actor_id, audience, now)),
        outside=outside,
        named=named,
    )


def freeze(tx: Tx, notice: Notice, now: datetime) -> int:
    """Fix the recipients of a notice: one delivery for each whom its author has authority over; return how many."""
    sql, values = people_sql(tx, notice.audience, now)
    tx.run("UPDATE notices SET frozen = 1 WHERE id = :id", id=notice.id)
    people = tx.run(
        "INSERT INTO deliveries (notice_id, person_id, reason, state) "
        "SELECT :notice, id, reason, CASE reason WHEN '' THEN 'waiting' WHEN 'muted' THEN 'skipped' ELSE 'failed' END "
        f"FROM (SELECT p.id AS id, {_REASON} AS reason {_MEANT.format(people=sql)}) AS meant ORDER BY id",
        notice=notice.id,
        actor=notice.author_id,
        now=micros(now),
        important=int(notice.important),
        **values,
    )
    groups = _groups(tx, notice.author_id, notice.audience, now)
    tx.many(
        "INSERT INTO deliveries (notice_id, group_id, state) VALUES (:notice, :group_id, 'waiting')",
        [{"notice": notice.id, "group_id": group_id} for group_id in groups],
    )
    return people + len(groups)


def covers(tx: Tx, actor_id: int, notice_id: int, now: datetime) -> bool:
    """Whether the actor has authority over all recipients of a notice."""
    return not tx.one(
        "SELECT 1 FROM deliveries x JOIN people p ON p.id = x.person_id "
        f"LEFT JOIN departments d ON d.id = p.department_id WHERE x.notice_id = :notice AND NOT {MANAGES} LIMIT 1",
        notice=notice_id,
        actor=actor_id,
        now=micros(now),
    )


def _outside(tx: Tx, actor_id: int, audience: Expression, now: datetime) -> tuple[int, tuple[str, ...]]:
    """Return over how many of the audience the actor has no authority, and the names of those the actor has listed.

    "Everybody" means everybody of one's own.
    """
    if for_all_staff(audience):
        return 0, ()
    sql, values = people_sql(tx, audience, now)
    who = {"actor": actor_id, "now": micros(now)}
    count = tx.one(f"SELECT COUNT(*) {_NOT_MANAGED.format(people=sql)}", **who, **values)
    lists = [term for term in terms(audience) if term[0] in ("people", "task_force")]
    if not (count and count[0] and lists):
        return (count[0] if count else 0), ()
    sql, values = people_sql(tx, ["and", audience, ["or", *lists, *lists[:1]]], now)
    rows = tx.all(
        f"SELECT p.name {_NOT_MANAGED.format(people=sql)} ORDER BY p.name, p.id LIMIT :most",
        most=_NAMED,
        **who,
        **values,
    )
    return count[0], tuple(name for (name,) in rows)


def _groups(tx: Tx, actor_id: int, audience: Expression, now: datetime) -> list[int]:
    """Return the bound groups of an audience that the actor may write to: all, or those they bound."""
    wanted = meant_groups(audience)
    rows = tx.all(
        "SELECT g.id FROM groups g WHERE g.bound_by IS NOT NULL AND (g.bound_by = :actor OR EXISTS (SELECT 1 FROM "
        "roles r WHERE r.person_id = :actor AND r.department_id IS NULL AND (r.expires_at IS NULL "
        "OR r.expires_at > :now))) ORDER BY g.id",
        actor=actor_id,
        now=micros(now),
    )
    return [id_ for (id_,) in rows if id_ in wanted]
