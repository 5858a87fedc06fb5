"""Posts updates to the bot's own address: one after another per chat or person, again until it says 2xx."""

from __future__ import annotations

import asyncio
import json
from collections import deque
from typing import TYPE_CHECKING

import aiohttp

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from .updates import Entry, Updates
    from .wire import Json

_FIRST_PAUSE, _LONGEST_PAUSE = 0.05, 1.0
_TIMEOUT = 60


class Webhook:
    """Where updates go while a webhook is set. `execute` runs a method that stands in the answer."""

    def __init__(self, updates: Updates, execute: Callable[[str, Json], Awaitable[object]]) -> None:
        self.url = ""
        self.connections = 40
        self.last_error = ""
        self.last_error_at = 0
        self._secret = ""
        self._updates = updates
        self._execute = execute
        self._lanes: dict[object, deque[tuple[int, Entry]]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._slots = asyncio.Semaphore(self.connections)
        self._session: aiohttp.ClientSession | None = None

    def set(self, url: str, secret: str, connections: int) -> None:
        """Post everything that waits and all that follows to `url`."""
        self.clear()
        self.url, self._secret, self.connections = url, secret, connections
        self._slots = asyncio.Semaphore(connections)
        self._updates.on_push = self._push
        for serial, entry in tuple(self._updates.outstanding.items()):
            self._push(serial, entry)

    def clear(self) -> None:
        """Post nothing any more; what is unconfirmed waits for the poll."""
        self.url = self.last_error = ""
        self._updates.on_push = None
        self._lanes.clear()
        for task in self._tasks:
            task.cancel()

    async def close(self) -> None:
        """End all that is under way."""
        self.clear()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._session:
            await self._session.close()

    def _push(self, serial: int, entry: Entry) -> None:
        lane = self._lanes.get(entry.lane)
        if lane is not None:
            lane.append((serial, entry))
            return
        self._lanes[entry.lane] = lane = deque([(serial, entry)])
        task = asyncio.get_running_loop().create_task(self._run(entry.lane, lane))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _run(self, name: object, lane: deque[tuple[int, Entry]]) -> None:
        while lane:
            serial, entry = lane[0]
            pause = _FIRST_PAUSE
            while not self._updates.drop_expired(serial, entry):
                async with self._slots:
                    done = await self._post(entry)
                if done:
                    self._updates.confirm(serial)
                    break
                await asyncio.sleep(pause)
                pause = min(pause * 2, _LONGEST_PAUSE)
            lane.popleft()
        if self._lanes.get(name) is lane:
            del self._lanes[name]

    async def _post(self, entry: Entry) -> bool:
        """Deliver one update; say whether the bot took it."""
        if self._session is None:
            self._session = aiohttp.ClientSession(
                timeout=aiohttp.ClientTimeout(total=_TIMEOUT),
                connector=aiohttp.TCPConnector(limit=0),
            )
        headers = {"Content-Type": "application/json"}
        if self._secret:
            headers["X-Telegram-Bot-Api-Secret-Token"] = self._secret
        try:
            async with self._session.post(self.url, data=entry.body, headers=headers) as response:
                body = await response.read()
                if not 200 <= response.status < 300:  # noqa: PLR2004 - the range of success
                    self._failed(f"Wrong response from the webhook: {response.status} {response.reason}")
                    return False
        except (aiohttp.ClientError, TimeoutError) as error:
            self._failed(f"Connection failed: {type(error).__name__}")
            return False
        await self._run_method(body)
        return True

    def _failed(self, error: str) -> None:
        self.last_error = error
        self.last_error_at = int(self._updates.now())

    async def _run_method(self, body: bytes) -> None:
        """Execute the method that the answer may carry; its result is dropped, as Telegram does."""
        try:
            call = json.loads(body) if body.startswith(b"{") else {}
        except ValueError:
            return
        method = call.pop("method", None)
        if isinstance(method, str):
            await self._execute(method, call)
