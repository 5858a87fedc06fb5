"""Where the database apart is: a file beside the main one, or the schema `feedback` of the same PostgreSQL database."""

from __future__ import annotations

import asyncio
from urllib.parse import parse_qsl, quote, urlencode, urlsplit, urlunsplit

from storage.db import Database, sqlite_path
from storage.migrate import FEEDBACK, is_current, upgrade

SCHEMA = "feedback"


def beside(url: str) -> str:
    """Return the address of the database apart that belongs to the main database at `url` (or to a backup of it)."""
    path = sqlite_path(url)
    if path is not None:
        return str(path.with_name(f"{path.stem}-feedback{path.suffix}"))
    parts = urlsplit(url)
    query = dict(parse_qsl(parts.query))
    query["options"] = f"{query.get('options', '')} -c search_path={SCHEMA}".strip()
    return urlunsplit(parts._replace(query=urlencode(query, quote_via=quote, safe="/")))


async def open_feedback(url: str) -> Database:
    """Open the database apart of the main database at `url`, migrated first when need be. Raises as `open_database`."""
    apart = beside(url)
    if not await asyncio.to_thread(is_current, apart, FEEDBACK):
        await asyncio.to_thread(upgrade, apart, FEEDBACK)
    path = sqlite_path(apart)
    if path is not None:
        from storage.sqlite import SqliteDatabase  # noqa: PLC0415 - only the driver in use costs start-up time

        return await SqliteDatabase.open_apart(path)
    from storage.postgres import PostgresDatabase  # noqa: PLC0415

    return await PostgresDatabase.open(apart)
