"""What people ask the bot in groups, and what it answers, does not stay there; what they want gone elsewhere goes."""

from __future__ import annotations

from bisect import insort
from datetime import datetime, timedelta
from typing import NamedTuple

import structlog
from telegram.error import TelegramError

from bot.clock import Clock
from bot.telegram.outbound import Outbound
from bot.telegram.sender import Priority
from bot.telegram.traces import Traces

log = structlog.get_logger(__name__)

READ_AFTER = timedelta(seconds=60)
TAPPED_AFTER = timedelta(minutes=10)  # where somebody has to find out first what it is


class _Clutter(NamedTuple):
    due_at: datetime
    chat_id: int
    command: int | None
    answer: int | None


class Tidy:
    """Takes answers to commands out of groups again, with the commands where the bot may delete what others wrote.

    Kept in memory: what a restart forgets is a few lines. `bot_id` is the bot's own account. `traces` are those of
    private chats.
    """

    def __init__(self, out: Outbound, clock: Clock, bot_id: int) -> None:
        self._out, self._clock, self._bot_id = out, clock, bot_id
        self._clutter: list[_Clutter] = []
        self.traces = Traces(out, clock)

    def later(self, chat_id: int, *, command: int | None, answer: int | None) -> None:
        """Delete a command and the message that answered it, if one did, once people had time to read.

        What was no command (None) stays, and what answered it stays longer.
        """
        due_at = self._clock.now() + (TAPPED_AFTER if command is None else READ_AFTER)
        insort(self._clutter, _Clutter(due_at, chat_id, command, answer), key=lambda one: one.due_at)

    async def sweep(self) -> None:
        """Delete what is due; what cannot be deleted stays."""
        while self._clutter and self._clutter[0].due_at <= self._clock.now():
            due = self._clutter.pop(0)
            try:
                if due.answer is not None:
                    await self._delete(due.chat_id, due.answer)
                if due.command is not None and await self._may_delete(due.chat_id):
                    await self._delete(due.chat_id, due.command)
            except TelegramError as error:
                log.info("clutter stays in a group", error=type(error).__name__)

    async def _delete(self, chat_id: int, message_id: int) -> None:
        params: dict[str, object] = {"chat_id": chat_id, "message_id": message_id}
        await self._out.call("deleteMessage", params, priority=Priority.CARD)

    async def _may_delete(self, chat_id: int) -> bool:
        params: dict[str, object] = {"chat_id": chat_id, "user_id": self._bot_id}
        member = await self._out.call("getChatMember", params, priority=Priority.CARD)
        return isinstance(member, dict) and member.get("can_delete_messages") is True
