"""Lanes: one person's updates in order, different people side by side, and nobody without end."""

from __future__ import annotations

import asyncio
import traceback
from collections import deque
from typing import TYPE_CHECKING

import structlog

from bot.ids import reference
from bot.telegram.buckets import Buckets, Pace
from bot.telegram.carrier import CARRIER, Carrier
from bot.telegram.incoming import RawUpdate, kind_of, lane_of
from bot.telegram.timer import LoopTimer, Timer

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Hashable

log = structlog.get_logger(__name__)

__all__ = ["FLOOD", "Lanes", "lane_of"]

# Nobody types or taps two a second for long; beyond it is a machine, and others shall not wait for it.
FLOOD = Pace(interval=0.5, burst=60)

_Waiting = tuple[RawUpdate, Carrier | None, asyncio.Future[None]]


class Lanes:
    """Hands updates to `handle`: at most `width` at once, one of each lane.

    An update is set aside (its future is done, it is not handled) when its lane already holds `depth_per_lane` that
    wait, when its lane outruns `flood`, or when `handle` raises. Counters: `handled`, `failed`, `shed`.
    """

    def __init__(
        self,
        handle: Callable[[RawUpdate], Awaitable[None]],
        *,
        width: int = 256,
        depth_per_lane: int = 32,
        flood: Pace | None = FLOOD,
        timer: Timer | None = None,
    ) -> None:
        self._handle = handle
        self._width = width
        self._depth = depth_per_lane
        self._flood: Buckets[Hashable] | None = Buckets(*flood) if flood else None
        self._timer = timer or LoopTimer()
        self._lanes: dict[Hashable, deque[_Waiting]] = {}
        self._waiting: deque[Hashable] = deque()
        self._workers: set[asyncio.Task[None]] = set()
        self._busy = 0
        self._idle = asyncio.Event()
        self._idle.set()
        self.handled = 0
        self.failed = 0
        self.shed = 0

    @property
    def busy(self) -> int:
        """How many updates are being handled or wait for it."""
        return self._busy

    def submit(self, update: RawUpdate, carrier: Carrier | None = None) -> asyncio.Future[None]:
        """Queue `update`; the future is done once it has been handled or set aside, and never raises.

        `carrier` is what a webhook's answer has room for.
        """
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        lane = lane_of(update)
        queue = self._lanes.get(lane)
        if self._outruns(lane) or (queue is not None and len(queue) >= self._depth):
            self.shed += 1
            done.set_result(None)
            return done
        self._busy += 1
        self._idle.clear()
        if queue is not None:
            queue.append((update, carrier, done))
            return done
        self._lanes[lane] = deque([(update, carrier, done)])
        if len(self._workers) < self._width:
            worker = asyncio.get_running_loop().create_task(self._work(lane))
            self._workers.add(worker)
            worker.add_done_callback(self._workers.discard)
        else:
            self._waiting.append(lane)
        return done

    async def drain(self) -> None:
        """Wait until everything submitted has been handled."""
        await self._idle.wait()

    def _outruns(self, lane: Hashable) -> bool:
        if self._flood is None:
            return False
        now = self._timer.now()
        if self._flood.ready_at(lane) > now:
            return True
        self._flood.take(lane, now)
        return False

    async def _work(self, lane: Hashable) -> None:
        while True:
            queue = self._lanes[lane]
            while queue:
                update, carrier, done = queue.popleft()
                CARRIER.set(carrier)
                await self._one(update)
                self._busy -= 1
                if not done.done():
                    done.set_result(None)
            del self._lanes[lane]
            if not self._busy:
                self._idle.set()
            if not self._waiting:
                return
            lane = self._waiting.popleft()

    async def _one(self, update: RawUpdate) -> None:
        try:
            await self._handle(update)
        except asyncio.CancelledError as error:
            task = asyncio.current_task()
            if task is not None and task.cancelling():
                raise
            self._set_aside(update, error)
        except Exception as error:  # noqa: BLE001 - one update must not stop the rest
            self._set_aside(update, error)
        else:
            self.handled += 1

    def _set_aside(self, update: RawUpdate, error: BaseException) -> None:
        self.failed += 1
        frames = traceback.extract_tb(error.__traceback__)
        log.error(
            "update set aside",
            reference=reference(),
            kind=kind_of(update),
            error=type(error).__name__,
            where=[f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames],
        )
