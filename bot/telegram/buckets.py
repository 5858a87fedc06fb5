"""How often something may happen: one evenly refilled bucket per key."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, NamedTuple, TypeVar

if TYPE_CHECKING:
    from collections.abc import Hashable

_Key = TypeVar("_Key", bound="Hashable")
_SWEEP_FROM = 1024


class Pace(NamedTuple):
    """One place every `interval` seconds after `burst` at once; an interval of 0 is no limit."""

    interval: float
    burst: int


class Buckets(Generic[_Key]):
    """Buckets of `burst` places each, one place coming free every `interval` seconds; full ones take no memory.

    Within any `interval * n` seconds a key gets at most `burst + n` places.
    """

    def __init__(self, interval: float, burst: int) -> None:
        self._interval = interval
        self._slack = interval * (burst - 1)
        # By key: when its bucket will be full again.
        self._full_at: dict[_Key, float] = {}
        self._sweep_at = _SWEEP_FROM

    def ready_at(self, key: _Key, places: int = 1) -> float:
        """Return the monotonic second from which `key` may take that many places (in the past if it may already)."""
        return self._full_at.get(key, float("-inf")) - self._slack + self._interval * (places - 1)

    def take(self, key: _Key, now: float) -> None:
        """Take a place of `key`."""
        full_at = self._full_at.get(key, now)
        self._full_at[key] = max(now, full_at) + self._interval
        if len(self._full_at) >= self._sweep_at:
            self._full_at = {each: at for each, at in self._full_at.items() if at > now}
            self._sweep_at = max(_SWEEP_FROM, 2 * len(self._full_at))
