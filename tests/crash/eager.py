"""A bot whose clock is `AHEAD` seconds ahead and whose jobs are always due, to be killed by tests."""

import asyncio
import os
import signal
from datetime import timedelta

from bot.app import running
from bot.clock import SystemClock
from bot.demo.stage import HastyTimer
from bot.settings import load

JOBS = {"line", "hours"}


class Ahead:
    """The machine's clock, moved on by `by`."""

    def __init__(self, by=timedelta()):
        self.by = by

    def now(self):
        return SystemClock().now() + self.by


async def serve():
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    clock = Ahead(timedelta(seconds=float(os.environ["AHEAD"])))
    async with running(load(), clock=clock, timer=HastyTimer()) as app:
        jobs = [job for feature in app.desk.features for job in feature.jobs if job.name in JOBS]
        while not stop.is_set():
            for job in jobs:
                await job.run(app.desk, clock.now())
            await asyncio.sleep(0)


if __name__ == "__main__":
    asyncio.run(serve())
