"""Telegram for a broadcast: it allows so many messages within any second, answers late, and lets people tap."""

from __future__ import annotations

import asyncio
import json
import time
from contextlib import suppress

from aiohttp import web

PER_SECOND = 30
_TAP_EVERY = 0.25  # seconds


class Bulk:
    """Answers what a broadcast and taps need. `taps` are updates, one person's after the other; `latency` in seconds.

    `sent` has when each message was taken, `refused` counts the 429s. Seconds from a tap until its toast and until its
    card says something else: `toasts` and `cards`. `polled` is set when the bot is up, `begun` at the first message,
    `enough` when `expected` messages were taken.
    """

    def __init__(self, taps=(), *, expected, latency, strict=True):
        self._taps, self._out = [json.loads(tap) for tap in taps], 0
        self._latency, self._strict, self._expected = latency, strict, expected
        self._tapped, self.toasts, self.cards = {}, {}, {}
        self._window, self.sent, self.refused = [], [], 0
        self._changed, self._shown = asyncio.Event(), asyncio.Event()
        self.polled, self.begun, self.enough = asyncio.Event(), asyncio.Event(), asyncio.Event()

    async def serve(self, request):
        """Answer a call of the Bot API."""
        method = request.match_info["method"]
        params = await request.json() if request.content_type == "application/json" else await request.post()
        if method == "getUpdates":
            self.polled.set()
            return web.json_response({"ok": True, "result": await self._updates(params)})
        status, answer = getattr(self, f"_{method}", lambda _params: (200, {"ok": True, "result": True}))(params)
        await asyncio.sleep(self._latency)
        return web.json_response(answer, status=status)

    async def people_tap(self):
        """Let one person after the other tap, for as long as there are any."""
        while self._out < len(self._taps):
            self._out += 1
            self._tapped[self._out] = time.monotonic()
            self._changed.set()
            await asyncio.sleep(_TAP_EVERY)

    async def caught_up(self, patience):
        """Wait until every tap has its card, or that many seconds: then those without one waited until now."""
        with suppress(TimeoutError):
            async with asyncio.timeout(patience):
                while len(self.cards) < len(self._tapped):
                    self._shown.clear()
                    await self._shown.wait()
        now = time.monotonic()
        for number, at in self._tapped.items():
            self.cards.setdefault(number, now - at)
            self.toasts.setdefault(number, now - at)

    def _getMe(self, _params):  # noqa: N802 - as Telegram calls it
        me = {"id": 42, "is_bot": True, "first_name": "faguang", "username": "faguang_bench_bot"}
        return 200, {"ok": True, "result": me}

    def _sendMessage(self, params):  # noqa: N802
        now = time.monotonic()
        self._window = [at for at in self._window if at > now - 1]
        if self._strict and len(self._window) >= PER_SECOND:
            self.refused += 1
            wait = {"retry_after": 1}
            return 429, {"ok": False, "error_code": 429, "description": "Too Many Requests", "parameters": wait}
        self._window += [now] if self._strict else []
        self.sent.append(now)
        self.begun.set()
        if len(self.sent) >= self._expected:
            self.enough.set()
        chat = {"id": int(params["chat_id"]), "type": "private"}
        return 200, {"ok": True, "result": {"message_id": len(self.sent), "date": 0, "chat": chat}}

    def _answerCallbackQuery(self, params):  # noqa: N802
        number = int(params["callback_query_id"])
        self.toasts.setdefault(number, time.monotonic() - self._tapped[number])
        return 200, {"ok": True, "result": True}

    def _editMessageText(self, params):  # noqa: N802
        number = int(params["message_id"])  # cards have the numbers of their taps
        self.cards.setdefault(number, time.monotonic() - self._tapped[number])
        self._shown.set()
        return 200, {"ok": True, "result": True}

    async def _updates(self, params):
        offset = max(int(params.get("offset", 0)) - 1, 0)
        if offset >= self._out:
            self._changed.clear()
            try:
                await asyncio.wait_for(self._changed.wait(), float(params.get("timeout", 0)) or 0.01)
            except TimeoutError:
                return []
        return self._taps[offset : self._out]
