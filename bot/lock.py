"""One bot per SQLite file: two would answer the same people and hand out the same seats."""

from __future__ import annotations

import fcntl
import os
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


class InUseError(Exception):
    """Another process holds the database; its text says which."""


@contextmanager
def holding(database: Path) -> Iterator[None]:
    """Hold the SQLite file `database` for this process alone; its folder is made when missing, for the owner only.

    The system lets go when the process ends, however it ends. Raises InUseError when another process holds it.
    """
    database = database.resolve()
    database.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with database.with_name(f"{database.name}.lock").open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as held:
            file.seek(0)
            raise InUseError(f"process {file.read() or '?'} is at work on {database}") from held
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield
