"""Rows of what was done to suggestions: added, never changed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime

from bot.clock import instant, micros
from bot.domain.suggestions.acts import Action
from bot.domain.suggestions.states import State
from bot.domain.suggestions.suggestion import Step
from storage.db import Row, Tx

FILED = "file"


def add(  # noqa: PLR0913 - a row
    tx: Tx,
    suggestion_id: int,
    actor_id: int | None,
    action: Action | None,
    states: tuple[State | None, State],
    words: str,
    now: datetime,
    *,
    public: bool,
    data: Mapping[str, object] | None = None,
) -> int:
    """Write what was done, from which state to which; None as action: it was filed. Return the step's id."""
    row = tx.one(
        "INSERT INTO suggestion_steps (suggestion_id, at, actor_id, action, from_state, to_state, words, public, data) "
        "VALUES (:suggestion, :at, :actor, :action, :frm, :to, :words, :public, :data) RETURNING id",
        suggestion=suggestion_id,
        at=micros(now),
        actor=actor_id,
        action=action or FILED,
        frm=states[0],
        to=states[1],
        words=words,
        public=int(public),
        data=json.dumps(data, ensure_ascii=False) if data else "",
    )
    assert row is not None  # noqa: S101 - RETURNING of an insert
    return int(row[0])


_STEPS = """
    SELECT t.id, t.at, COALESCE(p.name, ''), t.action, t.from_state, t.to_state, t.words, t.public, t.data, t.actor_id
    FROM suggestion_steps t LEFT JOIN people p ON p.id = t.actor_id """


def of(tx: Tx, suggestion_id: int) -> list[tuple[Step, int | None]]:
    """Return everything that was done to a suggestion, in order, each with who did it."""
    return [_step(row) for row in tx.all(f"{_STEPS} WHERE t.suggestion_id = :id ORDER BY t.id", id=suggestion_id)]


def one(tx: Tx, suggestion_id: int, step_id: int) -> tuple[Step, int | None] | None:
    """Return one step of a suggestion with who did it, or None."""
    row = tx.one(f"{_STEPS} WHERE t.id = :id AND t.suggestion_id = :suggestion", id=step_id, suggestion=suggestion_id)
    return None if row is None else _step(row)


def unanswered(tx: Tx, suggestion_id: int) -> bool:
    """Whether the office's last question has no answer."""
    row = tx.one(
        "SELECT action FROM suggestion_steps WHERE suggestion_id = :id AND action IN ('ask', 'reply') "
        "ORDER BY id DESC LIMIT 1",
        id=suggestion_id,
    )
    return row is not None and row[0] == Action.ASK


def _step(row: Row) -> tuple[Step, int | None]:
    id_, at, actor, action, frm, to, words, public, data, actor_id = row
    step = Step(
        id_,
        instant(at),
        actor,
        None if action == FILED else Action(action),
        None if frm is None else State(frm),
        State(to),
        words,
        bool(public),
        json.loads(data or "{}"),
    )
    return step, actor_id
