"""The doctor on the way to Telegram: a raw server, a raw proxy, real failures."""

from __future__ import annotations

import asyncio
import json
import socket
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import aiohttp
import pytest
from aiohttp import web

from bot.clock import ManualClock
from bot.doctor import telegram
from bot.ops import listening
from bot.settings import Address, Settings

TOKEN = "123456:AAbbCCddEEffGGhhIIjjKKllMMnnOOppQQr"
NOON = datetime(2026, 11, 25, 4, tzinfo=UTC)
ME = json.dumps({"ok": True, "result": {"id": 123456, "is_bot": True, "username": "desk_bot"}})
HERE = Address("127.0.0.1", 0)
STRANGE = (
    "✘ telegram: {base} does not answer like a Bot API server (200); "
    "check FAGUANG_API_BASE, and what stands between: a proxy, a login page"
)
NOTHING = (
    "✘ telegram: nothing is there for this bot at {base} (404); "
    "check FAGUANG_API_BASE, and whether that server knows this bot"
)
REFUSED = (
    "✘ telegram: the proxy {proxy} refused; "
    "check the password in FAGUANG_PROXY, and that the proxy lets through to telegram.invalid"
)
BLOCKED = "where Telegram is blocked, set FAGUANG_PROXY, or FAGUANG_API_BASE to a server of your own"
BROKE = "✘ telegram: the connection to {host} broke; check the network, FAGUANG_API_BASE, FAGUANG_PROXY"
BETWEEN = "something stands between and reads along, or the machine's date is wrong"
NTP = "let NTP set it (timedatectl set-ntp true): reminders would come at the wrong time"


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


@asynccontextmanager
async def api(answer):
    """A server that hears every path; gives its address and the paths it was asked for."""
    asked = []

    async def hear(request: web.Request) -> web.StreamResponse:
        asked.append(request.path)
        return await answer(request)

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", hear)
    async with listening(app, HERE) as (host, port):
        yield f"http://{host}:{port}", asked


def saying(status: int, body: str, *, ahead: float = 0):
    async def answer(_request: web.Request) -> web.Response:
        return web.Response(
            status=status, text=body, headers={"Date": format_datetime(NOON - timedelta(seconds=ahead), usegmt=True)}
        )

    return answer


async def report(base: str, *, patience: float = 5, **values) -> list[str]:
    settings = Settings(token=TOKEN, api_base=base, **values)
    found = [str(finding) for finding in await telegram.look(settings, ManualClock(NOON), patience=patience)]
    assert TOKEN not in "".join(found)
    return found


async def test_without_a_token_it_says_where_to_get_one():
    found = await telegram.look(Settings(), ManualClock(NOON))
    assert [str(finding) for finding in found] == [
        "! telegram: FAGUANG_TOKEN is not set; ask @BotFather for one; until then `faguang demo` shows the bot"
    ]


async def test_a_bot_that_is_known_is_named_and_the_clock_compared():
    async with api(saying(200, ME)) as (base, asked):
        assert await report(base) == ["✔ telegram: @desk_bot is at your service", "✔ clock: right"]
    assert asked == [f"/bot{TOKEN}/getMe"]


@pytest.mark.parametrize(
    ("ahead", "line"),
    [
        (-4, "✔ clock: right"),
        (30, f"! clock: 30 s ahead; {NTP}"),
        (-3600, f"✘ clock: 3,600 s behind; {NTP}"),
    ],
)
async def test_a_clock_that_is_off_is_noticed(ahead, line):
    async with api(saying(200, ME, ahead=ahead)) as (base, _):
        assert (await report(base))[1:] == [line]


@pytest.mark.parametrize(
    ("status", "body", "line"),
    [
        (401, "{}", "✘ telegram: it does not know the token (401); copy it from @BotFather again"),
        (429, "{}", "! telegram: it asks to wait (429); try again in some minutes"),
        (502, "<html>", "✘ telegram: its server is in trouble (502); try again in some minutes"),
        (404, "{}", NOTHING),
        (200, "<html>Log in</html>", STRANGE),
        (200, "[]", STRANGE),
        (200, '{"result": 1}', STRANGE),
        (302, "", STRANGE.replace("200", "302")),
    ],
)
async def test_every_answer_is_explained(status, body, line):
    async with api(saying(status, body)) as (base, _):
        assert (await report(base))[0] == line.format(base=base)


async def test_silence_points_to_a_proxy_and_with_one_to_that():
    over = asyncio.Event()

    async def silent(_request: web.Request) -> web.Response:
        await over.wait()
        return web.Response()

    async with api(silent) as (base, _):
        host = base.removeprefix("http://")
        assert await report(base, patience=0.05) == [f"✘ telegram: {host} did not answer within 0.05 s; {BLOCKED}"]
        assert await report("http://telegram.invalid", proxy=base, patience=0.05) == [
            "✘ telegram: telegram.invalid did not answer within 0.05 s; check that FAGUANG_PROXY lets through to it"
        ]
        over.set()


async def test_nothing_at_the_address():
    port = free_port()
    assert await report(f"http://127.0.0.1:{port}") == [
        f"✘ telegram: 127.0.0.1:{port} cannot be reached; check the network, FAGUANG_API_BASE, FAGUANG_PROXY"
    ]


async def test_a_connection_that_breaks():
    async def hang_up(request: web.Request) -> web.Response:
        request.transport.close()
        return web.Response()

    async with api(hang_up) as (base, _):
        assert await report(base) == [BROKE.format(host=base.removeprefix("http://"))]


async def test_the_request_goes_through_an_http_proxy():
    async with api(saying(200, ME)) as (proxy, asked):
        assert (await report("http://telegram.invalid", proxy=proxy))[0] == "✔ telegram: @desk_bot is at your service"
    assert asked == [f"/bot{TOKEN}/getMe"]


async def test_an_http_proxy_that_refuses_a_tunnel():
    async def refuse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 407 No\r\nContent-Length: 0\r\n\r\n")
        await writer.drain()
        writer.close()

    async with await asyncio.start_server(refuse, "127.0.0.1", 0) as server:
        proxy = f"127.0.0.1:{server.sockets[0].getsockname()[1]}"
        assert await report("https://telegram.invalid", proxy=f"http://{proxy}") == [REFUSED.format(proxy=proxy)]


@pytest.mark.parametrize("scheme", ["http", "socks5"])
async def test_a_proxy_that_is_not_there(scheme):
    port = free_port()
    assert await report("http://telegram.invalid", proxy=f"{scheme}://me:secret-word@127.0.0.1:{port}") == [
        f"✘ telegram: the proxy 127.0.0.1:{port} cannot be reached; check that FAGUANG_PROXY is right and running"
    ]


async def test_a_socks_proxy_is_asked_by_name_and_may_refuse():
    heard = []

    async def refuse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heard.append(await reader.readexactly(3))
        writer.write(b"\x05\x00")
        heard.append(await reader.readexactly(4 + 1 + len("telegram.invalid") + 2))
        writer.write(b"\x05\x02\x00\x01\x00\x00\x00\x00\x00\x00")
        await writer.drain()
        writer.close()

    async with await asyncio.start_server(refuse, "127.0.0.1", 0) as server:
        proxy = f"127.0.0.1:{server.sockets[0].getsockname()[1]}"
        assert await report("http://telegram.invalid", proxy=f"socks5://{proxy}") == [REFUSED.format(proxy=proxy)]
    assert heard[1] == b"\x05\x01\x00\x03\x10telegram.invalid\x00\x50"


@pytest.mark.parametrize(
    ("kind", "line"),
    [
        (
            aiohttp.ClientConnectorDNSError,
            "the name t.example is not known here; check the network and its name server",
        ),
        (
            aiohttp.ClientConnectorCertificateError,
            f"the certificate of t.example is not genuine; {BETWEEN}",
        ),
    ],
)
def test_what_only_the_open_network_shows(kind, line):
    problem = kind(None, OSError())
    assert str(telegram._no_way(Settings(api_base="https://t.example"), problem)) == f"✘ telegram: {line}"


@pytest.mark.parametrize(
    ("on", "lines"),
    [
        (True, []),
        (
            False,
            [
                (
                    "! sharing: inline mode is off; "
                    "send /setinline to @BotFather: without it nobody can pass cards of events on to other chats"
                )
            ],
        ),
    ],
)
async def test_whether_cards_can_be_passed_on(on, lines):
    body = json.loads(ME)
    body["result"]["supports_inline_queries"] = on
    async with api(saying(200, json.dumps(body))) as (base, _):
        assert await report(base) == ["✔ telegram: @desk_bot is at your service", *lines, "✔ clock: right"]
