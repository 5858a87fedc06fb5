"""Telegram's limits on sending, kept so that a broadcast never makes a person wait."""

from __future__ import annotations

import asyncio
import math
from collections import Counter
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeVar

from telegram.error import RetryAfter
from telegram.ext import BaseRateLimiter

from bot.telegram.faults import wait_seconds
from bot.telegram.timer import LoopTimer, Timer, Wakeup
from bot.telegram.turns import Chat, Job, Limits, Priority, Turns

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Coroutine

    from telegram._utils.types import JSONDict

__all__ = ["Chat", "Limits", "Priority", "Sender"]

_Result = TypeVar("_Result")


class Sender(BaseRateLimiter[Priority]):
    """Gives every call to Telegram its turn; PTB's rate limiter, and the way of all our own calls.

    - What answers a tap or asks for something is never held back; nor does a reply in a private chat wait for bulk.
    - Bulk (cards, reminders, broadcasts, everything sent to groups) shares one bucket, strictly by priority.
    - Each chat has its own bucket. A 429 pauses the chat it came from; when other chats get one as well before that
      pause is over, reminders and broadcasts pause, too.

    Counters: `sent` by priority, `refused` (429s).
    """

    def __init__(self, *, limits: Limits | None = None, timer: Timer | None = None, patience: float = 15.0) -> None:
        """`patience`: seconds that all but a broadcast may wait for Telegram's `retry_after`.

        People give up on an answer then; who sends reminders can put this one off and go on with those of other chats.
        """
        self._timer = timer or LoopTimer()
        self._turns = Turns(limits or Limits(), self._timer)
        self._patience = patience
        self._end: Wakeup | None = None
        self._busy = 0
        self._idle = asyncio.Event()
        self._idle.set()
        self.sent: Counter[Priority] = Counter()
        self.refused = 0

    @property
    def busy(self) -> int:
        """How many calls wait for their turn or are on their way."""
        return self._busy

    def room_at(self, chat: int) -> float:
        """See `Turns.room_at`."""
        return self._turns.room_at(chat)

    def waiting(self, priority: Priority) -> int:
        """See `Turns.waiting`."""
        return self._turns.waiting(priority)

    async def initialize(self) -> None:
        """Accept calls."""
        self._turns.open()

    def wind_down(self, seconds: float) -> None:
        """Let no call wait for its turn beyond `seconds` from now: then those that still do fail with `Unsent`."""
        self._end = self._timer.call_at(self._timer.now() + seconds, self._turns.close)

    async def shutdown(self) -> None:
        """Fail every call that still waits for its turn with `Unsent`; calls on their way go on."""
        if self._end:
            self._end.cancel()
            self._end = None
        self._turns.close()

    async def settle(self) -> None:
        """Wait until no call waits or is on its way."""
        await self._idle.wait()

    async def process_request(
        self,
        callback: Callable[..., Coroutine[Any, Any, bool | JSONDict | list[JSONDict]]],
        args: Any,
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: Priority | None,
    ) -> bool | JSONDict | list[JSONDict]:
        """See `BaseRateLimiter.process_request`; without a priority a call counts as a reply."""
        return await self.send(
            lambda: callback(*args, **kwargs),
            method=endpoint,
            priority=rate_limit_args or Priority.REPLY,
            chat=data.get("chat_id"),
        )

    async def send(
        self, call: Callable[[], Awaitable[_Result]], *, method: str, priority: Priority, chat: Chat | None = None
    ) -> _Result:
        """Return what `call` returns once its turn has come; it is called again after a 429.

        Raises RetryAfter when its chat has to wait longer than `patience` (a broadcast waits any time), Unsent when
        stopped, and whatever else `call` raises.
        """
        self._busy += 1
        self._idle.clear()
        try:
            return await self._send(call, method, priority, chat)
        finally:
            self._busy -= 1
            if not self._busy:
                self._idle.set()

    async def _send(
        self, call: Callable[[], Awaitable[_Result]], method: str, priority: Priority, chat: Chat | None
    ) -> _Result:
        if not _is_limited(method):
            chat = None
        job = Job(
            priority, chat, give_up_at=self._timer.now() + self._patience if priority < Priority.BROADCAST else math.inf
        )
        while True:
            answered = False
            try:
                await self._turns.wait(job)
                result = await call()
                answered = True
            except RetryAfter as refusal:
                if job.left_at is None:
                    raise
                self.refused += 1
                self._turns.refused(job, wait_seconds(refusal))
                if job.not_before > job.give_up_at:
                    raise
            else:
                self.sent[priority] += 1
                return result
            finally:
                self._turns.ended(job, answered=answered)


@lru_cache(maxsize=256)
def _is_limited(method: str) -> bool:
    """Whether Telegram's limits count `method`: what puts or changes a message in a chat."""
    return method.startswith(("send", "copy", "forward", "edit")) and method != "sendChatAction"
