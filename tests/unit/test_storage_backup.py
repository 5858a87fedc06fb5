"""Backups: whole, taken while the bot runs, restored into either kind of database, or refused."""

from __future__ import annotations

import asyncio
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from storage import migrate
from storage.backup import DamagedError, InUseError, backup, check, restore
from storage.db import open_database, sqlite_path
from storage.migrate import is_current, upgrade
from storage.schema import metadata


def fill(tx):
    # A child before its parent, a text with what COPY would read as something else, and empty beside missing.
    tx.run("INSERT INTO departments (id, parent_id, name, path) VALUES (1, NULL, '', 'root')")
    tx.run("INSERT INTO departments (id, parent_id, name, path) VALUES (7, 1, '', 'root/late')")
    tx.run("INSERT INTO departments (id, parent_id, name, path) VALUES (3, 7, '', 'root/late/early')")
    tx.run(
        "INSERT INTO people (id, telegram_id, name, department_id, created_at) VALUES (5, :tg, :name, 3, :at)",
        tg=2**52,
        name="王敏\t\\N\n\"x\" 'y'",
        at=1_700_000_000_000_000,
    )
    tx.run("INSERT INTO people (id, telegram_id, name, created_at) VALUES (6, NULL, '', 0)")
    tx.run(
        "INSERT INTO events (id, title, pillar, starts_at, ends_at, opens_at, closes_at, state, organiser_id, hours,"
        " created_at) VALUES (9, 't', 'learn', 1, 2, 0, 1, 'open', 5, 1.5, 0)"
    )


def everything(tx):
    return {
        table.name: sorted(
            tx.all(f'SELECT {", ".join(column.name for column in table.columns)} FROM "{table.name}"'), key=repr
        )
        for table in metadata.sorted_tables
    }


async def ask(url, fn, *, how="read"):
    database = await open_database(url)
    try:
        return await getattr(database, how)(fn)
    finally:
        await database.close()


@pytest.fixture
async def full_url(database_url):
    await ask(database_url, fill, how="write")
    return database_url


@pytest.fixture
async def saved(migrated_sqlite, tmp_path):
    """A backup with something in it."""
    origin = shutil.copy(migrated_sqlite, tmp_path / "origin.db")
    await ask(str(origin), fill, how="write")
    await backup(str(origin), tmp_path / "saved.db")
    return tmp_path / "saved.db"


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def other_url(request, tmp_path):
    """Where to restore: a database that is not there yet."""
    if request.param == "sqlite":
        return str(tmp_path / "elsewhere" / "faguang.db")
    return request.getfixturevalue("empty_postgres_url")


async def test_what_was_saved_comes_back_in_either_kind(full_url, other_url, tmp_path):
    before = await ask(full_url, everything)
    await backup(full_url, tmp_path / "saved.db")
    assert await check(str(tmp_path / "saved.db")) == []
    await restore(tmp_path / "saved.db", other_url, force=False)
    assert is_current(other_url)
    assert await ask(other_url, everything) == before


async def test_after_a_restore_new_rows_get_new_numbers(saved, other_url):
    await restore(saved, other_url, force=False)

    def add(tx):
        return [
            tx.one("INSERT INTO departments (name, path) VALUES ('', 'new') RETURNING id")[0],
            tx.one("INSERT INTO series (name, pillar) VALUES ('new', '') RETURNING id")[0],
        ]

    assert await ask(other_url, add, how="write") == [8, 1]


async def test_a_backup_can_be_read_by_its_owner_only_and_nothing_else_is_left(full_url, tmp_path):
    await backup(full_url, tmp_path / "saved.db")
    assert [(file.name, file.stat().st_mode & 0o777) for file in tmp_path.iterdir()] == [("saved.db", 0o600)]


async def test_a_backup_taken_under_load_is_whole(database_url, tmp_path):
    """Each function adds to two tables: a backup has both rows or none, and all that was acknowledged before it."""
    database = await open_database(database_url)

    def pair(tx, number):
        tx.run("INSERT INTO departments (id, name, path) VALUES (:id, '', :path)", id=number, path=str(number))
        tx.run("INSERT INTO series (id, name, pillar) VALUES (:id, :name, '')", id=number, name=str(number))

    async def load():
        number = 101
        while not done.is_set():
            await database.write(pair, number)
            number += 1

    done = asyncio.Event()
    await asyncio.gather(*(database.write(pair, number) for number in range(1, 101)))
    loading = asyncio.create_task(load())
    await backup(database_url, tmp_path / "saved.db")
    done.set()
    await loading
    await database.close()
    with closing(sqlite3.connect(tmp_path / "saved.db")) as file:
        assert file.execute("SELECT id FROM departments").fetchall() == file.execute("SELECT id FROM series").fetchall()
        assert file.execute("SELECT count(*) FROM series WHERE id <= 100").fetchone() == (100,)


def test_what_was_deleted_is_not_in_the_backup(sqlite_url, tmp_path):
    with closing(sqlite3.connect(sqlite_url, isolation_level=None)) as file:
        file.execute("PRAGMA secure_delete = OFF")
        file.execute("INSERT INTO series (name, pillar) VALUES ('forget-me', '')")
        file.execute("DELETE FROM series")
    asyncio.run(backup(sqlite_url, tmp_path / "saved.db"))
    assert b"forget-me" in Path(sqlite_url).read_bytes()
    assert b"forget-me" not in (tmp_path / "saved.db").read_bytes()


async def test_a_backup_never_overwrites(full_url, tmp_path):
    target = tmp_path / "saved.db"
    target.write_text("precious")
    with pytest.raises(FileExistsError):
        await backup(full_url, target)
    assert target.read_text() == "precious"
    if sqlite_path(full_url):
        with pytest.raises(FileExistsError):
            await backup(full_url, Path(full_url))


async def test_a_backup_of_nothing_is_said(tmp_path):
    with pytest.raises(FileNotFoundError):
        await backup(str(tmp_path / "missing.db"), tmp_path / "saved.db")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.postgres
async def test_a_server_that_needs_a_migration_is_not_backed_up(empty_postgres_url, tmp_path):
    with pytest.raises(RuntimeError, match="needs a migration"):
        await backup(empty_postgres_url, tmp_path / "saved.db")
    assert list(tmp_path.iterdir()) == []


async def test_restoring_over_data_needs_force(saved, full_url):
    def rename(tx):
        tx.run("UPDATE departments SET path = 'changed' WHERE id = 1")

    await ask(full_url, rename, how="write")
    changed = await ask(full_url, everything)
    with pytest.raises(FileExistsError):
        await restore(saved, full_url, force=False)
    assert await ask(full_url, everything) == changed
    await restore(saved, full_url, force=True)
    assert await ask(full_url, everything) == await ask(str(saved), everything) != changed


@pytest.mark.postgres
async def test_an_empty_server_needs_no_force(saved, postgres_url):
    await restore(saved, postgres_url, force=False)
    assert await ask(postgres_url, everything) == await ask(str(saved), everything)


async def test_a_file_in_use_is_not_replaced(saved, sqlite_url):
    database = await open_database(sqlite_url)
    await database.write(lambda tx: tx.run("INSERT INTO series (name, pillar) VALUES ('here', '')"))
    with pytest.raises(InUseError):
        await restore(saved, sqlite_url, force=True)
    kept = await database.read(lambda tx: tx.all("SELECT name FROM series"))
    await database.close()
    assert kept == [("here",)]
    assert [file.name for file in Path(sqlite_url).parent.iterdir()] == ["faguang.db"]


def leave_a_log(url, target):
    """Leave what may be left when a database is lost: only its log, whole, with a row in it."""
    with closing(sqlite3.connect(url, isolation_level=None)) as file:
        file.execute("INSERT INTO departments (id, name, path) VALUES (1, '', 'from the log')")
        shutil.copy(f"{url}-wal", f"{target}-wal")


@pytest.mark.parametrize("rest", [None, b"", b"\xff" * 9000])
async def test_what_is_left_of_a_lost_database_is_cleared_away(saved, sqlite_url, tmp_path, rest):
    """SQLite would pour a log that it finds into whatever file lies beside it."""
    target = tmp_path / "lost" / "faguang.db"
    target.parent.mkdir()
    leave_a_log(sqlite_url, target)
    if rest is not None:
        target.write_bytes(rest)
    await restore(saved, str(target), force=True)
    assert await ask(str(target), everything) == await ask(str(saved), everything)
    assert [file.name for file in target.parent.iterdir()] == ["faguang.db"]


async def test_an_old_backup_is_migrated_on_its_way(saved, other_url, tmp_path, monkeypatch):
    """`saved` was made before a migration that adds a column."""
    folder = tmp_path / "migrations"
    shutil.copytree(migrate.FOLDER, folder)
    last = migrate.revisions()[-1]
    (folder / "versions" / "9000_next.py").write_text(
        f"import sqlalchemy as sa\nfrom alembic import op\nrevision = '9000'\ndown_revision = {last!r}\n"
        "def upgrade():\n    op.execute(\"UPDATE departments SET path = path || '!'\")\n"
    )
    monkeypatch.setattr(migrate, "FOLDER", folder)
    await restore(saved, other_url, force=False)
    assert is_current(other_url)
    paths = await ask(other_url, lambda tx: tx.all("SELECT path FROM departments ORDER BY id"))
    assert paths == [("root!",), ("root/late/early!",), ("root/late!",)]


@pytest.mark.parametrize("offset", [0, 3])
async def test_a_damaged_backup_is_refused_and_the_data_stays(saved, full_url, offset):
    before = await ask(full_url, everything)
    page = 4096
    damaged = bytearray(saved.read_bytes())
    damaged[offset * page : offset * page + page] = b"\xa5" * page
    saved.write_bytes(damaged)
    assert await check(str(saved)) != []
    with pytest.raises(DamagedError):
        await restore(saved, full_url, force=True)
    assert await ask(full_url, everything) == before


async def test_any_other_sqlite_file_is_no_backup(full_url, tmp_path):
    with closing(sqlite3.connect(tmp_path / "other.db")) as other:
        other.execute("CREATE TABLE x (y)")
    with pytest.raises(DamagedError, match="is no backup"):
        await restore(tmp_path / "other.db", full_url, force=True)


async def test_a_backup_of_a_newer_faguang_is_refused(saved, full_url):
    with closing(sqlite3.connect(saved)) as file:
        file.execute("UPDATE alembic_version SET version_num = '9999'")
        file.commit()
    before = await ask(full_url, everything)
    with pytest.raises(migrate.DatabaseTooNewError):
        await restore(saved, full_url, force=True)
    assert await ask(full_url, everything) == before


async def test_a_missing_backup_is_said(sqlite_url, tmp_path):
    with pytest.raises(FileNotFoundError):
        await restore(tmp_path / "missing.db", sqlite_url, force=True)


async def test_a_healthy_database_has_no_problems(full_url):
    assert await check(full_url) == []


async def test_a_reference_to_nobody_is_found(sqlite_url):
    with closing(sqlite3.connect(sqlite_url)) as file:
        file.execute("INSERT INTO roles (id, person_id, role, granted_at) VALUES (4, 99, 'owner', 0)")
        file.commit()
    assert await check(sqlite_url) == ["roles: row 4 refers to a missing row of people"]


@pytest.mark.postgres
async def test_what_is_not_valid_on_the_server_is_found(postgres_url):
    def spoil(tx):
        tx.run("ALTER TABLE people ADD CONSTRAINT odd CHECK (name <> 'x') NOT VALID")
        tx.run("UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'ix_audit_at'::regclass")

    await ask(postgres_url, spoil, how="write")
    assert await check(postgres_url) == [
        "the index ix_audit_at is not valid",
        "the constraint odd was never validated",
    ]


async def test_upgrading_makes_a_place_for_a_restored_file(saved, tmp_path):
    """Nothing of the way there is left: no copy, no folder, no log."""
    target = tmp_path / "new" / "data" / "faguang.db"
    await restore(saved, str(target), force=False)
    assert [(file.name, file.stat().st_mode & 0o777) for file in target.parent.iterdir()] == [("faguang.db", 0o600)]
    upgrade(str(target))
    assert [file.name for file in target.parent.iterdir()] == ["faguang.db"]
