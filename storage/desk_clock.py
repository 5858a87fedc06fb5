"""What the clock finds among suggestions: answers nobody judged, questions nobody answered, deadlines that passed."""

from __future__ import annotations

from datetime import datetime

from bot.clock import micros
from bot.domain.suggestions.deadlines import CHASED
from bot.domain.suggestions.states import State
from bot.domain.suggestions.suggestion import Suggestion
from storage.db import Tx
from storage.suggestions import COLUMNS, suggestion


def waited_out(tx: Tx, state: State, now: datetime, limit: int) -> list[int]:
    """Return what is in that state and whose author was waited for long enough."""
    rows = tx.all(
        "SELECT id FROM suggestions WHERE ask_until <= :now AND ask_until IS NOT NULL AND state = :state "
        "ORDER BY ask_until LIMIT :limit",
        now=micros(now),
        state=state,
        limit=limit,
    )
    return [id_ for (id_,) in rows]


def unchased(tx: Tx, now: datetime) -> list[Suggestion]:
    """Return what is past its date and was not called to mind since, the longest overdue first."""
    rows = tx.all(
        f"SELECT {COLUMNS} FROM suggestions s WHERE s.due_at < :now AND s.due_at IS NOT NULL AND s.chased = 0 "
        "ORDER BY s.due_at, s.id",
        now=micros(now),
    )
    return [suggestion(row) for row in rows]


def note_chased(tx: Tx, suggestion_id: int) -> None:
    """Note that its deadline was called to mind."""
    tx.run("UPDATE suggestions SET chased = :chased WHERE id = :id", id=suggestion_id, chased=CHASED)


def past(tx: Tx, before: datetime) -> list[Suggestion]:
    """Return what was due before then, the longest overdue first."""
    rows = tx.all(
        f"SELECT {COLUMNS} FROM suggestions s WHERE s.due_at < :before AND s.due_at IS NOT NULL "
        "ORDER BY s.due_at, s.id",
        before=micros(before),
    )
    return [suggestion(row) for row in rows]
