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
from handlers.kit import Promise, Screen

log = structlog.get_logger(__name__)

_EVERY = timedelta(seconds=4)
_WORTH_FOLLOWING = timedelta(days=1)  # after it was sent: acknowledgements come in


class Live:
    """Looks each second; a message that cannot be edited is left alone from then on."""

    def __init__(self, watching: Watching, notices: Notices, desk: Desk, adapter: Adapter, clock: Clock) -> None:
        self._watching, self._notices, self._desk, self._adapter = watching, notices, desk, adapter
        self._clock = clock
        self._next: datetime | None = None
        self._shown: dict[Watch, Screen] = {}
        self._looking = asyncio.Lock()

    async def tick(self) -> None:
        """Bring the messages up to date when it is time to. For every second."""
        if self._watching.watches() and (self._next is None or self._clock.now() >= self._next):
            self._next = self._clock.now() + _EVERY
            await self.settle()

    async def settle(self) -> None:
        """Bring the messages up to date now."""
        async with self._looking:  # what was read first is shown first
            await self._follow_all(self._watching.watches())

    async def _follow_all(self, watches: tuple[Watch, ...]) -> None:
        self._shown = {one: screen for one, screen in self._shown.items() if one in watches}
        for one in watches:
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
        if screen != self._shown.get(one, one.shown):
            try:
                await self._adapter.edit(one.person.telegram_id, one.message_id, screen, reader)
            except BadRequest as error:
                if "not modified" not in error.message.lower():
                    raise
            self._shown[one] = screen
        if ended and self._clock.now() - ended > _WORTH_FOLLOWING:
            await self._watching.leave(one)
