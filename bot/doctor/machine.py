"""What can be seen without leaving the machine: files, disk, the address to listen on. Quick enough for every start."""

from __future__ import annotations

import os
import shutil
import socket
from importlib.util import find_spec
from tempfile import TemporaryFile
from typing import TYPE_CHECKING

from bot.doctor.finding import Finding, bad, good, odd
from bot.drawing.fonts import available
from bot.settings import config_file

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from bot.settings import Address, Settings

MB = 1_000_000
# SQLite's log alone may grow to some tens of megabytes before it is folded back; 10 million sign-ups are 625 MB.
LEAST_DISK = 100 * MB
COMFORTABLE_DISK = 1000 * MB
_OTHERS = 0o077


def look(settings: Settings) -> Iterator[Finding]:
    """Give what was found about settings file and typefaces, and with SQLite about the database's folder and disk."""
    yield from _settings_file(config_file())
    if settings.sqlite:
        yield from _file(settings.sqlite)
        folder = _nearest_folder(settings.sqlite)
        yield disk(folder, shutil.disk_usage(folder).free)
    yield typeface(found=available())
    if settings.mirrors:
        yield mirrors(sorted(settings.mirrors), installed=find_spec("apprise") is not None)


def disk(folder: Path, free: int) -> Finding:
    """Judge the `free` bytes on the disk of `folder`."""
    what = f"{free // MB:,} MB free at {folder}"
    if free < LEAST_DISK:
        return bad("disk", what, f"the bot needs {LEAST_DISK // MB} MB: make room")
    return odd("disk", what, "make room soon") if free < COMFORTABLE_DISK else good("disk", what)


def typeface(*, found: bool) -> Finding:
    """Judge whether pictures of lists can be drawn."""
    if found:
        return good("pictures", "there is a typeface with Chinese")
    return odd("pictures", "no typeface with Chinese: lists come as Excel only", "apt install fonts-noto-cjk")


def mirrors(names: list[str], *, installed: bool) -> Finding:
    """Judge whether notices can go to the mirrors of these names."""
    what = ", ".join(names)
    if installed:
        return good("mirrors", what)
    return bad("mirrors", f"{what}: apprise is missing, notices do not go there", "pip install 'faguang[mirror]'")


def listen(address: Address) -> Finding:
    """Try whether the bot could listen on `address`."""
    shown = f"{address.host}:{address.port}"
    try:
        family, _, _, _, place = socket.getaddrinfo(*address, type=socket.SOCK_STREAM)[0]
        socket.create_server(place[:2], family=family).close()
    except OSError as problem:
        why = problem.strerror if isinstance(problem, socket.gaierror) else os.strerror(problem.errno or 0)
        return bad("listen", f"{shown}: {why}", "choose another address in FAGUANG_LISTEN")
    return good("listen", f"{shown} is free")


def _settings_file(path: Path) -> Iterator[Finding]:
    if path.exists():
        if path.stat().st_mode & _OTHERS:
            yield odd("settings", f"other users of this machine can read {path}", f"chmod 600 {path}")
        else:
            yield good("settings", f"{path} and the environment are in order")
    else:
        yield good("settings", "the environment is in order")


def _file(database: Path) -> Iterator[Finding]:
    folder = _nearest_folder(database)
    if database.is_dir():
        yield bad("files", f"{database} is a folder", "name a file in FAGUANG_DATABASE")
    elif not _can_write(folder):
        yield bad("files", f"{folder} cannot be written", f"make this user its owner: chown {os.geteuid()} {folder}")
    elif database.exists() and not os.access(database, os.R_OK | os.W_OK):
        yield bad(
            "files", f"{database} cannot be written", f"make this user its owner: chown {os.geteuid()} {database}"
        )
    elif database.exists() and database.stat().st_mode & folder.stat().st_mode & _OTHERS:
        yield odd("files", f"other users of this machine can read {database}", f"chmod 700 {folder}")
    else:
        yield good("files", f"{folder} can be written")


def _can_write(folder: Path) -> bool:
    # To ask about modes is not enough: root may do everything but on a disk that is mounted read-only.
    try:
        TemporaryFile(dir=folder).close()
    except OSError:
        return False
    return True


def _nearest_folder(path: Path) -> Path:
    """Return the folder of `path`, or the nearest above it that exists."""
    return next(folder for folder in path.resolve().parents if folder.is_dir())
