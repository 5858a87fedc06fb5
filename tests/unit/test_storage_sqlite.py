"""SQLite's own promises: settings, patience with locks, a disk that is full, and what aiosqlite must keep."""

from __future__ import annotations

import asyncio
import inspect
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import aiosqlite
import pytest

from storage import sqlite
from storage.db import NotCommittedError, open_database
from storage.sqlite import Connection


def add(tx, name, pillar=""):
    return tx.run("INSERT INTO series (name, pillar) VALUES (:name, :pillar)", name=name, pillar=pillar)


def commits(url):
    """How many transactions the log holds: the last frame of each names the size of the database, the others 0."""
    log = Path(f"{url}-wal").read_bytes()
    frame = 24 + int.from_bytes(log[8:12], "big")
    return sum(any(log[start + 4 : start + 8]) for start in range(32, len(log), frame))


def names(tx):
    return [name for (name,) in tx.all("SELECT name FROM series ORDER BY id")]


@pytest.fixture
async def file(sqlite_url):
    database = await open_database(sqlite_url)
    yield database
    await database.close()


def setting(tx, name):
    return tx.one(f"PRAGMA {name}")[0]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("journal_mode", "wal"),
        ("synchronous", 2),
        ("foreign_keys", 1),
        ("secure_delete", 1),
        ("query_only", 0),
        ("busy_timeout", 10_000),
    ],
)
async def test_the_writer_is_durable_and_patient(file, name, value):
    assert await file.write(setting, name) == value


@pytest.mark.parametrize(("name", "value"), [("journal_mode", "wal"), ("foreign_keys", 1), ("query_only", 1)])
async def test_readers_only_read(file, name, value):
    assert await file.read(setting, name) == value


async def test_functions_that_wait_together_share_a_commit(file, sqlite_url):
    await asyncio.gather(*(file.write(add, str(number)) for number in range(64)))
    assert commits(sqlite_url) == 1


async def test_a_batch_is_bounded(file, sqlite_url):
    """The first in line must not wait for all."""
    calls = [asyncio.create_task(file.write(add, str(n))) for n in range(sqlite.WRITES_PER_COMMIT + 1)]
    await calls[0]
    assert [calls[-2].done(), calls[-1].done()] == [True, False]
    await calls[-1]
    assert commits(sqlite_url) == 2


async def test_a_violated_foreign_key_fails_its_function(file):
    def grant(tx):
        tx.run("INSERT INTO roles (person_id, role, granted_at) VALUES (99, 'owner', 0)")

    with pytest.raises(sqlite3.IntegrityError):
        await file.write(grant)


@pytest.mark.parametrize("url", ["{path}", "sqlite:///{path}"])
async def test_a_file_has_two_kinds_of_address(sqlite_url, url):
    database = await open_database(url.format(path=sqlite_url))
    await database.write(add, "a")
    await database.close()
    with closing(sqlite3.connect(sqlite_url)) as connection:
        assert connection.execute("SELECT name FROM series").fetchall() == [("a",)]


async def test_an_odd_name_is_a_name(sqlite_url, tmp_path):
    odd = shutil.copy(sqlite_url, tmp_path / "发光 100%?#.db")
    database = await open_database(str(odd))
    await database.write(add, "a")
    await database.close()
    assert [file.name for file in tmp_path.iterdir()] == ["发光 100%?#.db"]


async def test_a_missing_file_is_said_and_not_made(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"^there is no database at .*missing\.db$"):
        await open_database(str(tmp_path / "missing.db"))
    assert list(tmp_path.iterdir()) == []


async def test_a_file_that_is_no_database_is_said(tmp_path):
    path = tmp_path / "not.db"
    path.write_bytes(b"Dear diary, " * 500)
    with pytest.raises(sqlite3.DatabaseError, match="not a database"):
        await open_database(str(path))


async def test_an_unknown_scheme_is_refused():
    with pytest.raises(ValueError, match=r"^a database is a file, sqlite:///file or postgresql://…$"):
        await open_database("mysql://localhost/faguang")


async def test_a_lock_of_another_process_is_waited_for(file, sqlite_url):
    with closing(sqlite3.connect(sqlite_url, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        other.execute("INSERT INTO series (name, pillar) VALUES ('other', '')")
        waiting = [asyncio.create_task(file.write(add, str(number))) for number in range(3)]
        assert await file.read(names) == []
        other.execute("COMMIT")
        assert await asyncio.gather(*waiting) == [1, 1, 1]
    assert await file.read(names) == ["other", "0", "1", "2"]


async def test_a_lock_that_stays_fails_the_whole_batch_and_not_the_next(file, sqlite_url):
    await file.write(lambda tx: tx.one("PRAGMA busy_timeout = 1"))
    with closing(sqlite3.connect(sqlite_url, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        results = await asyncio.gather(*(file.write(add, str(n)) for n in range(3)), return_exceptions=True)
        assert [(type(result), str(result)) for result in results] == [
            (NotCommittedError, "SQLite could not commit: database is locked")
        ] * 3
        assert len(set(map(id, results))) == 3
        other.execute("COMMIT")
    await file.write(add, "later")
    assert await file.read(names) == ["later"]


async def test_a_full_disk_is_not_a_success(file):
    """SQLite gives up the whole transaction; nobody of the batch may believe that they are stored."""
    pages = await file.write(setting, "page_count")
    await file.write(lambda tx: tx.one(f"PRAGMA max_page_count = {pages + 3}"))
    results = await asyncio.gather(
        file.write(add, "small"),
        file.write(add, "large", "x" * 100_000),
        file.write(add, "late"),
        return_exceptions=True,
    )
    stored = await file.read(names)
    assert stored == [
        name
        for name, result in zip(["small", "large", "late"], results, strict=True)
        if not isinstance(result, Exception)
    ]
    assert isinstance(results[1], (sqlite3.OperationalError, NotCommittedError))
    await file.write(lambda tx: tx.one("PRAGMA max_page_count = 1000000"))
    await file.write(add, "room again")
    assert await file.read(names) == [*stored, "room again"]


async def test_a_commit_that_fails_fails_all_and_leaves_nothing(file):
    """A deferred foreign key is checked at COMMIT: what the batch did is gone, and the next batch works."""

    def grant(tx):
        tx.run("PRAGMA defer_foreign_keys = ON")
        tx.run("INSERT INTO roles (person_id, role, granted_at) VALUES (99, 'owner', 0)")

    def refuses(tx):
        raise LookupError

    results = await asyncio.gather(file.write(add, "a"), file.write(grant), file.write(refuses), return_exceptions=True)
    assert [type(result) for result in results] == [NotCommittedError] * 3
    assert isinstance(results[0].__cause__.__cause__, sqlite3.IntegrityError)
    await file.write(add, "b")
    assert await file.read(names) == ["b"]


async def test_a_function_that_ends_the_transaction_fails_its_batch(file):
    results = await asyncio.gather(
        file.write(add, "a"), file.write(lambda tx: tx.run("ROLLBACK")), return_exceptions=True
    )
    assert [type(result) for result in results] == [NotCommittedError] * 2
    await file.write(add, "b")
    assert await file.read(names) == ["b"]


async def test_closing_leaves_one_file(sqlite_url):
    database = await open_database(sqlite_url)
    await database.write(add, "a")
    await database.read(names)
    await database.close()
    assert [file.name for file in Path(sqlite_url).parent.iterdir()] == [Path(sqlite_url).name]


async def test_aiosqlite_still_is_what_our_connection_stands_on(sqlite_url):
    """It has no public way to run a function in a connection's thread; `Connection.run` uses three of its insides.

    When this fails after an upgrade: look at `aiosqlite.core.Connection._execute` and do in `run` what it does now.
    """
    source = inspect.getsource(aiosqlite.core.Connection._execute)
    assert "self._tx.put_nowait((future, function))" in source, source
    connection = Connection(Path(sqlite_url))
    assert connection._thread.daemon, "aiosqlite makes its thread elsewhere: unclosed databases would hang the exit"
    await connection
    assert isinstance(connection._conn, sqlite3.Connection)
    assert await connection.run(lambda raw: raw.execute("SELECT 7").fetchone()) == (7,)
    assert await connection.run(lambda raw: raw is connection._conn)
    with pytest.raises(sqlite3.OperationalError):
        await connection.run(lambda raw: raw.execute("SELECT FROM"))
    await connection.close()
    connection._thread.join(20)
    assert not connection._thread.is_alive()
