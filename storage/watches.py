"""Rows of messages that follow a notice: the latest of each person for each notice."""

from __future__ import annotations

from storage.db import Tx


def all_of_them(tx: Tx) -> list[tuple[int, int, int]]:
    """Return notice, person and message of each, the oldest notice first."""
    rows = tx.all("SELECT notice_id, person_id, message_id FROM notice_watches ORDER BY notice_id, person_id")
    return [(notice_id, person_id, message_id) for notice_id, person_id, message_id in rows]


def put(tx: Tx, notice_id: int, person_id: int, message_id: int) -> None:
    """Let a message follow a notice, in place of an earlier one."""
    tx.run(
        "INSERT INTO notice_watches (notice_id, person_id, message_id) VALUES (:notice, :person, :message) "
        "ON CONFLICT (notice_id, person_id) DO UPDATE SET message_id = excluded.message_id",
        notice=notice_id,
        person=person_id,
        message=message_id,
    )


def delete(tx: Tx, notice_id: int, person_id: int, message_id: int) -> None:
    """Let a message follow a notice no longer."""
    tx.run(
        "DELETE FROM notice_watches WHERE notice_id = :notice AND person_id = :person AND message_id = :message",
        notice=notice_id,
        person=person_id,
        message=message_id,
    )
