"""Rows that say who did what with authority. Anonymous acts never come here."""

from __future__ import annotations

from datetime import datetime

from bot.clock import micros
from storage.db import Tx


def note(tx: Tx, now: datetime, actor_id: int | None, action: str, subject: str, details: str = "") -> None:
    """Note that `actor_id` (None: the operator at the console) did `action` to `subject` ("person:7", "event:12")."""
    tx.run(
        "INSERT INTO audit (at, actor_id, action, subject, details) VALUES (:at, :actor, :action, :subject, :details)",
        at=micros(now),
        actor=actor_id,
        action=action,
        subject=subject,
        details=details,
    )
