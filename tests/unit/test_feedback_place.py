"""The database apart: where it lies, and that it keeps no order and no log."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from storage.db import sqlite_path
from storage.feedback.place import beside, open_feedback
from storage.feedback.schema import metadata
from storage.migrate import FEEDBACK, engine, is_current, revision, revisions


@pytest.mark.parametrize(
    ("url", "apart"),
    [
        ("data/faguang.db", "data/faguang-feedback.db"),
        ("sqlite:////srv/f.sqlite", "/srv/f-feedback.sqlite"),
        ("postgresql://u:p%40@host/name", "postgresql://u:p%40@host/name?options=-c%20search_path%3Dfeedback"),
        (
            "postgresql://u@/name?host=/run/pg&options=-c%20jit%3Doff",
            "postgresql://u@/name?host=/run/pg&options=-c%20jit%3Doff%20-c%20search_path%3Dfeedback",
        ),
    ],
)
def test_it_lies_beside_the_main_one(url, apart):
    assert beside(url) == apart


async def test_it_is_made_when_it_is_missing(database_url):
    url = database_url
    path = sqlite_path(url)
    if path is not None:
        path.unlink()
        url = str(path)
    db = await open_feedback(url)
    try:
        assert await db.read(lambda tx: tx.all("SELECT tag FROM threads")) == []
    finally:
        await db.close()
    assert (revision(beside(url)), is_current(beside(url), FEEDBACK)) == (revisions(FEEDBACK)[-1], True)


async def test_both_keep_to_their_own_tables(db, feedback_db):
    await feedback_db.write(lambda tx: tx.run("INSERT INTO marks (name, value) VALUES ('gathered', 1)"))
    assert await feedback_db.read(lambda tx: tx.all("SELECT name, value FROM marks")) == [("gathered", 1)]
    with pytest.raises(Exception, match="people"):
        await feedback_db.read(lambda tx: tx.all("SELECT id FROM people"))
    with pytest.raises(Exception, match="marks"):
        await db.read(lambda tx: tx.all("SELECT name FROM marks"))


async def test_a_file_keeps_no_log_and_no_order(sqlite_url):
    db = await open_feedback(sqlite_url)
    path = Path(beside(sqlite_url))
    try:
        await db.write(lambda tx: tx.run("INSERT INTO marks (name, value) VALUES ('gathered', 1)"))
        left = {file.name: file.stat().st_size for file in path.parent.glob(f"{path.name}-*")}
        assert left == {f"{path.name}-journal": 0}
        with closing(sqlite3.connect(path)) as file:
            tables = file.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table' ORDER BY name").fetchall()
        with_rows = [name for name, sql in tables if "WITHOUT ROWID" not in sql]
        assert with_rows == ["alembic_version"]
    finally:
        await db.close()


def test_its_migrations_lead_to_its_schema(database_url, feedback_db):
    with engine(beside(database_url)).connect() as connection:
        options = {"compare_type": True, "compare_server_default": connection.dialect.name == "postgresql"}
        differences = compare_metadata(MigrationContext.configure(connection, opts=options), metadata)
    assert differences == [], "see `python -m storage.migrations --feedback`"
