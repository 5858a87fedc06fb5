"""Rows of campaigns."""

from __future__ import annotations

from datetime import datetime

from bot.clock import instant, micros
from bot.domain.suggestions.campaign import Campaign, Plan, read, written
from storage.db import Row, Tx

_COLUMNS = (
    "SELECT id, title, theme, prizes, opens_at, closes_at, judged_at, rules, leader_id, organiser_id, cancelled, "
    "filed, adopted, resolved, revision FROM campaigns "
)
# Whether a person may take part: everybody, or whoever belongs to a department of the campaign or below one.
_MEANT = """(NOT EXISTS (SELECT 1 FROM campaign_departments m WHERE m.campaign_id = campaigns.id) OR EXISTS (
    SELECT 1 FROM campaign_departments m JOIN departments g ON g.id = m.department_id
      JOIN people p ON p.id = :person JOIN departments d ON d.id = p.department_id
    WHERE m.campaign_id = campaigns.id AND (g.id = d.id OR substr(d.path, 1, length(g.path) + 1) = g.path || '/')))"""


def load(tx: Tx, campaign_id: int) -> Campaign | None:
    """Return a campaign, or None."""
    row = tx.one(f"{_COLUMNS} WHERE id = :id", id=campaign_id)
    return None if row is None else _campaigns(tx, [row])[0]


def meant(tx: Tx, campaign_id: int, person_id: int) -> bool:
    """Whether the person may take part in a campaign."""
    row = tx.one(f"SELECT {_MEANT} FROM campaigns WHERE id = :id", id=campaign_id, person=person_id)
    return row is not None and bool(row[0])


def collecting(tx: Tx, person_id: int, now: datetime) -> tuple[Campaign, ...]:
    """Return the campaigns that take suggestions of that person now, those that end first first."""
    rows = tx.all(
        f"{_COLUMNS} WHERE cancelled = 0 AND opens_at <= :now AND (closes_at IS NULL OR closes_at > :now) AND {_MEANT} "
        "ORDER BY CASE WHEN closes_at IS NULL THEN 1 ELSE 0 END, closes_at, id",
        now=micros(now),
        person=person_id,
    )
    return _campaigns(tx, rows)


def open_to(tx: Tx, person_id: int) -> tuple[Campaign, ...]:
    """Return the campaigns in which that person may take part, whenever, the latest first."""
    return _campaigns(tx, tx.all(f"{_COLUMNS} WHERE {_MEANT} ORDER BY opens_at DESC, id DESC", person=person_id))


def every(tx: Tx) -> tuple[Campaign, ...]:
    """Return all campaigns, the latest first."""
    return _campaigns(tx, tx.all(f"{_COLUMNS} ORDER BY opens_at DESC, id DESC"))


def insert(tx: Tx, plan: Plan, organiser_id: int, now: datetime) -> int:
    """Write a new campaign; return its id."""
    row = tx.one(
        "INSERT INTO campaigns (title, theme, prizes, opens_at, closes_at, judged_at, rules, leader_id, organiser_id, "
        "created_at) VALUES (:title, :theme, :prizes, :opens, :closes, :judged, :rules, :leader, :organiser, :now) "
        "RETURNING id",
        organiser=organiser_id,
        now=micros(now),
        **_values(plan),
    )
    assert row is not None  # noqa: S101 - RETURNING of an insert
    _place(tx, row[0], plan)
    return int(row[0])


def update(tx: Tx, campaign_id: int, plan: Plan) -> None:
    """Write what a campaign has become; its revision grows."""
    tx.run(
        "UPDATE campaigns SET title = :title, theme = :theme, prizes = :prizes, opens_at = :opens, "
        "closes_at = :closes, judged_at = :judged, rules = :rules, leader_id = :leader, revision = revision + 1 "
        "WHERE id = :id",
        id=campaign_id,
        **_values(plan),
    )
    tx.run("DELETE FROM campaign_departments WHERE campaign_id = :id", id=campaign_id)
    _place(tx, campaign_id, plan)


def cancel(tx: Tx, campaign_id: int) -> None:
    """Let a campaign take place no more."""
    tx.run("UPDATE campaigns SET cancelled = 1, revision = revision + 1 WHERE id = :id", id=campaign_id)


def count(tx: Tx, campaign_id: int, *, filed: int = 0, adopted: int = 0, resolved: int = 0) -> None:
    """Add to the counts of a campaign."""
    tx.run(
        "UPDATE campaigns SET filed = filed + :filed, adopted = adopted + :adopted, resolved = resolved + :resolved "
        "WHERE id = :id",
        id=campaign_id,
        filed=filed,
        adopted=adopted,
        resolved=resolved,
    )


def _values(plan: Plan) -> dict[str, object]:
    return {
        "title": plan.title,
        "theme": plan.theme,
        "prizes": plan.prizes,
        "opens": micros(plan.opens_at),
        "closes": None if plan.closes_at is None else micros(plan.closes_at),
        "judged": None if plan.judged_at is None else micros(plan.judged_at),
        "rules": written(plan.rules),
        "leader": plan.leader_id,
    }


def _place(tx: Tx, campaign_id: int, plan: Plan) -> None:
    tx.many(
        "INSERT INTO campaign_departments (campaign_id, department_id) VALUES (:campaign, :department)",
        [{"campaign": campaign_id, "department": one} for one in dict.fromkeys(plan.departments)],
    )


def _campaigns(tx: Tx, rows: list[Row]) -> tuple[Campaign, ...]:
    placed: dict[int, list[int]] = {}
    for campaign_id, department_id in tx.all(
        "SELECT campaign_id, department_id FROM campaign_departments ORDER BY campaign_id, department_id"
    ):
        placed.setdefault(campaign_id, []).append(department_id)
    return tuple(
        Campaign(
            id=row[0],
            title=row[1],
            theme=row[2],
            prizes=row[3],
            opens_at=instant(row[4]),
            closes_at=None if row[5] is None else instant(row[5]),
            judged_at=None if row[6] is None else instant(row[6]),
            departments=tuple(placed.get(row[0], ())),
            rules=read(row[7]),
            leader_id=row[8],
            organiser_id=row[9],
            cancelled=bool(row[10]),
            filed=row[11],
            adopted=row[12],
            resolved=row[13],
            revision=row[14],
        )
        for row in rows
    )
