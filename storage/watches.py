"""Rows of messages that follow a notice: the latest of each person for each notice."""

from __future__ import annotations

from storage.db import Tx


def newest(tx: Tx, limit: int) -> list[tuple[int, int, int]]:
    """Return notice, person and message of those of the newest notices, the oldest of them first."""
    rows = tx.all(
        "SELECT notice_id, person_id, message_id FROM notice_watches ORDER BY notice_id DESC, person_id DESC "
        "LIMIT :limit",
        limit=limit,
    )
    return [(notice_id, person_id, message_id) for notice_id, person_id, message_id in reversed(rows)]


def any_at_all(tx: Tx) -> bool:
    """Whether any message follows a notice."""
    return tx.one("SELECT 1 FROM notice_watches LIMIT 1") is not None


def follows(tx: Tx, person_id: int, notice_id: int) -> bool:
    """Whether a message of the person follows the notice."""
    row = tx.one(
        "SELECT 1 FROM notice_watches WHERE notice_id = :notice AND person_id = :person",
        notice=notice_id,
        person=person_id,
    )
    return row is not None


def put(tx: Tx, notice_id: int, person_id: int, message_id: int) -> None:
    """Let a message follow a notice and no other, in place of an earlier one."""
    delete(tx, person_id, message_id)
    tx.run(
        "INSERT INTO notice_watches (notice_id, person_id, message_id) VALUES (:notice, :person, :message) "
        "ON CONFLICT (notice_id, person_id) DO UPDATE SET message_id = excluded.message_id",
        notice=notice_id,
        person=person_id,
        message=message_id,
    )


def delete(tx: Tx, person_id: int, message_id: int) -> None:
    """Let a message follow nothing any more."""
    tx.run(
        "DELETE FROM notice_watches WHERE person_id = :person AND message_id = :message",
        person=person_id,
        message=message_id,
    )
