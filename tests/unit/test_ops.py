"""What machines ask on LISTEN, over real HTTP."""

from __future__ import annotations

import asyncio
import re

import aiohttp
import pytest
from aiohttp import web

from bot import __version__
from bot.metrics import Metrics
from bot.ops import add_routes, listening
from bot.settings import Address

HERE = Address("127.0.0.1", 0)


async def well():
    return None


async def unwell():
    return "last answer 93 s ago"


async def broken():
    raise ValueError("王敏")


async def stuck():
    await asyncio.Event().wait()


async def get(path: str, metrics: Metrics | None = None, **checks):
    app = web.Application()
    add_routes(app, metrics or Metrics(), checks, patience=0.01)
    async with (
        listening(app, HERE) as (host, port),
        aiohttp.ClientSession(f"http://{host}:{port}") as http,
        http.get(path) as answer,
    ):
        return answer.status, answer.headers["Content-Type"], await answer.text()


@pytest.mark.parametrize(
    ("checks", "status", "body"),
    [
        ({}, 200, '{"status": "ok", "checks": {}}'),
        ({"database": well}, 200, '{"status": "ok", "checks": {"database": "ok"}}'),
        (
            {"database": well, "poller": unwell},
            503,
            '{"status": "failing", "checks": {"database": "ok", "poller": "last answer 93 s ago"}}',
        ),
        ({"outbox": broken}, 503, '{"status": "failing", "checks": {"outbox": "failed, see the log"}}'),
        ({"database": stuck}, 503, '{"status": "failing", "checks": {"database": "no answer within 0.01 s"}}'),
    ],
)
async def test_health_is_the_sum_of_the_checks(checks, status, body):
    assert await get("/healthz", **checks) == (status, "application/json; charset=utf-8", body)


async def test_totals_are_told_in_prometheus_words():
    metrics = Metrics()
    metrics.handled("callback_query", 0.02)
    metrics.handled("callback_query", 0.3)
    metrics.handled("message", 3)
    metrics.refused("Full")
    metrics.failed("message")
    calls = {("sendMessage", "ok"): 2, ("sendMessage", "RetryAfter"): 1}
    metrics.watch("faguang_api_calls_total", "Calls.", ["method", "outcome"], lambda: calls)
    metrics.watch("faguang_lanes_busy", "In hand.", [], lambda: {(): 3})
    status, kind, body = await get("/metrics", metrics)
    assert status == 200
    assert kind == "text/plain; version=1.0.0; charset=utf-8"
    assert re.findall(r"^faguang_(?!.*_(?:bucket|created)).*$", body, re.MULTILINE) == [
        f'faguang_build_info{{version="{__version__}"}} 1.0',
        'faguang_update_seconds_count{kind="callback_query"} 2.0',
        'faguang_update_seconds_sum{kind="callback_query"} 0.32',
        'faguang_update_seconds_count{kind="message"} 1.0',
        'faguang_update_seconds_sum{kind="message"} 3.0',
        'faguang_refusals_total{reason="Full"} 1.0',
        'faguang_failures_total{kind="message"} 1.0',
        'faguang_api_calls_total{method="sendMessage",outcome="ok"} 2.0',
        'faguang_api_calls_total{method="sendMessage",outcome="RetryAfter"} 1.0',
        "faguang_lanes_busy 3.0",
    ]
    assert len(re.findall(r"^process_resident_memory_bytes \d", body, re.MULTILINE)) == 1


async def test_two_bots_in_one_process_count_apart():
    one, other = Metrics(), Metrics()
    one.refused("Full")
    assert (b'"Full"' in one.text(), b'"Full"' in other.text()) == (True, False)


async def test_an_address_that_is_taken_is_an_error_and_nothing_stays_open():
    app = web.Application()
    async with listening(app, HERE) as taken:
        with pytest.raises(OSError, match="address already in use"):
            async with listening(web.Application(), taken):
                pass
    async with listening(web.Application(), taken) as free:
        assert free == taken
