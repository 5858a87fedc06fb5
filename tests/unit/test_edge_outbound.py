"""The door out: raw results, careful repeats, and card edits of which the latest counts."""

import asyncio
import io

import pytest
import structlog
from telegram.error import BadRequest, ChatMigrated, EndPointNotFound, Forbidden, InvalidToken

from bot.telegram.buckets import Pace
from bot.telegram.edgebot import build_bot
from bot.telegram.faults import Dropped
from bot.telegram.outbound import Outbound
from bot.telegram.sender import Limits, Priority, Sender
from tests.unit.edge import TOKEN, UNLIMITED, HandTimer, listening, no, read_request, reply, settle, telegram

ANSWER, REPLY, _CARD, REMINDER, BROADCAST = Priority


async def test_a_call_gives_what_telegram_gave():
    async with telegram() as (api, bot, sender):
        out = Outbound(bot, sender)
        api.answers["sendMessage"].append({"message_id": 9, "from": {"no": "type"}})
        assert await out.call("sendMessage", {"chat_id": 7, "text": "好"}, priority=REPLY) == {
            "message_id": 9,
            "from": {"no": "type"},
        }
        assert await out.call("answerCallbackQuery", {"callback_query_id": "q"}, priority=ANSWER) is True
        assert dict(sender.sent) == {REPLY: 2, ANSWER: 1}


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (no(403, "Forbidden: bot was blocked by the user"), Forbidden),
        (no(400, "Bad Request: chat not found"), BadRequest),
        (no(400, "Bad Request: upgraded", migrate_to_chat_id=-1007), ChatMigrated),
    ],
)
async def test_telegrams_refusals_reach_the_caller(answer, error):
    async with telegram() as (api, bot, sender):
        api.answers["sendMessage"].append(answer)
        with pytest.raises(error):
            await Outbound(bot, sender).call("sendMessage", {"chat_id": 7}, priority=REPLY)


async def test_a_file_goes_again_whole_after_a_429():
    async with telegram() as (api, bot, _):
        api.answers["sendDocument"].append(no(429, retry_after=1))
        api.answers["sendDocument"].append(no(429, retry_after=1))
        out = Outbound(bot, Sender(limits=UNLIMITED, timer=(timer := HandTimer())))
        sending = asyncio.ensure_future(
            out.call(
                "sendDocument",
                {"chat_id": 7, "caption": "名单"},
                priority=REPLY,
                files={"document": ("名单.xlsx", io.BytesIO(b"content"))},
            )
        )
        for _ in range(2):
            while not timer.calls:
                await timer.advance(0)
            await timer.advance(1)
        assert await sending is True
    assert api.of("sendDocument") == [{"chat_id": "7", "caption": "名单", "document": ("名单.xlsx", b"content")}] * 3


async def test_an_edit_that_changes_nothing_is_done():
    refusal = (
        "Bad Request: message is not modified: specified new message content and reply markup are exactly the same"
    )
    async with telegram() as (api, bot, sender):
        out = Outbound(bot, sender)
        api.answers["editMessageText"].append(no(400, refusal))
        assert await out.call("editMessageText", {"chat_id": 7, "message_id": 1}, priority=REPLY) is True
        api.answers["editMessageText"].append(no(400, "Bad Request: message to edit not found"))
        with pytest.raises(BadRequest):
            await out.call("editMessageText", {"chat_id": 7, "message_id": 1}, priority=REPLY)


@pytest.mark.parametrize(("method", "times"), [("editMessageText", 2), ("answerCallbackQuery", 2), ("sendMessage", 1)])
async def test_on_a_connection_gone_stale_only_what_may_be_repeated_is_repeated(method, times):
    asked = []

    async def talk(reader, writer):
        """Answer the first request of a connection and hang up on the second, as a server with a short patience."""
        await read_request(reader)
        writer.write(reply(USER if not asked else "done"))
        asked.append((await read_request(reader))[0].split()[1].rpartition("/")[2])

    async with listening(talk) as port:
        sender = Sender(limits=UNLIMITED)
        async with build_bot(TOKEN, sender=sender, api_base=f"http://127.0.0.1:{port}") as bot:
            call = Outbound(bot, sender).call(method, {"chat_id": 7}, priority=REPLY)
            if times == 1:
                with pytest.raises(Dropped):
                    await call
            else:
                assert await call == "done"
    assert asked[0] == method


USER = {"id": 1, "is_bot": True, "first_name": "发光", "username": "faguang_bot"}


async def test_of_several_edits_of_a_card_the_latest_is_sent():
    async with telegram() as (api, bot, sender):
        release = asyncio.Event()
        api.answers["editMessageText"].append(release.wait)
        out = Outbound(bot, sender)
        for number in range(3):
            out.edit(7, 1, {"text": f"before {number}"})
        out.edit(7, 2, {"text": "another card"})
        await api.called("editMessageText", 2)
        for number in range(400):
            out.edit(7, 1, {"text": f"meanwhile {number}"})
        release.set()
        await out.settle()
        assert out.edits_saved == 401
    assert api.of("editMessageText") == [
        {"chat_id": 7, "message_id": 1, "text": "before 2"},
        {"chat_id": 7, "message_id": 2, "text": "another card"},
        {"chat_id": 7, "message_id": 1, "text": "meanwhile 399"},
    ]


async def test_a_group_card_is_edited_at_most_every_few_seconds():
    timer = HandTimer()
    async with telegram(timer=timer) as (api, bot, sender):
        out = Outbound(bot, sender, card_every=3, timer=timer)
        for number in range(400):
            out.edit(-5, 1, {"text": str(number)})
            await timer.advance(0.02)
        while not (shown := api.of("editMessageText")) or shown[-1]["text"] != "399":
            await timer.advance(0.02)
        late = timer.now() - 1000 - 400 * 0.02
        await out.settle()
    assert len(api.of("editMessageText")) == 4
    assert round(late) == 1


async def test_settling_does_not_wait_for_the_few_seconds():
    timer = HandTimer()
    async with telegram(timer=timer) as (api, bot, sender):
        out = Outbound(bot, sender, timer=timer)
        out.edit(-5, 1, {"text": "first"})
        await api.called("editMessageText")
        out.edit(-5, 1, {"text": "last"})
        await out.settle()
    assert [edit["text"] for edit in api.of("editMessageText")] == ["first", "last"]


async def test_an_edit_that_waits_for_its_chat_sends_what_is_wanted_when_its_turn_comes():
    timer = HandTimer()
    async with telegram(limits=Limits(chat=Pace(1, 1)), timer=timer) as (api, bot, sender):
        out = Outbound(bot, sender, timer=timer)
        await out.call("sendMessage", {"chat_id": 7, "text": "card"}, priority=REPLY)
        out.edit(7, 1, {"text": "early"})
        await settle()
        out.edit(7, 1, {"text": "late"})
        await timer.advance(1)
        await out.settle()
    assert api.of("editMessageText") == [{"chat_id": 7, "message_id": 1, "text": "late"}]


async def test_a_card_sent_through_inline_mode_is_found_by_its_own_id():
    async with telegram() as (api, bot, sender):
        out = Outbound(bot, sender)
        out.edit(None, "AbC", {"reply_markup": {}}, method="editMessageReplyMarkup")
        await out.settle()
    assert api.of("editMessageReplyMarkup") == [{"inline_message_id": "AbC", "reply_markup": {}}]


async def test_an_edit_that_fails_is_logged_without_content_and_the_next_one_goes():
    async with telegram() as (api, bot, sender):
        out = Outbound(bot, sender)
        api.answers["editMessageText"].append(no(400, "Bad Request: can't parse entities: 秘密"))
        with structlog.testing.capture_logs() as logs:
            out.edit(7, 1, {"text": "秘密"})
            await out.settle()
        out.edit(7, 1, {"text": "again"})
        await out.settle()
    assert logs == [{"event": "edit failed", "error": "BadRequest", "log_level": "warning"}]
    assert [edit["text"] for edit in api.of("editMessageText")] == ["秘密", "again"]


async def test_settling_waits_for_calls_of_every_kind():
    async with telegram() as (api, bot, sender):
        out = Outbound(bot, sender)
        release = asyncio.Event()
        api.answers["sendMessage"].append(release.wait)
        call = asyncio.ensure_future(out.call("sendMessage", {"chat_id": 7}, priority=BROADCAST))
        await api.called("sendMessage")
        settled = asyncio.ensure_future(out.settle())
        await settle()
        assert settled.done() is False
        release.set()
        await settled
        assert await call is True


async def test_a_rejected_token_is_said_without_the_token():
    async with telegram() as (api, _, sender):
        api.answers["getMe"].append(no(401, "Unauthorized"))
        api.answers["sendMessage"].append(no(404, "Not Found"))
        bot = build_bot(TOKEN, sender=sender, api_base=str(_base(_)))
        with pytest.raises(InvalidToken) as rejected:
            await bot.initialize()
        assert (str(rejected.value), rejected.value.__context__) == ("Telegram does not accept the token", None)
        await bot.shutdown()
        assert repr(bot) == "EdgeBot[id=123456]"


async def test_a_method_the_server_does_not_know_is_not_a_wrong_token():
    async with telegram() as (api, bot, sender):
        api.answers["sendRichMessage"].append(no(404, "Not Found"))
        with pytest.raises(EndPointNotFound):
            await Outbound(bot, sender).call("sendRichMessage", {"chat_id": 7}, priority=REPLY)


def _base(bot):
    return bot.base_url.partition("/bot")[0]
