"""Keeps the message true with which an organiser follows a notice: edited when something changed, not too often."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta

import structlog
from telegram.error import BadRequest, TelegramError

from bot.clock import Clock
from bot.domain.notices import NoticeNews
from bot.errors import Refusal
from bot.services.notices import Notices
from bot.services.watching import Watch, Watching
from handlers.adapter import Adapter
from handlers.desk import Desk
from handlers.kit import Promise

log = structlog.get_logger(__name__)

_EVERY = timedelta(seconds=4)
_WORTH_FOLLOWING = timedelta(days=1)  # after it was sent: acknowledgements come in


class Live:
    """Looks each second; a message that cannot be edited is left alone from then on."""

    def __init__(self, watching: Watching, notices: Notices, desk: Desk, adapter: Adapter, clock: Clock) -> None:
        self._watching, self._notices, self._desk, self._adapter = watching, notices, desk, adapter
        self._clock = clock
        self._next: datetime | None = None
        self._looking = asyncio.Lock()

    async def tick(self) -> None:
        """Bring the messages up to date when it is time to. For every second."""
        now = self._clock.now()
        if self._next is None or not now < self._next <= now + _EVERY:  # also when the clock was set back
            self._next = now + _EVERY
            await self.settle()

    async def settle(self) -> None:
        """Bring the messages up to date now."""
        async with self._looking:  # what was read first is shown first
            try:
                for one in await self._watching.look():
                    await self._keep(one)
            except Exception as error:
                log.exception("notices not followed", kind=type(error).__name__)

    async def _keep(self, one: Watch) -> None:
        try:
            await self._follow(one)
        except (Refusal, TelegramError) as error:
            log.info("notice not followed", error=type(error).__name__)
            await self._watching.leave(one)
        except Exception as error:
            log.exception("notice not followed", kind=type(error).__name__)

    async def _follow(self, one: Watch) -> None:
        ended = (await self._notices.notice(one.notice_id)).ended_at
        promise = Promise(NoticeNews.DONE, one.notice_id, {"live": True})
        screen, reader = await self._desk.write(promise, one.person)
        if screen is None or one.person.telegram_id is None:
            await self._watching.leave(one)
            return
        if screen != one.shown:
            try:
                await self._adapter.edit(one.person.telegram_id, one.message_id, screen, reader)
            except BadRequest as error:
                if "not modified" not in error.message.lower():
                    raise
            self._watching.said(one, screen)
        if ended and self._clock.now() - ended > _WORTH_FOLLOWING:
            await self._watching.leave(one)
