"""Flood control: how much Telegram lets a bot send, in real time (the injected clock may stand still)."""

from __future__ import annotations

import math
from collections import deque
from time import monotonic
from typing import TYPE_CHECKING

from .wire import too_many

if TYPE_CHECKING:
    from collections.abc import Callable

# One message a second to a person is always fine; this many at once are let pass before Telegram objects.
PRIVATE_BURST = 30
GROUP_PER_MINUTE = 20
BULK_PER_SECOND = 30
# A person who was heard from this recently is being answered, not broadcast to (seconds).
ANSWERING = 60


class _Window:
    """At most `many` within any `seconds`."""

    def __init__(self, many: int, seconds: float) -> None:
        self._many = many
        self._seconds = seconds
        self._times: deque[float] = deque()

    def wait(self, now: float) -> float:
        while self._times and self._times[0] <= now - self._seconds:
            self._times.popleft()
        return self._times[0] + self._seconds - now if len(self._times) >= self._many else 0

    def take(self, now: float) -> None:
        self._times.append(now)


class _Bucket:
    """One a second, `burst` at once."""

    def __init__(self, burst: int) -> None:
        self._burst = burst
        self._full_at = 0.0

    def wait(self, now: float) -> float:
        return max(self._full_at, now) + 1 - now - self._burst

    def take(self, now: float) -> None:
        self._full_at = max(self._full_at, now) + 1


class Flood:
    """Counts what is sent to whom. `clock` tells monotonic seconds."""

    def __init__(self, *, on: bool, clock: Callable[[], float] = monotonic) -> None:
        self.on = on
        self._clock = clock
        self._bulk = _Window(BULK_PER_SECOND, 1)
        self._chats: dict[int, _Window | _Bucket] = {}
        self._heard: dict[int, float] = {}

    def heard(self, chat_id: int) -> None:
        """Note that something arrived from `chat_id`: what follows there is an answer."""
        if self.on:
            self._heard[chat_id] = self._clock()

    def sent(self, chat_id: int, *, edit: bool = False) -> None:
        """Count one message or edit; raise the 429 that Telegram would answer."""
        if not self.on:
            return
        now = self._clock()
        own = self._chats.get(chat_id)
        if own is None:
            own = _Window(GROUP_PER_MINUTE, 60) if chat_id < 0 else _Bucket(PRIVATE_BURST)
            self._chats[chat_id] = own
        counted: list[_Window | _Bucket] = [own]
        if not edit and now - self._heard.get(chat_id, -math.inf) > ANSWERING:
            counted.append(self._bulk)
        wait = max(limit.wait(now) for limit in counted)
        if wait > 0:
            raise too_many(math.ceil(wait))
        for limit in counted:
            limit.take(now)
