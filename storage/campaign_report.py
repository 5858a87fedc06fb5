"""What became of a campaign's suggestions, read off their steps."""

from __future__ import annotations

from datetime import datetime

from bot.clock import instant
from bot.domain.suggestions.report import Course
from bot.domain.suggestions.states import Decision
from storage.db import Tx


def courses(tx: Tx, campaign_id: int) -> tuple[Course, ...]:
    """Return the course of every suggestion that was not withdrawn, in the order of filing."""
    rows = tx.all(
        "SELECT s.number, s.text, COALESCE(d.name, ''), s.created_at, "
        f"{_first('accept')}, {_first('assign')}, {_first('answer')}, {_first('resolve')}, s.decision "
        "FROM suggestions s LEFT JOIN departments d ON d.id = s.office_id "
        "LEFT JOIN suggestion_steps t ON t.suggestion_id = s.id "
        "AND t.action IN ('accept', 'assign', 'answer', 'resolve') "
        "WHERE s.campaign_id = :campaign AND s.state <> 'withdrawn' "
        "GROUP BY s.id, s.number, s.text, d.name, s.created_at, s.decision ORDER BY s.id",
        campaign=campaign_id,
    )
    return tuple(
        Course(
            number,
            text,
            office,
            instant(filed),
            _instant(accepted),
            _instant(assigned),
            _instant(answered),
            _instant(resolved),
            Decision(decision) if decision else None,
        )
        for number, text, office, filed, accepted, assigned, answered, resolved, decision in rows
    )


def _first(action: str) -> str:
    return f"MIN(CASE WHEN t.action = '{action}' THEN t.at END)"


def _instant(stored: int | None) -> datetime | None:
    return None if stored is None else instant(stored)
