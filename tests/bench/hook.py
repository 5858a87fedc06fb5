"""Telegram's side of a webhook: every tap is posted until it gets a 2xx, over as many connections as the bot allows."""

from __future__ import annotations

import asyncio
import re
import time
from urllib.parse import urlsplit

from tests.bench.wire import LENGTH

_METHOD = re.compile(rb'"method": *"(\w+)"')
_AGAIN = 0.05  # seconds


class Hook:
    """Delivers the taps of `telegram` in order; each person tapped once, so nothing has to wait for another."""

    def __init__(self, telegram, url, secret, connections):
        self._telegram = telegram
        self._address = urlsplit(url)
        self._head = (
            f"POST {self._address.path} HTTP/1.1\r\nHost: {self._address.netloc}\r\n"
            f"X-Telegram-Bot-Api-Secret-Token: {secret}\r\nContent-Type: application/json\r\nContent-Length: "
        ).encode()
        self._connections = connections
        self._next = 0
        self._confirmed = 0

    async def deliver(self):
        """Open the connections; from then on each posts by itself."""
        loop = asyncio.get_running_loop()
        for _ in range(min(self._connections, len(self._telegram.updates))):
            await self._connect(loop)

    async def _connect(self, loop):
        while True:
            try:
                await loop.create_connection(lambda: _Post(self), self._address.hostname, self._address.port)
            except ConnectionRefusedError:
                # PTB sets its webhook before it listens.
                await asyncio.sleep(_AGAIN)
            else:
                return

    def take(self):
        """Return the next request, or None when all are out."""
        if self._next == len(self._telegram.updates):
            return None
        body = self._telegram.updates[self._next]
        self._next += 1
        self._telegram.take(self._next, time.monotonic())
        return self._head + b"%d\r\n\r\n" % len(body) + body

    def confirm(self, body):
        """Note one 2xx; its body may carry a call, whose result nobody gets."""
        self._confirmed += 1
        self._telegram.confirm(self._confirmed)
        if method := _METHOD.search(body):
            self._telegram.call(method[1], body, lambda _response: None)


class _Post(asyncio.Protocol):
    def __init__(self, hook):
        self._hook, self._request, self._buffer = hook, None, b""

    def connection_made(self, transport):
        self._transport = transport
        self._post()

    def data_received(self, data):
        self._buffer += data
        head = self._buffer.find(b"\r\n\r\n")
        if head < 0:
            return
        length = LENGTH.search(self._buffer, 0, head + 2)
        end = head + 4 + (int(length[1]) if length else 0)
        if len(self._buffer) < end:
            return
        taken, body, self._buffer = self._buffer.startswith(b"HTTP/1.1 2"), self._buffer[head + 4 : end], b""
        if taken:
            self._hook.confirm(body)
            self._post()
        else:
            self._transport.write(self._request)

    def _post(self):
        self._request = self._hook.take()
        if self._request is None:
            self._transport.close()
        else:
            self._transport.write(self._request)
