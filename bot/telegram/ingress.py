"""How updates come in, by polling or by webhook: confirmed to Telegram only after they have been handled."""

from __future__ import annotations

import asyncio
import hmac
import json
from collections import OrderedDict
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

import structlog
from aiohttp import web
from telegram.error import RetryAfter, TelegramError
from yarl import URL

from bot.telegram.carrier import Carrier
from bot.telegram.faults import wait_seconds
from bot.telegram.timer import LoopTimer, Timer, pause

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.telegram.edgebot import EdgeBot
    from bot.telegram.incoming import RawUpdate
    from bot.telegram.lanes import Lanes

log = structlog.get_logger(__name__)

_BATCH = 100  # the most that getUpdates returns
_BACKOFF = (0.5, 30.0)  # seconds: first and longest wait after a failure
_GLANCE = (0.25, 1.0)  # seconds: first and longest wait for what is in hand before looking for more
_SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - its name
_LARGEST_UPDATE = 1024 * 1024  # bytes
_REMEMBERED = 4096  # updates


class Polling:
    """Polls for updates with a sliding window: the offset is the lowest update that is not finished.

    A slow update neither holds up the ones behind it nor is confirmed early. Telegram shows 100 updates from the offset
    on, so once 100 stand behind a slow one nothing new comes in; then, and only then, what has been in hand for more
    than `patience` seconds is let go: confirmed, though still being handled. Counters: `received`, `let_go`.
    """

    def __init__(
        self,
        bot: EdgeBot,
        lanes: Lanes,
        *,
        allowed_updates: Sequence[str],
        poll_seconds: int = 25,
        patience: float = 5.0,
        timer: Timer | None = None,
    ) -> None:
        self._bot = bot
        self._lanes = lanes
        self._allowed = list(allowed_updates)
        self._poll_seconds = poll_seconds
        self._patience = patience
        self._timer = timer or LoopTimer()
        # What Telegram may deliver again, in the order it came: when it came, and whether it is finished.
        self._window: OrderedDict[int, tuple[float, asyncio.Future[None]]] = OrderedDict()
        self._offset: int | None = None
        self._unfinished = 0
        self._enough = 0
        self._worth_polling = asyncio.Event()
        self._stopping = asyncio.Event()
        self.received = 0
        self.let_go = 0

    def stop(self) -> None:
        """Take no more updates; `run` returns once those in hand are handled and confirmed."""
        self._stopping.set()
        self._worth_polling.set()

    async def run(self) -> None:
        """Poll until `stop`. Telegram's errors are logged and waited out."""
        backoff, glance = _BACKOFF[0], _GLANCE[0]
        webhook_gone = False
        while not self._stopping.is_set():
            try:
                if not webhook_gone:
                    await self._bot.raw("deleteWebhook", {})
                    webhook_gone = True
                fresh = await self._fetch()
            except TelegramError as error:
                await self._wait_out(error, backoff)
                backoff = min(2 * backoff, _BACKOFF[1])
                continue
            backoff = _BACKOFF[0]
            glance = _GLANCE[0] if fresh else min(2 * glance, _GLANCE[1])
            await self._catch_up(fresh, glance)
        await self._lanes.drain()
        await self._confirm()

    async def _fetch(self) -> int:
        """Put what is new into the lanes and return how many that were."""
        self._slide()
        fresh = 0
        for update in await self._poll():
            number = update.get("update_id") if isinstance(update, dict) else None
            if type(number) is not int:
                log.warning("update without a number")
            elif number not in self._window:
                self._take(number, update)
                fresh += 1
        self.received += fresh
        return fresh

    async def _poll(self) -> list[Any]:
        params = {
            "offset": self._offset,
            "limit": _BATCH,
            "timeout": self._poll_seconds,
            "allowed_updates": self._allowed,
        }
        polling = asyncio.ensure_future(self._bot.poll(params, read_timeout=self._poll_seconds + 10))
        stopping = asyncio.ensure_future(self._stopping.wait())
        try:
            await asyncio.wait({polling, stopping}, return_when=asyncio.FIRST_COMPLETED)
            # What a poll brings that is cut off here was not confirmed and comes again at the next start.
            updates = await polling if polling.done() else []
        finally:
            polling.cancel()
            stopping.cancel()
        return updates if isinstance(updates, list) else []

    def _take(self, number: int, update: RawUpdate) -> None:
        done = self._lanes.submit(update)
        self._window[number] = (self._timer.now(), done)
        self._unfinished += 1
        done.add_done_callback(self._finished)

    def _finished(self, _: asyncio.Future[None]) -> None:
        self._unfinished -= 1
        if self._unfinished <= self._enough:
            self._worth_polling.set()

    async def _catch_up(self, fresh: int, glance: float) -> None:
        """Wait until most of what is in hand is finished, at most `glance` seconds.

        Telegram shows everything unfinished again, at once: asking at every moment would be asking for nothing.
        """
        if self._unfinished and not self._stopping.is_set():
            self._enough = self._unfinished // 4 if fresh else self._unfinished - 1
            self._worth_polling.clear()
            await pause(self._timer, glance, until=self._worth_polling)

    async def _wait_out(self, error: TelegramError, backoff: float) -> None:
        seconds = max(backoff, wait_seconds(error)) if isinstance(error, RetryAfter) else backoff
        log.warning("polling failed", error=type(error).__name__, retry_in=seconds)
        await pause(self._timer, seconds, until=self._stopping)

    async def _confirm(self) -> None:
        self._slide()
        if self._offset is None:
            return
        try:
            await self._bot.poll({"offset": self._offset, "limit": 1, "timeout": 0}, read_timeout=5)
        except TelegramError as error:
            # They come again at the next start: handlers bear that.
            log.warning("last updates not confirmed", error=type(error).__name__)

    def _slide(self) -> None:
        """Move the offset past everything finished at the front."""
        while self._window:
            number, (since, done) = next(iter(self._window.items()))
            full = len(self._window) >= _BATCH
            if not done.done():
                if not full or self._timer.now() - since <= self._patience:
                    self._offset = number
                    return
                self.let_go += 1
                log.warning("slow update let go")
            del self._window[number]
            self._offset = number + 1


class Webhook:
    """Receives updates on a route of a shared aiohttp application; Telegram gets its 2xx after the handling.

    `url` is what Telegram calls; its path becomes the route. Counters: `received`, `refused` (no secret or no update).
    """

    def __init__(
        self,
        bot: EdgeBot,
        lanes: Lanes,
        *,
        url: str,
        secret: str,
        allowed_updates: Sequence[str],
        max_connections: int = 100,
    ) -> None:
        self._bot = bot
        self._lanes = lanes
        self._url = url
        self._secret = secret
        self._settings = {"allowed_updates": list(allowed_updates), "max_connections": max_connections}
        self._stopping = False
        # Telegram sends an update again when the answer is late or lost; those are not handled twice.
        self._known: OrderedDict[int, asyncio.Future[None]] = OrderedDict()
        self.received = 0
        self.refused = 0

    def add_to(self, app: web.Application) -> None:
        """Add the route to `app`, before it starts."""
        app.router.add_post(URL(self._url).path, self._receive)

    async def start(self) -> None:
        """Tell Telegram where to deliver. Raises PTB's exceptions."""
        await self._bot.raw("setWebhook", {"url": self._url, "secret_token": self._secret, **self._settings})

    async def stop(self) -> None:
        """Refuse updates from now on (Telegram keeps them), finish those in hand, and take the webhook away."""
        self._stopping = True
        await self._lanes.drain()
        try:
            await self._bot.raw("deleteWebhook", {})
        except TelegramError as error:
            log.warning("webhook not deleted", error=type(error).__name__)

    async def _receive(self, request: web.Request) -> web.Response:
        given = request.headers.get(_SECRET_HEADER, "")
        if not hmac.compare_digest(given.encode(errors="surrogateescape"), self._secret.encode()):
            return self._refuse(HTTPStatus.FORBIDDEN)
        if self._stopping:
            return web.Response(status=HTTPStatus.SERVICE_UNAVAILABLE)
        body = await _read(request)
        if body is None:
            return self._refuse(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        try:
            update = json.loads(body)
        except (ValueError, RecursionError):
            return self._refuse(HTTPStatus.BAD_REQUEST)
        number = update.get("update_id") if isinstance(update, dict) else None
        if type(number) is not int:
            return self._refuse(HTTPStatus.BAD_REQUEST)
        # Shielded: a connection that Telegram drops must not cancel what another delivery waits for.
        carrier = Carrier()
        await asyncio.shield(self._handled(number, update, carrier))
        call = carrier.close()
        return web.Response() if call is None else web.json_response(call)

    def _handled(self, number: int, update: RawUpdate, carrier: Carrier) -> asyncio.Future[None]:
        known = self._known.get(number)
        if known is None:
            self.received += 1
            known = self._known[number] = self._lanes.submit(update, carrier)
            while len(self._known) > _REMEMBERED and next(iter(self._known.values())).done():
                self._known.popitem(last=False)
        return known

    def _refuse(self, status: HTTPStatus) -> web.Response:
        self.refused += 1
        log.warning("webhook request refused", status=status.value)
        return web.Response(status=status)


async def _read(request: web.Request) -> bytes | None:
    """Return the body, or None when it is larger than any update."""
    body = bytearray()
    async for chunk in request.content.iter_any():
        body += chunk
        if len(body) > _LARGEST_UPDATE:
            return None
    return bytes(body)
