"""Opens the demo's page: a world to play in, on an address of this machine."""

from __future__ import annotations

import asyncio
import errno
import secrets
import socket
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from aiohttp import web

from bot.clock import SystemClock
from bot.demo import world
from bot.demo.clock import RunningClock
from bot.demo.kept import Kept
from bot.demo.projector import Breathe
from bot.demo.show import Show, bot_settings
from bot.demo.stage import Stage, opened
from bot.failure import CommandError
from bot.sandbox import Guard, Site, is_loopback
from bot.settings import Settings

PORT = 8686
_PORTS_TRIED = 20
_LAST_ANSWERS_S = 2.0
_SAVE_EVERY_S = 5.0


@dataclass(frozen=True, slots=True)
class Opened:
    """The page is there: `url` opens it, `moved_from` is a port that was taken, `stage` the world people play in."""

    url: str
    moved_from: int | None
    stage: Stage


@asynccontextmanager
async def page(
    settings: Settings,
    *,
    host: str = "127.0.0.1",
    port: int = PORT,
    keep: Path | None = None,
    start: datetime | None = None,
    breathe: Breathe = asyncio.sleep,
) -> AsyncIterator[Opened]:
    """Serve the page as long as the context lasts; beyond this machine only with a key, which `url` carries.

    The world is a fresh one that begins at `start` (now by default), or the one kept in the folder `keep`. Raises
    CommandError when there is no place to listen, or when another demo holds that folder.
    """
    key = None if is_loopback(host) else secrets.token_urlsafe(18)
    site = Site(Guard(key))
    async with AsyncExitStack() as stack:
        listener = _listen(host, port)
        stack.callback(listener.close)
        folder = keep or Path(stack.enter_context(TemporaryDirectory()))
        stage = await stack.enter_async_context(_world(Kept(folder), settings, start or SystemClock().now()))
        name = socket.gethostname() if host in {"0.0.0.0", "::"} else host  # noqa: S104 - compared, not bound
        taken = listener.getsockname()[1]
        url = f"http://[{name}]:{taken}" if ":" in name else f"http://{name}:{taken}"
        show = Show(site, stage, settings, breathe, url if "." in name else "")
        runner = web.AppRunner(site.app, access_log=None, handle_signals=False, shutdown_timeout=_LAST_ANSWERS_S)
        await runner.setup()
        stack.push_async_callback(runner.cleanup)
        await web.SockSite(runner, listener).start()
        stack.push_async_callback(show.close)
        yield Opened(f"{url}/" + (f"?key={key}" if key else ""), port if taken != port and port else None, stage)


@asynccontextmanager
async def _world(kept: Kept, settings: Settings, start: datetime) -> AsyncIterator[Stage]:
    """Open the world: made when it is new, saved now and then and, whole, at the end."""
    with kept.held():
        clock = RunningClock(kept.time(start))
        values = bot_settings(settings, kept.database.parent)
        async with opened(kept.database, clock, prepare=kept.restore, **values) as stage:
            if kept.new:
                await world.populate(stage, settings.timezone)
            saving = asyncio.create_task(_save_often(kept, stage))
            try:
                yield stage
            finally:
                saving.cancel()
                await asyncio.gather(saving, return_exceptions=True)
        kept.save(stage.sandbox, clock.now())


async def _save_often(kept: Kept, stage: Stage) -> None:
    changed = asyncio.Event()
    changed.set()
    unwatch = stage.sandbox.watch(lambda _: changed.set())
    try:
        while True:
            await changed.wait()
            changed.clear()
            kept.save(stage.sandbox, stage.clock.now())
            await asyncio.sleep(_SAVE_EVERY_S)
    finally:
        unwatch()


def _listen(host: str, port: int) -> socket.socket:
    """Return a socket on `port`, or on the next free one. Raises CommandError."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    for candidate in range(port, port + _PORTS_TRIED) if port else (0,):
        listener = socket.socket(family)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((host, candidate))
            listener.listen()
        except OSError as problem:
            listener.close()
            if problem.errno != errno.EADDRINUSE:
                raise CommandError(f"cannot listen on {host}:{candidate}: {problem.strerror}") from problem
        else:
            return listener
    raise CommandError(f"{host}: ports {port} to {port + _PORTS_TRIED - 1} are all taken")
