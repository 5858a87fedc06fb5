"""SQLite: one writer that commits all waiting functions together, and readers that each see a snapshot."""

from __future__ import annotations

import asyncio
import os
import sqlite3
import tempfile
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Concatenate, TypeVar

import aiosqlite

from storage.calls import Call, Dispatcher
from storage.db import NotCommittedError, P, R, Row, Tx, refuse_nul

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

T = TypeVar("T")

READERS = 3
# More would make the first in a batch wait for the last; fewer would pay for more commits.
WRITES_PER_COMMIT = 256
READS_PER_HOP = 16
# How long a batch waits for another process to let go of the database: people give up on a button after 15 s.
PATIENCE_S = 10.0

_SETTINGS = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    # What is forgotten is gone from the file, too, not only from sight.
    "PRAGMA secure_delete = ON",
    f"PRAGMA journal_size_limit = {64 << 20}",
)
# For the database apart: no log whose pages stand in the order of writing, no spill in a temporary file, and pages that
# are overwritten are gone, in the journal, too, as soon as a transaction ends.
_SETTINGS_APART = (
    "PRAGMA journal_mode = TRUNCATE",
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    "PRAGMA secure_delete = ON",
    "PRAGMA temp_store = MEMORY",
)


class Connection(aiosqlite.Connection):
    """An aiosqlite connection that can run a whole function in its thread.

    aiosqlite has no public call for that: `run` stands on its `_tx`, `_thread` and `_conn` (a test watches them).
    """

    def __init__(self, path: Path) -> None:
        super().__init__(partial(connect, path), iter_chunk_size=64)
        # A database that somebody forgot to close must not keep the interpreter from ending.
        self._thread.daemon = True

    async def open(self) -> None:
        """Open the file. Raises FileNotFoundError, sqlite3.Error."""
        try:
            await self
        except BaseException:
            # aiosqlite has told its thread to end, but does not wait: it would report to a loop that may be gone.
            await asyncio.to_thread(self._thread.join)
            raise

    def run(self, fn: Callable[[sqlite3.Connection], T]) -> asyncio.Future[T]:
        """Run `fn(connection)` in the connection's thread, in one hop; the future has its result."""
        future: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._tx.put_nowait((future, partial(fn, self._conn)))
        return future


class SqliteTx:
    """A transaction on SQLite: see `storage.db.Tx`."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._cursor = connection.cursor()

    def run(self, sql: str, **values: object) -> int:
        """Execute one statement; return how many rows it changed."""
        refuse_nul(values)
        cursor = self._cursor.execute(sql, values)
        if cursor.description is not None:
            # SQLite cannot commit, nor tell the count, while rows of a RETURNING are unread.
            cursor.fetchall()
        if cursor.rowcount < 0 and sql.lstrip()[:4].upper() == "WITH":
            # The sqlite3 module counts only statements that begin with INSERT, UPDATE, DELETE or REPLACE.
            return int(cursor.execute("SELECT changes()").fetchone()[0])
        return max(cursor.rowcount, 0)

    def one(self, sql: str, **values: object) -> Row | None:
        """Return the first row or None."""
        rows = self.all(sql, **values)
        return rows[0] if rows else None

    def all(self, sql: str, **values: object) -> list[Row]:
        """Return all rows."""
        refuse_nul(values)
        return self._cursor.execute(sql, values).fetchall()

    def many(self, sql: str, rows: Iterable[Mapping[str, object]]) -> None:
        """Execute one statement once per row of values."""
        self._cursor.executemany(sql, _without_nul(rows))

    def lock(self, table: str, key: int) -> None:
        """Do nothing: the one writer holds the whole database."""


class SqliteDatabase:
    """A SQLite file, open: see `storage.db.Database`."""

    dialect = "sqlite"

    def __init__(self, writer: Connection, *readers: Connection) -> None:
        self._connections = [writer, *readers]
        self._closing = asyncio.Lock()
        self._writes = Dispatcher([partial(_in_thread, writer, _commit_together)], most=WRITES_PER_COMMIT)
        self._reads = Dispatcher([partial(_in_thread, reader, _read_each) for reader in readers], most=READS_PER_HOP)

    @classmethod
    async def open(cls, path: Path) -> SqliteDatabase:
        """Open the file at `path`. Raises FileNotFoundError when there is none."""
        return cls(*await _connections(path, _SETTINGS, *((*_SETTINGS, "PRAGMA query_only = ON"),) * READERS))

    @classmethod
    async def open_apart(cls, path: Path) -> SqliteDatabase:
        """Open a file of which no log is kept: without one, readers and the writer would wait for one another's locks.

        So they take turns on few connections: one each. Raises FileNotFoundError when there is no such file.
        """
        return cls(*await _connections(path, _SETTINGS_APART, (*_SETTINGS_APART, "PRAGMA query_only = ON")))

    async def write(self, fn: Callable[Concatenate[Tx, P], R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Run `fn` in a transaction; return once it is on disk."""
        return await self._writes.call(fn, *args, **kwargs)

    async def read(self, fn: Callable[Concatenate[Tx, P], R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Run `fn` on a snapshot."""
        return await self._reads.call(fn, *args, **kwargs)

    def commits(self) -> tuple[int, int]:
        """Return how many commits there were, and how many functions shared them."""
        return self._writes.batches, self._writes.served

    async def close(self) -> None:
        """Let everything that waits finish, then close the file; the writer goes last and takes the WAL with it."""
        await self._reads.close()
        await self._writes.close()
        async with self._closing:
            while self._connections:
                await self._connections.pop().close()


async def _connections(path: Path, *each: Iterable[str]) -> list[Connection]:
    """Open the file at `path` once with each of the settings."""
    opened: list[Connection] = []
    try:
        for settings in each:
            connection = Connection(path)
            await connection.open()
            opened.append(connection)
            await connection.run(partial(_execute_each, settings))
    except BaseException:
        for connection in opened:
            await connection.close()
        raise
    return opened


def copy_file(source: Path, target: Path) -> None:
    """Make `target` a copy of the database file `source` as of now, also while it is in use.

    Only its owner can read it, and what was deleted is not in it. Whatever happens, `target` is whole or as it was.
    Raises sqlite3.Error.
    """
    with tempfile.TemporaryDirectory(prefix=".copy-", dir=target.parent) as folder:
        made = Path(folder) / target.name
        made.touch(mode=0o600)
        with closing(connect(source)) as connection:
            connection.execute("VACUUM INTO ?", (str(made),))
        move_file(made, target)


def move_file(made: Path, target: Path) -> None:
    """Put the finished file `made`, which nobody has open, in the place of `target`, and both on disk."""
    _sync(made)
    made.replace(target)
    _sync(target.parent)


def _sync(path: Path) -> None:
    number = os.open(path, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)


def connect(path: Path) -> sqlite3.Connection:
    """Open the file at `path`, never making one. Raises FileNotFoundError."""
    if not path.exists():
        raise FileNotFoundError(f"there is no database at {path}")
    uri = f"{path.absolute().as_uri()}?mode=rw"
    return sqlite3.connect(uri, uri=True, isolation_level=None, timeout=PATIENCE_S, cached_statements=1024)


def _in_thread(
    connection: Connection,
    serve: Callable[[sqlite3.Connection, list[Call[Any]]], list[Call[Any]]],
    batch: list[Call[Any]],
) -> asyncio.Future[list[Call[Any]]]:
    return connection.run(lambda raw: serve(raw, batch))


def _commit_together(connection: sqlite3.Connection, batch: list[Call[Any]]) -> list[Call[Any]]:
    """Run the functions of `batch`, each under its own savepoint, and commit at once. Raises for all of them."""
    tx = SqliteTx(connection)
    try:
        connection.execute("BEGIN IMMEDIATE")
        for call in batch:
            connection.execute("SAVEPOINT one")
            try:
                call.run(tx)
            except BaseException as error:  # noqa: BLE001 - whatever it is, it belongs to the caller
                call.error = error
                connection.execute("ROLLBACK TO one")
            connection.execute("RELEASE one")
        connection.execute("COMMIT")
    except sqlite3.Error as error:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise NotCommittedError(f"SQLite could not commit: {error}") from error
    return []


def _read_each(connection: sqlite3.Connection, batch: list[Call[Any]]) -> list[Call[Any]]:
    tx = SqliteTx(connection)
    for call in batch:
        try:
            connection.execute("BEGIN")
            try:
                call.run(tx)
            finally:
                connection.execute("ROLLBACK")
        except BaseException as error:  # noqa: BLE001
            call.error = error
    return []


def _execute_each(statements: Iterable[str], connection: sqlite3.Connection) -> None:
    for statement in statements:
        connection.execute(statement).fetchall()


def _without_nul(rows: Iterable[Mapping[str, object]]) -> Iterator[Mapping[str, object]]:
    for row in rows:
        refuse_nul(row)
        yield row
