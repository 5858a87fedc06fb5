"""Rows of desks' keys: the public halves. Messages say which key opens them."""

from __future__ import annotations

from dataclasses import dataclass

from storage.db import Tx


@dataclass(frozen=True, slots=True)
class Key:
    """A desk's key of a month; `id` also names the file with its private half."""

    id: str
    desk_id: int
    month: str
    public: bytes


def listed(tx: Tx) -> list[Key]:
    """Return all keys."""
    return [Key(*row) for row in tx.all("SELECT id, desk_id, month, public_key FROM desk_keys ORDER BY id")]


def of_desk(tx: Tx, desk_id: int, month: str) -> list[Key]:
    """Return a desk's keys of a month; there are several only after one was lost."""
    sql = "SELECT id, desk_id, month, public_key FROM desk_keys WHERE desk_id = :d AND month = :m ORDER BY id"
    return [Key(*row) for row in tx.all(sql, d=desk_id, m=month)]


def put(tx: Tx, key: Key) -> None:
    """Add a key."""
    tx.run(
        "INSERT INTO desk_keys (id, desk_id, month, public_key) VALUES (:id, :desk, :month, :public)",
        id=key.id,
        desk=key.desk_id,
        month=key.month,
        public=key.public,
    )


def sealed_with(tx: Tx, key_id: str, limit: int) -> list[tuple[str, int, int, bytes]]:
    """Return up to `limit` messages that this key opens: thread, turn, the desk the thread is at, what is sealed."""
    rows = tx.all(
        "SELECT m.tag, m.turn, t.desk_id, m.for_desk FROM messages m JOIN threads t ON t.tag = m.tag "
        "WHERE m.key_id = :key ORDER BY m.tag, m.turn LIMIT :limit",
        key=key_id,
        limit=limit,
    )
    return [(tag, turn, desk_id, sealed) for tag, turn, desk_id, sealed in rows]


def reseal(tx: Tx, tag: str, turn: int, old: str, new: str, for_desk: bytes) -> None:
    """Let another key open a message, unless it was moved meanwhile."""
    tx.run(
        "UPDATE messages SET key_id = :new, for_desk = :sealed WHERE tag = :tag AND turn = :turn AND key_id = :old",
        tag=tag,
        turn=turn,
        old=old,
        new=new,
        sealed=for_desk,
    )


def drop(tx: Tx, key_id: str) -> bool:
    """Remove a key that opens nothing any more; return whether it is gone."""
    tx.run("DELETE FROM desk_keys WHERE id = :id AND id NOT IN (SELECT key_id FROM messages)", id=key_id)
    return tx.one("SELECT 1 FROM desk_keys WHERE id = :id", id=key_id) is None
