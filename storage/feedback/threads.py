"""Rows of anonymous threads and their messages. What is in them is sealed; order and stage are all that can be read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from bot.domain.feedback import Stage, ThreadState
from bot.sealing import Lock
from storage.db import Row, Tx


@dataclass(frozen=True, slots=True)
class ThreadRow:
    """A thread as it is stored."""

    tag: str
    lock: Lock
    desk_id: int
    day: date
    state: ThreadState
    theme: str


@dataclass(frozen=True, slots=True)
class Sealed:
    """A message as it is stored: which key of the desk opens `for_desk`; the thread's own opens `for_thread`."""

    tag: str
    turn: int
    from_desk: bool
    stage: Stage
    day: date
    key_id: str
    for_desk: bytes
    for_thread: bytes | None


_THREAD = "SELECT tag, salt, verifier, public_key, wrapped_key, desk_id, day, state, theme FROM threads"
_MESSAGE = "SELECT tag, turn, from_desk, stage, day, key_id, for_desk, for_thread FROM messages"


def begin(tx: Tx, tag: str, lock: Lock, desk_id: int, day: date) -> bool:
    """Add a thread; return whether its tag was free."""
    return bool(
        tx.run(
            "INSERT INTO threads (tag, salt, verifier, public_key, wrapped_key, desk_id, day, state) "
            "VALUES (:tag, :salt, :verifier, :public, :wrapped, :desk, :day, :state) ON CONFLICT DO NOTHING",
            tag=tag,
            salt=lock.salt,
            verifier=lock.verifier,
            public=lock.public_key,
            wrapped=lock.wrapped_key,
            desk=desk_id,
            day=day.toordinal(),
            state=ThreadState.OPEN.value,
        )
    )


def add(
    tx: Tx, tag: str, stage: Stage, day: date, key_id: str, for_desk: bytes, for_thread: bytes | None = None
) -> bool:
    """Add a message, the desk's when it is sealed for the thread, too; return False when the desk's key is gone.

    Holds the thread's row until the end of the transaction.
    """
    hold(tx, tag)
    if tx.one("SELECT 1 FROM desk_keys WHERE id = :key", key=key_id) is None:
        return False
    tx.run(
        "INSERT INTO messages (tag, turn, from_desk, stage, day, key_id, for_desk, for_thread) VALUES (:tag, "
        "(SELECT COALESCE(MAX(turn), 0) + 1 FROM messages WHERE tag = :tag), :from_desk, :stage, :day, :key, "
        ":for_desk, :for_thread)",
        tag=tag,
        from_desk=int(for_thread is not None),
        stage=int(stage),
        day=day.toordinal(),
        key=key_id,
        for_desk=for_desk,
        for_thread=for_thread,
    )
    return True


def hold(tx: Tx, tag: str) -> None:
    """Let whoever else wants to change the thread wait until the end of the transaction."""
    tx.run("UPDATE threads SET state = state WHERE tag = :tag", tag=tag)


def load(tx: Tx, tag: str) -> ThreadRow | None:
    """Return a thread, or None."""
    row = tx.one(f"{_THREAD} WHERE tag = :tag", tag=tag)
    return None if row is None else _thread(row)


def of_desk(tx: Tx, desk_id: int) -> list[tuple[ThreadRow, bool]]:
    """Return the threads that came to a desk, in the order of their random tags, and whether the desk wrote last."""
    rows = tx.all(
        f"{_THREAD} WHERE desk_id = :desk AND EXISTS "
        "(SELECT 1 FROM messages m WHERE m.tag = threads.tag AND m.stage = :shown) ORDER BY tag",
        desk=desk_id,
        shown=int(Stage.SHOWN),
    )
    last: dict[str, int] = dict(
        tx.all(
            "SELECT m.tag, m.from_desk FROM messages m JOIN threads t ON t.tag = m.tag AND t.desk_id = :desk "
            "WHERE m.stage = :shown AND m.turn = "
            "(SELECT MAX(n.turn) FROM messages n WHERE n.tag = m.tag AND n.stage = :shown)",
            desk=desk_id,
            shown=int(Stage.SHOWN),
        )
    )
    return [(thread, bool(last[thread.tag])) for thread in map(_thread, rows)]


def messages(tx: Tx, tag: str, stage: Stage = Stage.WAITING) -> list[Sealed]:
    """Return the messages of a thread that have come at least so far, the first first."""
    rows = tx.all(f"{_MESSAGE} WHERE tag = :tag AND stage >= :stage ORDER BY turn", tag=tag, stage=int(stage))
    return [_message(row) for row in rows]


def set_state(tx: Tx, tag: str, state: ThreadState) -> None:
    """Let a thread stand there."""
    tx.run("UPDATE threads SET state = :state WHERE tag = :tag", tag=tag, state=state.value)


def move(tx: Tx, tag: str, desk_id: int) -> None:
    """Let a thread be at another desk."""
    tx.run("UPDATE threads SET desk_id = :desk WHERE tag = :tag", tag=tag, desk=desk_id)


def set_theme(tx: Tx, tag: str, theme: str) -> None:
    """Let a thread be about that."""
    tx.run("UPDATE threads SET theme = :theme WHERE tag = :tag", tag=tag, theme=theme)


def note_news(tx: Tx, tag: str) -> None:
    """Note that a desk wrote, for the weekly list."""
    tx.run("UPDATE threads SET news = 1 WHERE tag = :tag", tag=tag)


def news(tx: Tx) -> list[str]:
    """Return the tags of threads in which a desk wrote since the last weekly list, in the order of the alphabet."""
    return [tag for (tag,) in tx.all("SELECT tag FROM threads WHERE news = 1 ORDER BY tag")]


def told(tx: Tx, tags: list[str]) -> None:
    """Note that the weekly list has told of these threads."""
    tx.many("UPDATE threads SET news = 0 WHERE tag = :tag", [{"tag": tag} for tag in tags])


def waits(tx: Tx, desk_id: int) -> list[tuple[date, date | None, str]]:
    """Return for each thread that came to a desk its day, the day of the first answer if there is one, its theme."""
    rows = tx.all(
        "SELECT t.day, (SELECT MIN(m.day) FROM messages m WHERE m.tag = t.tag AND m.from_desk = 1), t.theme "
        "FROM threads t WHERE t.desk_id = :desk AND EXISTS "
        "(SELECT 1 FROM messages m WHERE m.tag = t.tag AND m.stage = :shown) ORDER BY t.tag",
        desk=desk_id,
        shown=int(Stage.SHOWN),
    )
    return [(_day(day), None if answered is None else _day(answered), theme) for day, answered, theme in rows]


def arriving(tx: Tx) -> list[int]:
    """Return the desks to which the next gathering brings something."""
    sql = "SELECT DISTINCT t.desk_id FROM threads t JOIN messages m ON m.tag = t.tag WHERE m.stage = :ripe ORDER BY 1"
    return [desk_id for (desk_id,) in tx.all(sql, ripe=int(Stage.RIPE))]


def gather(tx: Tx) -> None:
    """Move what waits one stage on.

    What a desk now gets goes behind what the desk wrote meanwhile: its place would tell that it was written before.
    """
    ripe = tx.all("SELECT tag, turn FROM messages WHERE stage = :ripe ORDER BY tag, turn", ripe=int(Stage.RIPE))
    for tag, turn in ripe:
        tx.run(
            "UPDATE messages SET stage = :shown, turn = CASE WHEN EXISTS "
            "(SELECT 1 FROM messages n WHERE n.tag = :tag AND n.turn > :turn AND n.from_desk = 1) "
            "THEN (SELECT MAX(n.turn) + 1 FROM messages n WHERE n.tag = :tag) ELSE turn END "
            "WHERE tag = :tag AND turn = :turn",
            tag=tag,
            turn=turn,
            shown=int(Stage.SHOWN),
        )
    tx.run("UPDATE messages SET stage = :ripe WHERE stage = :waiting", ripe=int(Stage.RIPE), waiting=int(Stage.WAITING))
    tx.run(
        "UPDATE threads SET state = CASE WHEN state = :ending THEN :closed ELSE :ending END "
        "WHERE state IN (:closing, :ending)",
        closing=ThreadState.CLOSING.value,
        ending=ThreadState.ENDING.value,
        closed=ThreadState.CLOSED.value,
    )


def expire(tx: Tx, before: date) -> int:
    """Delete the threads without a message since `before`; return how many."""
    tx.run(
        "DELETE FROM messages WHERE tag IN (SELECT tag FROM messages GROUP BY tag HAVING MAX(day) < :before)",
        before=before.toordinal(),
    )
    return tx.run("DELETE FROM threads WHERE NOT EXISTS (SELECT 1 FROM messages m WHERE m.tag = threads.tag)")


def known(tx: Tx) -> set[str]:
    """Return the tags of all threads."""
    return {tag for (tag,) in tx.all("SELECT tag FROM threads")}


def done(tx: Tx, name: str) -> int:
    """Return when what happens at fixed times was done last, UTC microseconds of that time; 0: never."""
    row = tx.one("SELECT value FROM marks WHERE name = :name", name=name)
    return 0 if row is None else int(row[0])


def note_done(tx: Tx, name: str, value: int) -> None:
    """Note when that was done last."""
    sql = "INSERT INTO marks (name, value) VALUES (:name, :value) ON CONFLICT (name) DO UPDATE SET value = :value"
    tx.run(sql, name=name, value=value)


def _thread(row: Row) -> ThreadRow:
    tag, salt, verifier, public, wrapped, desk_id, day, state, theme = row
    return ThreadRow(tag, Lock(salt, verifier, public, wrapped), desk_id, _day(day), ThreadState(state), theme)


def _message(row: Row) -> Sealed:
    tag, turn, from_desk, stage, day, key_id, for_desk, for_thread = row
    return Sealed(tag, turn, bool(from_desk), Stage(stage), _day(day), key_id, for_desk, for_thread)


def _day(ordinal: int) -> date:
    return date.fromordinal(ordinal)
