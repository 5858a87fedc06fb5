"""What the bot says of itself: figures for metrics, and whether it is well."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.broadcast import Broadcast
from bot.clock import Clock
from bot.delivery import Delivery
from bot.metrics import Metrics
from bot.mirror import Mirror
from bot.services.outbox import Outbox
from bot.telegram.edgebot import EdgeBot
from bot.telegram.incoming import RawUpdate, kind_of
from bot.telegram.lanes import Lanes
from storage.db import Database

if TYPE_CHECKING:
    from bot.ops import Check

_LATE = timedelta(minutes=5)


def timed(handle: Callable[[RawUpdate], Awaitable[None]], metrics: Metrics) -> Callable[[RawUpdate], Awaitable[None]]:
    """Return `handle` with how long it takes noted."""
    loop = asyncio.get_running_loop()

    async def handling(update: RawUpdate) -> None:
        began = loop.time()
        await handle(update)
        metrics.handled(kind_of(update), loop.time() - began)

    return handling


def watch(
    metrics: Metrics, bot: EdgeBot, db: Database, lanes: Lanes, delivery: Delivery, broadcast: Broadcast, mirror: Mirror
) -> None:
    """Let metrics show the counters of these."""
    metrics.watch("faguang_api_calls_total", "Calls of the Bot API.", ["method", "outcome"], lambda: bot.calls)
    metrics.watch("faguang_outbox_total", "Promised messages.", ["outcome"], lambda: delivery.outcomes)
    metrics.watch("faguang_notices_total", "Deliveries of notices.", ["outcome"], lambda: broadcast.outcomes)
    metrics.watch("faguang_mirrors_total", "Notices for mirrors.", ["outcome"], lambda: mirror.outcomes)
    metrics.watch("faguang_db_total", "Commits, and writes that shared them.", ["what"], _written(db))
    metrics.watch("faguang_lanes_busy", "Updates in hand.", [], lambda: {(): lanes.busy})
    metrics.watch("faguang_lanes_total", "Updates handled and set aside.", ["outcome"], _passed(lanes))


def _passed(lanes: Lanes) -> Callable[[], dict[tuple[str, ...], float]]:
    return lambda: {("handled",): lanes.handled, ("failed",): lanes.failed, ("shed",): lanes.shed}


def _written(db: Database) -> Callable[[], dict[tuple[str, ...], float]]:
    return lambda: dict(zip([("commits",), ("writes",)], db.commits(), strict=True))


def database_check(db: Database) -> Check:
    """Return what finds out whether the database answers."""

    async def check() -> str | None:
        await db.read(lambda tx: tx.one("SELECT 1"))
        return None

    return check


def outbox_check(outbox: Outbox, clock: Clock) -> Check:
    """Return what finds out whether messages go out in time."""

    async def check() -> str | None:
        due = await outbox.next_due()
        late = due is not None and clock.now() - due > _LATE
        return "messages are due and not going out" if late else None

    return check
