"""The request class against real sockets: bodies, timeouts, broken connections, proxies, and the token's silence."""

import asyncio
import io
import logging
import traceback
from contextlib import asynccontextmanager

import pytest
from telegram import InlineKeyboardButton, InlineKeyboardMarkup
from telegram.error import NetworkError, TelegramError, TimedOut

from bot.telegram.edgebot import build_bot
from bot.telegram.faults import Dropped, Unsent, UnsentTimedOut, surely_not_sent
from bot.telegram.http import HttpRequest, Timeouts
from bot.telegram.sender import Sender
from bot.telegram.uploads import Upload
from tests.unit.edge import TOKEN, listening, no, read_request, reply, serving, telegram

SHORT = 0.05  # seconds: for timeouts that are meant to pass


@asynccontextmanager
async def requests(**options):
    async with HttpRequest(**options) as request:
        yield request


def url(port, method="getMe", scheme="http", host="127.0.0.1"):
    return f"{scheme}://{host}:{port}/bot{TOKEN}/{method}"


async def hang_up(reader, writer):
    await read_request(reader)


async def silent(reader, writer):
    await asyncio.Event().wait()


async def test_parameters_travel_as_json_without_the_empty_ones():
    async with telegram() as (api, bot, _):
        api.answers["sendMessage"].append({"message_id": 9})
        result = await bot.raw(
            "sendMessage", {"chat_id": 7, "text": "名额已满 \ud800", "reply_markup": {"a": [1]}, "parse_mode": None}
        )
    assert result == {"message_id": 9}
    assert api.of("sendMessage") == [{"chat_id": 7, "text": "名额已满 \ud800", "reply_markup": {"a": [1]}}]


async def test_ptbs_own_methods_go_the_same_way():
    keyboard = InlineKeyboardMarkup([[InlineKeyboardButton("报名", callback_data="s:1")]])
    async with telegram() as (api, bot, _):
        api.answers["sendMessage"].append({"message_id": 9, "date": 1, "chat": {"id": 7, "type": "private"}})
        message = await bot.send_message(7, "讲堂", reply_markup=keyboard)
    assert message.message_id == 9
    assert api.of("sendMessage") == [
        {
            "chat_id": 7,
            "text": "讲堂",
            "reply_markup": {"inline_keyboard": [[{"text": "报名", "callback_data": "s:1"}]]},
        }
    ]


@pytest.mark.parametrize("make", [bytes, io.BytesIO])
async def test_a_file_arrives_whole_and_under_its_chinese_name(make):
    content = bytes(range(256)) * 12_000
    async with telegram() as (api, bot, _):
        await bot.raw(
            "sendDocument",
            {"chat_id": 7, "caption": "名单", "ok": True},
            {"document": Upload('名"单\n.xlsx', make(content))},
        )
    assert api.of("sendDocument") == [
        {"chat_id": "7", "caption": "名单", "ok": "true", "document": ('名"单_.xlsx', content)}
    ]


async def test_a_file_through_ptb_arrives_under_its_chinese_name():
    async with telegram() as (api, bot, _):
        api.answers["sendDocument"].append({"message_id": 9, "date": 1, "chat": {"id": 7, "type": "private"}})
        await bot.send_document(7, io.BytesIO(b"abc"), filename="名单.xlsx")
    assert api.of("sendDocument") == [{"chat_id": "7", "document": ("名单.xlsx", b"abc")}]


async def test_a_chinese_file_name_is_on_the_wire_as_it_is():
    bodies = []

    async def talk(reader, writer):
        bodies.append((await read_request(reader))[1])
        writer.write(reply())

    async with listening(talk) as port, requests() as request:
        await request.call(url(port), {}, {"document": Upload("名单.xlsx", b"abc")})
    assert 'name="document"; filename="名单.xlsx"'.encode() in bodies[0]


async def test_a_redirect_is_not_followed():
    lines = []

    async def talk(reader, writer):
        lines.append((await read_request(reader))[0].split()[0])
        writer.write(b"HTTP/1.1 302 Found\r\nLocation: /elsewhere\r\nContent-Length: 0\r\n\r\n")
        await hang_up(reader, writer)

    async with listening(talk) as port, requests() as request:
        with pytest.raises(NetworkError) as found:
            await request.call(url(port), {})
    assert (lines, str(found.value)) == (["POST"], "Found (302)")


async def test_a_download_is_given_as_bytes():
    async def talk(reader, writer):
        first_line, _ = await read_request(reader)
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n\xff\x00\x01")
        assert first_line == f"GET /file/bot{TOKEN}/a.jpg HTTP/1.1"

    async with listening(talk) as port, requests() as request:
        assert await request.retrieve(f"http://127.0.0.1:{port}/file/bot{TOKEN}/a.jpg") == b"\xff\x00\x01"


@pytest.mark.parametrize("body", [b"<html>secret words</html>", b'{"ok": false}', b"[1]", b"\xff", b"[" * 10_000])
async def test_an_answer_that_is_not_of_the_bot_api_is_a_network_error_that_quotes_nothing(body, caplog):
    async def talk(reader, writer):
        await read_request(reader)
        writer.write(b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body))

    async with listening(talk) as port, requests() as request:
        with pytest.raises(NetworkError) as direct:
            await request.call(url(port), {})
        with pytest.raises(NetworkError) as through_ptb:
            await request.post(url(port))
    assert {direct.value.message, through_ptb.value.message} == {"The server's answer is not one of the Bot API"}
    assert (direct.value.__context__, caplog.text) == (None, "")


async def test_an_answer_that_does_not_come_times_out_in_doubt():
    silence = asyncio.Event()
    async with telegram() as (api, bot, _):
        api.answers["sendMessage"] += [silence.wait, silence.wait]
        async with requests(timeouts=Timeouts(read=SHORT)) as request:
            with pytest.raises(TimedOut) as timed_out:
                await request.call(f"{bot.base_url}/sendMessage", {})
        with pytest.raises(TimedOut) as by_argument:
            await bot.send_message(7, "x", read_timeout=SHORT)
    assert [surely_not_sent(error.value) for error in (timed_out, by_argument)] == [False, False]


async def test_a_connection_that_does_not_come_times_out_unsent():
    async with listening(silent) as port, requests(timeouts=Timeouts(connect=SHORT)) as request:
        # The handshake of TLS is part of connecting; this server never says a word.
        with pytest.raises(UnsentTimedOut):
            await request.call(url(port, scheme="https"), {})


async def test_a_full_pool_times_out_unsent_and_frees_its_places_again():
    release = asyncio.Event()
    async with telegram() as (api, bot, _), requests(connections=1, timeouts=Timeouts(pool=SHORT)) as request:
        api.answers["getChat"].append(release.wait)
        first = asyncio.ensure_future(request.call(f"{bot.base_url}/getChat", {}))
        await api.called("getChat")
        with pytest.raises(UnsentTimedOut):
            await request.call(f"{bot.base_url}/sendMessage", {})
        release.set()
        assert await first is True
        assert await request.call(f"{bot.base_url}/sendMessage", {}) is True


async def test_an_upload_that_stands_still_times_out_unsent():
    async def talk(reader, writer):
        writer.transport.pause_reading()
        await asyncio.Event().wait()

    async with listening(talk) as port, requests(timeouts=Timeouts(upload=SHORT)) as request:
        with pytest.raises(UnsentTimedOut):
            await request.call(url(port), {}, {"document": Upload("a", b"x" * 30_000_000)})


async def test_an_upload_cut_short_is_surely_not_sent():
    async def talk(reader, writer):
        await reader.readexactly(1000)
        writer.transport.abort()

    async with listening(talk) as port, requests() as request:
        with pytest.raises(Unsent):
            await request.call(url(port), {}, {"document": Upload("a", b"x" * 30_000_000)})


async def test_an_upload_without_an_answer_is_in_doubt():
    async with listening(hang_up) as port, requests() as request:
        with pytest.raises(Dropped) as dropped:
            await request.call(url(port), {}, {"document": Upload("a", b"x" * 3_000_000)})
    assert surely_not_sent(dropped.value) is False


async def test_a_refused_connection_is_surely_not_sent():
    async with listening(hang_up) as port:
        pass
    async with requests() as request:
        with pytest.raises(Unsent) as refused:
            await request.call(url(port), {})
    assert str(refused.value) == "ClientConnectorError: Connection refused"


async def test_a_name_nobody_knows_is_surely_not_sent():
    async with requests() as request:
        with pytest.raises(Unsent):
            await request.call(url(80, host="api.invalid"), {})


async def test_a_connection_that_breaks_before_the_answer_leaves_doubt():
    async with listening(hang_up) as port, requests() as request:
        with pytest.raises(Dropped) as dropped:
            await request.call(url(port), {})
    assert surely_not_sent(dropped.value) is False


async def test_before_the_start_and_after_the_end_nothing_is_sent():
    request = HttpRequest()
    with pytest.raises(Unsent):
        await request.call(url(1), {})
    await request.initialize()
    await request.initialize()
    await request.shutdown()
    await request.shutdown()
    with pytest.raises(Unsent):
        await request.call(url(1), {})


async def test_an_http_proxy_is_given_the_whole_address():
    seen = []

    async def talk(reader, writer):
        seen.append(await read_request(reader))
        writer.write(reply("through"))

    async with listening(talk) as port, requests(proxy=f"http://127.0.0.1:{port}") as request:
        assert await request.call(url(80, host="api.invalid"), {"a": 1}) == "through"
    assert seen == [(f"POST http://api.invalid/bot{TOKEN}/getMe HTTP/1.1", b'{"a":1}')]


async def test_a_proxy_that_refuses_the_tunnel_means_surely_not_sent():
    seen = []

    async def talk(reader, writer):
        seen.append((await read_request(reader))[0])
        writer.write(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n")

    async with listening(talk) as port, requests(proxy=f"http://127.0.0.1:{port}") as request:
        with pytest.raises(Unsent) as refused:
            await request.call(url(443, scheme="https", host="api.invalid"), {})
    assert (seen, str(refused.value)) == (["CONNECT api.invalid:443 HTTP/1.1"], "ClientHttpProxyError")


async def test_a_socks_proxy_looks_the_name_up_and_carries_the_call():
    asked = []

    async def talk(reader, writer):
        assert await reader.readexactly(3) == b"\x05\x01\x00"
        writer.write(b"\x05\x00")
        assert await reader.readexactly(4) == b"\x05\x01\x00\x03"
        host = await reader.readexactly((await reader.readexactly(1))[0])
        asked.append((host, int.from_bytes(await reader.readexactly(2))))
        writer.write(b"\x05\x00\x00\x01\x00\x00\x00\x00\x00\x00")
        await read_request(reader)
        writer.write(reply("through"))
        await reader.read()

    async with listening(talk) as port:
        for scheme in ("socks5", "socks5h"):
            async with requests(proxy=f"{scheme}://127.0.0.1:{port}") as request:
                assert await request.call(url(8081, host="api.invalid"), {}) == "through"
    assert asked == [(b"api.invalid", 8081)] * 2


async def test_a_socks_proxy_that_refuses_or_is_silent_means_surely_not_sent():
    async def refuse(reader, writer):
        await reader.readexactly(3)
        writer.write(b"\x05\xff")

    for talk, error in ((refuse, Unsent), (silent, UnsentTimedOut)):
        async with listening(talk) as port:
            proxy = f"socks5://127.0.0.1:{port}"
            async with requests(proxy=proxy, timeouts=Timeouts(connect=SHORT)) as request:
                with pytest.raises(error) as raised:
                    await request.call(url(80, host="api.invalid"), {})
                assert type(raised.value) is error
    async with requests(proxy=f"socks5://127.0.0.1:{port}") as request:
        with pytest.raises(Unsent):
            await request.call(url(80, host="api.invalid"), {})


async def test_the_token_is_in_no_exception_and_in_no_log(caplog, capsys):
    caplog.set_level(logging.DEBUG)
    asyncio.get_running_loop().set_debug(True)
    told = []

    async def collect(call):
        try:
            await call
        except TelegramError as error:
            told.append("".join(traceback.format_exception(error)) + repr(error.__cause__) + repr(error.__context__))

    async def rejecting(_):
        return no(401, "Unauthorized")

    timeouts = Timeouts(connect=SHORT, read=SHORT, upload=SHORT, pool=SHORT)
    async with requests(timeouts=timeouts) as request, listening(hang_up) as closing, listening(silent) as mute:
        for address in (
            url(closing),
            url(mute),
            url(mute, scheme="https"),
            url(1),
            url(80, host="api.invalid"),
            "http:///" + TOKEN,
        ):
            await collect(request.call(address, {}))
            await collect(request.post(address))
            await collect(request.call(address, {}, {"document": Upload("a", b"x" * 9_000_000)}))
    async with telegram() as (api, bot, _):
        api.answers["sendMessage"].append(no(403))
        await collect(bot.send_message(7, "秘密的话"))
        told.append(repr(bot))
    async with serving(rejecting) as base:
        bot = build_bot(TOKEN, sender=Sender(), api_base=base)
        await collect(bot.initialize())
        await bot.shutdown()
    output = capsys.readouterr()
    everything = "\n".join([*told, caplog.text, output.out, output.err])
    assert (len(told), TOKEN in everything, "秘密" in everything) == (21, False, False)
