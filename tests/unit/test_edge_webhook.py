"""The webhook's route over real HTTP: 2xx only after the handling, and nothing without the secret."""

import asyncio
import io
import json
from contextlib import asynccontextmanager

import aiohttp
import pytest
import structlog
from aiohttp import web

from bot.telegram.ingress import Webhook
from bot.telegram.lanes import Lanes
from tests.unit.edge import no, settle, tap, telegram

SECRET = "only-telegram-knows"
HEADER = "X-Telegram-Bot-Api-Secret-Token"


class Post:
    """Posts to the webhook as Telegram does."""

    def __init__(self):
        self.session = self.url = self.api = self.hook = None
        self.seen = []
        self.gates = {}
        self._news = asyncio.Condition()

    async def handle(self, update):
        async with self._news:
            self.seen.append(update["update_id"])
            self._news.notify_all()
        if gate := self.gates.get(update["update_id"]):
            await gate.wait()

    async def sees(self, number):
        async with self._news:
            await self._news.wait_for(lambda: number in self.seen)

    async def __call__(self, secret=SECRET, **body):
        headers = {HEADER: secret} if secret is not None else {}
        async with self.session.post(self.url, headers=headers, **body) as response:
            return response.status, await response.text()


@asynccontextmanager
async def webhook():
    async with telegram() as (api, bot, _):
        post = Post()
        hook = Webhook(
            bot,
            Lanes(post.handle),
            url="https://bot.example/telegram/hook",
            secret=SECRET,
            allowed_updates=["message"],
        )
        app = web.Application()
        hook.add_to(app)
        runner = web.AppRunner(app, shutdown_timeout=0, access_log=None, handler_cancellation=True)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        try:
            async with aiohttp.ClientSession() as session:
                post.session, post.api, post.hook = session, api, hook
                post.url = "http://{}:{}/telegram/hook".format(*runner.addresses[0])
                yield post
        finally:
            await runner.cleanup()


async def test_telegram_is_told_where_to_deliver_and_told_off_at_the_end():
    async with webhook() as post:
        await post.hook.start()
        await post.hook.stop()
        assert post.api.calls[1:] == [
            (
                "setWebhook",
                {
                    "url": "https://bot.example/telegram/hook",
                    "secret_token": SECRET,
                    "allowed_updates": ["message"],
                    "max_connections": 100,
                },
            ),
            ("deleteWebhook", {}),
        ]
        post.api.answers["deleteWebhook"].append(no(500))
        await post.hook.stop()


async def test_an_update_is_confirmed_only_after_it_was_handled():
    async with webhook() as post:
        post.gates[1] = asyncio.Event()
        answer = asyncio.ensure_future(post(json=tap(1)))
        await post.sees(1)
        assert (await post(json=tap(2, person=8)), post.seen) == ((200, ""), [1, 2])
        assert answer.done() is False
        post.gates[1].set()
        assert await answer == (200, "")


async def test_an_update_delivered_again_is_handled_once_and_each_delivery_waits_for_it():
    async with webhook() as post:
        post.gates[1] = asyncio.Event()
        first = asyncio.ensure_future(post(json=tap(1)))
        await post.sees(1)
        await post(json=tap(2, person=8))
        first.cancel()
        second = asyncio.ensure_future(post(json=tap(1)))
        await post(json=tap(3, person=8))
        assert second.done() is False
        post.gates[1].set()
        assert (await second, await post(json=tap(1))) == ((200, ""), (200, ""))
        assert (post.seen, post.hook.received) == ([1, 2, 3], 3)


@pytest.mark.parametrize("secret", [None, "", "only-telegram-know", "only-telegram-knows ", "秘密", "\udcff"])
async def test_without_the_secret_nothing_is_handled(secret):
    async with webhook() as post:
        if secret in {None, ""}:
            assert await post(secret, json=tap(1)) == (403, "")
        else:
            reader, writer = await asyncio.open_connection(*post.url[7:].split("/")[0].split(":"))
            value = secret.encode(errors="surrogateescape")
            writer.write(b"POST /telegram/hook HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n")
            writer.write(HEADER.encode() + b": " + value.replace(b" ", b"+") + b"\r\n\r\n{}")
            assert (await reader.readline()).split()[1] == b"403"
            writer.close()
            await writer.wait_closed()
        assert (post.seen, post.hook.refused) == ([], 1)


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"{broken \xe7\xa7\x98\xe5\xaf\x86", 400),
        (b"\xff\xff", 400),
        (b"[1]", 400),
        (b'{"message": {}}', 400),
        (b'{"update_id": "1"}', 400),
        (b'{"update_id": 1, "x": "%s"}' % (b"x" * 1024 * 1024), 413),
    ],
)
async def test_what_is_no_update_is_refused_without_a_word_of_it_in_the_log(body, status):
    with structlog.testing.capture_logs() as logs:
        async with webhook() as post:
            assert await post(data=io.BytesIO(body)) == (status, "")
            assert post.seen == []
    assert logs == [{"event": "webhook request refused", "status": status, "log_level": "warning"}]


async def test_a_large_update_is_not_too_large():
    async with webhook() as post:
        update = tap(1)
        update["callback_query"]["data"] = "字" * 300_000
        assert await post(data=json.dumps(update, ensure_ascii=False).encode()) == (200, "")


async def test_stopping_refuses_what_is_new_and_finishes_what_is_in_hand():
    async with webhook() as post:
        post.gates[1] = asyncio.Event()
        answer = asyncio.ensure_future(post(json=tap(1)))
        await post.sees(1)
        await post(json=tap(2, person=8))
        stopping = asyncio.ensure_future(post.hook.stop())
        await settle()
        assert (await post(json=tap(3)), stopping.done()) == ((503, ""), False)
        post.gates[1].set()
        assert (await answer, await stopping, post.seen) == ((200, ""), None, [1, 2])
