"""The key files of anonymous feedback: the pepper and the desks' private keys, in a folder that no backup takes along.

Each is written whole or not at all, and only its owner reads it (mode 0400). What is destroyed is overwritten first;
file systems that copy on write, and flash memory, may keep what was overwritten: the documents say so.
"""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from pathlib import Path

_PEPPER = "pepper"
_DESK, _KEY = "desk-", ".key"


class KeysMissingError(RuntimeError):
    """There is no pepper in the folder: anonymous feedback was not set up, or its files are lost."""


class Keyring:
    """The files in `folder`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @property
    def ready(self) -> bool:
        """Whether the pepper is there."""
        return (self.folder / _PEPPER).exists()

    def begin(self, pepper: bytes) -> None:
        """Make the folder, for its owner only, and put the pepper there. Raises FileExistsError when there is one."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._write(self.folder / _PEPPER, pepper)

    def pepper(self) -> bytes:
        """Return the pepper. Raises KeysMissingError."""
        try:
            return (self.folder / _PEPPER).read_bytes()
        except FileNotFoundError:
            raise KeysMissingError from None

    def keep(self, name: str, private_key: bytes) -> None:
        """Write a desk's private key down. Raises KeysMissingError when feedback was not set up, FileExistsError."""
        if not self.ready:
            raise KeysMissingError
        self._write(self._file(name), private_key)

    def key(self, name: str) -> bytes | None:
        """Return a desk's private key; None when it is not there (any more)."""
        try:
            return self._file(name).read_bytes()
        except FileNotFoundError:
            return None

    def has(self, name: str) -> bool:
        """Whether a desk's private key is there."""
        return self._file(name).exists()

    def names(self) -> list[str]:
        """Return the names of all private keys."""
        return sorted(file.name.removeprefix(_DESK).removesuffix(_KEY) for file in self.folder.glob(f"{_DESK}*{_KEY}"))

    def destroy(self, name: str) -> None:
        """Overwrite a private key and remove it; one that is gone is gone."""
        file = self._file(name)
        with suppress(FileNotFoundError):
            file.chmod(0o600)
            with file.open("r+b", buffering=0) as opened:
                opened.write(secrets.token_bytes(file.stat().st_size))
                os.fsync(opened.fileno())
            file.unlink()
            self._sync()

    def _file(self, name: str) -> Path:
        return self.folder / f"{_DESK}{name}{_KEY}"

    def _write(self, file: Path, content: bytes) -> None:
        """Write a file that must not be there yet."""
        draft = self.folder / f".{secrets.token_hex(8)}"
        try:
            with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o400), "wb") as opened:
                opened.write(content)
                opened.flush()
                os.fsync(opened.fileno())
            # A link, unlike a rename, never replaces what is there.
            file.hardlink_to(draft)
        finally:
            draft.unlink(missing_ok=True)
        self._sync()

    def _sync(self) -> None:
        number = os.open(self.folder, os.O_RDONLY)
        try:
            os.fsync(number)
        finally:
            os.close(number)
