"""One bot per SQLite file: two would answer the same people and hand out the same seats."""

from __future__ import annotations

import fcntl
import os
from contextlib import contextmanager
from typing import TYPE_CHECKING

from bot.failure import CommandError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


class InUseError(CommandError):
    """Another process holds the database; its text says which."""


@contextmanager
def holding(database: Path) -> Iterator[None]:
    """Hold the SQLite file `database` for this process alone; its folder is made when missing, for the owner only.

    The system lets go when the process ends, however it ends. Raises InUseError when another process holds it.
    """
    database.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with _lock(database).open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as held:
            file.seek(0)
            raise InUseError(f"process {file.read()} is at work on {database}") from held
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield


def holder(database: Path) -> str | None:
    """Say who holds `database`, if anybody does; leaves no trace."""
    if _lock(database).exists():
        try:
            with holding(database):
                pass
        except InUseError as held:
            return str(held)
    return None


def _lock(database: Path) -> Path:
    # Two spellings of one file must meet at one lock.
    database = database.resolve()
    return database.with_name(f"{database.name}.lock")
