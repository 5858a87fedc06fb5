"""What was read a moment ago, kept in memory for the hot path."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Hashable
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")

# A role that another process took away, or a change made at the console, counts after this long at the latest.
MAX_AGE_S = 30.0
_MOST = 20_000


class Fresh(Generic[K, V]):
    """Values by key, at most MAX_AGE_S old by `monotonic` (seconds), loaded by `load` when missing."""

    def __init__(self, load: Callable[[K], Awaitable[V]], monotonic: Callable[[], float] = time.monotonic) -> None:
        self._load, self._monotonic = load, monotonic
        self._values: dict[K, tuple[float, V]] = {}
        self._drops = 0

    async def get(self, key: K) -> V:
        """Return the value of `key`."""
        kept = self._values.get(key)
        if kept is not None and self._monotonic() < kept[0]:
            return kept[1]
        drops, good_until = self._drops, self._monotonic() + MAX_AGE_S
        value = await self._load(key)
        # What was read before a change that has been dropped meanwhile must not come back.
        if drops == self._drops:
            if len(self._values) >= _MOST:
                self._values.clear()
            self._values[key] = (good_until, value)
        return value

    def drop(self, key: K) -> None:
        """Load `key` anew next time."""
        self._drops += 1
        self._values.pop(key, None)

    def clear(self) -> None:
        """Load everything anew."""
        self._drops += 1
        self._values.clear()
