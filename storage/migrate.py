"""The schema's version: is the database where this code needs it, and bringing it there."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from storage.db import sqlite_path
from storage.sqlite import connect, copy_file

if TYPE_CHECKING:
    from sqlalchemy import Engine

FOLDER = Path(__file__).parent / "migrations"


@dataclass(frozen=True, slots=True)
class History:
    """The migrations of one kind of database: where they lie in FOLDER, and the module whose tables they lead to."""

    folder: str
    tables: str
    server_schema: str | None = None  # on PostgreSQL, when not the usual one; the address then leads there

    @property
    def versions(self) -> Path:
        """The folder with the migrations."""
        return FOLDER / self.folder


MAIN = History("versions", "storage.schema")
FEEDBACK = History("feedback/versions", "storage.feedback.schema", "feedback")


class DatabaseTooNewError(RuntimeError):
    """The database was migrated by a newer faguang than this one."""


def revisions(history: History = MAIN) -> list[str]:
    """Return the names of all migrations, oldest first: the leading digits of their files."""
    return sorted(file.name.partition("_")[0] for file in history.versions.glob("[0-9]*_*.py"))


def revision(url: str) -> str | None:
    """Return the migration that the database at `url` stands at; None when it is missing or empty.

    Raises the driver's error when the database cannot be reached or is none.
    """
    path = sqlite_path(url)
    question = "SELECT version_num FROM alembic_version"
    if path is None:
        import psycopg  # noqa: PLC0415 - who uses SQLite need not wait for it

        with psycopg.connect(url, autocommit=True) as server:
            if server.execute("SELECT to_regclass('alembic_version')").fetchone() == (None,):
                return None
            row = server.execute(question).fetchone()
    elif not path.exists():
        return None
    else:
        with closing(connect(path)) as file:
            if not file.execute("SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'").fetchall():
                return None
            row = file.execute(question).fetchone()
    return None if row is None else str(row[0])


def is_current(url: str, history: History = MAIN) -> bool:
    """Say whether the database at `url` needs no migration. Cheap: neither Alembic nor SQLAlchemy is imported."""
    return revision(url) == revisions(history)[-1]


def upgrade(url: str, history: History = MAIN) -> None:
    """Bring the database at `url` to this code's schema, in one transaction; make it when it is missing.

    A SQLite file that has something in it is first copied beside itself: faguang.db.before-0002. Raises
    DatabaseTooNewError when it is ahead of this code.
    """
    now, known = revision(url), revisions(history)
    if now == known[-1]:
        return
    if now is not None and now not in known:
        raise DatabaseTooNewError(f"the database stands at migration {now}, this faguang knows none after {known[-1]}")
    path = sqlite_path(url)
    if path is not None:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        if path.stat().st_size:
            copy_file(path, path.with_name(f"{path.name}.before-{known[-1]}"))
    _run_alembic(engine(url), history)


def engine(url: str) -> Engine:
    """Return an SQLAlchemy engine on the database at `url`, for migrations and the like: never on the hot path."""
    import sqlalchemy  # noqa: PLC0415 - slow to import

    path = sqlite_path(url)
    if path is None:
        import psycopg  # noqa: PLC0415

        return sqlalchemy.create_engine(
            "postgresql+psycopg://", creator=lambda: psycopg.connect(url), poolclass=sqlalchemy.NullPool
        )
    made = sqlalchemy.create_engine(
        "sqlite://", creator=lambda: sqlite3.connect(path, isolation_level=None), poolclass=sqlalchemy.NullPool
    )

    # The sqlite3 module would commit before each CREATE TABLE; this way a migration that fails leaves nothing behind.
    @sqlalchemy.event.listens_for(made, "begin")
    def begin(connection: sqlalchemy.Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return made


def alembic_config(history: History = MAIN, **attributes: Any) -> Any:
    """Return the configuration for Alembic's commands on our migrations."""
    from alembic.config import Config  # noqa: PLC0415

    config = Config(attributes={"tables": history.tables, **attributes})
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    config.set_main_option("version_locations", str(history.versions).replace("%", "%%"))
    config.set_main_option("path_separator", "newline")
    return config


def _run_alembic(database: Engine, history: History) -> None:
    from alembic import command  # noqa: PLC0415

    with database.begin() as connection:
        if connection.dialect.name == "postgresql":
            # Two that start at once migrate one after the other; on SQLite BEGIN IMMEDIATE sees to that.
            connection.exec_driver_sql("SELECT pg_advisory_xact_lock(7246)")
            if history.server_schema:
                connection.exec_driver_sql(f"CREATE SCHEMA IF NOT EXISTS {history.server_schema}")
        command.upgrade(alembic_config(history, connection=connection), "head")
