"""One transaction on PostgreSQL: SQL with :names on psycopg, whose own way is numbers."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

import psycopg
from psycopg.adapt import Loader

from storage.db import Row, refuse_nul

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from psycopg.abc import Buffer

Connection = psycopg.Connection[Row]

_TOKEN = re.compile(
    r"""'(?:[^']|'')*' | "(?:[^"]|"")*" | --[^\n]* | /\*.*?\*/ | ::\s*\w+ | :([A-Za-z_]\w*)""",
    re.VERBOSE | re.DOTALL,
)


@lru_cache(maxsize=4096)
def positional(sql: str) -> tuple[str, tuple[str, ...]]:
    """Return `sql` with $1, $2 … in place of :names, and the names in that order. Literals and casts stay."""
    places: dict[str, str] = {}

    def place(token: re.Match[str]) -> str:
        name = token[1]
        return token[0] if name is None else places.setdefault(name, f"${len(places) + 1}")

    return _TOKEN.sub(place, sql), tuple(places)


def without_content(error: BaseException | None) -> None:
    """Take out of what PostgreSQL says in `error` and its causes the values it quotes: errors end up in logs.

    DETAIL quotes keys and whole rows; errors of class 22 ("data exception") quote the value in their first line, too.
    """
    while error is not None:
        if isinstance(error, psycopg.Error) and error.sqlstate is not None:
            quotes = error.sqlstate.startswith("22")
            error.args = (f"{type(error).__name__} ({error.sqlstate})" if quotes else error.diag.message_primary,)
        error = error.__cause__ or error.__context__


class NumericLoader(Loader):
    """Reads NUMERIC, the type of sum(bigint) and avg(bigint), as the numbers that SQLite gives."""

    def load(self, data: Buffer) -> int | float:
        """Return an int, or a float when there is a point."""
        text = bytes(data)
        return int(text) if text.lstrip(b"-").isdigit() else float(text)


class PostgresTx:
    """A transaction on PostgreSQL: see `storage.db.Tx`."""

    def __init__(self, connection: Connection, pipeline: psycopg.Pipeline) -> None:
        self._connection = connection
        self._pipeline = pipeline
        self._cursor = connection.cursor()
        self._owed = False

    def run(self, sql: str, **values: object) -> int:
        """Execute one statement; return how many rows it changed."""
        return max(self._execute(sql, values).rowcount, 0)

    def one(self, sql: str, **values: object) -> Row | None:
        """Return the first row or None."""
        return self._execute(sql, values).fetchone()

    def all(self, sql: str, **values: object) -> list[Row]:
        """Return all rows."""
        return self._execute(sql, values).fetchall()

    def many(self, sql: str, rows: Iterable[Mapping[str, object]]) -> None:
        """Execute one statement once per row of values."""
        text, names = positional(sql)
        self._owed = True
        self._cursor.executemany(text, (_values(names, row) for row in rows))
        self.sync()

    def lock(self, table: str, key: int) -> None:
        """Hold the row; others can still add rows that refer to it. Travels with the next statement."""
        self._owed = True
        self.send(f"SELECT 1 FROM {table} WHERE id = $1 FOR NO KEY UPDATE", key)

    def send(self, sql: str, *values: object) -> None:
        """Queue a statement with $1, $2 … whose answer can wait."""
        self._cursor.execute(sql, values)

    def sync(self) -> None:
        """Wait for all that was sent. Raises the first error in it."""
        self._pipeline.sync()
        self._owed = False

    def release(self) -> None:
        """End the savepoint of a function that returned. Raises when one of its statements failed and it hid that."""
        self.send("RELEASE one")
        if self._owed:
            self.sync()

    def clear(self) -> None:
        """After a function raised: read what was left unread. Raises only when the connection is lost."""
        while self._owed:
            try:
                self.sync()
            except psycopg.Error:
                if self._connection.closed:
                    raise

    def _execute(self, sql: str, values: Mapping[str, object]) -> psycopg.Cursor[Row]:
        text, names = positional(sql)
        self._owed = True
        self.send(text, *_values(names, values))
        self.sync()
        return self._cursor


def _values(names: Iterable[str], values: Mapping[str, object]) -> list[object]:
    refuse_nul(values)
    return [values[name] for name in names]
