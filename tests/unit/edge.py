"""For the tests of the edge: a small Bot API over real HTTP, and a timer whose hands are turned by the test."""

import asyncio
import json
from collections import defaultdict, deque
from collections.abc import Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from itertools import count

from aiohttp import web

from bot.telegram.buckets import Pace, Rate
from bot.telegram.edgebot import build_bot
from bot.telegram.sender import Limits, Sender

TOKEN = "123456:SECRETSECRETSECRETSECRETSECRETSECRE"
UNLIMITED = Limits(Rate(1_000_000, 0), Pace(0, 1), Pace(0, 1))
USER = {"id": 1, "is_bot": True, "first_name": "发光", "username": "faguang_bot"}


class Api:
    """Answers like Telegram: `updates` by getUpdates, everything else with True or what was `answers` for it."""

    def __init__(self):
        self.calls = []
        self.answers = defaultdict(deque)
        self.waiting = []
        self.confirmed = 0
        self._news = asyncio.Condition()

    async def deliver(self, *updates):
        async with self._news:
            self.waiting += updates
            self._news.notify_all()

    async def called(self, method, times=1):
        """Wait until `method` has been called `times` times; return the parameters of those calls."""
        async with self._news:
            await self._news.wait_for(lambda: len(self.of(method)) >= times)
        return self.of(method)

    def of(self, method):
        return [params for name, params in self.calls if name == method]

    async def handle(self, request):
        method = request.path.rpartition("/")[2]
        if request.content_type == "multipart/form-data":
            params = {}
            async for part in await request.multipart():
                params[part.name] = (part.filename, await part.read()) if part.filename else await part.text()
        else:
            params = await request.json()
        async with self._news:
            self.calls.append((method, params))
            self._news.notify_all()
        if self.answers[method]:
            answer = self.answers[method].popleft()
            if callable(answer):
                answer = await answer()
            return answer if isinstance(answer, web.StreamResponse) else ok(answer)
        if method == "getUpdates":
            return ok(await self._updates(params))
        return ok(USER if method == "getMe" else True)

    async def _updates(self, params):
        async with self._news:
            if "offset" in params:
                self.confirmed = max(self.confirmed, params["offset"])
                self.waiting = [one for one in self.waiting if one["update_id"] >= params["offset"]]
                self._news.notify_all()
            if params["timeout"]:
                await self._news.wait_for(lambda: self.waiting)
            return self.waiting[: params["limit"]]

    async def confirms(self, number):
        async with self._news:
            await self._news.wait_for(lambda: self.confirmed >= number)


def ok(result):
    return web.json_response({"ok": True, "result": result})


def no(status, description="Bad Request: no", **parameters):
    body = {"ok": False, "error_code": status, "description": description}
    return web.json_response(body | ({"parameters": parameters} if parameters else {}), status=status)


@asynccontextmanager
async def serving(handler):
    app = web.Application(client_max_size=2**30)
    app.router.add_route("*", "/{tail:.*}", handler)
    # Handlers whose caller is gone end at once: otherwise the server would wait for them when it stops. Its own log
    # would show the token.
    runner = web.AppRunner(app, shutdown_timeout=0, handler_cancellation=True, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    try:
        yield "http://{}:{}".format(*runner.addresses[0])
    finally:
        await runner.cleanup()


@asynccontextmanager
async def telegram(limits=UNLIMITED, timer=None, **options):
    """Yield (Bot API, initialized bot, its sender)."""
    api = Api()
    async with serving(api.handle) as base:
        sender = Sender(limits=limits, timer=timer)
        bot = build_bot(TOKEN, sender=sender, api_base=base, **options)
        async with bot:
            yield api, bot, sender


@asynccontextmanager
async def listening(talk):
    """A raw TCP server on loopback; yields its port."""
    tasks = set()

    async def serve(reader, writer):
        tasks.add(asyncio.current_task())
        with suppress(asyncio.CancelledError, ConnectionError):
            await talk(reader, writer)
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await server.wait_closed()


async def read_request(reader):
    """Read one HTTP request; return its first line and its body."""
    head = (await reader.readuntil(b"\r\n\r\n")).decode()
    fields = dict(line.lower().split(": ", 1) for line in head.split("\r\n")[1:] if ": " in line)
    return head.split("\r\n")[0], await reader.readexactly(int(fields.get("content-length", 0)))


def reply(result=True):
    body = json.dumps({"ok": True, "result": result}).encode()
    return b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body)


class HandTimer:
    """Stands still until `advance`."""

    def __init__(self):
        self._now = 1000.0
        self._numbers = count()
        self.calls = []

    def now(self):
        return self._now

    def call_at(self, when, callback):
        call = Call(self, when, next(self._numbers), callback)
        self.calls.append(call)
        return call

    def pass_unnoticed(self, seconds):
        """Move on and call nobody yet, as while the loop is busy with something else."""
        self._now += seconds

    async def advance(self, seconds):
        end = self._now + seconds
        await settle()
        while due := [call for call in self.calls if call.when <= end + 1e-9]:
            call = min(due, key=lambda each: (each.when, each.number))
            call.cancel()
            self._now = max(self._now, call.when)
            call.callback()
            await settle()
        self._now = end


@dataclass(eq=False)
class Call:
    timer: HandTimer
    when: float
    number: int
    callback: Callable[[], None]

    def cancel(self):
        if self in self.timer.calls:
            self.timer.calls.remove(self)


async def settle():
    """Let every task run that can."""
    for _ in range(20):
        await asyncio.sleep(0)


def tap(number, person=7, data="s:1"):
    return {
        "update_id": number,
        "callback_query": {
            "id": f"q{number}",
            "from": {"id": person, "is_bot": False, "first_name": "王敏"},
            "chat_instance": "1",
            "data": data,
            "message": {
                "message_id": 5,
                "date": 1700000000,
                "chat": {"id": person, "type": "private", "first_name": "王敏"},
                "text": "卡片",
                "entities": [{"type": "bold", "offset": 0, "length": 2}],
                "reply_markup": {"inline_keyboard": [[{"text": "报名", "callback_data": data}]]},
            },
        },
    }


def said(number, person=7, text="你好", chat=None):
    return {
        "update_id": number,
        "message": {
            "message_id": number,
            "date": 1700000000,
            "from": {"id": person, "is_bot": False, "first_name": "王敏"},
            "chat": {"id": chat or person, "type": "supergroup" if chat else "private"},
            "text": text,
        },
    }
