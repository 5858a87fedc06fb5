"""The page's server without a browser: who is let in, what people may do, and that nobody else can."""

import json
from contextlib import asynccontextmanager

import pytest
from aiohttp import ClientSession, WSMsgType, web

from bot.clock import ManualClock
from bot.sandbox import Guard, Sandbox, Site, is_loopback, keep
from tests.people import START


@asynccontextmanager
async def served(guard):
    """A site over a sandbox with two people and a channel; gives site, sandbox and address."""
    async with Sandbox(clock=ManualClock(START)) as sandbox:
        site = Site(guard)
        wang, li = sandbox.person("王敏"), sandbox.person("李静")
        sandbox.channel("通知公告", owner=li, members=[wang]).add_bot()
        site.show(sandbox, place="here")
        runner = web.AppRunner(site.app, access_log=None)
        await runner.setup()
        try:
            await web.TCPSite(runner, "127.0.0.1", 0).start()
            yield site, sandbox, f"http://127.0.0.1:{runner.addresses[0][1]}"
        finally:
            await runner.cleanup()


@pytest.fixture
async def open_site():
    async with served(Guard()) as (site, sandbox, url), ClientSession(headers={"Origin": url}) as client:
        yield site, sandbox, url, client


def ids(sandbox):
    return [person.id for person in sandbox.world.people.values()]


async def act(client, url, **asked):
    async with client.post(f"{url}/act", json={"world": 1, **asked}) as answer:
        return answer.status, await answer.json()


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.8.8", "::1", "localhost"])
def test_what_counts_as_this_machine(host):
    assert is_loopback(host)


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.7", "localhost.evil.cn", "faguang", ""])
def test_what_does_not(host):
    assert not is_loopback(host)


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        ("/", {"Host": "evil.example"}),
        ("/", {"Host": "127.0.0.1.evil.example:80"}),
        ("/commands?person=1&chat=1", {"Host": "evil.example", "Origin": "http://evil.example"}),
        ("/", {"Origin": "http://evil.example"}),
        ("/", {"Origin": "null"}),
    ],
)
async def test_rebound_names_and_other_sites_are_refused(path, headers):
    async with served(Guard()) as (_, _, url), ClientSession(headers=headers) as client, client.get(url + path) as page:
        assert page.status == 403


@pytest.mark.parametrize("origin", [None, "http://evil.example", "null", "http://127.0.0.1"])
async def test_no_other_site_acts_or_listens(origin):
    headers = {"Origin": origin} if origin else {}
    async with served(Guard()) as (_, sandbox, url), ClientSession(headers=headers) as client:
        person = ids(sandbox)[0]
        async with client.post(f"{url}/act", json={"world": 1, "act": "start", "person": person, "chat": person}) as no:
            assert no.status == 403
        async with client.post(f"{url}/upload?world=1&person={person}&chat={person}", data=b"x") as no:
            assert no.status == 403
        async with client.get(f"{url}/feed", headers={"Connection": "Upgrade", "Upgrade": "websocket"}) as no:
            assert no.status == 403
        assert sandbox.chat(person).messages == {}


async def test_a_form_of_another_site_is_no_json(open_site):
    _, _, url, client = open_site
    async with client.post(f"{url}/act", data=b"{}", headers={"Content-Type": "text/plain"}) as refused:
        assert refused.status == 415


async def test_with_a_key_nothing_is_served_without_it():
    async with served(Guard("secret-key")) as (_, _, url), ClientSession() as client:
        for path in ("/", "/?key=secret-kex", "/page/app.js?key=secret-key", "/feed", "/file/x"):
            async with client.get(url + path) as refused:
                assert refused.status == 403, path
        async with client.get(f"{url}/?key=secret-key", allow_redirects=False) as opened:
            assert opened.status == 303
            cookie = opened.cookies["faguang_sandbox"]
            assert (cookie["httponly"], cookie["samesite"]) == (True, "Strict")
        headers = {"Cookie": f"faguang_sandbox={cookie.value}", "Host": "desk.example:8686"}
        async with client.get(url, headers=headers) as page:
            assert page.status == 200


async def test_the_page_keeps_to_itself(open_site):
    _, _, url, client = open_site
    for path in ("/", "/page/app.js", "/nowhere"):
        async with client.get(url + path) as answer:
            assert answer.headers["Content-Security-Policy"].startswith("default-src 'self'; ")
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
            assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"


async def test_hello_has_everything_and_news_follow(open_site):
    _, sandbox, url, client = open_site
    wang, _ = ids(sandbox)
    async with client.ws_connect(f"{url}/feed") as feed:
        (hello,) = await feed.receive_json()
        assert (hello["kind"], hello["world"], hello["facts"]) == ("hello", 1, {"place": "here"})
        assert [person["name"] for person in hello["people"]] == ["王敏", "李静"]
        assert await act(client, url, act="start", person=wang, chat=wang) == (200, {})
        news = [one for one in await feed.receive_json() if one["kind"] == "message"]
        assert [one["message"]["text"] for one in news] == ["/start"]


async def test_a_message_that_changes_often_is_told_once(open_site):
    _, sandbox, url, client = open_site
    wang = sandbox.world.people[ids(sandbox)[0]]
    async with client.ws_connect(f"{url}/feed") as feed:
        await feed.receive_json()
        message = wang.starts()
        for n in range(100):
            wang.edits(message, f"{n}")
        told = [one["message"]["text"] for one in await feed.receive_json() if one["kind"] == "message"]
        assert told == ["99"]


async def test_windows_are_told_when_the_server_goes():
    async with served(Guard()) as (_, _, url), ClientSession(headers={"Origin": url}) as client:
        feed = await client.ws_connect(f"{url}/feed")
        await feed.receive_json()
        left = client, feed
    assert (await left[1].receive()).type in {WSMsgType.CLOSE, WSMsgType.CLOSED}


async def test_what_no_phone_lets_anybody_do(open_site):
    _, sandbox, url, client = open_site
    wang, li = ids(sandbox)
    channel = next(chat.id for chat in sandbox.world.chats.values() if chat.type == "channel")
    for asked in (
        {"act": "send", "person": wang, "chat": li, "text": "mine"},
        {"act": "send", "person": wang, "chat": channel, "text": "mine"},
        {"act": "send", "person": wang, "chat": wang, "text": "before Start"},
        {"act": "send", "person": wang, "chat": wang, "text": " "},
        {"act": "send", "person": wang, "chat": wang, "text": "长" * 4097},
        {"act": "start", "person": wang, "chat": wang, "payload": "no payload!"},
        {"act": "tap", "person": wang, "chat": wang, "message": 7, "row": 0, "column": 0},
        {"act": "fly", "person": wang, "chat": wang},
        {"act": "send", "person": 7, "chat": 7, "text": "who?"},
        {"act": "send"},
    ):
        assert (await act(client, url, **asked))[0] == 400, asked
    assert sandbox.chat(wang).messages == {}
    assert await act(client, url, act="send", person=li, chat=channel, text="公告") == (200, {})


async def test_acts_for_a_world_that_is_gone_or_locked_are_refused(open_site):
    site, sandbox, url, client = open_site
    wang = ids(sandbox)[0]
    assert (await act(client, url, world=0, act="start", person=wang, chat=wang))[0] == 409
    site.locked = True
    assert (await act(client, url, act="start", person=wang, chat=wang))[0] == 409
    async with client.post(f"{url}/upload?world=1&person={wang}&chat={wang}", data=b"x") as refused:
        assert refused.status == 409
    assert sandbox.chat(wang).messages == {}


async def test_files_cannot_do_anything_in_the_browser(open_site):
    _, sandbox, url, client = open_site
    wang = sandbox.world.people[ids(sandbox)[0]]
    wang.started = True
    message = wang.sends_document(b"<script>alert(1)</script>", name='a\r\nb"<x>.html', mime="text/html")
    async with client.get(f"{url}/file/{message.file.file_id}") as file:
        assert file.headers["Content-Type"] == "application/octet-stream"
        assert file.headers["Content-Disposition"] == "attachment; filename*=UTF-8''a%0D%0Ab%22%3Cx%3E.html"
        assert file.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    async with client.get(f"{url}/file/none") as missing:
        assert missing.status == 404


async def test_commands_are_those_of_the_narrowest_scope(open_site):
    _, sandbox, url, client = open_site
    wang, li = ids(sandbox)
    world = sandbox.world
    world.commands = {
        ("default", ""): [{"command": "d", "description": "d"}],
        ("all_private_chats", "zh"): [{"command": "p", "description": "p"}],
        (f"chat:{li}", ""): [{"command": "o", "description": "o"}],
    }
    found = []
    for person in (wang, li):
        async with client.get(f"{url}/commands?person={person}&chat={person}") as answer:
            found.append([one["command"] for one in await answer.json()])
    assert found == [["p"], ["o"]]
    async with client.get(f"{url}/commands?person={wang}&chat={li}") as refused:
        assert refused.status == 400


async def test_a_sandbox_is_the_same_after_it_was_kept():
    async with Sandbox(clock=ManualClock(START)) as old:
        wang, li = old.person("王敏", username="wang"), old.person("李静")
        group = old.group("干部群", owner=li, members=[wang], supergroup=True)
        group.add_bot(can_delete_messages=True)
        wang.starts()
        photo = wang.sends_document("名单".encode(), name="名单.txt")
        first = li.sends("大家好", group)
        wang.reacts(first, "👍")
        li.deletes(li.sends("说错了", group))
        wang.reads(group, first.id)
        state = json.loads(json.dumps(keep.dumped(old)))
        contents = {file.path: file.content for file in old.world.files.all()}

    async with Sandbox(clock=ManualClock(START)) as new:
        keep.restore(new, state, contents.__getitem__)
        again = keep.dumped(new)
        assert {key: value for key, value in again.items() if key not in {"numbers", "sequence", "chats"}} == {
            key: value for key, value in keep.dumped(old).items() if key not in {"numbers", "sequence", "chats"}
        }
        assert new.chat(wang.id).messages[photo.id].document == "名单".encode()
        kept = new.chat(group.id)
        assert kept.messages[first.id].reactions == {wang.id: [{"type": "emoji", "emoji": "👍"}]}
        assert kept.bot.may("can_delete_messages")
        assert kept.owner.name == "李静"
        # No number is given twice, not even that of a message that was deleted.
        assert new.world.people[li.id].sends("再说一次", kept).id > first.id + 1
        assert new.person("新人").id == li.id + 1


async def test_a_state_of_another_version_is_not_restored():
    async with Sandbox(clock=ManualClock(START)) as sandbox:
        with pytest.raises(ValueError, match="version 99"):
            keep.restore(sandbox, {"version": 99}, lambda _: b"")
