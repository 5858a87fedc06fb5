"""Telegram's limits on sending, kept so that a broadcast never makes a person wait."""

from __future__ import annotations

import asyncio
import math
from collections import Counter
from enum import IntEnum
from functools import lru_cache
from heapq import heappop, heappush
from itertools import count
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from telegram.error import RetryAfter
from telegram.ext import BaseRateLimiter

from bot.telegram.buckets import Buckets, Pace, Rate, Window
from bot.telegram.faults import Unsent, wait_seconds
from bot.telegram.timer import LoopTimer, Timer, Wakeup

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Coroutine

    from telegram._utils.types import JSONDict

_Result = TypeVar("_Result")
Chat = int | str


class Priority(IntEnum):
    """Who goes first; counted from 1, because PTB drops rate limit arguments that are false."""

    ANSWER = 1
    REPLY = 2
    CARD = 3  # keeping the cards in groups true
    REMINDER = 4
    BROADCAST = 5


class Limits(NamedTuple):
    """How fast to send: over all chats, to one private chat, to one group."""

    # 30 a second; 5 ms are for what the quickest call does not tell.
    overall: Rate = Rate(30, 1.005)
    # "Avoid sending more than one message per second" to a chat, short bursts allowed (Bots FAQ).
    chat: Pace = Pace(1.0, 5)
    # 20 a minute (Bots FAQ): 5 at once and one every 4 seconds are 20 within any 60 seconds.
    group: Pace = Pace(4.0, 5)


class _Job:
    """A call that wants its turn."""

    __slots__ = ("bulk", "chat", "give_up_at", "left_at", "not_before", "number", "priority", "turn")

    def __init__(self, number: int, priority: Priority, chat: Chat | None, *, bulk: bool, give_up_at: float) -> None:
        self.number = number
        self.priority = priority
        self.chat = chat
        self.bulk = bulk
        self.give_up_at = give_up_at
        self.not_before = float("-inf")
        self.left_at: float | None = None
        self.turn: asyncio.Future[None] | None = None


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
        limits = limits or Limits()
        self._timer = timer or LoopTimer()
        self._patience = patience
        self._overall = Window(*limits.overall)
        self._chats: Buckets[Chat] = Buckets(*limits.chat)
        self._groups: Buckets[Chat] = Buckets(*limits.group)
        self._paused: dict[Chat, float] = {}
        self._bulk_paused = float("-inf")
        # Ready jobs wait for a place in the bulk bucket at most, held jobs for their chat.
        self._ready: dict[bool, list[tuple[Priority, int, _Job]]] = {False: [], True: []}
        self._held: list[tuple[float, int, _Job]] = []
        self._numbers = count()
        self._wakeup: Wakeup | None = None
        self._end: Wakeup | None = None
        self._closed = False
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
        """Return the timer's second from which a group has room for what can wait, and for a reply besides."""
        return max(self._groups.ready_at(chat, 2), self._paused.get(chat, -math.inf))

    def waiting(self, priority: Priority) -> int:
        """Return how many calls of a priority wait because of what is sent to other chats."""
        return sum(job.priority is priority for *_, job in self._ready[True])

    async def initialize(self) -> None:
        """Accept calls."""
        self._closed = False

    def wind_down(self, seconds: float) -> None:
        """Let no call wait for its turn beyond `seconds` from now: then those that still do fail with `Unsent`."""
        self._end = self._timer.call_at(self._timer.now() + seconds, self._close)

    async def shutdown(self) -> None:
        """Fail every call that still waits for its turn with `Unsent`; calls on their way go on."""
        self._close()

    def _close(self) -> None:
        self._closed = True
        if self._end:
            self._end.cancel()
            self._end = None
        for *_, job in [*self._held, *self._ready[False], *self._ready[True]]:
            if job.turn and not job.turn.done():
                job.turn.set_exception(Unsent("Stopped before its turn"))
        self._held.clear()
        self._ready = {False: [], True: []}
        if self._wakeup:
            self._wakeup.cancel()
            self._wakeup = None

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
        job = _Job(
            next(self._numbers),
            priority,
            chat,
            bulk=priority > Priority.REPLY or (chat is not None and _is_group(chat)),
            give_up_at=self._timer.now() + self._patience if priority < Priority.BROADCAST else math.inf,
        )
        while True:
            answered = False
            try:
                await self._turn(job)
                result = await call()
                answered = True
            except RetryAfter as refusal:
                if job.left_at is None:
                    raise
                self._refused(job, wait_seconds(refusal))
                if job.not_before > job.give_up_at:
                    raise
            else:
                self.sent[priority] += 1
                return result
            finally:
                self._ended(job, answered=answered)

    async def _turn(self, job: _Job) -> None:
        now = self._timer.now()
        if self._held and self._held[0][0] <= now:
            self._pump()
        if not job.bulk and self._gate(job) <= now:
            self._take(job, now)
            return
        if self._closed:
            raise Unsent("Stopped before its turn")
        job.turn = asyncio.get_running_loop().create_future()
        heappush(self._ready[job.bulk], (job.priority, job.number, job))
        self._pump()
        await job.turn

    def _gate(self, job: _Job) -> float:
        """Return from when on `job` may go, as far as its chat is concerned."""
        if job.chat is None:
            return job.not_before
        bucket = self._groups if _is_group(job.chat) else self._chats
        return max(job.not_before, bucket.ready_at(job.chat), self._paused.get(job.chat, job.not_before))

    def _take(self, job: _Job, now: float) -> None:
        if job.chat is not None:
            (self._groups if _is_group(job.chat) else self._chats).take(job.chat, now)
        if job.bulk:
            self._overall.take(now)
        job.left_at = now

    def _ended(self, job: _Job, *, answered: bool) -> None:
        left_at, job.left_at = job.left_at, None
        if left_at is None or not job.bulk:
            return
        now = self._timer.now()
        self._overall.ended(now, now - left_at if answered else None)
        if self._ready[True]:
            self._pump()

    def _slot_at(self, priority: Priority) -> float:
        """Return from when on bulk of `priority` may go, as far as the other chats are concerned."""
        at = self._overall.ready_at()
        return max(at, self._bulk_paused) if priority > Priority.REPLY else at

    def _pump(self) -> None:
        """Give every job whose time has come its turn, and arrange to be called for the next one."""
        now = self._timer.now()
        while self._held and self._held[0][0] <= now:
            job = heappop(self._held)[-1]
            heappush(self._ready[job.bulk], (job.priority, job.number, job))
        for ready in self._ready.values():
            while ready and not (ready[0][-1].bulk and self._slot_at(ready[0][0]) > now):
                self._consider(heappop(ready)[-1], now)
        self._arrange()

    def _consider(self, job: _Job, now: float) -> None:
        if job.turn is None or job.turn.done():
            return  # its caller was cancelled
        at = self._gate(job)
        if at <= now:
            self._take(job, now)
            job.turn.set_result(None)
        elif at > job.give_up_at:
            job.turn.set_exception(RetryAfter(math.ceil(at - now)))
        else:
            heappush(self._held, (at, job.number, job))

    def _arrange(self) -> None:
        if self._wakeup:
            self._wakeup.cancel()
            self._wakeup = None
        times = [self._held[0][0]] if self._held else []
        if bulk := self._ready[True]:
            times.append(self._slot_at(bulk[0][0]))
        if times and min(times) < math.inf:
            self._wakeup = self._timer.call_at(min(times), self._pump)

    def _refused(self, job: _Job, seconds: float) -> None:
        self.refused += 1
        now = self._timer.now()
        until = now + seconds
        job.not_before = until
        if job.chat is None:
            return
        self._paused = {chat: at for chat, at in self._paused.items() if at > now}
        if job.bulk and any(chat != job.chat for chat in self._paused):
            self._bulk_paused = max(self._bulk_paused, until)
        self._paused[job.chat] = max(until, self._paused.get(job.chat, until))


@lru_cache(maxsize=256)
def _is_limited(method: str) -> bool:
    """Whether Telegram's limits count `method`: what puts or changes a message in a chat."""
    return method.startswith(("send", "copy", "forward", "edit")) and method != "sendChatAction"


def _is_group(chat: Chat) -> bool:
    # Groups and channels have negative ids; only channels and public groups are addressed by @name.
    return isinstance(chat, str) or chat < 0
