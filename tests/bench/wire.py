"""As much of HTTP as the bench's server needs."""

from __future__ import annotations

import asyncio
import json
import re

LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)


class Connection(asyncio.Protocol):
    """One keep-alive connection; the bot waits for each answer before it asks again."""

    def __init__(self, call, latency):
        """`call(method, body, reply)` does what is asked; its answer is written after `latency` seconds."""
        self._call, self._latency, self._buffer = call, latency, b""

    def connection_made(self, transport):
        self._transport = transport

    def data_received(self, data):
        self._buffer += data
        while (head := self._buffer.find(b"\r\n\r\n")) >= 0:
            length = LENGTH.search(self._buffer, 0, head + 2)
            end = head + 4 + (int(length[1]) if length else 0)
            if len(self._buffer) < end:
                return
            request, self._buffer = self._buffer[:end], self._buffer[end:]
            path = request[: request.find(b" HTTP/")]
            self._call(path[path.rfind(b"/") + 1 :], request[head + 4 :], self._reply)

    def _reply(self, response):
        if self._latency:
            asyncio.get_running_loop().call_later(self._latency, self._transport.write, response)
        else:
            self._transport.write(response)


def whole(body):
    """Return an HTTP answer around `body`."""
    return b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%b" % (len(body), body)


def answer(result):
    """Return Telegram's answer with that result."""
    return whole(json.dumps({"ok": True, "result": result}, separators=(",", ":")).encode())


TRUE = answer(result=True)
