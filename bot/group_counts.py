"""Keeps true how many acknowledged a notice in a group: what a rush of taps changes is gathered into one edit."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import structlog
from telegram.error import BadRequest, ChatMigrated, Forbidden, TelegramError

from bot.domain.deliveries import Mailing
from bot.domain.notices import Notice
from bot.services.group_acknowledgements import GroupAcknowledgements
from bot.services.groups import Groups
from bot.telegram.outbound import Outbound
from bot.telegram.sender import Priority
from bot.texts import Reader
from handlers import shown
from handlers.notice_look import recipient_screen

log = structlog.get_logger(__name__)

_EVERY = 4  # ticks of a second between two edits of one message


class GroupCounts:
    """Looks each few seconds; the count in the button is no record, so a failed edit waits for the next look."""

    def __init__(
        self,
        counts: GroupAcknowledgements,
        groups: Groups,
        out: Outbound,
        reader: Reader,
        link: Callable[[str], str],
    ) -> None:
        self._counts, self._groups, self._out = counts, groups, out
        self._reader, self._link = reader, link
        self._ticks = 0

    async def tick(self) -> None:
        """Look when it is time to. For every second."""
        self._ticks += 1
        if self._ticks % _EVERY == 0:
            try:
                await self.settle()
            except Exception as error:
                log.exception("counts not shown", kind=type(error).__name__)

    async def settle(self) -> None:
        """Bring every button up to date that can be."""
        await asyncio.gather(*(self._show(notice, one) for notice, one in await self._counts.behind()))

    async def _show(self, notice: Notice, one: Mailing) -> None:
        reader = Reader(one.language or self._reader.language, self._reader.zone)
        screen = recipient_screen(
            self._link, notice, language=one.language, acknowledged=False, group=True, acks=one.acks
        )
        params = {"chat_id": one.chat_id, "message_id": one.message_ids[-1]}
        keyboard = {"reply_markup": shown.markup(screen.rows, reader)["reply_markup"]}
        try:
            await self._out.call("editMessageReplyMarkup", params | keyboard, priority=Priority.CARD)
        except ChatMigrated as moved:
            await self._groups.moved(one.chat_id, moved.new_chat_id)
        except (BadRequest, Forbidden) as refusal:  # it is gone, or says so already
            log.info("count not shown", kind=type(refusal).__name__)
            await self._counts.counted(one)
        except TelegramError as error:
            log.info("counts have to wait", kind=type(error).__name__)
        else:
            await self._counts.counted(one)
