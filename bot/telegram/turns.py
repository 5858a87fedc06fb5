"""Whose turn it is to call Telegram: strictly by priority, within the limits over all chats and of each chat."""

from __future__ import annotations

import asyncio
import math
from enum import IntEnum
from heapq import heappop, heappush
from itertools import count
from typing import TYPE_CHECKING, NamedTuple

from telegram.error import RetryAfter

from bot.telegram.buckets import Buckets, Pace, Rate, Window
from bot.telegram.faults import Unsent

if TYPE_CHECKING:
    from bot.telegram.timer import Timer, Wakeup

Chat = int | str
_NUMBERS = count()  # of jobs, in the order in which they came


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


class Job:
    """A call that wants its turn, and does not wait for it beyond the second `give_up_at`."""

    __slots__ = ("bulk", "chat", "give_up_at", "left_at", "not_before", "number", "priority", "turn")

    def __init__(self, priority: Priority, chat: Chat | None, *, give_up_at: float) -> None:
        self.number = next(_NUMBERS)
        self.priority = priority
        self.chat = chat
        self.bulk = priority > Priority.REPLY or (chat is not None and _is_group(chat))
        self.give_up_at = give_up_at
        self.not_before = float("-inf")
        self.left_at: float | None = None
        self.turn: asyncio.Future[None] | None = None


class Turns:
    """Gives jobs their turns. Each is followed by `ended`."""

    def __init__(self, limits: Limits, timer: Timer) -> None:
        self._timer = timer
        self._overall = Window(*limits.overall)
        self._chats: Buckets[Chat] = Buckets(*limits.chat)
        self._groups: Buckets[Chat] = Buckets(*limits.group)
        self._paused: dict[Chat, float] = {}
        self._bulk_paused = float("-inf")
        # Ready jobs wait for a place in the bulk bucket at most, held jobs for their chat.
        self._ready: dict[bool, list[tuple[Priority, int, Job]]] = {False: [], True: []}
        self._held: list[tuple[float, int, Job]] = []
        self._wakeup: Wakeup | None = None
        self._closed = False

    def room_at(self, chat: int) -> float:
        """Return the timer's second from which a group has room for what can wait, and for a reply besides."""
        return max(self._groups.ready_at(chat, 2), self._paused.get(chat, -math.inf))

    def waiting(self, priority: Priority) -> int:
        """Return how many of a priority wait because of what is sent to other chats."""
        return sum(job.priority is priority for *_, job in self._ready[True])

    def open(self) -> None:
        """Let jobs wait."""
        self._closed = False

    def close(self) -> None:
        """Fail every job that waits, and that would have to from now on, with `Unsent`."""
        self._closed = True
        for *_, job in [*self._held, *self._ready[False], *self._ready[True]]:
            if job.turn and not job.turn.done():
                job.turn.set_exception(Unsent("Stopped before its turn"))
        self._held.clear()
        self._ready = {False: [], True: []}
        if self._wakeup:
            self._wakeup.cancel()
            self._wakeup = None

    async def wait(self, job: Job) -> None:
        """Return when it is the job's turn. Raises RetryAfter when that is too far off, Unsent when closed."""
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

    def _gate(self, job: Job) -> float:
        """Return from when on `job` may go, as far as its chat is concerned."""
        if job.chat is None:
            return job.not_before
        bucket = self._groups if _is_group(job.chat) else self._chats
        return max(job.not_before, bucket.ready_at(job.chat), self._paused.get(job.chat, job.not_before))

    def _take(self, job: Job, now: float) -> None:
        if job.chat is not None:
            (self._groups if _is_group(job.chat) else self._chats).take(job.chat, now)
        if job.bulk:
            self._overall.take(now)
        job.left_at = now

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

    def _consider(self, job: Job, now: float) -> None:
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

    def ended(self, job: Job, *, answered: bool) -> None:
        """Note that a job is over, whether it had its turn or not; `answered`: properly, neither refused nor lost."""
        left_at, job.left_at = job.left_at, None
        if left_at is None or not job.bulk:
            return
        now = self._timer.now()
        self._overall.ended(now, now - left_at if answered else None)
        if self._ready[True]:
            self._pump()

    def refused(self, job: Job, seconds: float) -> None:
        """Note that Telegram wants the chat of a job to wait."""
        now = self._timer.now()
        until = now + seconds
        job.not_before = until
        if job.chat is None:
            return
        self._paused = {chat: at for chat, at in self._paused.items() if at > now}
        if job.bulk and any(chat != job.chat for chat in self._paused):
            self._bulk_paused = max(self._bulk_paused, until)
        self._paused[job.chat] = max(until, self._paused.get(job.chat, until))


def _is_group(chat: Chat) -> bool:
    # Groups and channels have negative ids; only channels and public groups are addressed by @name.
    return isinstance(chat, str) or chat < 0
