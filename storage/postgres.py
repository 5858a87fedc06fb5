"""PostgreSQL: the functions of `storage.db` on psycopg connections, each with a thread of its own.

One connection writes and commits all waiting functions together, as on SQLite. Measured with 64 callers, sign-ups of
four statements: 2,700-5,000 a second, also on one hot row; a pool of 4 to 16 connections 1,300-3,000. It also keeps
callers in their order of arrival, and functions of one process never wait for each other's locks. In pipeline mode a
statement whose answer nobody needs (savepoints, locks) travels with the next one.
"""

from __future__ import annotations

import asyncio
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any, Concatenate, TypeVar

import psycopg
from psycopg import RawCursor, errors
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from psycopg.types.numeric import Int8Dumper

from storage.calls import Call, Dispatcher
from storage.db import CommitInDoubtError, NotCommittedError, P, R, Tx
from storage.postgres_tx import Connection, NumericLoader, PostgresTx, without_content

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

T = TypeVar("T")

READERS = 3
WRITES_PER_COMMIT = 256
READS_PER_HOP = 16
# How long a batch waits for a lock of another process, or for a server that restarts: as on SQLite.
PATIENCE_S = 10.0
_PAUSE_S = 0.1

_DEFAULTS: dict[str, Any] = {
    "application_name": "faguang",
    "client_encoding": "utf8",
    "connect_timeout": 10,
    "keepalives_idle": 30,
    "keepalives_interval": 10,
    "keepalives_count": 3,
    "tcp_user_timeout": 30_000,
    "options": f"-c lock_timeout={PATIENCE_S:.0f}s",
}
_RETRIABLE = (errors.DeadlockDetected, errors.SerializationFailure)


class _Session:
    """One connection and the thread it lives in."""

    def __init__(self, url: str) -> None:
        asked = conninfo_to_dict(url)
        # The server takes the last of what is said twice.
        options = f"{_DEFAULTS['options']} {asked.get('options', '')}".rstrip()
        self._conninfo = make_conninfo("", **{**_DEFAULTS, **asked, "options": options})
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="postgres")
        self._connection: Connection | None = None

    def hop(self, fn: Callable[..., T], *args: Any) -> asyncio.Future[T]:
        """Run `fn(*args)` in the thread."""
        return asyncio.get_running_loop().run_in_executor(self._thread, fn, *args)

    def open(self) -> None:
        """Connect. Raises psycopg.OperationalError."""
        self._connection = psycopg.connect(self._conninfo, autocommit=True, cursor_factory=RawCursor)
        # One type for all ints: a statement is then prepared once and does not depend on how large a value is.
        self._connection.adapters.register_dumper(int, Int8Dumper)
        self._connection.adapters.register_loader("numeric", NumericLoader)

    @contextmanager
    def pipeline(self) -> Iterator[PostgresTx]:
        """Give a `PostgresTx` for any number of transactions; whatever breaks them costs the connection.

        Raises NotCommittedError when there is no connection to be had.
        """
        connection = self._connected()
        try:
            with connection.pipeline() as pipeline:
                yield PostgresTx(connection, pipeline)
        except BaseException as error:
            without_content(error)
            connection.close()
            raise

    def _connected(self) -> Connection:
        # Patiently: the server may be starting again.
        deadline = time.monotonic() + PATIENCE_S
        while self._connection is None or self._connection.closed:
            try:
                self.open()
            except psycopg.OperationalError as error:
                if time.monotonic() > deadline:
                    raise NotCommittedError("PostgreSQL cannot be reached") from error
                time.sleep(_PAUSE_S)
        return self._connection

    async def close(self) -> None:
        """Close the connection and end the thread."""
        if self._connection is not None:
            await self.hop(self._connection.close)
        self._thread.shutdown()


class PostgresDatabase:
    """A PostgreSQL database, open: see `storage.db.Database`."""

    dialect = "postgresql"

    def __init__(self, writer: _Session, readers: list[_Session]) -> None:
        self._sessions = [writer, *readers]
        self._closing = asyncio.Lock()
        self._writes = Dispatcher([partial(writer.hop, _commit_together, writer)], most=WRITES_PER_COMMIT)
        self._reads = Dispatcher([partial(reader.hop, _read_each, reader) for reader in readers], most=READS_PER_HOP)

    @classmethod
    async def open(cls, url: str) -> PostgresDatabase:
        """Connect to `url`. Raises psycopg.OperationalError when the server cannot be reached."""
        writer, *readers = (_Session(url) for _ in range(1 + READERS))
        database = cls(writer, readers)
        try:
            await writer.hop(writer.open)
        except BaseException:
            await database.close()
            raise
        return database

    async def write(self, fn: Callable[Concatenate[Tx, P], R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Run `fn` in a transaction; return once it is committed."""
        return await self._writes.call(fn, *args, **kwargs)

    async def read(self, fn: Callable[Concatenate[Tx, P], R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Run `fn` on a snapshot."""
        return await self._reads.call(fn, *args, **kwargs)

    def commits(self) -> tuple[int, int]:
        """Return how many commits there were, and how many functions shared them."""
        return self._writes.batches, self._writes.served

    async def close(self) -> None:
        """Let everything that waits finish, then disconnect."""
        await self._reads.close()
        await self._writes.close()
        async with self._closing:
            while self._sessions:
                await self._sessions.pop().close()


def _commit_together(session: _Session, batch: list[Call[Any]]) -> list[Call[Any]]:
    """Run the functions of `batch`, each under its own savepoint, and commit them at once; return what must run again.

    That is, after a deadlock what came from there on, the rest being committed; all of it after the connection was lost
    before COMMIT. Raises NotCommittedError and CommitInDoubtError for all.
    """
    if batch[0].tries:
        # After a deadlock the other one must come to its lock before we ask for it again.
        time.sleep(_PAUSE_S)
    committing = False
    try:
        with session.pipeline() as tx:
            tx.send("BEGIN")
            again = _run_each(tx, batch)
            committing = True
            # Leaving the pipeline waits for the answer.
            tx.send("COMMIT")
    except psycopg.Error as error:
        if committing and error.diag.severity_nonlocalized != "ERROR":
            raise CommitInDoubtError("the connection broke during COMMIT") from error
        if committing or not batch[0].try_again():
            raise NotCommittedError(f"PostgreSQL could not commit: {type(error).__name__}") from error
        return batch
    return again


def _run_each(tx: PostgresTx, calls: list[Call[Any]]) -> list[Call[Any]]:
    """Run `calls` up to the first that met a deadlock; return the rest. Raises when the connection is lost."""
    for position, call in enumerate(calls):
        tx.send("SAVEPOINT one")
        try:
            call.run(tx)
            tx.release()
        except BaseException as error:  # noqa: BLE001 - whatever it is, it belongs to the caller
            tx.clear()
            tx.send("ROLLBACK TO one")
            if isinstance(error, _RETRIABLE) and call.try_again():
                # Not at once: what others wait for is held by this transaction.
                return calls[position:]
            without_content(error)
            call.error = error
    return []


def _read_each(session: _Session, batch: list[Call[Any]]) -> list[Call[Any]]:
    """Run each function of `batch` on a snapshot; return those that must run again because the connection was lost."""
    try:
        with session.pipeline() as tx:
            for call in batch:
                tx.send("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
                try:
                    call.run(tx)
                except BaseException as error:  # noqa: BLE001
                    tx.clear()
                    without_content(error)
                    call.error = error
                tx.send("ROLLBACK")
    except psycopg.Error as error:
        if not batch[0].try_again():
            raise NotCommittedError(f"PostgreSQL could not read: {type(error).__name__}") from error
        return batch
    return []
