"""What is looked at every second, and the jobs of features, by APScheduler; also when the clock is set back."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING

import structlog

from bot.clock import Clock, SystemClock
from bot.telegram.timer import LoopTimer, Timer
from handlers.desk import Desk
from handlers.kit import Feature

if TYPE_CHECKING:
    from apscheduler.schedulers.base import BaseScheduler

log = structlog.get_logger(__name__)

_TICK = timedelta(seconds=1)
_FIRST_JOB_AFTER = timedelta(minutes=1)  # a bot that is restarted every day still does its daily jobs


@contextmanager
def ticking(
    desk: Desk, clock: Clock, features: Iterable[Feature], ticked: Iterable[Callable[[], object]]
) -> Iterator[None]:
    """Call each of `ticked` every second and run jobs of `features`, at what `clock` says, while the context lasts."""
    from apscheduler.schedulers.asyncio import AsyncIOScheduler  # noqa: PLC0415 - 50 ms that no first answer waits for

    scheduler = AsyncIOScheduler(timezone="UTC", job_defaults={"coalesce": True, "misfire_grace_time": None})
    for tick in ticked:
        scheduler.add_job(tick, "interval", seconds=_TICK.total_seconds(), max_instances=1)
    first = SystemClock().now() + _FIRST_JOB_AFTER
    for feature in features:
        for job in feature.jobs:

            async def run(job=job) -> None:  # type: ignore[no-untyped-def] # noqa: ANN001 - bound per job
                await job.run(desk, clock.now())

            scheduler.add_job(run, "interval", seconds=job.every.total_seconds(), next_run_time=first, name=job.name)
    scheduler.start()
    follow = Following(scheduler, SystemClock(), LoopTimer())
    try:
        yield
    finally:
        follow.stop()
        scheduler.shutdown(wait=False)


class Following:
    """Moves all jobs back when the wall clock is: APScheduler would let them sleep until it has caught up again.

    A clock that is set forward needs nothing: what is due then runs once.
    """

    def __init__(self, scheduler: BaseScheduler, wall: Clock, timer: Timer) -> None:
        """`wall`: the clock that `scheduler` goes by; `timer`: one that nobody sets."""
        self._scheduler, self._wall, self._timer = scheduler, wall, timer
        self._seen, self._at = wall.now(), timer.now()
        self._arrange()

    def stop(self) -> None:
        """Look no more."""
        self._wakeup.cancel()

    def _arrange(self) -> None:
        self._wakeup = self._timer.call_at(self._timer.now() + _TICK.total_seconds(), self._look)

    def _look(self) -> None:
        wall, at = self._wall.now(), self._timer.now()
        back = self._seen + timedelta(seconds=at - self._at) - wall
        if back > _TICK:
            log.warning("the clock was set back", seconds=round(back.total_seconds()))
            for job in self._scheduler.get_jobs():
                job.modify(next_run_time=job.next_run_time - back)
        if not timedelta() <= back <= _TICK:  # what a slow clock lags behind adds up
            self._seen, self._at = wall, at
        self._arrange()
