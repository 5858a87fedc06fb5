"""One browser window: what it has not been told yet. What changes five times meanwhile is told once."""

from __future__ import annotations

import asyncio
import json
from itertools import count
from typing import TYPE_CHECKING

from aiohttp import ClientConnectionResetError, WSCloseCode

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

    from aiohttp import web

    from .wire import Json


class Window:
    """Gathers news while the connection is busy, so a slow window gets the newest state instead of a backlog."""

    def __init__(self, socket: web.WebSocketResponse) -> None:
        self._socket = socket
        self._news: dict[Hashable, Callable[[], Json]] = {}
        self._woken = asyncio.Event()
        self._numbers = count()

    def tell(self, news: Callable[[], Json], about: Hashable = None) -> None:
        """Tell what `news()` returns by the time it is sent; of several about the same thing, once."""
        self._news[next(self._numbers) if about is None else about] = news
        self._woken.set()

    def start_over(self, hello: Callable[[], Json]) -> None:
        """Forget what was not told: the window gets everything anew."""
        self._news.clear()
        self.tell(hello)

    async def pump(self) -> None:
        """Send, until the connection ends."""
        while True:
            await self._woken.wait()
            self._woken.clear()
            news, self._news = self._news, {}
            if not news:
                continue
            frame = json.dumps([look() for look in news.values()], ensure_ascii=False, separators=(",", ":"))
            try:
                await self._socket.send_str(frame)
            except ClientConnectionResetError:
                return

    async def close(self) -> None:
        """Say that the server goes."""
        await self._socket.close(code=WSCloseCode.GOING_AWAY)
