"""The sandbox as a process of its own: `python -m bot.sandbox --port 0`, steered as `control` describes."""

from __future__ import annotations

import argparse
import asyncio
import signal
import sys

from bot.clock import SystemClock

from .control import Control
from .sandbox import Sandbox


def _arguments(argv: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bot.sandbox", description="A local, strict Telegram Bot API.")
    parser.add_argument(
        "--port", type=int, default=0, help="where to listen on 127.0.0.1; 0 (default) is any free port"
    )
    parser.add_argument("--token", default="1000:sandbox", help="the token that it accepts")
    parser.add_argument("--latency", type=float, default=0.0, help="seconds added to each answer")
    parser.add_argument("--no-flood", action="store_true", help="never answer 429")
    parser.add_argument(
        "--light", action="store_true", help="for benchmarks: check little, record nothing, no flood control"
    )
    return parser.parse_args(argv)


async def _serve(options: argparse.Namespace) -> None:
    sandbox = Sandbox(
        clock=SystemClock(),
        token=options.token,
        latency=options.latency,
        flood=not (options.no_flood or options.light),
        record=not options.light,
        strict=not options.light,
    )
    sandbox.server.control = Control(sandbox).handle
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    await sandbox.start(port=options.port)
    sys.stdout.write(f"{sandbox.url}\n")
    sys.stdout.flush()
    await stop.wait()
    await sandbox.stop()


def main() -> None:
    """Serve until SIGTERM or Ctrl-C; the first line of output is the address."""
    asyncio.run(_serve(_arguments(sys.argv[1:])))


if __name__ == "__main__":
    main()
