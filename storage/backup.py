"""Backup, restore and check. A backup is always one SQLite file, whichever database it was made of.

So restoring it into the other kind is how a workplace moves from SQLite to PostgreSQL, or back.
"""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from storage.db import sqlite_path
from storage.migrate import MAIN, History, is_current, revision, upgrade
from storage.sqlite import connect, copy_file, move_file

if TYPE_CHECKING:
    import psycopg
    from sqlalchemy import Table


class DamagedError(RuntimeError):
    """The backup is damaged or is none; nothing was restored."""


class InUseError(RuntimeError):
    """The database to restore into is open elsewhere: the bot still runs."""


async def backup(url: str, target: Path, history: History = MAIN) -> None:
    """Write all that is committed in the database at `url` to the new file `target`, also while the bot runs.

    Raises FileExistsError when `target` exists, RuntimeError when the database needs a migration, the driver's errors.
    """
    await asyncio.to_thread(_backup, url, target, history)


async def restore(source: Path, url: str, history: History = MAIN, *, force: bool) -> None:
    """Make the database at `url` what the backup `source` holds, migrated to this code's schema; all of it or nothing.

    Raises FileExistsError when there is data already and `force` is not given, DamagedError, InUseError,
    DatabaseTooNewError, FileNotFoundError.
    """
    await asyncio.to_thread(_restore, source, url, history, force=force)


async def check(url: str) -> list[str]:
    """Look for damage in the database at `url`; return what was found, in words with ids but no content."""
    return await asyncio.to_thread(_check, url)


def _backup(url: str, target: Path, history: History) -> None:
    if target.exists():
        raise FileExistsError(f"{target} exists already")
    path = sqlite_path(url)
    if path is not None:
        copy_file(path, target)
        return
    if not is_current(url, history):
        raise RuntimeError("the database needs a migration before it can be backed up")
    with TemporaryDirectory(prefix=".backup-", dir=target.parent) as folder:
        made = Path(folder) / target.name
        upgrade(str(made), history)
        _copy_from_postgres(url, made, _tables(history))
        move_file(made, target)


def _restore(source: Path, url: str, history: History, *, force: bool) -> None:
    problems = _check(str(source))
    if problems or revision(str(source)) is None:
        raise DamagedError("; ".join(problems) or f"{source} is no backup")
    if not force and _holds_data(url, history):
        raise FileExistsError("the database has data already")
    path = sqlite_path(url)
    if path is not None:
        path.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix=".restore-", dir=path and path.parent) as folder:
        # In a folder of its own: migrating an old backup leaves a copy there.
        fresh = Path(folder) / "faguang.db"
        copy_file(source, fresh)
        upgrade(str(fresh), history)
        if path is None:
            upgrade(url, history)
            _copy_to_postgres(fresh, url, _tables(history))
        else:
            _clear_away(path)
            move_file(fresh, path)


def _check(url: str) -> list[str]:
    path = sqlite_path(url)
    if path is None:
        return _check_postgres(url)
    try:
        with closing(connect(path)) as file:
            found = [words for (words,) in file.execute("PRAGMA integrity_check") if words != "ok"]
            orphans = file.execute("PRAGMA foreign_key_check").fetchall()
    except sqlite3.DatabaseError as error:
        return [str(error)]
    return found + [f"{table}: row {row} refers to a missing row of {parent}" for table, row, parent, _ in orphans]


def _check_postgres(url: str) -> list[str]:
    import psycopg  # noqa: PLC0415 - who uses SQLite need not wait for it

    with psycopg.connect(url) as server:
        indexes = server.execute("SELECT indexrelid::regclass::text FROM pg_index WHERE NOT indisvalid ORDER BY 1")
        found = [f"the index {name} is not valid" for (name,) in indexes]
        constraints = server.execute("SELECT conname FROM pg_constraint WHERE NOT convalidated ORDER BY 1")
        return found + [f"the constraint {name} was never validated" for (name,) in constraints]


def _holds_data(url: str, history: History) -> bool:
    path = sqlite_path(url)
    if path is not None:
        return path.exists() and path.stat().st_size > 0
    if revision(url) is None:
        return False
    import psycopg  # noqa: PLC0415

    with psycopg.connect(url) as server:
        return any(server.execute(f'SELECT 1 FROM "{table.name}" LIMIT 1').fetchone() for table in _tables(history))


def _clear_away(path: Path) -> None:
    """Make sure that nobody has the database at `path` open, and remove its logs. Raises InUseError."""
    try:
        with closing(connect(path)) as file:
            file.execute("PRAGMA busy_timeout = 0")
            # Leaving WAL needs the file for itself alone.
            file.execute("PRAGMA journal_mode = DELETE")
    except FileNotFoundError:
        pass
    except sqlite3.DatabaseError as error:
        if error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY:
            raise InUseError("the database is in use: stop the bot first") from error
        # Damaged: the very reason to restore.
    for suffix in ("-wal", "-shm", "-journal"):
        # SQLite would pour a log that is left over into the file that is put beside it.
        path.with_name(path.name + suffix).unlink(missing_ok=True)


def _tables(history: History) -> list[Table]:
    return list(import_module(history.tables).metadata.sorted_tables)


def _columns(table: Table) -> str:
    return ", ".join(f'"{column.name}"' for column in table.columns)


def _copy_from_postgres(url: str, path: Path, tables: list[Table]) -> None:
    import psycopg  # noqa: PLC0415

    with closing(connect(path)) as file, psycopg.connect(url) as server:
        server.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        server.read_only = True
        file.execute("BEGIN")
        for table in tables:
            places = ", ".join("?" for _ in table.columns)
            with server.cursor("rows") as rows:
                rows.itersize = 2_000
                rows.execute(f'SELECT {_columns(table)} FROM "{table.name}"')
                file.executemany(f'INSERT INTO "{table.name}" ({_columns(table)}) VALUES ({places})', rows)
        file.execute("COMMIT")


def _copy_to_postgres(path: Path, url: str, tables: list[Table]) -> None:
    import psycopg  # noqa: PLC0415

    with closing(connect(path)) as file, psycopg.connect(url) as server:
        server.execute("TRUNCATE " + ", ".join(f'"{table.name}"' for table in tables))
        for table in tables:
            # One COPY is one statement: rows may refer to rows of the same table that come later.
            with server.cursor().copy(f'COPY "{table.name}" ({_columns(table)}) FROM STDIN') as copy:
                for row in file.execute(f'SELECT {_columns(table)} FROM "{table.name}"'):
                    copy.write_row(row)
            _go_on_counting(server, table)


def _go_on_counting(server: psycopg.Connection[tuple[object, ...]], table: Table) -> None:
    column = table.autoincrement_column
    if column is not None:
        server.execute(
            f'SELECT setval(pg_get_serial_sequence(%s, %s), coalesce(max("{column.name}"), 0) + 1, false)'
            f' FROM "{table.name}"',
            (f'"{table.name}"', column.name),
        )
