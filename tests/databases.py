"""Databases for tests: a PostgreSQL server of our own per run, a fresh migrated database of either kind per test."""

from __future__ import annotations

import itertools
import os
import pwd
import shutil
import sqlite3
import subprocess
import tempfile
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg
import pytest

from storage.db import Database, open_database, sqlite_path
from storage.feedback.place import beside, open_feedback
from storage.migrate import FEEDBACK, upgrade

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

TEMPLATE = "migrated"

# When whoever made the server is gone, even by kill -9, its end of the pipe closes and nothing is left behind.
_CARETAKER = 'read -r _; "$1" stop --pgdata="$2/data" --mode=fast; rm -rf "$2"'


def fast_folder() -> str | None:
    """Where files need no disk, if there is such a place: making a database takes 20 ms instead of up to a second."""
    memory = Path("/dev/shm")
    if memory.is_dir() and os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > 1 << 30:
        return str(memory)
    return None


class PostgresServer:
    """A cluster in a folder of its own, reached through a socket there.

    `durable` turns fsync on and uses a real disk: for figures.
    """

    def __init__(self, *, durable: bool = False) -> None:
        programs = server_programs()
        assert programs is not None
        self._programs = programs
        self._folder = Path(tempfile.mkdtemp(prefix="faguang-postgres-", dir="/var/tmp" if durable else fast_folder()))
        self._options = f"-k {self._folder} -c listen_addresses='' {'' if durable else '-F -c max_wal_size=128MB'}"
        self._servant: dict[str, Any] = {}
        if os.geteuid() == 0:
            # PostgreSQL refuses to run as root.
            names = {entry.pw_name: entry for entry in pwd.getpwall()}
            servant = names.get("postgres") or names["nobody"]
            os.chown(self._folder, servant.pw_uid, servant.pw_gid)
            self._servant = {"user": servant.pw_uid, "group": servant.pw_gid, "extra_groups": []}
        caretaker = ["sh", "-c", _CARETAKER, "caretaker", self._programs / "pg_ctl", self._folder]
        self._caretaker = subprocess.Popen(
            caretaker, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **self._settings()
        )
        self._run("initdb", "--auth=trust", "--username=faguang", "--encoding=UTF8", "--locale=C", "--no-sync")
        self.start()

    def url(self, database: str = "postgres") -> str:
        return f"postgresql://faguang@/{database}?host={self._folder}"

    def execute(self, statement: str) -> None:
        with psycopg.connect(self.url(), autocommit=True) as connection:
            connection.execute(statement)

    def start(self) -> None:
        self._run("pg_ctl", "start", "--wait", f"--log={self._folder / 'log'}", f"--options={self._options}")

    def stop(self) -> None:
        self._run("pg_ctl", "stop", "--wait", "--mode=immediate")

    def remove(self) -> None:
        """Stop the server and leave nothing behind."""
        self._caretaker.communicate()

    def _run(self, program: str, *arguments: str) -> None:
        command = [self._programs / program, f"--pgdata={self._folder / 'data'}", *arguments]
        # Not through a pipe: the server would keep it open.
        with tempfile.TemporaryFile("w+") as output:
            done = subprocess.run(command, stdout=output, stderr=output, check=False, **self._settings())
            output.seek(0)
            assert done.returncode == 0, output.read()

    def _settings(self) -> dict[str, Any]:
        # A session of its own: Ctrl-C at the tests must not reach the server before they are done with it.
        return {"cwd": self._folder, "start_new_session": True, **self._servant}


def server_programs() -> Path | None:
    """The folder with initdb, postgres and pg_ctl: the newest that Debian has installed, or the one on PATH."""
    on_path = shutil.which("postgres")
    places = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda place: int(place.parent.name), reverse=True)
    places += [Path(on_path).resolve().parent] if on_path else []
    return next((place for place in places if (place / "initdb").exists() and (place / "pg_ctl").exists()), None)


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """A server for this run of the tests. Where its programs are missing tests are skipped, in CI they fail."""
    if server_programs() is None:
        missing = "PostgreSQL's server programs (initdb, postgres) are not installed"
        if os.environ.get("CI") == "true":
            pytest.fail(missing)
        pytest.skip(missing)
    server = PostgresServer()
    yield server
    server.remove()


@pytest.fixture(scope="session")
def migrated_postgres(postgres: PostgresServer) -> PostgresServer:
    """The server with a migrated database to copy from."""
    postgres.execute(f"CREATE DATABASE {TEMPLATE}")
    upgrade(postgres.url(TEMPLATE))
    upgrade(beside(postgres.url(TEMPLATE)), FEEDBACK)
    return postgres


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file to copy."""
    path = tmp_path_factory.mktemp("migrated") / "faguang.db"
    upgrade(str(path))
    # Once here rather than in each copy.
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
    upgrade(beside(str(path)), FEEDBACK)
    return path


_numbers = itertools.count(1)


@pytest.fixture
def empty_postgres_url(postgres: PostgresServer) -> Iterator[str]:
    """A PostgreSQL database with nothing in it."""
    name = f"empty_{next(_numbers)}"
    postgres.execute(f"CREATE DATABASE {name}")
    yield postgres.url(name)
    postgres.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def postgres_url(migrated_postgres: PostgresServer) -> Iterator[str]:
    """A migrated PostgreSQL database of this test's own."""
    name = f"test_{next(_numbers)}"
    migrated_postgres.execute(f"CREATE DATABASE {name} TEMPLATE {TEMPLATE}")
    yield migrated_postgres.url(name)
    migrated_postgres.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def sqlite_url(migrated_sqlite: Path) -> Iterator[str]:
    """A migrated SQLite database of this test's own."""
    with tempfile.TemporaryDirectory(prefix="faguang-sqlite-", dir=fast_folder()) as folder:
        yield str(shutil.copyfile(migrated_sqlite, Path(folder) / "faguang.db"))


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest) -> str:
    """A migrated database of this test's own, once of either kind."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


@pytest.fixture
async def db(database_url: str) -> AsyncIterator[Database]:
    """`database_url`, opened."""
    database = await open_database(database_url)
    yield database
    await database.close()


@pytest.fixture
async def feedback_db(database_url: str, migrated_sqlite: Path) -> AsyncIterator[Database]:
    """The database apart that belongs to `database_url`, opened."""
    copy_apart(migrated_sqlite, database_url)
    database = await open_feedback(database_url)
    yield database
    await database.close()


def copy_apart(migrated: Path, url: str) -> None:
    """Put a migrated database apart beside the SQLite file at `url`, if it is one, so that nobody need migrate it."""
    if sqlite_path(url) is not None:
        shutil.copyfile(beside(str(migrated)), beside(url))
