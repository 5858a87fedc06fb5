"""Who may look at the page: this machine's browsers, or whoever has the key; never another site in the same browser."""

from __future__ import annotations

import hmac
from ipaddress import ip_address
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from aiohttp import web

if TYPE_CHECKING:
    from aiohttp.typedefs import Handler, Middleware

_COOKIE = "faguang_sandbox"
_HEADERS = {
    "Content-Security-Policy": "default-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}


def is_loopback(host: str) -> bool:
    """Say whether `host`, a name or an address without a port, is this machine only."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


class Guard:
    """Refuses with 403 what is not meant for us. With a `key`, the page is opened once by `/?key=…`."""

    def __init__(self, key: str | None = None) -> None:
        self._key = key

    def middleware(self) -> Middleware:
        """Return what checks every request (an aiohttp middleware)."""

        @web.middleware
        async def guarded(request: web.Request, handler: Handler) -> web.StreamResponse:
            self._check_origin(request)
            if self._key is not None and not self._has_key(request.cookies.get(_COOKIE, "")):
                return self._opened(request)
            return await handler(request)

        return guarded

    @staticmethod
    async def sign(_request: web.Request, response: web.StreamResponse) -> None:
        """Add the headers (aiohttp's on_response_prepare): also to errors and to web sockets."""
        for name, value in _HEADERS.items():
            response.headers.setdefault(name, value)

    def _check_origin(self, request: web.Request) -> None:
        # A foreign name that was made to resolve to this machine still stands in Host; a key makes names irrelevant.
        if self._key is None and not is_loopback(urlsplit(f"//{request.host}").hostname or ""):
            raise web.HTTPForbidden(text="This page is served to this machine only.")
        acts = request.method not in {"GET", "HEAD"} or "Upgrade" in request.headers
        origin = request.headers.get("Origin")
        if (acts or origin is not None) and origin != f"http://{request.host}":
            raise web.HTTPForbidden(text="Another site cannot use this page.")

    def _has_key(self, shown: str) -> bool:
        return hmac.compare_digest(shown.encode(), (self._key or "").encode())

    def _opened(self, request: web.Request) -> web.Response:
        if request.path != "/" or not self._has_key(request.query.get("key", "")):
            raise web.HTTPForbidden(text="Open the address with the key, as it was printed.")
        response = web.Response(status=303, headers={"Location": "/"})
        response.set_cookie(_COOKIE, self._key or "", httponly=True, samesite="Strict", path="/")
        return response
