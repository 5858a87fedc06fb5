"""The page with the check-in code for the room's screen, at /screen/<secret>: found by its secret, or not at all.

The same address answers with the page to a browser and with JSON to the script in it, which asks again every few
seconds. Nothing on it comes from anywhere else.
"""

from __future__ import annotations

import secrets
from functools import cache
from importlib.resources import files

from aiohttp import web

from bot.clock import Clock
from bot.services.check_in import CheckIns
from bot.texts import Reader
from handlers.check_in.page import page

PATH = "/screen/{secret}"
_JSON = "application/json"
_HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex",
    "Vary": "Accept",
}
_POLICY = (
    "default-src 'none'; script-src 'nonce-{nonce}'; style-src 'nonce-{nonce}'; img-src data:; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


class Screens:
    """The pages of one bot, which people know as `username`, in the workplace's language."""

    def __init__(self, check_ins: CheckIns, clock: Clock, reader: Reader, username: str) -> None:
        self._check_ins, self._clock, self._reader, self._username = check_ins, clock, reader, username

    async def answer(self, request: web.Request) -> web.Response:
        """Answer GET /screen/<secret>; raises HTTPNotFound for a secret that nobody has, or had."""
        shown = await self._check_ins.shown(request.match_info["secret"])
        if shown is None:
            raise web.HTTPNotFound(headers=_HEADERS)
        if _JSON in request.headers.get("Accept", ""):
            return web.json_response(page(shown, self._clock.now(), self._reader, self._username), headers=_HEADERS)
        nonce = secrets.token_urlsafe(16)
        html = _html().replace("{nonce}", nonce).replace("{language}", self._reader.language.replace("_", "-"))
        policy = {"Content-Security-Policy": _POLICY.format(nonce=nonce)}
        return web.Response(text=html, content_type="text/html", headers=_HEADERS | policy)


@cache
def _html() -> str:
    return (files(__name__) / "page.html").read_text("utf-8")
