"""Files as Telegram keeps them: by file_id, with a path to download."""

from __future__ import annotations

import hashlib
import struct
from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING

from .wire import ApiError, bad_request, beyond

if TYPE_CHECKING:
    from .wire import Json

MEGABYTE = 1024 * 1024
DOWNLOAD_LIMIT = 20 * MEGABYTE
UPLOAD_LIMIT = 50 * MEGABYTE
PHOTO_LIMIT = 10 * MEGABYTE
_MOST_SIDES = 10_000
_MOST_RATIO = 20
_FOLDERS = {"photo": "photos", "document": "documents", "voice": "voice", "video": "videos", "audio": "music"}


@dataclass(frozen=True, slots=True)
class File:
    """A stored file. `kind` is the field of Message that carries it."""

    file_id: str
    unique_id: str
    kind: str
    path: str
    name: str
    mime: str
    content: bytes

    def raw(self, **facts: object) -> Json:
        """Return the File object, with `facts` of its kind."""
        return {"file_id": self.file_id, "file_unique_id": self.unique_id, **facts, "file_size": len(self.content)}


class Files:
    """All files of this world."""

    def __init__(self) -> None:
        self._by_id: dict[str, File] = {}
        self._by_path: dict[str, File] = {}
        self._number = count(1)

    def add(self, kind: str, name: str, mime: str, content: bytes, *, from_person: bool = False) -> File:
        """Keep a file; refuses what Telegram would not take from a bot (people may send larger ones)."""
        if not content:
            raise bad_request("file must be non-empty")
        if len(content) > UPLOAD_LIMIT and not from_person:
            raise ApiError(413, "Request Entity Too Large")
        if kind == "photo":
            _check_photo(content)
        number = next(self._number)
        digest = hashlib.sha256(content).hexdigest()
        suffix = name.rpartition(".")[2] if "." in name else "bin"
        path = f"{_FOLDERS.get(kind, kind + 's')}/file_{number}.{suffix}"
        file = File(f"sandbox-{kind}-{number}-{digest[:16]}", digest[:16], kind, path, name, mime, content)
        self._by_id[file.file_id] = file
        self._by_path[path] = file
        return file

    def get(self, file_id: str) -> File:
        """Return the file with this id; raises ApiError."""
        file = self._by_id.get(file_id)
        if file is None:
            raise bad_request("wrong file_id or the file is temporarily unavailable")
        return file

    def put_back(self, file: File) -> None:
        """Keep a file as it was kept before, under its old id."""
        self._by_id[file.file_id] = self._by_path[file.path] = file
        self._number = count(len(self._by_id) + 1)

    def all(self) -> list[File]:
        """Return all files, oldest first."""
        return list(self._by_id.values())

    def at(self, path: str) -> File | None:
        """Return the file to download from `path`."""
        return self._by_path.get(path)

    def reuse(self, file_id: str, kind: str) -> File:
        """Return a file to send once more as `kind`; raises ApiError for URLs, which the sandbox cannot fetch."""
        if file_id.startswith(("http://", "https://")):
            raise bad_request("failed to get HTTP URL content")
        if file_id not in self._by_id:
            raise bad_request("wrong remote file identifier specified: Wrong string length")
        file = self._by_id[file_id]
        if file.kind != kind:
            raise bad_request(f"can't use file of type {file.kind.title()} as {kind.title()}")
        return file


def _check_photo(content: bytes) -> None:
    if len(content) > PHOTO_LIMIT:
        raise bad_request(f"file of size {len(content)} bytes is too big for a photo")
    width, height = dimensions(content)
    if width + height > _MOST_SIDES or max(width, height) > _MOST_RATIO * min(width, height):
        raise bad_request("PHOTO_INVALID_DIMENSIONS")


def dimensions(content: bytes) -> tuple[int, int]:
    """Return width and height of a PNG or JPEG; raises ApiError when it is neither."""
    if content[:8] == b"\x89PNG\r\n\x1a\n" and content[12:16] == b"IHDR":
        width, height = struct.unpack(">II", content[16:24])
        if width and height:
            return width, height
    if content[:2] == b"\xff\xd8":
        return _jpeg(content)
    raise bad_request("IMAGE_PROCESS_FAILED")


def _jpeg(content: bytes) -> tuple[int, int]:
    position = 2
    while position + 9 <= len(content) and content[position] == 0xFF:  # noqa: PLR2004 - the marker byte
        marker, length = content[position + 1], int.from_bytes(content[position + 2 : position + 4], "big")
        # Start-of-frame markers, without the tables that stand among them.
        if 0xC0 <= marker <= 0xCF and marker not in {0xC4, 0xC8, 0xCC}:  # noqa: PLR2004
            height, width = struct.unpack(">HH", content[position + 5 : position + 9])
            if width and height:
                return width, height
        position += 2 + length
    raise bad_request("IMAGE_PROCESS_FAILED")


def unplayable(kind: str) -> ApiError:
    """Return the refusal of a kind of media that the sandbox does not play."""
    return beyond(f"media of type {kind} are not played here")
