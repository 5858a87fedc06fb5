"""The doctor on the database: real files and a real server."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import psycopg

from bot.doctor import database
from bot.settings import Settings
from storage.migrate import revisions

LAST = revisions()[-1]


def report(url) -> str:
    return str(database.look(Settings(database=str(url))))


def move_to(url, revision):
    with closing(sqlite3.connect(url)) as file, file:
        file.execute("UPDATE alembic_version SET version_num = ?", (revision,))


def test_a_migrated_database_is_well(database_url):
    assert report(database_url) == f"✔ database: stands at migration {LAST}"


def test_what_does_not_exist_yet_will_be_made(tmp_path):
    assert report(tmp_path / "new.db") == "✔ database: is made at the first start"
    assert list(tmp_path.iterdir()) == []


def test_an_empty_server_is_well(empty_postgres_url):
    assert report(empty_postgres_url) == "✔ database: is made at the first start"


def test_a_database_of_a_newer_version(sqlite_url):
    move_to(sqlite_url, "9999")
    assert report(sqlite_url) == (
        f"✘ database: a newer faguang made it: it stands at migration 9999, this version knows {LAST}; "
        "install that version, or restore a backup of this one"
    )


def test_a_file_that_is_no_database(tmp_path):
    file = tmp_path / "notes.db"
    file.write_text("Dear diary, " * 100)
    assert report(file) == ("✘ database: file is not a database; restore a backup: faguang restore FILE --force")


async def test_a_whole_database_has_no_damage(database_url):
    assert str(await database.integrity(Settings(database=database_url))) == "✔ integrity: no damage found"


async def test_damage_is_named(sqlite_url):
    with closing(sqlite3.connect(sqlite_url)) as file, file:
        file.execute("INSERT INTO people (name, department_id, created_at) VALUES ('王敏', 77, 0), ('张强', 78, 0)")
    assert str(await database.integrity(Settings(database=sqlite_url))) == (
        "✘ integrity: people: row 1 refers to a missing row of departments and 1 more; "
        "restore a backup: faguang restore FILE --force"
    )


def test_a_server_that_is_not_there(tmp_path):
    url = f"postgresql://desk:secret-word@/faguang?host={tmp_path}"
    found = report(url)
    assert found.startswith("✘ database: connection is bad: connection to server on socket ")
    assert found.endswith(" failed: No such file or directory; check the server and what FAGUANG_DATABASE says of it")
    assert "secret-word" not in found


def test_a_database_that_the_server_does_not_have(postgres):
    with psycopg.connect(postgres.url()):
        found = report(postgres.url("missing"))
    assert found.endswith(
        'FATAL:  database "missing" does not exist; check the server and what FAGUANG_DATABASE says of it'
    )
