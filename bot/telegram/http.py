"""PTB's request class on aiohttp: one pool, every timeout, proxies, and no token in any message."""

from __future__ import annotations

import asyncio
import json
import os
from functools import lru_cache
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, NamedTuple, cast

import aiohttp
from aiohttp.payload import Payload
from multidict import CIMultiDict
from telegram.error import NetworkError, TelegramError, TimedOut
from telegram.request import BaseRequest
from yarl import URL

from bot.telegram.faults import Dropped, Unsent, UnsentTimedOut, fault
from bot.telegram.uploads import Upload, UploadWatch, content, form

if TYPE_CHECKING:
    from collections.abc import Mapping

    from telegram._utils.types import ODVInput
    from telegram.request import RequestData

_encode = json.JSONEncoder(separators=(",", ":")).encode
_JSON = CIMultiDict({"Content-Type": "application/json"})
_DEFAULT = BaseRequest.DEFAULT_NONE


class Timeouts(NamedTuple):
    """Seconds for each part of a request; None waits for ever. `upload`: how long a file may stand still on its way."""

    connect: float | None = 10.0
    read: float | None = 15.0
    upload: float | None = 20.0
    pool: float | None = 10.0


class HttpRequest(BaseRequest):
    """Calls Telegram over aiohttp: the request class of `ExtBot`, and the direct way of `EdgeBot.raw`.

    Every failure is one of PTB's exceptions; `faults.surely_not_sent` tells whether it may have reached Telegram.
    """

    def __init__(self, *, proxy: str | None = None, connections: int = 64, timeouts: Timeouts | None = None) -> None:
        self._proxy = proxy
        self._http_proxy: URL | None = None
        self._timeouts = timeouts or Timeouts()
        # aiohttp counts the wait for a place in its pool and the connecting as one; so the places are counted here.
        self._places = asyncio.Semaphore(connections)
        self._session: aiohttp.ClientSession | None = None
        # Reading a URL takes yarl as long as the JSON of a call; there is one URL per method.
        self._urls: dict[str, URL] = {}
        self._unreached: tuple[type[Exception], ...] = (
            aiohttp.ClientConnectorError,
            aiohttp.ClientHttpProxyError,
            aiohttp.InvalidURL,
        )
        self._late: tuple[type[Exception], ...] = (aiohttp.ConnectionTimeoutError,)
        self._expected: tuple[type[Exception], ...] = (aiohttp.ClientError, OSError, TimeoutError)

    @property
    def read_timeout(self) -> float | None:
        """The seconds to wait for an answer where a call names none."""
        return self._timeouts.read

    async def initialize(self) -> None:
        """Open the pool; nothing happens when it is open."""
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=self._connector(),
                cookie_jar=aiohttp.DummyCookieJar(),
                headers={"User-Agent": self.USER_AGENT, "Accept": "*/*", "Accept-Encoding": "identity"},
            )

    async def shutdown(self) -> None:
        """Close all connections; nothing happens when they are closed."""
        if self._session is not None:
            session, self._session = self._session, None
            await session.close()

    async def call(
        self,
        url: str,
        params: Mapping[str, object],
        files: Mapping[str, Upload] | None = None,
        *,
        read_timeout: float | None = None,
    ) -> object:
        """POST a method and return Telegram's `result` as it is.

        `params` go as JSON (None is left out), or as multipart beside `files` (by parameter or attach name).
        `read_timeout` (seconds) replaces the usual one. Raises PTB's exceptions.
        """
        limits = self._timeouts if read_timeout is None else self._timeouts._replace(read=read_timeout)
        sent = {name: value for name, value in params.items() if value is not None}
        if files:
            body: bytes | Payload = form(
                {name: value if isinstance(value, str) else _encode(value) for name, value in sent.items()},
                {name: (file.name, await content(file.content), file.mimetype) for name, file in files.items()},
            )
        else:
            body = _encode(sent).encode()
        _, payload = await self._exchange("POST", self._known(url), body, limits)
        return self.parse_json_payload(payload)["result"]

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: ODVInput[float] = _DEFAULT,
        write_timeout: ODVInput[float] = _DEFAULT,
        connect_timeout: ODVInput[float] = _DEFAULT,
        pool_timeout: ODVInput[float] = _DEFAULT,
    ) -> tuple[int, bytes]:
        """See `BaseRequest.do_request`; answers other than 2xx are raised here, `faults.fault` says why."""
        usual = self._timeouts
        limits = Timeouts(
            connect=_chosen(connect_timeout, usual.connect),
            read=_chosen(read_timeout, usual.read),
            upload=_chosen(write_timeout, usual.upload),
            pool=_chosen(pool_timeout, usual.pool),
        )
        if request_data is None:
            return await self._exchange(method, URL(url), None, limits)
        if files := request_data.multipart_data:
            parts = {name: (file, await content(body), kind) for name, (file, body, kind) in files.items()}
            return await self._exchange(method, URL(url), form(request_data.json_parameters, parts), limits)
        return await self._exchange(method, self._known(url), _encode(request_data.parameters).encode(), limits)

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """See `BaseRequest.parse_json_payload`; PTB's own would log an answer that it cannot read, content and all."""
        try:
            answer = json.loads(payload)
        except (ValueError, RecursionError):
            answer = None
        if not isinstance(answer, dict) or "result" not in answer:
            # Out of an except block: the exception it would carry along quotes the answer.
            raise NetworkError("The server's answer is not one of the Bot API")
        return answer

    async def _exchange(
        self, method: str, url: URL, body: bytes | Payload | None, limits: Timeouts
    ) -> tuple[int, bytes]:
        if self._session is None:
            raise Unsent("The request class is not initialized")
        await self._take_place(limits.pool)
        upload = UploadWatch(body, limits.upload) if isinstance(body, Payload) else None
        failure: TelegramError | None = None
        try:
            sending = self._send(self._session, method, url, body, limits, upload)
            status, payload = await (upload.watch(sending) if upload else sending)
        except self._expected as error:
            failure = self._failure(error, cut_short=upload is not None and not upload.complete)
        finally:
            self._places.release()
        # Raised out here: aiohttp's exceptions, which would otherwise travel along, quote the URL and its token.
        if failure is not None:
            raise failure
        if not HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
            raise fault(status, payload)
        return status, payload

    async def _send(
        self,
        session: aiohttp.ClientSession,
        method: str,
        url: URL,
        body: bytes | Payload | None,
        limits: Timeouts,
        upload: UploadWatch | None,
    ) -> tuple[int, bytes]:
        response = await session.request(
            method,
            url,
            data=body,
            headers=_JSON if isinstance(body, bytes) else None,
            timeout=_client_timeout(limits.connect, limits.read),
            # A POST that follows a redirect turns into a GET and loses its body.
            allow_redirects=False,
            proxy=self._http_proxy,
            upload_tracker=upload.tracker if upload else None,
        )
        return response.status, await response.read()

    async def _take_place(self, patience: float | None) -> None:
        failure: TelegramError | None = None
        try:
            if self._places.locked():
                async with asyncio.timeout(patience):
                    await self._places.acquire()
            else:
                await self._places.acquire()
        except TimeoutError:
            failure = UnsentTimedOut("All connections are in use")
        if failure is not None:
            raise failure

    def _failure(self, error: Exception, *, cut_short: bool) -> TelegramError:
        reason = type(error).__name__
        if isinstance(error, OSError) and error.errno is not None and error.errno > 0:
            # The number's own text: the exception's may name addresses.
            reason = f"{reason}: {os.strerror(error.errno)}"
        if isinstance(error, self._late) or (cut_short and isinstance(error, TimeoutError)):
            return UnsentTimedOut(reason)
        if cut_short or isinstance(error, self._unreached):
            return Unsent(reason)
        if isinstance(error, TimeoutError):
            return TimedOut(reason)
        return Dropped(reason)

    def _known(self, url: str) -> URL:
        known = self._urls.get(url)
        if known is None:
            known = self._urls[url] = URL(url, encoded=True)
        return known

    def _connector(self) -> aiohttp.BaseConnector:
        if self._proxy is None or self._proxy.startswith(("http://", "https://")):
            self._http_proxy = URL(self._proxy) if self._proxy else None
            return aiohttp.TCPConnector(limit=0)
        import aiohttp_socks  # noqa: PLC0415 - only behind a SOCKS proxy

        self._unreached += (aiohttp_socks.ProxyError, aiohttp_socks.ProxyConnectionError)
        self._late += (aiohttp_socks.ProxyTimeoutError,)
        self._expected += self._unreached + self._late
        # The proxy looks names up, not this machine: behind a filter its own answers may be forged.
        address = self._proxy.replace("socks5h://", "socks5://", 1)
        return aiohttp_socks.ProxyConnector.from_url(address, rdns=True, limit=0)


@lru_cache(maxsize=64)
def _client_timeout(connect: float | None, read: float | None) -> aiohttp.ClientTimeout:
    return aiohttp.ClientTimeout(total=None, connect=connect, sock_connect=connect, sock_read=read)


def _chosen(given: ODVInput[float], usual: float | None) -> float | None:
    return usual if given is _DEFAULT else cast("float | None", given)
