"""How updates come in: polling or a webhook, and the site beside it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import structlog
from aiohttp import web

from bot.ops import listening
from bot.settings import Settings
from bot.telegram.edgebot import EdgeBot
from bot.telegram.ingress import Polling, Webhook
from bot.telegram.lanes import Lanes
from bot.telegram.timer import Timer

log = structlog.get_logger(__name__)

ALLOWED_UPDATES = ("message", "callback_query", "inline_query", "my_chat_member")
_STUCK = 60.0  # seconds after which a handler is broken, not slow: Telegram's answers take 15 at most


@asynccontextmanager
async def ingress(
    settings: Settings, bot: EdgeBot, lanes: Lanes, timer: Timer, site: web.Application
) -> AsyncIterator[None]:
    """Take in updates as the settings say while the context lasts; serve `site` where they name an address."""
    if settings.webhook_url and settings.webhook_secret:
        secret = settings.webhook_secret.get_secret_value()
        webhook = Webhook(bot, lanes, url=settings.webhook_url, secret=secret, allowed_updates=ALLOWED_UPDATES)
        webhook.add_to(site)
        async with _site(settings, site):
            await webhook.start()
            try:
                yield
            finally:
                await webhook.stop()
        return
    polling = Polling(bot, lanes, allowed_updates=ALLOWED_UPDATES, patience=_STUCK, timer=timer)
    async with _site(settings, site):
        task = asyncio.create_task(polling.run())
        try:
            yield
        finally:
            polling.stop()
            await task


@asynccontextmanager
async def _site(settings: Settings, site: web.Application) -> AsyncIterator[None]:
    if settings.listen is None:
        yield
        return
    async with listening(site, settings.listen) as address:
        log.info("listening", host=address.host, port=address.port)
        yield
