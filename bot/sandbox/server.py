"""The HTTP side: tokens, paths, the ways parameters come, faults on order, and the record of all calls."""

from __future__ import annotations

import asyncio
import json
import re
from collections import Counter
from dataclasses import dataclass
from inspect import isawaitable
from time import perf_counter
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from aiohttp import web

from .files import DOWNLOAD_LIMIT, UPLOAD_LIMIT
from .methods import METHODS
from .spec import Upload, read
from .wire import ApiError, bad_request

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from .methods import Method
    from .wire import Json
    from .world import World

_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
_JSON = {"Content-Type": "application/json"}
_OVERHEAD = 1024 * 1024


@dataclass(slots=True)
class Call:
    """One call of the bot: what it asked, what came of it. `duration` in seconds, `size` of the answer in bytes."""

    method: str
    params: Json
    ok: bool
    error: str | None
    duration: float
    size: int
    injected: bool = False


@dataclass(slots=True)
class Fault:
    """Something to go wrong: `status` is an HTTP status, "timeout" or "drop"; `after` the method was executed."""

    method: str
    status: int | str
    retry_after: int | None
    chat: int | None
    after: bool

    def answer(self) -> ApiError:
        """Return the error that the bot gets."""
        status = int(self.status)
        if status == 429:  # noqa: PLR2004 - too many requests
            seconds = self.retry_after or 1
            return ApiError(429, f"Too Many Requests: retry after {seconds}", {"retry_after": seconds})
        words = {500: "Internal Server Error", 502: "Bad Gateway", 503: "Service Unavailable", 504: "Gateway Timeout"}
        return ApiError(status, words.get(status, "Bad Request: as ordered"))


class Server:
    """Serves the Bot API of one world on one address."""

    def __init__(self, world: World, token: str, latency: float) -> None:
        self.world = world
        self.token = token
        self.latency = latency
        self.url = ""
        self.calls: list[Call] = []
        self.counts: Counter[str] = Counter()
        self.refused_count = 0
        self.faults: list[Fault] = []
        self.control: Callable[[web.BaseRequest], Awaitable[web.StreamResponse]] | None = None
        self._prefix = f"/bot{token}/"
        self._file_prefix = f"/file/bot{token}/"
        self._runner: web.ServerRunner | None = None
        self._stopping = asyncio.Event()

    async def start(self, host: str, port: int) -> None:
        """Listen; port 0 means any free one. `url` tells where."""
        self._stopping.clear()
        server = web.Server(self._handle, request_factory=self._request, access_log=None)
        self._runner = web.ServerRunner(server, shutdown_timeout=1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, host, port)
        await site.start()
        self.url = f"http://{host}:{self._runner.addresses[0][1]}"

    async def stop(self) -> None:
        """Answer the poll that waits, let go of held answers, close."""
        self._stopping.set()
        self.world.updates.release()
        if self._runner:
            await self._runner.cleanup()
            self._runner = None

    def _request(self, message: Any, payload: Any, protocol: Any, writer: Any, task: Any) -> web.BaseRequest:
        loop = asyncio.get_running_loop()
        size = UPLOAD_LIMIT + _OVERHEAD
        return web.BaseRequest(message, payload, protocol, writer, task, loop, client_max_size=size)

    async def _handle(self, request: web.BaseRequest) -> web.StreamResponse:
        path = request.raw_path.partition("?")[0]
        if "%" in path:
            path = unquote(path)
        if path.startswith(self._prefix):
            return await self._method(request, path[len(self._prefix) :])
        if path.startswith(self._file_prefix):
            return self._download(path[len(self._file_prefix) :])
        if path.startswith("/sandbox/") and self.control:
            return await self.control(request)
        token = re.match(r"(?:/file)?/bot(\d+:[\w-]+)/", path)
        wrong = ApiError(401, "Unauthorized") if token else ApiError(404, "Not Found")
        return _response(wrong.code, _encode(wrong.body()).encode())

    def _download(self, path: str) -> web.Response:
        file = self.world.files.at(path)
        if file is None or len(file.content) > DOWNLOAD_LIMIT:
            return _response(404, _encode(ApiError(404, "Not Found").body()).encode())
        return web.Response(body=file.content, content_type="application/octet-stream")

    async def _method(self, request: web.BaseRequest, name: str) -> web.StreamResponse:
        method = METHODS.get(name.lower())
        if method is None:
            self._note(Call(name, {}, False, "Not Found: method not found", 0.0, 0))
            return _response(404, _encode(ApiError(404, "Not Found: method not found").body()).encode())
        try:
            raw = await _parameters(request)
        except (web.HTTPRequestEntityTooLarge, ApiError) as mistake:
            wrong = mistake if isinstance(mistake, ApiError) else ApiError(413, "Request Entity Too Large")
            self._note(Call(method.name, {}, ok=False, error=wrong.description, duration=0.0, size=0))
            return _response(wrong.code, _encode(wrong.body()).encode())
        status, body, lost = await self.execute(method, raw)
        if self.latency:
            await asyncio.sleep(self.latency)
        if lost:
            return await self._lose(request, lost)
        return _response(status, body)

    async def call(self, name: str, raw: Json) -> None:
        """Execute a method that came in a webhook's answer."""
        method = METHODS.get(name.lower())
        if method is None:
            self._note(Call(name, raw, False, "Not Found: method not found", 0.0, 0))
        else:
            await self.execute(method, raw)

    async def execute(self, method: Method, raw: Json) -> tuple[int, bytes, str]:
        """Run one call; return status, body, and how the answer is to get lost ("" for not at all)."""
        began = perf_counter()
        fault = self._fault(method.name, raw) if self.faults else None
        params = raw
        error: ApiError | None = fault.answer() if fault and not isinstance(fault.status, str) else None
        body = b""
        if fault is None or fault.after:
            try:
                params = read(method.name, raw, strict=self.world.strict)
                result = method.run(self.world, params)
                if isawaitable(result):
                    result = await result
                body = result if isinstance(result, bytes) else f'{{"ok":true,"result":{_encode(result)}}}'.encode()
            except ApiError as refused:
                error = error or refused
        if error:
            body = _encode(error.body()).encode()
        text = error.description if error else None
        lost = fault.status if fault and isinstance(fault.status, str) else ""
        failed = text or (f"lost by order: {lost}" if lost else None)
        self._note(
            Call(
                method.name,
                params,
                failed is None,
                failed,
                perf_counter() - began,
                len(body),
                injected=fault is not None,
            ),
        )
        return error.code if error else 200, body, lost

    def _note(self, call: Call) -> None:
        self.counts[call.method] += 1
        if not call.ok and not call.injected:
            self.refused_count += 1
        # A poll that went well tells nothing and would bury everything else.
        if call.method == "getUpdates" and call.ok:
            return
        if self.world.record:
            self.calls.append(call)
            self.world.feed.changed("call", call=call)

    def _fault(self, method: str, raw: Json) -> Fault | None:
        for fault in self.faults:
            if fault.method.lower() == method.lower() and fault.chat in {None, _chat_id(raw)}:
                self.faults.remove(fault)
                return fault
        return None

    async def _lose(self, request: web.BaseRequest, how: str) -> web.StreamResponse:
        """Hold the answer back until the server stops, or cut the connection."""
        if how == "timeout":
            await self._stopping.wait()
        if request.transport:
            request.transport.close()
        return web.Response()


def _chat_id(raw: Json) -> int | None:
    value = str(raw.get("chat_id", ""))
    return int(value) if value.lstrip("-").isdigit() else None


def _response(status: int, body: bytes) -> web.Response:
    return web.Response(status=status, body=body, headers=_JSON)


async def _parameters(request: web.BaseRequest) -> Json:
    """Return query and body as they came: JSON typed, forms as text and uploads."""
    params: Json = dict(request.query) if "?" in request.raw_path else {}
    kind = request.content_type
    if kind == "application/json":
        body = await request.read()
        if body:
            params |= _json(body)
    elif kind in {"application/x-www-form-urlencoded", "multipart/form-data"}:
        for name, value in (await request.post()).items():
            if isinstance(value, web.FileField):
                params[name] = Upload(value.filename, value.content_type, value.file.read())
                value.file.close()
            else:
                params[name] = value
    return params


def _json(body: bytes) -> Json:
    try:
        value = json.loads(body)
    except ValueError:
        value = None
    if not isinstance(value, dict):
        raise bad_request("can't parse JSON object")
    return value
