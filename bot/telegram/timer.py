"""Monotonic time and wake-ups for everything here that waits, so that tests can turn the hands themselves."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable


class Wakeup(Protocol):
    """A call that was arranged."""

    def cancel(self) -> None:
        """Let it not happen."""


class Timer(Protocol):
    """Tells monotonic time and calls back."""

    def now(self) -> float:
        """Return seconds since some moment."""

    def call_at(self, when: float, callback: Callable[[], None]) -> Wakeup:
        """Call `callback` once `now()` has reached `when`."""


class LoopTimer:
    """The running event loop's time."""

    def now(self) -> float:
        """Return the loop's monotonic seconds."""
        return asyncio.get_running_loop().time()

    def call_at(self, when: float, callback: Callable[[], None]) -> Wakeup:
        """Call `callback` from the loop once its time has reached `when`."""
        return asyncio.get_running_loop().call_at(when, callback)


async def pause(timer: Timer, seconds: float, *, until: asyncio.Event) -> None:
    """Wait `seconds`, or shorter when `until` is set earlier."""
    over = asyncio.get_running_loop().create_future()
    wakeup = timer.call_at(timer.now() + seconds, lambda: None if over.done() else over.set_result(None))
    interrupt = asyncio.ensure_future(until.wait())
    try:
        await asyncio.wait({over, interrupt}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        wakeup.cancel()
        interrupt.cancel()
