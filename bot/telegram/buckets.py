"""How often something may happen: evenly refilled buckets, and a window as the other end counts it."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, Generic, NamedTuple, TypeVar

if TYPE_CHECKING:
    from collections.abc import Hashable

_Key = TypeVar("_Key", bound="Hashable")
_SWEEP_FROM = 1024
_LEARNT_FROM = 300  # calls: the quickest of them tells what the way takes at least


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


class Rate(NamedTuple):
    """At most so many places within any `seconds`."""

    places: int
    seconds: float


class Window:
    """A rate as the other end counts it, where calls that left evenly spaced arrive less evenly.

    How late a call arrived is not known, but hardly later than what it took beyond the quickest of the last calls. So
    its place is free again `seconds` after its answer came, less what the quickest took. However unevenly calls arrive,
    the other end does not see more than the rate, and of the rate only what calls take beyond the quickest is lost.
    """

    def __init__(self, places: int, seconds: float) -> None:
        self._places, self._seconds = places, seconds
        # Evenly spaced; the one that is late may be made good, or each late waking would cost as much of the rate.
        self._spaced: Buckets[None] = Buckets(seconds / places, 2)
        self._under_way = 0
        self._answered: deque[float] = deque()  # when; the oldest first
        self._took: deque[float] = deque(maxlen=_LEARNT_FROM)

    def ready_at(self) -> float:
        """Return the monotonic second from which there is a place; infinity while only answers can tell."""
        spaced = self._spaced.ready_at(None)
        if self._under_way + len(self._answered) < self._places:
            return spaced
        if not self._answered:
            return float("inf")
        return max(spaced, self._answered[0] + self._seconds - min(self._took, default=0.0))

    def take(self, now: float) -> None:
        """Take a place for a call that leaves now."""
        self._spaced.take(None, now)
        if self._under_way + len(self._answered) == self._places:
            self._answered.popleft()
        self._under_way += 1

    def ended(self, now: float, took: float | None) -> None:
        """Note that a call ended, and after how many seconds it was answered: None when it was not, or refused."""
        self._under_way -= 1
        self._answered.append(now)
        if took is not None:
            self._took.append(took)
