"""How updates reach the bot: long polling with offsets, a webhook that is asked again, and what gets lost."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager

import pytest
from aiohttp import web

from .sandbox_caller import calling


def _texts(updates):
    return [update["message"]["text"] for update in updates]


async def test_an_update_comes_again_until_its_offset_is_passed(api, sandbox, wang):
    (first,) = await api.updates()
    assert await api.updates() == [first]
    done = asyncio.ensure_future(sandbox.confirmed())
    assert await api.updates(offset=first["update_id"] + 1) == []
    await done


async def test_a_poll_waits_for_news(api, sandbox, wang):
    (first,) = await api.updates()
    poll = asyncio.ensure_future(api.updates(offset=first["update_id"] + 1, timeout=30))
    await sandbox.confirmed()
    wang.sends("一")
    wang.sends("二")
    assert _texts(await poll) == ["一", "二"]


async def test_a_poll_ends_empty_when_nothing_comes(sandbox):
    assert await sandbox.world.updates.poll(0, 100, 0.01) == b'{"ok":true,"result":[]}'


async def test_limits_and_negative_offsets(api, sandbox, wang):
    for number in range(120):
        wang.sends(str(number))
    assert len(await api.updates()) == 100
    assert _texts(await api.updates(limit=2)) == ["/start", "0"]
    assert _texts(await api.updates(offset=-2)) == ["118", "119"]
    assert _texts(await api.updates()) == ["118", "119"]


async def test_the_second_poller_ends_the_first(api, sandbox):
    first = asyncio.ensure_future(api.refusal("getUpdates", timeout=30))
    await sandbox.wait_for(lambda: sandbox.world.updates.polling, "the first poller waits")
    second = asyncio.ensure_future(api.updates(timeout=30))
    assert await first == (
        "409 Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
    )
    sandbox.person("张强").starts()
    assert _texts(await second) == ["/start"]


async def test_some_updates_come_only_when_asked_for(api, sandbox, wang):
    group = sandbox.group("群", owner=wang, supergroup=True)
    group.add_bot(admin=True)
    zhang = sandbox.person("张强")
    group.add(zhang)
    assert [set(update) - {"update_id"} for update in await api.updates()] == [
        {"message"},
        {"my_chat_member"},
        {"message"},
        {"message"},
    ]
    await api.updates(offset=-1, allowed_updates=["chat_member"])
    group.remove(zhang)
    zhang.starts()
    assert [set(update) - {"update_id"} for update in await api.updates(limit=5)][1:] == [{"chat_member"}]


async def test_taps_are_forgotten_after_150_seconds_and_messages_after_a_day(api, sandbox, wang):
    card = await api.card(wang.private)
    wang.taps("报名", card)
    sandbox.world.clock.advance(seconds=149)
    assert len(await api.updates()) == 2
    sandbox.world.clock.advance(seconds=1)
    assert _texts(await api.updates()) == ["/start"]
    sandbox.world.clock.advance(days=1)
    assert await api.updates() == []
    assert len(sandbox.world.updates.expired) == 2


async def test_updates_are_delivered_again_in_any_order(api, sandbox, wang):
    for text in ("一", "二"):
        wang.sends(text)
    first = await api.updates()
    after = first[-1]["update_id"] + 1
    assert await api.updates(offset=after) == []
    sandbox.redeliver(reversed(sandbox.update_ids))
    assert await api.updates(offset=after) == first[::-1]
    sandbox.replay()
    assert await api.updates(offset=after) == first[-1:]
    assert await api.updates(offset=after) == []
    await sandbox.confirmed()


async def test_waiting_for_confirmation_says_what_is_missing(sandbox, wang):
    with pytest.raises(TimeoutError, match=r"the bot has not confirmed 1 updates: \['message'\]"):
        await sandbox.confirmed(timeout=0.01)


async def test_waiting_for_a_change_says_what_is_missing(api, sandbox, wang):
    seen = asyncio.ensure_future(sandbox.wait_for(lambda: wang.last.text == "好", "an answer"))
    await api("sendMessage", chat_id=wang.id, text="好")
    await seen
    with pytest.raises(TimeoutError, match=r"a miracle; last calls: \[\('sendMessage', None\)\]"):
        await sandbox.wait_for(lambda: False, "a miracle", timeout=0.01)


async def test_a_predicate_that_fails_is_not_swallowed(api, sandbox, wang):
    seen = asyncio.ensure_future(sandbox.wait_for(lambda: len(wang.messages()) > 1 and wang.last.button("无")))
    await api("sendMessage", chat_id=wang.id, text="好")
    with pytest.raises(LookupError):
        await seen


class Hook:
    """The bot's end of a webhook: notes what comes and answers `statuses` (then 200) and `reply`."""

    def __init__(self):
        self.got, self.secrets, self.statuses, self.reply = [], [], [], {}
        self.hold = None
        self._news = asyncio.Condition()

    async def has(self, many):
        """Wait until `many` deliveries came."""
        async with asyncio.timeout(5), self._news:
            await self._news.wait_for(lambda: len(self.got) >= many)

    async def __call__(self, request):
        update = await request.json()
        async with self._news:
            self.got.append(update)
            self._news.notify_all()
        self.secrets.append(request.headers.get("X-Telegram-Bot-Api-Secret-Token"))
        if self.hold:
            await self.hold.wait()
        status = self.statuses.pop(0) if self.statuses else 200
        return web.json_response(self.reply, status=status)


@asynccontextmanager
async def _hook():
    hook = Hook()
    runner = web.ServerRunner(web.Server(hook), shutdown_timeout=1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    hook.url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    try:
        yield hook
    finally:
        await runner.cleanup()


@pytest.fixture
async def hook():
    async with _hook() as hook:
        yield hook


async def test_a_webhook_gets_what_waits_and_what_follows(api, sandbox, wang, hook):
    await api("setWebhook", url=hook.url, secret_token="geheim-1", max_connections=5)
    await sandbox.confirmed()
    wang.sends("好")
    await sandbox.confirmed()
    assert _texts(hook.got) == ["/start", "好"]
    assert hook.secrets == ["geheim-1"] * 2
    info = await api("getWebhookInfo")
    assert (info["url"], info["pending_update_count"], info["max_connections"]) == (hook.url, 0, 5)


async def test_a_webhook_is_asked_again_until_it_agrees(api, sandbox, wang, hook):
    hook.statuses = [500, 404]
    await api("setWebhook", url=hook.url)
    await sandbox.confirmed()
    assert _texts(hook.got) == ["/start"] * 3
    assert len({update["update_id"] for update in hook.got}) == 1
    assert (await api("getWebhookInfo"))["last_error_message"] == "Wrong response from the webhook: 404 Not Found"


async def test_one_chat_goes_in_order_and_people_go_side_by_side(api, sandbox, wang, hook):
    zhang = sandbox.person("张强")
    hook.hold = asyncio.Event()
    await api("setWebhook", url=hook.url)
    wang.sends("二")
    zhang.starts()
    await hook.has(2)
    assert sorted(update["message"]["from"]["first_name"] for update in hook.got) == ["张强", "王敏"]
    hook.hold.set()
    await sandbox.confirmed()
    assert [u["message"]["text"] for u in hook.got if u["message"]["from"]["id"] == wang.id] == ["/start", "二"]


async def test_a_method_in_the_answer_is_executed(api, sandbox, wang, hook):
    hook.reply = {"method": "sendMessage", "chat_id": wang.id, "text": "由应答发出"}
    await api("setWebhook", url=hook.url)
    await sandbox.wait_for(lambda: wang.last.text == "由应答发出")
    assert [call.method for call in sandbox.calls] == ["setWebhook", "sendMessage"]
    hook.reply = {"method": "fly"}
    wang.sends("再来")
    await sandbox.wait_for(lambda: sandbox.refused != [])
    assert [call.error for call in sandbox.refused] == ["Not Found: method not found"]


async def test_polling_and_a_webhook_exclude_each_other(api, sandbox, hook):
    await api("setWebhook", url=hook.url)
    assert await api.refusal("getUpdates") == (
        "409 Conflict: can't use getUpdates method while webhook is active; "
        "use deleteWebhook to delete the webhook first"
    )
    await api("deleteWebhook", drop_pending_updates=True)
    assert await api.updates() == []


async def test_deleting_a_webhook_leaves_what_waits_for_the_poll(api, sandbox, wang, hook):
    hook.statuses = [500] * 100
    await api("setWebhook", url=hook.url)
    await hook.has(1)
    await api("setWebhook", url="")
    assert _texts(await api.updates()) == ["/start"]


@pytest.mark.parametrize(
    ("params", "error"),
    [
        ({"url": "nonsense"}, "bad webhook: invalid webhook URL specified"),
        ({"url": "http://127.0.0.1:1/", "secret_token": "ä"}, "secret token contains unallowed characters"),
        ({"url": "http://127.0.0.1:1/", "max_connections": 101}, "max_connections is out of range"),
    ],
)
async def test_webhooks_that_telegram_refuses(api, params, error):
    assert await api.refusal("setWebhook", **params) == f"400 Bad Request: {error}"


async def test_pending_updates_can_be_dropped(api, sandbox, wang):
    await api("deleteWebhook", drop_pending_updates=True)
    assert await api.updates() == []


async def test_a_server_that_stops_answers_the_poll(wang):
    async with calling() as (sandbox, api):
        poll = asyncio.ensure_future(api.updates(timeout=30))
        await sandbox.wait_for(lambda: sandbox.world.updates.polling)
        await sandbox.stop()
        assert await poll == []
