"""A person's rows, all of them: exported, erased, made another's. Which they are: storage.held."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from bot.clock import micros
from bot.domain.retention import KEPT, Kind
from storage.db import Tx
from storage.held import HELD, Forget, Held

# What an empty person looks like, in SQL.
EMPTIED = {
    **dict.fromkeys(("telegram_id", "department_id", "staff_number", "language", "leads", "consent_at"), "NULL"),
    **dict.fromkeys(("quiet_from", "quiet_to"), "NULL"),
    **dict.fromkeys(("name", "post"), "''"),
    **dict.fromkeys(("consent", "reachable", "shown", "muted"), "0"),
}

# Ids that mean nothing to a person, and what does.
_NAMES = {
    "department_id": ("department", "(SELECT path FROM departments n WHERE n.id = t.department_id)"),
    "event_id": ("event", "(SELECT title FROM events n WHERE n.id = t.event_id)"),
    "notice_id": ("notice", "(SELECT title FROM notices n WHERE n.id = t.notice_id)"),
    "task_force_id": ("task_force", "(SELECT name FROM task_forces n WHERE n.id = t.task_force_id)"),
    "delivery_id": (
        "notice",
        "(SELECT n.title FROM deliveries x JOIN notices n ON n.id = x.notice_id WHERE x.id = t.delivery_id)",
    ),
    "suggestion_id": ("suggestion", "(SELECT number FROM suggestions n WHERE n.id = t.suggestion_id)"),
    "campaign_id": ("campaign", "(SELECT title FROM campaigns n WHERE n.id = t.campaign_id)"),
    "criterion_id": ("criterion", "(SELECT name FROM criteria n WHERE n.id = t.criterion_id)"),
    "wish_id": ("wish", "(SELECT title FROM wishes n WHERE n.id = t.wish_id)"),
    "series_id": ("series", "(SELECT name FROM series n WHERE n.id = t.series_id)"),
    "survey_id": ("survey", "(SELECT title FROM surveys n WHERE n.id = t.survey_id)"),
    "desk_id": ("desk", "(SELECT name FROM desks n WHERE n.id = t.desk_id)"),
    "kind_id": ("kind", "(SELECT name FROM rota_kinds n WHERE n.id = t.kind_id)"),
}


def export(tx: Tx, person_id: int) -> dict[str, list[dict[str, Any]]]:
    """Return all rows that hold the person's id, by title, values as they are stored."""
    return {held.title: _rows(tx, held, person_id) for held in HELD}


def _rows(tx: Tx, held: Held, person_id: int) -> list[dict[str, Any]]:
    names = [_NAMES[column][0] if column in _NAMES else column for column in held.shown]
    columns = ", ".join(_NAMES[column][1] if column in _NAMES else f"t.{column}" for column in held.shown)
    found = tx.all(f"SELECT {columns} FROM {held.table} t WHERE t.{held.column} = :id ORDER BY 1", id=person_id)
    return [dict(zip(names, row, strict=True)) for row in found]


def forget(tx: Tx, person_id: int) -> None:
    """Delete and empty what HELD says. Signing the person off from what is to come is the caller's."""
    for held in HELD:
        if held.forget is Forget.DELETE:
            tx.run(f"DELETE FROM {held.table} WHERE {held.column} = :id", id=person_id)
        elif held.cleared:
            gone = ", ".join(f"{column} = NULL" for column in held.cleared)
            tx.run(f"UPDATE {held.table} SET {gone} WHERE {held.column} = :id", id=person_id)
    emptied = ", ".join(f"{column} = {value}" for column, value in EMPTIED.items())
    tx.run(f"UPDATE people SET {emptied} WHERE id = :id", id=person_id)


def move(tx: Tx, person_id: int, into: int) -> None:
    """Let all rows of a person be those of another, who is the same human being; what that one has already stays."""
    for held in HELD:
        if held.table == "people":
            continue
        where = f"{held.column} = :id"
        if held.once:
            has = f"SELECT {held.once} FROM {held.table} WHERE {held.column} = :into AND {held.once} IS NOT NULL"
            tx.run(f"DELETE FROM {held.table} WHERE {where} AND {held.once} IN ({has})", id=person_id, into=into)
        tx.run(f"UPDATE {held.table} SET {held.column} = :into WHERE {where}", id=person_id, into=into)


def withdraw(tx: Tx, person_id: int, now: datetime) -> None:
    """Take the person's consent back; `consent_at` is then the moment of that."""
    tx.run("UPDATE people SET consent = 0, consent_at = :now WHERE id = :id", id=person_id, now=micros(now))


def gone_silent(tx: Tx, now: datetime) -> list[int]:
    """Return those who withdrew their consent longer ago than it may be waited for them."""
    rows = tx.all(
        "SELECT id FROM people WHERE telegram_id IS NOT NULL AND consent = 0 AND consent_at < :before ORDER BY id",
        before=micros(now - KEPT[Kind.WITHDRAWN]),
    )
    return [id_ for (id_,) in rows]
