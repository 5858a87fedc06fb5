"""Migrations: they lead to the schema on both databases, a file is copied first, nothing newer is touched."""

from __future__ import annotations

import os
import re
import sqlite3
import subprocess
import sys
import zipfile
from contextlib import closing
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text

from storage import migrate
from storage.db import sqlite_path
from storage.migrate import DatabaseTooNewError, engine, is_current, revision, revisions, upgrade
from storage.schema import metadata

ROOT = Path(__file__).parents[2]
_INDEXES = "SELECT indexdef FROM pg_indexes WHERE indexname NOT LIKE 'alembic%' AND schemaname = current_schema()"


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def kind(request):
    return request.param


@pytest.fixture
def empty_url(kind, request, tmp_path):
    if kind == "sqlite":
        return str(tmp_path / "new folder" / "faguang.db")
    return request.getfixturevalue("empty_postgres_url")


def execute(url, statement):
    with engine(url).begin() as connection:
        result = connection.execute(text(statement))
        return [tuple(row) for row in result] if result.returns_rows else []


def indexes(url):
    """Every index with its WHERE, which Alembic does not compare."""
    if sqlite_path(url) is None:
        return sorted(execute(url, _INDEXES))
    return sorted(execute(url, "SELECT sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"))


def test_the_migrations_lead_to_the_schema(database_url):
    with engine(database_url).connect() as connection:
        # What SQLite says of a default is its text, which Alembic does not understand when it is ''.
        options = {"compare_type": True, "compare_server_default": connection.dialect.name == "postgresql"}
        differences = compare_metadata(MigrationContext.configure(connection, opts=options), metadata)
    assert differences == [], "storage/schema.py and storage/migrations differ: see `python -m storage.migrations`"


def test_the_migrations_make_the_same_indexes_as_the_schema(kind, empty_url, tmp_path, request):
    (tmp_path / "new folder").mkdir()
    with engine(empty_url).begin() as connection:
        metadata.create_all(connection)
    assert indexes(request.getfixturevalue(f"{kind}_url")) == indexes(empty_url)


def test_migrations_are_numbered_without_a_gap():
    """`is_current` trusts the files' names."""
    files = sorted(file for file in (migrate.FOLDER / "versions").glob("0*.py"))
    assert revisions() == [f"{number:04}" for number in range(1, len(files) + 1)]
    for file, number, previous in zip(files, revisions(), [None, *revisions()], strict=False):
        names = {}
        exec(compile(file.read_text(), file, "exec"), names)
        assert (names["revision"], names["down_revision"]) == (number, previous)


def test_a_new_database_is_made_and_then_current(empty_url):
    assert (revision(empty_url), is_current(empty_url)) == (None, False)
    upgrade(empty_url)
    assert (revision(empty_url), is_current(empty_url)) == (revisions()[-1], True)
    upgrade(empty_url)
    assert execute(empty_url, "SELECT count(*) FROM sign_ups") == [(0,)]


def test_a_new_file_is_for_its_owner_only_and_alone(tmp_path):
    path = tmp_path / "faguang.db"
    upgrade(str(path))
    assert [(file.name, file.stat().st_mode & 0o777) for file in tmp_path.iterdir()] == [("faguang.db", 0o600)]


def test_a_database_newer_than_the_code_is_refused_and_not_touched(database_url):
    execute(database_url, "UPDATE alembic_version SET version_num = '9999'")
    assert not is_current(database_url)
    with pytest.raises(
        DatabaseTooNewError, match=f"^the database stands at migration 9999, .* after {revisions()[-1]}$"
    ):
        upgrade(database_url)
    assert revision(database_url) == "9999"


@pytest.fixture
def next_migration(tmp_path, monkeypatch):
    """A copy of our migrations with one more to come, as written by `script.py.mako` in the future."""

    def write(body):
        folder = tmp_path / "migrations"
        (folder / "versions").mkdir(parents=True)
        for file in ["env.py", *(f"versions/{path.name}" for path in (migrate.FOLDER / "versions").glob("0*.py"))]:
            (folder / file).write_text((migrate.FOLDER / file).read_text())
        last = revisions()[-1]
        header = f"import sqlalchemy as sa\nfrom alembic import op\nrevision = '9000'\ndown_revision = {last!r}\n"
        (folder / "versions" / "9000_next.py").write_text(f"{header}def upgrade():\n{body}")
        monkeypatch.setattr(migrate, "FOLDER", folder)

    return write


RENAME = """
    with op.batch_alter_table("series") as table:
        table.add_column(sa.Column("motto", sa.Text, nullable=False, server_default="shine"))
        table.alter_column("name", new_column_name="title")
"""


def test_an_older_database_is_migrated_with_its_rows(database_url, next_migration):
    execute(database_url, "INSERT INTO series (name, pillar) VALUES ('知行讲堂', 'learn')")
    next_migration(RENAME)
    assert not is_current(database_url)
    upgrade(database_url)
    assert is_current(database_url)
    assert execute(database_url, "SELECT title, pillar, motto FROM series") == [("知行讲堂", "learn", "shine")]


def test_a_file_is_copied_beside_itself_before_it_is_migrated(sqlite_url, next_migration):
    execute(sqlite_url, "INSERT INTO series (name, pillar) VALUES ('a', 'learn')")
    next_migration(RENAME)
    upgrade(sqlite_url)
    kept = Path(f"{sqlite_url}.before-9000")
    assert sorted(file.name for file in kept.parent.iterdir()) == [Path(sqlite_url).name, kept.name]
    assert execute(str(kept), "SELECT name, pillar FROM series") == [("a", "learn")]
    assert kept.stat().st_mode & 0o777 == 0o600


def test_a_migration_that_fails_leaves_everything_as_it_was(database_url, next_migration):
    execute(database_url, "INSERT INTO series (name, pillar) VALUES ('a', 'learn')")
    next_migration("    op.drop_table('audit')\n    op.execute('CREATE TABLE x (y BIGINT)')\n    raise LookupError\n")
    with pytest.raises(LookupError):
        upgrade(database_url)
    assert revision(database_url) == revisions()[-2]
    assert execute(database_url, "SELECT (SELECT count(*) FROM audit), name FROM series") == [(0, "a")]
    with pytest.raises(Exception, match="x"):
        execute(database_url, "SELECT * FROM x")


def test_a_file_that_is_in_use_elsewhere_is_migrated_after_that(sqlite_url, next_migration):
    """Readers do not stop a migration, and its copy has what was committed last."""
    next_migration(RENAME)
    with closing(sqlite3.connect(sqlite_url)) as other:
        other.execute("INSERT INTO series (name, pillar) VALUES ('late', '')")
        other.commit()
        upgrade(sqlite_url)
    assert execute(f"{sqlite_url}.before-9000", "SELECT name FROM series") == [("late",)]
    assert execute(sqlite_url, "SELECT title FROM series") == [("late",)]


def test_migrations_travel_in_the_wheel(tmp_path):
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", tmp_path],
        cwd=ROOT,
        check=True,
        stdout=subprocess.DEVNULL,
    )
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path / "installed")
    code = (
        "import storage, storage.migrate as m; m.upgrade('made.db'); print(storage.__file__, m.is_current('made.db'))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(tmp_path / "installed")},
        check=True,
        capture_output=True,
        text=True,
    )
    assert done.stdout.split() == [str(tmp_path / "installed" / "storage" / "__init__.py"), "True"]


# A workplace as the first release kept it, row by row; every table that later migrations change is among them.
FIRST = (
    "INSERT INTO departments (id, name, path) VALUES (1, '投资促进部', '投资促进部')",
    (
        "INSERT INTO people (id, telegram_id, name, department_id, consent, reachable, created_at) "
        "VALUES (1, 101, '李静', 1, 1, 1, 5), (2, 102, '王敏', 1, 1, 1, 5)"
    ),
    "INSERT INTO groups (id, language) VALUES (-100500, 'zh_Hant')",
    "INSERT INTO audit (id, at, actor_id, action, subject, details) VALUES (1, 7, 1, 'publish', 'event:1', '')",
    (
        "INSERT INTO drafts (person_id, chat_id, form, step, answers, expires_at) "
        "VALUES (2, 102, 'profile', 'name', '{}', 9)"
    ),
    (
        "INSERT INTO outbox (id, person_id, kind, subject, data, key, due_at, state, changed_at) "
        "VALUES (1, 2, 'event.reminder', 1, '{\"lead\": \"1h\"}', 'event.reminder:1:2:1:1h:8', 8, 'waiting', 7)"
    ),
    "INSERT INTO series (id, name, pillar) VALUES (1, '知行讲堂', 'learn')",
    (
        "INSERT INTO events (id, series_id, title, pillar, starts_at, ends_at, opens_at, closes_at, state, "
        "organiser_id, seated, last_turn, created_at) "
        "VALUES (1, 1, '金融投资', 'learn', 10, 11, 5, 10, 'published', 1, 1, 1, 6)"
    ),
    "INSERT INTO event_departments (event_id, department_id) VALUES (1, 1)",
    "INSERT INTO sign_ups (id, event_id, person_id, state, turn, signed_up_at) VALUES (1, 1, 2, 'seated', 1, 7)",
)


def test_the_first_release_s_rows_survive_every_migration(empty_url):
    path = sqlite_path(empty_url)
    if path is not None:
        path.parent.mkdir(parents=True)
    with engine(empty_url).begin() as connection:
        command.upgrade(migrate.alembic_config(connection=connection), "0001")
    queries = []
    for statement in FIRST:
        execute(empty_url, statement)
        table, columns = re.match(r"INSERT INTO (\w+) \(([^)]*)\)", statement).groups()
        queries.append(f"SELECT {columns} FROM {table} ORDER BY 1")
    before = [execute(empty_url, query) for query in queries]
    upgrade(empty_url)
    assert is_current(empty_url)
    assert [execute(empty_url, query) for query in queries] == before
    if path is not None:
        assert execute(empty_url, "PRAGMA foreign_key_check") == []
