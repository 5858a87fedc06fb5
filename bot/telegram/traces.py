"""What was said in confidence can be taken out of the chat again, both sides of it."""

from __future__ import annotations

from datetime import datetime, timedelta

import structlog
from telegram.error import TelegramError

from bot.clock import Clock
from bot.telegram.outbound import Outbound
from bot.telegram.sender import Priority

log = structlog.get_logger(__name__)

_FOR = timedelta(hours=1)
_AT_ONCE = 100  # Bot API deleteMessages


class Traces:
    """Remembers the numbers of messages for an hour, in memory alone, to delete them when their reader asks for it.

    In a private chat a bot may also delete what the other side wrote (Bot API deleteMessage), for two days.
    """

    def __init__(self, out: Outbound, clock: Clock) -> None:
        self._out, self._clock = out, clock
        self._kept: dict[int, tuple[datetime, list[int]]] = {}

    def note(self, chat_id: int, *messages: int) -> None:
        """Remember messages of a private chat; those that are older than an hour are forgotten."""
        now = self._clock.now()
        self._kept = {chat: kept for chat, kept in self._kept.items() if kept[0] > now - _FOR}
        before = self._kept.get(chat_id, (now, []))[1]
        self._kept[chat_id] = now, [*before, *(one for one in messages if one not in before)]

    async def wipe(self, chat_id: int) -> None:
        """Delete what is remembered of a chat; what Telegram does not delete any more stays."""
        messages = self._kept.pop(chat_id, (self._clock.now(), []))[1]
        for start in range(0, len(messages), _AT_ONCE):
            params: dict[str, object] = {"chat_id": chat_id, "message_ids": messages[start : start + _AT_ONCE]}
            try:
                await self._out.call("deleteMessages", params, priority=Priority.REPLY)
            except TelegramError as error:
                log.info("messages stay in a chat", error=type(error).__name__)
