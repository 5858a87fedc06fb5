"""The page that plays phones: static files, a feed of everything that changes, and the acts of people.

| path | what |
|---|---|
| `GET /`, `/page/…` | the page |
| `GET /feed` | a web socket with JSON arrays of news; the first is `hello`, with everything there is |
| `POST /act` | `{world, person, chat, act, …}`, see `acts`: 200, or 400 with `error` |
| `POST /upload?world&person&chat&kind&name&mime&caption` | the body is a file to send |
| `GET /commands?person&chat` | the command menu |
| `GET /file/{id}` | a photo, or a file to download |

`world` is the number in `hello`: an act for a world that is not shown any more is refused with 409.
"""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from aiohttp import web

from . import views
from .acts import Acts
from .files import UPLOAD_LIMIT
from .guard import Guard
from .window import Window
from .wire import ApiError

if TYPE_CHECKING:
    from collections.abc import Callable

    from .sandbox import Sandbox
    from .wire import Json

PAGE = Path(__file__).parent / "page"
_CALLS_SHOWN = 200
_KNOCK = 64 * 1024


class Site:
    """Shows one sandbox at a time to any number of windows. `facts` are told to every window with `hello`."""

    def __init__(self, guard: Guard) -> None:
        self.facts: Json = {}
        self.locked = False
        self._number = 0
        self._windows: set[Window] = set()
        self._unwatch: Callable[[], None] = lambda: None
        self._sandbox: Sandbox | None = None
        self._waiting: list[int] = []
        self.app = web.Application(middlewares=[guard.middleware()], client_max_size=UPLOAD_LIMIT)
        self.app.on_response_prepare.append(guard.sign)
        self.app.on_shutdown.append(self._close_windows)
        self.app.router.add_get("/", self._index)
        self.app.router.add_static("/page/", PAGE)
        self.app.router.add_get("/feed", self._feed)
        self.app.router.add_get("/commands", self._commands)
        self.app.router.add_get("/file/{id}", self._file)
        self.app.router.add_post("/act", self._act)
        self.app.router.add_post("/upload", self._upload)

    @property
    def sandbox(self) -> Sandbox:
        """The sandbox that is shown."""
        if self._sandbox is None:
            raise RuntimeError("nothing is shown yet")
        return self._sandbox

    def show(self, sandbox: Sandbox, **facts: object) -> None:
        """Show this sandbox in all windows; `facts` are what the page shall know about it beyond what Telegram has."""
        self._unwatch()
        self._sandbox, self.facts, self._number, self._waiting = sandbox, facts, self._number + 1, []
        self._unwatch = sandbox.watch(self._changed)
        for window in self._windows:
            window.start_over(self._hello)

    def tell(self, **news: object) -> None:
        """Tell all windows something of our own, and those to come: it becomes one of the `facts` by its `kind`."""
        self.facts[str(news["kind"])] = news
        self.mention(**news)

    def mention(self, **news: object) -> None:
        """Tell all windows there are something of our own."""
        self._spread(lambda: news)

    def _hello(self) -> Json:
        world, calls = self.sandbox.world, self.sandbox.calls
        first = max(0, len(calls) - _CALLS_SHOWN)
        return {
            "kind": "hello",
            "world": self._number,
            "bot": world.bot,
            "now": world.now(),
            "people": [views.person(one) for one in world.people.values()],
            "chats": [views.chat(one, full=True) for one in world.chats.values()],
            "calls": [views.call(one, number) for number, one in enumerate(calls[first:], first + 1)],
            "waiting": views.waiting(world),
            "facts": self.facts,
        }

    # What changes

    def _spread(self, news: Callable[[], Json], about: object = None) -> None:
        for window in self._windows:
            window.tell(news, about)

    def _changed(self, change: Json) -> None:
        """Pass on what the world's feed says (see `feed` for the kinds)."""
        world, kind = self.sandbox.world, change["kind"]
        match kind:
            case "message" | "edit" | "reaction" | "delete":
                chat_id, number = change["chat_id"], change["message_id"]
                self._spread(lambda: self._message(chat_id, number), (chat_id, number))
            case "members" | "keyboard":
                self._spread(lambda: self._chat(change["chat_id"]), ("chat", change["chat_id"]))
            case "person" | "read":
                user_id = change["user_id"]
                self._spread(lambda: self._chat(user_id), ("chat", user_id))
                self._spread(
                    lambda: {"kind": "person", "person": views.person(world.people[user_id])}, ("person", user_id)
                )
            case "typing" | "tap" | "answer":
                self._spread(lambda: change)
            case "inline_results":
                view = views.offers(world.inline_queries[change["query_id"]])
                self._spread(lambda: view)
            case "call":
                call, number = change["call"], len(self.sandbox.calls)
                self._spread(lambda: {"kind": "call", "call": views.call(call, number)})
        if kind in {"message", "tap", "confirmed"}:
            # The update is pushed right after its message is there.
            asyncio.get_running_loop().call_soon(self._look_who_waits)

    def _chat(self, chat_id: int) -> Json:
        return {"kind": "chat", "chat": views.chat(self.sandbox.world.chats[chat_id], full=False)}

    def _message(self, chat_id: int, number: int) -> Json:
        found = self.sandbox.world.chats[chat_id].messages.get(number)
        if found is None:
            return {"kind": "gone", "chat": chat_id, "message": number}
        return {"kind": "message", "chat": chat_id, "message": views.message(found)}

    def _look_who_waits(self) -> None:
        waiting = views.waiting(self.sandbox.world)
        if waiting != self._waiting:
            self._waiting = waiting
            self._spread(lambda: {"kind": "waiting", "waiting": waiting}, "waiting")

    # Requests

    async def _index(self, _request: web.Request) -> web.FileResponse:
        return web.FileResponse(PAGE / "index.html")

    async def _feed(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse(heartbeat=20, max_msg_size=_KNOCK)
        await socket.prepare(request)
        window = Window(socket)
        window.start_over(self._hello)
        self._windows.add(window)
        pump = asyncio.create_task(window.pump())
        try:
            async for _ in socket:  # windows only listen here
                pass
        finally:
            self._windows.discard(window)
            pump.cancel()
            await asyncio.gather(pump, return_exceptions=True)
        return socket

    async def _close_windows(self, _app: web.Application) -> None:
        self._unwatch()
        self._unwatch = lambda: None
        await asyncio.gather(*(window.close() for window in self._windows))

    def _acts(self, world: object) -> Acts:
        if str(world) != str(self._number) or self.locked:
            raise web.HTTPConflict(text=json.dumps({"error": "not now"}), content_type="application/json")
        return Acts(self.sandbox)

    async def _act(self, request: web.Request) -> web.Response:
        if request.content_type != "application/json":
            raise web.HTTPUnsupportedMediaType
        return await self._answered(self._ask(request))

    async def _ask(self, request: web.Request) -> None:
        asked: Json = await request.json()
        self._acts(asked.get("world")).do(asked)

    async def _upload(self, request: web.Request) -> web.Response:
        async def send() -> None:
            content = await request.read()
            self._acts(request.query.get("world")).upload(dict(request.query), content)

        return await self._answered(send())

    @staticmethod
    async def _answered(act: asyncio.Future[None] | object) -> web.Response:
        try:
            await act  # type: ignore[misc]
        except ValueError as mistake:
            return web.json_response({"error": str(mistake)}, status=400)
        return web.json_response({})

    async def _commands(self, request: web.Request) -> web.Response:
        try:
            person, chat = Acts(self.sandbox).who_where(dict(request.query))
        except (LookupError, ValueError) as mistake:
            return web.json_response({"error": str(mistake)}, status=400)
        return web.json_response(views.menu(self.sandbox.world, person, chat))

    async def _file(self, request: web.Request) -> web.Response:
        try:
            file = self.sandbox.world.files.get(request.match_info["id"])
        except ApiError:
            raise web.HTTPNotFound from None
        headers = {"Content-Security-Policy": "default-src 'none'; sandbox"}
        if file.kind == "photo":
            kind = "image/png" if file.content.startswith(b"\x89PNG") else "image/jpeg"
            return web.Response(body=file.content, content_type=kind, headers=headers)
        headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(file.name)}"
        return web.Response(body=file.content, content_type="application/octet-stream", headers=headers)
