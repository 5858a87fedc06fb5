"""Carries notices to mirrors through apprise, in threads of its own: none delays the loop, let alone Telegram."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor

import structlog

from bot.domain.mirroring import Echo
from bot.domain.notices import Notice
from bot.services.mirroring import Mirroring
from bot.texts import Reader
from handlers.notice_look import plain_text

log = structlog.get_logger(__name__)

_AT_ONCE = 4  # a mirror that hangs keeps one thread busy until it times out
_PATIENCE = 30.0  # seconds, beyond the time-outs that apprise has for connecting and reading


class Mirror:
    """Sends what is due whenever it is woken. `urls` are secrets, by mirror. Counter: `outcomes`."""

    def __init__(self, mirroring: Mirroring, urls: Mapping[str, str], reader: Reader) -> None:
        self._mirroring, self._urls, self._reader = mirroring, urls, reader
        self._threads = ThreadPoolExecutor(_AT_ONCE, "mirror")
        self._wanted = asyncio.Event()
        self._stopping = False
        self.outcomes: Counter[tuple[str]] = Counter()

    async def tick(self) -> None:
        """Look whether something is due. For every second."""
        if self._urls:
            self._wanted.set()

    def stop(self) -> None:
        """Begin nothing more; `run` returns once what is in hand is noted."""
        self._stopping = True
        self._wanted.set()

    async def run(self) -> None:
        """Send whenever a tick comes, until `stop`; a failure is logged and tried again."""
        while not self._stopping:
            await self._wanted.wait()
            self._wanted.clear()
            try:
                await self.settle()
            except Exception as error:
                log.exception("mirrors not served", kind=type(error).__name__)
        self._threads.shutdown(wait=False, cancel_futures=True)

    async def settle(self) -> None:
        """Send all that is due."""
        while not self._stopping and (batch := await self._mirroring.claim(_AT_ONCE)):
            await asyncio.gather(*(self._carry(notice, one) for notice, one in batch))

    async def _carry(self, notice: Notice, one: Echo) -> None:
        sent = False
        url = self._urls.get(one.mirror)  # None: the settings have changed
        if url is not None:
            text = plain_text(notice, self._reader)
            posting = asyncio.get_running_loop().run_in_executor(self._threads, _post, url, notice.title, text)
            try:
                sent = await asyncio.wait_for(posting, _PATIENCE)
            except Exception as error:  # noqa: BLE001 - whatever plugins raise; their messages quote addresses
                log.info("mirror failed", mirror=one.mirror, kind=type(error).__name__)
        self.outcomes["sent" if sent else "failed",] += 1
        await self._mirroring.settle(one, sent=sent)


def _post(url: str, title: str, text: str) -> bool:
    for name in ("apprise", "urllib3"):  # they quote addresses, and those are keys
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)
    import apprise  # noqa: PLC0415 - an extra, and heavy

    target = apprise.Apprise()
    return bool(target.add(url)) and bool(target.notify(body=text, title=title, body_format=apprise.NotifyFormat.TEXT))
