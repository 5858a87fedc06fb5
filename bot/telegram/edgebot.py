"""PTB's bot over our request class and sender; it tells its token to nobody."""

from __future__ import annotations

import asyncio
from collections import Counter
from typing import TYPE_CHECKING

from telegram.error import EndPointNotFound, InvalidToken, TelegramError
from telegram.ext import ExtBot

from bot.telegram.http import HttpRequest
from bot.telegram.sender import Priority, Sender

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.telegram.uploads import Upload

TELEGRAM = "https://api.telegram.org"


class EdgeBot(ExtBot[Priority]):
    """An ExtBot whose `raw` calls a method without building PTB's types, neither of parameters nor of the answer.

    `do_api_request` cannot serve for that: it warns for each of the methods that PTB knows.
    """

    def __init__(self, token: str, api_base: str, request: HttpRequest, updates: HttpRequest, sender: Sender) -> None:
        super().__init__(
            token,
            base_url=f"{api_base}/bot",
            base_file_url=f"{api_base}/file/bot",
            request=request,
            get_updates_request=updates,
            rate_limiter=sender,
        )
        self._http, self._updates = request, updates
        self._calls: Counter[tuple[str, str]] = Counter()

    def __repr__(self) -> str:
        """Return a description without the token, which PTB's own shows."""
        return f"{type(self).__name__}[id={self.token.partition(':')[0]}]"

    @property
    def calls(self) -> Counter[tuple[str, str]]:
        """How many calls there were, by method and outcome: "ok" or the exception's name."""
        return self._calls

    async def initialize(self) -> None:
        """See `ExtBot.initialize` (calls getMe). Raises InvalidToken without the token in it, and is closed then."""
        rejected = False
        try:
            await super().initialize()
        except TelegramError as error:
            # PTB closes only what was initialized to the end.
            await asyncio.gather(self._http.shutdown(), self._updates.shutdown())
            if not isinstance(error, InvalidToken):
                raise
            rejected = True
        if rejected:
            raise InvalidToken("Telegram does not accept the token")

    async def raw(self, method: str, params: Mapping[str, object], files: Mapping[str, Upload] | None = None) -> object:
        """Call `method` at once, past the sender, and return Telegram's result as it is.

        Raises PTB's exceptions, EndPointNotFound for a method that the server does not have.
        """
        try:
            result = await self._http.call(f"{self.base_url}/{method}", params, files)
        except TelegramError as error:
            self._calls[method, type(error).__name__] += 1
            # Telegram's 404 means a wrong token or an unknown method; the token of a running bot is right.
            if not (isinstance(error, InvalidToken) and "not found" in error.message.lower()):
                raise
        else:
            self._calls[method, "ok"] += 1
            return result
        raise EndPointNotFound(f"The server knows no method {method}")

    async def poll(self, params: Mapping[str, object], *, read_timeout: float) -> object:
        """Call getUpdates on its own connection; it may take `read_timeout` seconds. Raises PTB's exceptions."""
        return await self._updates.call(f"{self.base_url}/getUpdates", params, read_timeout=read_timeout)


def build_bot(
    token: str, *, sender: Sender, api_base: str = TELEGRAM, proxy: str | None = None, connections: int = 128
) -> EdgeBot:
    """Return a bot that talks to `api_base` (through `proxy`, http:// or socks5://); not initialized yet."""
    # A long poll must not wait behind a burst of calls, nor they behind it.
    updates = HttpRequest(proxy=proxy, connections=2)
    return EdgeBot(token, api_base.rstrip("/"), HttpRequest(proxy=proxy, connections=connections), updates, sender)
