"""When the machine's clock is set back, jobs go on as if nothing had been."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from structlog.testing import capture_logs

from bot.clock import ManualClock
from bot.ticks import Following
from tests.unit.edge import HandTimer

START = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


class Ticks:
    """A job of the machine's scheduler that is due in `ahead`; a wall clock and a timer to be turned by hand."""

    def __init__(self, ahead):
        self.ran, self.wall, self.timer = asyncio.Event(), ManualClock(START), HandTimer()
        self.scheduler = AsyncIOScheduler(timezone="UTC")
        self.due = datetime.now(UTC) + ahead
        self.job = self.scheduler.add_job(self.ran.set, "interval", seconds=1, next_run_time=self.due)

    async def passes(self, **wall):
        """A second, in which the wall clock moves like that."""
        self.wall.advance(**wall)
        await self.timer.advance(1)


@pytest.fixture
async def ticks():
    ticks = Ticks(2 * HOUR)
    ticks.scheduler.start()
    following = Following(ticks.scheduler, ticks.wall, ticks.timer)
    yield ticks
    following.stop()
    ticks.scheduler.shutdown(wait=False)


async def test_a_job_that_the_clock_put_two_hours_off_runs_at_once(ticks):
    """So it is when the clock is set back by two hours between two ticks."""
    with capture_logs() as logs:
        await ticks.passes(hours=-2)
    await asyncio.wait_for(ticks.ran.wait(), 10)
    assert [(log["event"], log["seconds"]) for log in logs] == [("the clock was set back", 7201)]


async def test_a_clock_that_goes_on_stands_still_shortly_or_is_set_forward_moves_no_job(ticks):
    await ticks.passes(seconds=1)
    await ticks.passes(seconds=0.1)
    await ticks.passes(days=3)
    assert (ticks.job.next_run_time, ticks.ran.is_set()) == (ticks.due, False)


async def test_a_clock_that_stands_still_keeps_no_job_waiting(ticks):
    """The machine's time does not go on, the loop's does: after ten seconds all is due ten seconds earlier."""
    for _ in range(10):
        await ticks.passes()
    assert ticks.job.next_run_time == ticks.due - timedelta(seconds=10)
