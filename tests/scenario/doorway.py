"""A world whose bot listens: for Telegram's webhook and for machines; and its log as it is really written."""

import io
import json
import logging
import socket
from contextlib import asynccontextmanager, contextmanager
from itertools import count

import aiohttp
import structlog

from bot import logs
from bot.settings import Settings
from tests.people import open_world

SECRET = "only-telegram-knows"


class Doorway:
    """Posts to the bot's own address whatever a body can be."""

    def __init__(self, session, address):
        self._session, self._address = session, address
        self._numbers = count(900_000_001)

    async def update(self, **parts):
        """Deliver an update as Telegram would; return the HTTP status that it gets."""
        return await self.body(json.dumps({"update_id": next(self._numbers), **parts}).encode())

    async def body(self, body):
        headers = {"X-Telegram-Bot-Api-Secret-Token": SECRET}
        async with self._session.post(f"{self._address}/telegram", data=body, headers=headers) as response:
            return response.status

    async def metrics(self):
        """Return what /metrics tells, by name with labels."""
        _status, text = await self.get("/metrics")
        told = (line.rsplit(" ", 1) for line in text.splitlines() if not line.startswith("#"))
        return {name: float(total) for name, total in told}

    async def get(self, path):
        async with self._session.get(self._address + path) as response:
            return response.status, await response.text()


@asynccontextmanager
async def open_doorway(database_url, **settings):
    """Open a world that is served by webhook, and the doorway to its bot."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        address = f"127.0.0.1:{free.getsockname()[1]}"
    listening = {"webhook_url": f"http://{address}/telegram", "webhook_secret": SECRET, "listen": address}
    async with open_world(database_url, **listening, **settings) as world, aiohttp.ClientSession() as session:
        yield world, Doorway(session, f"http://{address}")


@contextmanager
def debug_log():
    """Write the log as `faguang run` does at LOG_LEVEL=DEBUG; gives the stream. Leaves logging as it was."""
    root = logging.getLogger()
    handlers, level, raising = root.handlers[:], root.level, logging.raiseExceptions
    stream = io.StringIO()
    logs.configure(Settings(log_level="DEBUG", log_format="json"), stream)
    try:
        yield stream
    finally:
        root.handlers[:] = handlers
        root.setLevel(level)
        logging.raiseExceptions = raising
        logging.captureWarnings(capture=False)
        for name in logs.OURS:
            logging.getLogger(name).setLevel(logging.NOTSET)
        structlog.reset_defaults()
