"""The storage facade: transactions are plain functions, `await db.write(fn, …)`, `await db.read(fn, …)`.

`fn(tx, …)` is ordinary synchronous Python over SQL with `:name` values, in the common subset of SQLite >= 3.37 and
PostgreSQL >= 14. It has no side effects but those on `tx`: it may be run again after a deadlock or a lost connection.
Raising undoes what it did and reaches exactly its caller. A statement that fails ends its function: do not catch.

Cancellation. A caller cancelled while its function waits: the function never runs. Cancelled after it was taken up: the
transaction goes on to its end and the caller gets the result or the exception as if nothing had happened; the
cancellation strikes at the caller's next await. So "cancelled" always means "nothing happened".

Text with NUL is refused with ValueError: PostgreSQL cannot store it, and people cannot type it.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, Protocol, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

P = ParamSpec("P")
R = TypeVar("R")

Row = tuple[Any, ...]


class DatabaseClosedError(RuntimeError):
    """The database was asked for something after `close`."""


class NotCommittedError(RuntimeError):
    """The database could not begin or commit (locked, disk full, server gone): nothing happened. Its cause says why."""


class CommitInDoubtError(RuntimeError):
    """The connection broke during COMMIT: it may have happened or not, and only looking can tell."""


class Tx(Protocol):
    """One transaction, in the hands of one function."""

    def run(self, sql: str, **values: object) -> int:
        """Execute one statement; return how many rows it inserted, updated or deleted."""

    def one(self, sql: str, **values: object) -> Row | None:
        """Return the first row, or None when there is none."""

    def all(self, sql: str, **values: object) -> list[Row]:
        """Return all rows."""

    def many(self, sql: str, rows: Iterable[Mapping[str, object]]) -> None:
        """Execute one statement once per row of values."""

    def lock(self, table: str, key: int) -> None:
        """Hold the row of `table` whose id is `key` until the end of the transaction; whoever else asks for it waits.

        On SQLite there is but one writer, so nothing needs to be done.
        """


class Database(Protocol):
    """A database that is open."""

    dialect: str
    """"sqlite" or "postgresql"."""

    async def write(self, fn: Callable[Concatenate[Tx, P], R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Run `fn(tx, …)` in a transaction of its own; return its result once that is committed to disk.

        Raises what `fn` raises (then nothing happened), NotCommittedError, CommitInDoubtError, DatabaseClosedError.
        """

    async def read(self, fn: Callable[Concatenate[Tx, P], R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Run `fn(tx, …)` on a snapshot of what is committed; it cannot write. Raises as `write` does."""

    def commits(self) -> tuple[int, int]:
        """Return how many commits there were, and how many functions shared them."""

    async def close(self) -> None:
        """Let everything that waits finish, then let go of the database. Closing twice is closing once."""


def sqlite_path(url: str) -> Path | None:
    """Return the file that `url` names ("data/faguang.db", "sqlite:///relative", "sqlite:////absolute"), if it is one.

    None means PostgreSQL ("postgresql://…"). Raises ValueError for any other scheme.
    """
    scheme, separator, rest = url.partition("://")
    if not separator:
        return Path(url)
    if scheme == "sqlite" and rest.startswith("/") and len(rest) > 1:
        return Path(rest[1:])
    if scheme in ("postgresql", "postgres"):
        return None
    raise ValueError("a database is a file, sqlite:///file or postgresql://…")


def refuse_nul(values: Mapping[str, object]) -> None:
    """Raise ValueError, the same for both databases, when a text in `values` has a NUL character."""
    for name, value in values.items():
        if isinstance(value, str) and "\0" in value:
            raise ValueError(f"the text for :{name} contains a NUL character")


async def open_database(url: str) -> Database:
    """Open the migrated database at `url`: see `sqlite_path` for its forms.

    Raises FileNotFoundError when the file is missing, the driver's error when the server cannot be reached.
    """
    path = sqlite_path(url)
    if path is not None:
        from storage.sqlite import SqliteDatabase  # noqa: PLC0415 - only the driver in use costs start-up time

        return await SqliteDatabase.open(path)
    from storage.postgres import PostgresDatabase  # noqa: PLC0415

    return await PostgresDatabase.open(url)
