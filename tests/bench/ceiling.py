"""How many calls a second the server of the bench can answer: it must not be what is measured."""

from __future__ import annotations

import asyncio
import json
import time

from tests.bench import scene
from tests.bench.hook import Hook
from tests.bench.machine import on_core
from tests.bench.rush import BOT_CORE, serving

_CONNECTIONS = 64


class _Flood:
    """Stands in for the taps: every "update" is the answer to one."""

    def __init__(self, calls):
        self.updates = [json.dumps({"callback_query_id": str(n), "text": "已报名"}).encode() for n in range(calls)]
        self.done = asyncio.Event()

    def take(self, number, now):
        pass

    def confirm(self, count):
        if count == len(self.updates):
            self.done.set()


def measure(calls):
    """Return calls per second: raw requests over 64 connections, client and server on a core each."""
    with serving(scene.rush(1, 0.0)) as (_server, url), on_core(BOT_CORE):
        return asyncio.run(_flood(f"{url}/bot42:bench/answerCallbackQuery", calls))


async def _flood(url, calls):
    flood = _Flood(calls)
    began = time.perf_counter()
    await Hook(flood, url, "", _CONNECTIONS).deliver()
    await flood.done.wait()
    return calls / (time.perf_counter() - began)
