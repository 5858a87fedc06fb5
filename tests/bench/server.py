"""Telegram for the bench: a raw server that validates little and is fast, in a process and on a core of its own.

    python -m tests.bench.server RUSH.json

The file holds the updates, the latency of answers in seconds and whether taps wait for "go". On stdout it tells its
port, then "here" when the bot polls or sets its webhook, then one line of figures once every tap is confirmed and
answered and its card edited. It ends with its stdin.
"""

from __future__ import annotations

import asyncio
import json
import re
import sys
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path
from urllib.parse import parse_qs

from tests.bench.hook import Hook
from tests.bench.wire import TRUE, Connection, answer, whole

# Both in JSON (ours) and in a form (stock): "offset":17 and offset=17.
_OFFSET = re.compile(rb"\boffset\W+(\d+)")
_QUERY = re.compile(rb"callback_query_id\W+(\d+)")
_MESSAGE = re.compile(rb"message_id\W+(\d+)")
_TIMEOUT = re.compile(rb"\btimeout\W+(\d+)")
_LIMIT = 100  # updates of one getUpdates
_PATIENCE = 20  # seconds

ME = {"id": 42, "is_bot": True, "first_name": "faguang", "username": "faguang_bench_bot"}


class Telegram:
    """What happened to each tap, and what to answer. Taps count from 1; queries and cards have the same numbers."""

    def __init__(self, rush):
        self.updates = [update.encode() for update in rush["updates"]]
        self.latency = rush["latency"]
        self._card = answer(rush["card"])
        self._methods = {
            b"answerCallbackQuery": self._answered,
            b"editMessageText": self._edited,
            b"sendMessage": self._sent,
            b"getUpdates": self._poll,
            b"setWebhook": self._set_webhook,
            b"getMe": self._me,
        }
        self._waiting = None  # the poll that waits for taps
        self.go_at = None
        self.handed = {}
        self.answers = {}
        self.edited = set()
        self.confirmed = 0
        self.calls = Counter()
        self.hook = None
        self.here = asyncio.Event()
        self.done = asyncio.Event()
        if rush["at_once"]:
            self.go()

    def go(self):
        """From now on the taps are there."""
        self.go_at, self.cpu_before = time.monotonic(), time.process_time()
        if self._waiting:
            reply, offset = self._waiting
            self._hand_out(reply, offset)
        if self.hook:
            asyncio.get_running_loop().create_task(self.hook.deliver())

    async def finished(self):
        """Wait until every tap is confirmed, answered and its card edited, or nothing has happened for long."""
        calls = -1
        while self.go_at is None or calls != (calls := self.calls.total()):
            with suppress(TimeoutError):
                await asyncio.wait_for(self.done.wait(), _PATIENCE)
                return

    def call(self, method, body, reply):
        """Do what the bot asks and answer through `reply(bytes)`, now or later."""
        self.calls[method] += 1
        self._methods.get(method, self._true)(body, reply)

    def take(self, number, now):
        """Note that a tap goes out to the bot, for the first time or again."""
        self.handed.setdefault(number, now)

    def confirm(self, count):
        """Note that the bot is done with `count` taps, as far as it says."""
        self.confirmed = max(self.confirmed, count)
        self._check()

    def _check(self):
        if self.confirmed == len(self.answers) == len(self.edited) == len(self.updates):
            self.done.set()

    def _answered(self, body, reply):
        self.answers.setdefault(int(_QUERY.search(body)[1]), time.monotonic())
        self._check()
        reply(TRUE)

    def _edited(self, body, reply):
        self.edited.add(int(_MESSAGE.search(body)[1]))
        self._check()
        reply(self._card)

    def _sent(self, _body, reply):
        reply(self._card)

    def _true(self, _body, reply):
        reply(TRUE)

    def _me(self, _body, reply):
        reply(answer(ME))

    def _set_webhook(self, body, reply):
        try:
            asked = json.loads(body)
        except ValueError:
            asked = {name: values[0] for name, values in parse_qs(body.decode()).items()}
        if asked.get("url"):
            self.hook = Hook(self, asked["url"], asked.get("secret_token", ""), int(asked.get("max_connections", 40)))
            self.here.set()
            if self.go_at:
                asyncio.get_running_loop().create_task(self.hook.deliver())
        reply(TRUE)

    def _poll(self, body, reply):
        found = _OFFSET.search(body)
        offset = max(int(found[1]) - 1, 0) if found else 0
        self.here.set()
        if self.go_at and offset < len(self.updates):
            self._hand_out(reply, offset)
            return
        self.confirm(offset)
        if _TIMEOUT.search(body)[1] == b"0":
            reply(answer([]))
        else:
            self._waiting = reply, offset

    def _hand_out(self, reply, offset):
        self._waiting = None
        self.confirm(offset)
        batch = self.updates[offset : offset + _LIMIT]
        now = time.monotonic()
        for place in range(len(batch)):
            self.take(offset + 1 + place, now)
        reply(whole(b'{"ok":true,"result":[' + b",".join(batch) + b"]}"))


def figures(telegram):
    """Return what the rush came to: seconds on the system's monotonic clock."""
    answered = telegram.answers
    fully = min(telegram.confirmed, len(telegram.answers), len(telegram.edited))
    return {
        "go": telegram.go_at,
        "first_answer": min(answered.values(), default=None),
        "seconds": time.monotonic() - telegram.go_at,
        "from_go": sorted(at - telegram.go_at for at in answered.values()),
        "from_handed": sorted(at - telegram.handed[tap] for tap, at in answered.items()),
        "cpu": time.process_time() - telegram.cpu_before,
        "lost": len(telegram.updates) - fully,
        "calls": {method.decode(): count for method, count in telegram.calls.items()},
    }


async def main(rush):
    telegram = Telegram(rush)
    loop, task = asyncio.get_running_loop(), asyncio.current_task()
    loop.add_reader(sys.stdin.fileno(), lambda: telegram.go() if sys.stdin.readline() else task.cancel())
    server = await loop.create_server(lambda: Connection(telegram.call, telegram.latency), "127.0.0.1", 0)
    _say(server.sockets[0].getsockname()[1])
    await telegram.here.wait()
    _say("here")
    await telegram.finished()
    _say(json.dumps(figures(telegram)))
    await server.serve_forever()


def _say(line):
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    with suppress(asyncio.CancelledError):
        asyncio.run(main(json.loads(Path(sys.argv[1]).read_text())))
