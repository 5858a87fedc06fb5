"""Rows of notices for mirrors: each notice for each mirror that was chosen."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from bot.clock import instant, micros
from bot.domain.mirroring import IN_HAND, Echo, EchoState
from storage.db import Row, Tx

_COLUMNS = "m.notice_id, m.name, m.state, m.tries, m.sent_at"


def insert(tx: Tx, notice_id: int, mirrors: Iterable[str], due_at: datetime) -> None:
    """Let a notice go to these mirrors, too, from `due_at` on."""
    tx.many(
        "INSERT INTO notice_mirrors (notice_id, name, due_at) VALUES (:notice, :name, :due)",
        [{"notice": notice_id, "name": name, "due": micros(due_at)} for name in mirrors],
    )


def of(tx: Tx, notice_id: int) -> tuple[Echo, ...]:
    """Return what became of a notice with each of its mirrors, by name."""
    rows = tx.all(f"SELECT {_COLUMNS} FROM notice_mirrors m WHERE m.notice_id = :n ORDER BY m.name", n=notice_id)
    return tuple(map(_echo, rows))


def claim(tx: Tx, now: datetime, limit: int) -> list[Echo]:
    """Take up to `limit` that are due in hand: whose notice is going out, or is out."""
    rows = tx.all(
        f"SELECT {_COLUMNS} FROM notice_mirrors m JOIN notices n ON n.id = m.notice_id WHERE m.state = 'waiting' "
        "AND m.due_at <= :now AND n.state IN ('sending', 'done') ORDER BY m.due_at, m.notice_id, m.name LIMIT :limit",
        now=micros(now),
        limit=limit,
    )
    return [
        Echo(notice_id, name, EchoState(state), tries + 1)
        for notice_id, name, state, tries, _sent_at in rows
        if tx.run(  # another process may have been quicker
            "UPDATE notice_mirrors SET tries = tries + 1, due_at = :until "
            "WHERE notice_id = :n AND name = :name AND state = 'waiting' AND tries = :tries",
            n=notice_id,
            name=name,
            tries=tries,
            until=micros(now + IN_HAND),
        )
    ]


def settle(tx: Tx, one: Echo, state: EchoState, due_at: datetime, now: datetime) -> None:
    """Note what became of one in hand, and when it is tried again if it waits."""
    tx.run(
        "UPDATE notice_mirrors SET state = :state, due_at = :due, sent_at = CAST(:sent AS BIGINT) "
        "WHERE notice_id = :n AND name = :name AND state = 'waiting' AND tries = :tries",
        n=one.notice_id,
        name=one.mirror,
        tries=one.tries,
        state=state,
        due=micros(due_at),
        sent=micros(now) if state is EchoState.SENT else None,
    )


def _echo(row: Row) -> Echo:
    notice_id, name, state, tries, sent_at = row
    return Echo(notice_id, name, EchoState(state), tries, None if sent_at is None else instant(sent_at))
