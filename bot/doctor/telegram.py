"""The way to Telegram, walked once with getMe; the answer also shows how far the machine's clock is off."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import aiohttp
from aiohttp_socks import ProxyConnectionError, ProxyConnector, ProxyError, ProxyTimeoutError

from bot.doctor.finding import Finding, bad, good, odd
from bot.settings import TELEGRAM, Settings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pydantic import SecretStr

    from bot.clock import Clock

PATIENCE_S = 10.0
# A Date header has whole seconds and is some tenths old; reminders are promised to the minute.
ODD_SKEW_S = 5.0
BAD_SKEW_S = 60.0

_ANSWERS: dict[int, Finding] = {
    HTTPStatus.UNAUTHORIZED: bad("telegram", "it does not know the token (401)", "copy it from @BotFather again"),
    HTTPStatus.NOT_FOUND: bad("telegram", "the token has a wrong form (404)", "copy it from @BotFather again"),
    HTTPStatus.TOO_MANY_REQUESTS: odd("telegram", "it asks to wait (429)", "try again in some minutes"),
}
_PROXY = "check that FAGUANG_PROXY is right and running"
_NETWORK = "check the network, FAGUANG_API_BASE, FAGUANG_PROXY"
# The first that fits says it, so the particular stands before the general.
_NO_WAYS: tuple[tuple[tuple[type[Exception], ...], str, str], ...] = (
    ((aiohttp.ClientProxyConnectionError, ProxyConnectionError), "the proxy {proxy} cannot be reached", _PROXY),
    ((ProxyTimeoutError,), "the proxy {proxy} does not answer", _PROXY),
    (
        (aiohttp.ClientHttpProxyError, ProxyError),
        "the proxy {proxy} refused",
        "check the password in FAGUANG_PROXY, and that the proxy lets through to {host}",
    ),
    ((aiohttp.ClientConnectorDNSError,), "the name {host} is not known here", "check the network and its name server"),
    (
        (aiohttp.ClientConnectorCertificateError,),
        "the certificate of {host} is not genuine",
        "something stands between and reads along, or the machine's date is wrong",
    ),
    ((aiohttp.ClientConnectorError,), "{host} cannot be reached", _NETWORK),
    ((Exception,), "the connection to {host} broke", _NETWORK),
)


async def look(settings: Settings, clock: Clock, *, patience: float = PATIENCE_S) -> list[Finding]:
    """Ask Telegram who the bot is, waiting `patience` seconds at most; say what was met, and never raise for it."""
    if settings.token is None:
        advice = "ask @BotFather for one; until then `faguang demo` shows the bot"
        return [odd("telegram", "FAGUANG_TOKEN is not set", advice)]
    try:
        return await _get_me(settings, settings.token, clock, patience)
    except TimeoutError:
        return [_silence(settings, patience)]
    except (aiohttp.ClientError, ProxyError, ProxyConnectionError, ProxyTimeoutError) as problem:
        return [_no_way(settings, problem)]


async def _get_me(settings: Settings, token: SecretStr, clock: Clock, patience: float) -> list[Finding]:
    socks = settings.proxy if settings.proxy and settings.proxy.startswith("socks") else None
    async with (
        aiohttp.ClientSession(
            connector=ProxyConnector.from_url(socks, rdns=True) if socks else aiohttp.TCPConnector(),
            timeout=aiohttp.ClientTimeout(total=patience),
        ) as session,
        session.get(
            f"{settings.api_base}/bot{token.get_secret_value()}/getMe", proxy=None if socks else settings.proxy
        ) as answer,
    ):
        now = clock.now()
        body = await answer.read()
        return [
            _answer(settings, answer.status, body),
            *_inline(_result(body)),
            *_skew(answer.headers.get("Date", ""), now),
        ]


def _inline(me: dict[str, Any]) -> Iterator[Finding]:
    if me.get("supports_inline_queries") is False:
        advice = "send /setinline to @BotFather: without it nobody can pass cards of events on to other chats"
        yield odd("sharing", "inline mode is off", advice)


def _answer(settings: Settings, status: int, body: bytes) -> Finding:
    if status == HTTPStatus.OK and "username" in (me := _result(body)):
        return good("telegram", f"@{me['username']} is at your service")
    if status == HTTPStatus.NOT_FOUND and settings.api_base != TELEGRAM:
        advice = "check FAGUANG_API_BASE, and whether that server knows this bot"
        return bad("telegram", f"nothing is there for this bot at {settings.api_base} (404)", advice)
    if status in _ANSWERS:
        return _ANSWERS[status]
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return bad("telegram", f"its server is in trouble ({status})", "try again in some minutes")
    advice = "check FAGUANG_API_BASE, and what stands between: a proxy, a login page"
    return bad("telegram", f"{settings.api_base} does not answer like a Bot API server ({status})", advice)


def _result(body: bytes) -> dict[str, Any]:
    try:
        answer = json.loads(body)
    except ValueError:
        return {}
    result = answer.get("result") if isinstance(answer, dict) else None
    return result if isinstance(result, dict) else {}


def _silence(settings: Settings, patience: float) -> Finding:
    advice = (
        "check that FAGUANG_PROXY lets through to it"
        if settings.proxy
        else "where Telegram is blocked, set FAGUANG_PROXY, or FAGUANG_API_BASE to a server of your own"
    )
    return bad("telegram", f"{_host(settings.api_base)} did not answer within {patience:g} s", advice)


def _no_way(settings: Settings, problem: Exception) -> Finding:
    what, advice = next(explained for kinds, *explained in _NO_WAYS if isinstance(problem, kinds))
    places = {"host": _host(settings.api_base), "proxy": _host(settings.proxy)}
    return bad("telegram", what.format_map(places), advice.format_map(places))


def _host(url: str | None) -> str:
    """Return host and port of `url`, without user and password."""
    return urlsplit(url or "").netloc.rpartition("@")[2]


def _skew(date: str, now: datetime) -> Iterator[Finding]:
    try:
        seconds = (now - parsedate_to_datetime(date).replace(tzinfo=UTC)).total_seconds()
    except ValueError:
        return
    if abs(seconds) < ODD_SKEW_S:
        yield good("clock", "right")
        return
    what = f"{abs(seconds):,.0f} s {'ahead' if seconds > 0 else 'behind'}"
    judge = odd if abs(seconds) < BAD_SKEW_S else bad
    yield judge("clock", what, "let NTP set it (timedatectl set-ntp true): reminders would come at the wrong time")
