"""Our bot with Telegram's limits a thousand times as high: what else a broadcast is held up by, and what it leaves.

python -m tests.bench.hasty
"""

from __future__ import annotations

import asyncio
import signal

from bot.app import running
from bot.demo.stage import HastyTimer
from bot.settings import load


async def serve():
    """Run until SIGTERM."""
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    async with running(load(), timer=HastyTimer()):
        await stop.wait()


if __name__ == "__main__":
    asyncio.run(serve())
