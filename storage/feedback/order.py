"""Threads and messages in an order that says nothing: where a row lies in a file tells after which others it came."""

from __future__ import annotations

from storage.db import Row, Tx

_THREADS = ("tag", "salt", "verifier", "public_key", "wrapped_key", "desk_id", "day", "state", "theme", "news")
_MESSAGES = ("tag", "turn", "from_desk", "stage", "day", "key_id", "for_desk", "for_thread")


def write_anew(tx: Tx) -> None:
    """Write all rows once more in the order of their random keys: from now on all of them are equally old."""
    # As who adds a message does: the thread is held first. What is not held stays where it is.
    threads = tx.all(f"UPDATE threads SET state = state RETURNING {', '.join(_THREADS)}")
    messages = tx.all(f"DELETE FROM messages RETURNING {', '.join(_MESSAGES)}")
    tx.many("DELETE FROM threads WHERE tag = :tag", [{"tag": row[0]} for row in threads])
    _insert(tx, "threads", _THREADS, threads)
    _insert(tx, "messages", _MESSAGES, messages)


def _insert(tx: Tx, table: str, columns: tuple[str, ...], rows: list[Row]) -> None:
    places = ", ".join(f":{name}" for name in columns)
    ordered = sorted(rows, key=lambda row: row[:2])
    values = [dict(zip(columns, row, strict=True)) for row in ordered]
    tx.many(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({places})", values)
