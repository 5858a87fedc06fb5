"""Rows that say who did what with authority. Anonymous acts never come here."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime

from bot.clock import instant, micros
from bot.domain.audit import Entry
from storage.db import Row, Tx

_ENTRY = """
    SELECT a.id, a.at, a.actor_id, COALESCE(p.name, ''), a.action, a.subject,
      COALESCE(e.title, o.name, g.title, ''), a.details, a.undo, a.undone_at
    FROM audit a LEFT JOIN people p ON p.id = a.actor_id
    LEFT JOIN events e ON a.subject = 'event:' || CAST(e.id AS TEXT)
    LEFT JOIN people o ON a.subject = 'person:' || CAST(o.id AS TEXT)
    LEFT JOIN groups g ON a.subject = 'group:' || CAST(g.id AS TEXT)"""


def note(
    tx: Tx,
    now: datetime,
    actor_id: int | None,
    action: str,
    subject: str,
    details: str = "",
    *,
    undo: Mapping[str, object] | None = None,
) -> None:
    """Note that `actor_id` (None: the operator at the console) did `action` to `subject` ("person:7", "event:12").

    `undo` is JSON that bot.services.audit understands, for what can be taken back.
    """
    tx.run(
        "INSERT INTO audit (at, actor_id, action, subject, details, undo) "
        "VALUES (:at, :actor, :action, :subject, :details, :undo)",
        at=micros(now),
        actor=actor_id,
        action=action,
        subject=subject,
        details=details,
        undo=None if undo is None else json.dumps(undo, ensure_ascii=False),
    )


def entry(tx: Tx, entry_id: int) -> Entry | None:
    """Return the entry, or None."""
    row = tx.one(f"{_ENTRY} WHERE a.id = :id", id=entry_id)
    return None if row is None else _entry(row)


def of_event(tx: Tx, event_id: int, page: int, size: int) -> tuple[list[Entry], int]:
    """Return a page (from 0) of what was done to an event, the latest first, and how many entries there are."""
    return _page(tx, "a.subject = :subject", page, size, subject=f"event:{event_id}")


def of_actor(tx: Tx, actor_id: int, page: int, size: int) -> tuple[list[Entry], int]:
    """Return a page of what somebody did."""
    return _page(tx, "a.actor_id = :actor", page, size, actor=actor_id)


def of_all(tx: Tx, page: int, size: int) -> tuple[list[Entry], int]:
    """Return a page of everything."""
    return _page(tx, "1 = 1", page, size)


def undone(tx: Tx, entry_id: int, now: datetime) -> bool:
    """Note that an act is taken back; return whether it was not before."""
    return bool(
        tx.run(
            "UPDATE audit SET undone_at = :now WHERE id = :id AND undo IS NOT NULL AND undone_at IS NULL",
            id=entry_id,
            now=micros(now),
        )
    )


def _page(tx: Tx, where: str, page: int, size: int, **values: object) -> tuple[list[Entry], int]:
    count = tx.one(f"SELECT COUNT(*) FROM audit a WHERE {where}", **values)
    rows = tx.all(
        f"{_ENTRY} WHERE {where} ORDER BY a.id DESC LIMIT :size OFFSET :skip", size=size, skip=page * size, **values
    )
    return [_entry(row) for row in rows], count[0] if count else 0


def _entry(row: Row) -> Entry:
    id_, at, actor_id, actor, action, subject, about, details, undo, undone_at = row
    return Entry(
        id=id_,
        at=instant(at),
        actor_id=actor_id,
        actor=actor,
        action=action,
        subject=subject,
        about=about,
        details=details,
        undo=undo,
        undone_at=None if undone_at is None else instant(undone_at),
    )
