"""Deriving keys from receipts: 64 MiB and some 150 ms each, so few at once, and never on the event loop."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import ParamSpec, TypeVar

from bot.domain.feedback import TooManyAtOnce

P = ParamSpec("P")
R = TypeVar("R")

AT_ONCE = 2
WAITING = 20  # beyond it people would wait longer than they look at a screen


class Derivations:
    """Runs what is slow, AT_ONCE at a time."""

    def __init__(self) -> None:
        self._places = asyncio.Semaphore(AT_ONCE)
        self._inside = 0

    async def run(self, slow: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Return what `slow` returns, in a thread. Raises what it raises, TooManyAtOnce when WAITING wait already."""
        if self._inside >= AT_ONCE + WAITING:
            raise TooManyAtOnce
        self._inside += 1
        try:
            async with self._places:
                return await asyncio.to_thread(slow, *args, **kwargs)
        finally:
            self._inside -= 1
