"""What machines ask the bot on LISTEN: /healthz and /metrics."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import structlog
from aiohttp import web

from bot.metrics import CONTENT_TYPE
from bot.settings import Address

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Mapping

    from bot.metrics import Metrics

    Check = Callable[[], Awaitable[str | None]]
    """Looks at one thing; returns None when it is well, else what is wrong, in few words and without names."""

# Monitors commonly give up after 10 s; a database that needs 5 s for a SELECT is not well.
PATIENCE_S = 5.0
# The bot has 10 s to stop in all.
_LAST_ANSWERS_S = 3.0

log = structlog.get_logger(__name__)


def add_routes(
    app: web.Application, metrics: Metrics, checks: Mapping[str, Check], *, patience: float = PATIENCE_S
) -> None:
    """Add GET /healthz and GET /metrics to `app`.

    /healthz runs every check side by side, each for at most `patience` seconds, and answers 200 when all is well, else
    503; its JSON says per check "ok" or what is wrong.
    """

    async def healthz(_request: web.Request) -> web.Response:
        found = await asyncio.gather(*(_look(name, check, patience) for name, check in checks.items()))
        well = all(problem is None for problem in found)
        report = {name: problem or "ok" for name, problem in zip(checks, found, strict=True)}
        body = {"status": "ok" if well else "failing", "checks": report}
        return web.json_response(body, status=200 if well else 503)

    async def totals(_request: web.Request) -> web.Response:
        return web.Response(body=metrics.text(), headers={"Content-Type": CONTENT_TYPE})

    app.router.add_get("/healthz", healthz)
    app.router.add_get("/metrics", totals)


async def _look(name: str, check: Check, patience: float) -> str | None:
    try:
        async with asyncio.timeout(patience):
            return await check()
    except TimeoutError:
        return f"no answer within {patience:g} s"
    except Exception:
        log.exception("check_failed", check=name)
        return "failed, see the log"


@asynccontextmanager
async def listening(app: web.Application, address: Address) -> AsyncIterator[Address]:
    """Serve `app` on `address` for as long as the context lasts; gives the address with the port really used.

    Raises OSError when the address cannot be had.
    """
    # aiohttp's access log would write down addresses and paths.
    runner = web.AppRunner(app, access_log=None, handle_signals=False, shutdown_timeout=_LAST_ANSWERS_S)
    await runner.setup()
    try:
        await web.TCPSite(runner, *address).start()
        host, port, *_ = runner.addresses[0]
        yield Address(host, port)
    finally:
        await runner.cleanup()
