"""The database: can it be reached, is it whole, does it stand where this version needs it."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

from bot.doctor.finding import Finding, bad, good
from storage.backup import check
from storage.migrate import revision, revisions

if TYPE_CHECKING:
    from bot.settings import Settings


def look(settings: Settings) -> Finding:
    """Look whether the database answers, and at which migration it stands."""
    if settings.sqlite:
        advice = "restore a backup: faguang restore FILE --force"
        return _found(settings.database, sqlite3.Error, advice)
    import psycopg  # noqa: PLC0415 - who uses SQLite need not wait for it

    return _found(settings.database, psycopg.Error, "check the server and what FAGUANG_DATABASE says of it")


async def integrity(settings: Settings) -> Finding:
    """Look for damage in a database that answers; every page of it is read: a gigabyte takes some seconds."""
    found = await check(settings.database)
    if found:
        more = f" and {len(found) - 1} more" if len(found) > 1 else ""
        return bad("integrity", " ".join(found[0].split()) + more, "restore a backup: faguang restore FILE --force")
    return good("integrity", "no damage found")


def _found(url: str, trouble: type[Exception], advice: str) -> Finding:
    try:
        stands_at = revision(url)
    except trouble as problem:
        return bad("database", str(problem).partition("\n")[0], advice)
    return _standing(stands_at, revisions())


def _standing(found: str | None, known: list[str]) -> Finding:
    if found is None:
        return good("database", "is made at the first start")
    if found not in known:
        what = f"a newer faguang made it: it stands at migration {found}, this version knows {known[-1]}"
        return bad("database", what, "install that version, or restore a backup of this one")
    if found != known[-1]:
        return good("database", f"stands at migration {found}; the next start takes it to {known[-1]}")
    return good("database", f"stands at migration {found}")
