"""Calls the sandbox as a bot would, without any library for bots: real HTTP, the JSON as it comes back."""

from __future__ import annotations

from contextlib import asynccontextmanager
from datetime import UTC, datetime

import aiohttp

from bot.clock import ManualClock
from bot.sandbox import Sandbox

START = datetime(2026, 3, 2, 6, 30, tzinfo=UTC)
TAP = {"inline_keyboard": [[{"text": "报名", "callback_data": "s:1"}]]}


class Caller:
    """`await api("sendMessage", ...)` is the result, `await api.refusal("sendMessage", ...)` the code and the error."""

    def __init__(self, sandbox, session):
        self.sandbox, self.session = sandbox, session

    async def raw(self, method, **params):
        """Return the whole JSON body of the answer."""
        url = f"{self.sandbox.url}/bot{self.sandbox.token}/{method}"
        async with self.session.post(url, json=params) as response:
            body = await response.json()
            assert response.status == body.get("error_code", 200)
            return body

    async def __call__(self, method, **params):
        body = await self.raw(method, **params)
        assert body["ok"], body
        return body["result"]

    async def refusal(self, method, **params):
        body = await self.raw(method, **params)
        assert not body["ok"], body
        return f"{body['error_code']} {body['description']}"

    async def form(self, method, data):
        """Call with a form (a dict or aiohttp.FormData); return the whole body."""
        async with self.session.post(f"{self.sandbox.url}/bot{self.sandbox.token}/{method}", data=data) as response:
            return await response.json()

    async def updates(self, offset=0, **params):
        """Fetch what waits, at once."""
        return await self("getUpdates", offset=offset, **params)

    async def card(self, chat, text="卡片", markup=TAP):
        """Send a message with a button; return it as people see it."""
        sent = await self("sendMessage", chat_id=chat.id, text=text, reply_markup=markup)
        return chat.messages[sent["message_id"]]


@asynccontextmanager
async def calling(**options):
    """Open a sandbox that stands still at START, and a caller of it."""
    sandbox = Sandbox(clock=ManualClock(START), **{"flood": False} | options)
    async with sandbox, aiohttp.ClientSession() as session:
        yield sandbox, Caller(sandbox, session)
