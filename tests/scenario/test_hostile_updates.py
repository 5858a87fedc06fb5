"""Updates of shapes that Telegram never sends: each is answered or set aside, and none is quoted in the log."""

import copy
import json

import pytest

from tests.scenario.doorway import debug_log, open_doorway

CANARY = "王敏想匿名说一句话"
JUNK = (None, True, 0, -1, 2**80, 1.5, "", "junk", "\ud800", "\0", [], {}, [[]], {"id": {"id": []}}, CANARY * 600)


def message(person):
    return {
        "message_id": 7,
        "date": 1_790_000_000,
        "from": person.user,
        "chat": {"id": person.id, "type": "private", "first_name": person.name},
        "text": f"/help {CANARY}",
        "entities": [{"type": "bot_command", "offset": 0, "length": 5}],
        "reply_to_message": {"message_id": 5, "date": 1, "chat": {"id": 1, "type": "private"}, "text": CANARY},
    }


def tap(person):
    return {
        "id": "11",
        "from": person.user,
        "chat_instance": "1",
        "data": f"go:{CANARY}"[:20],
        "message": {"message_id": 6, "date": 1, "chat": {"id": person.id, "type": "private"}, "text": CANARY},
    }


def membership(person):
    member = {"user": person.user, "status": "member"}
    return {
        "chat": {"id": person.id, "type": "private", "first_name": CANARY},
        "from": person.user,
        "date": 1,
        "old_chat_member": member,
        "new_chat_member": member | {"status": "kicked", "until_date": 0},
    }


def paths(value, at=()):
    """Every place in nested JSON."""
    yield at
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, below in inside:
        yield from paths(below, (*at, key))


def bent(body):
    """`body` with each of its places missing once, and once with each piece of junk in it."""
    for place in paths(body):
        if not place:
            yield from JUNK
            continue
        for junk in ("missing", *JUNK):
            changed = copy.deepcopy(body)
            *way, last = place
            holder = changed
            for key in way:
                holder = holder[key]
            if junk == "missing":
                del holder[last]
            else:
                holder[last] = junk
            yield changed


@pytest.fixture
async def both(sqlite_url):
    with debug_log() as log:
        async with open_doorway(sqlite_url) as (world, doorway):
            yield world, doorway, log


async def deliver(doorway, updates):
    """Deliver one after the other, as Telegram does to one person; return the statuses. None is shed as a flood."""
    found = {await doorway.update(**update) for update in updates}
    assert (await doorway.metrics())['faguang_lanes_total{outcome="shed"}'] == 0
    return found


@pytest.mark.parametrize(
    ("kind", "make"), [("message", message), ("callback_query", tap), ("my_chat_member", membership)]
)
async def test_no_shape_stops_the_rest_or_gets_into_the_log(both, kind, make):
    world, doorway, log = both
    wang = await world.member("王敏")
    crooked = world.person("歪")
    assert await deliver(doorway, ({kind: body} for body in bent(make(crooked.phone)))) == {200}
    await wang.sends("/help")
    assert "/events" in wang.text
    assert CANARY not in log.getvalue()
    assert "junk" not in log.getvalue()


async def test_other_kinds_and_nested_junk(both):
    world, doorway, log = both
    wang = await world.member("王敏")
    person = wang.phone
    said = message(person)
    before = len(wang.heard())
    others = [
        {"edited_message": said},
        {"channel_post": said},
        {"business_message": said},
        {"message": said | {"from": person.user | {"is_bot": True}}},
        {"message": said | {"sender_chat": {"id": -100, "type": "channel", "title": CANARY}}},
        {"message": said | {"from": person.user | {"id": 1087968824}}},
        {"callback_query": tap(person) | {"from": person.user | {"id": 136817688}, "id": "12"}},
        {"inline_query": {"id": "1", "from": person.user, "query": CANARY, "offset": ""}},
        {"message": said | {"text": f"/help@another_bot {CANARY}"}},
        {"something_new": {"text": CANARY}},
        {},
    ]
    assert await deliver(doorway, others) == {200}
    assert len(wang.heard()) == before
    deep = json.dumps(CANARY)
    for body in (
        b"[" * 100_000,
        b"{" * 10,
        b"\xff\xfe",
        f'{{"update_id":{deep}}}'.encode(),
        b"[]",
        b'{"update_id":true}',
    ):
        assert await doorway.body(body) == 400
    await wang.sends("/help")
    assert "/events" in wang.text
    assert CANARY not in log.getvalue()
