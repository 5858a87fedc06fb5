"""Files on their way out: the multipart body, and the watch over its progress."""

from __future__ import annotations

import asyncio
import io
import re
from typing import IO, TYPE_CHECKING, NamedTuple, TypeVar

import aiohttp

if TYPE_CHECKING:
    from collections.abc import Coroutine, Mapping

    from aiohttp.payload import Payload

_CONTROLS = re.compile(r"[\x00-\x1f\x7f]")
_Value = TypeVar("_Value")


class Upload(NamedTuple):
    """A file to send: the name its reader will see, its content (read from where a file object stands), its type."""

    name: str
    content: bytes | IO[bytes]
    mimetype: str = "application/octet-stream"


class UploadWatch:
    """Ends an upload that stands still for `patience` seconds (aiohttp has no write timeout); knows how far it came."""

    def __init__(self, body: Payload, patience: float | None) -> None:
        self.tracker = aiohttp.UploadTracker()
        self._size = body.size or 0
        self._patience = patience

    @property
    def complete(self) -> bool:
        """Whether all of the body has left for the network."""
        return self.tracker.bytes_written >= self._size

    async def watch(self, sending: Coroutine[None, None, _Value]) -> _Value:
        """Return what `sending` returns. Raises TimeoutError when the body does not move on for `patience` seconds."""
        async with asyncio.timeout(None) as limit:
            watching = asyncio.create_task(self._end_when_stalled(limit))
            try:
                return await sending
            finally:
                watching.cancel()

    async def _end_when_stalled(self, limit: asyncio.Timeout) -> None:
        seen = -1
        while not self.complete:
            if self.tracker.bytes_written == seen:
                limit.reschedule(asyncio.get_running_loop().time())
                return
            seen = self.tracker.bytes_written
            await asyncio.wait([self.tracker.upload_complete], timeout=self._patience)


async def content(source: bytes | IO[bytes]) -> bytes:
    """Return the bytes to send, so that a call can be repeated; a file object is read from where it stands."""
    return source if isinstance(source, bytes) else await asyncio.to_thread(source.read)


def form(plain: Mapping[str, str], files: Mapping[str, tuple[str, bytes, str]]) -> Payload:
    """Return a multipart body of parameters and of files: (name, content, type) by field."""
    # quote_fields=False: otherwise a Chinese file name arrives %-encoded.
    data = aiohttp.FormData(quote_fields=False)
    for name, value in plain.items():
        data.add_field(name, value)
    for name, (file, body, kind) in files.items():
        # BytesIO: aiohttp writes it in pieces; bytes would go out in one, out of the sight of a timeout.
        data.add_field(name, io.BytesIO(body), filename=_CONTROLS.sub("_", file), content_type=kind)
    return data()
