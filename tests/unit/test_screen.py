"""The page with the check-in code, over real HTTP: found by its secret only, never stored, from nowhere else."""

import json
import re
from datetime import UTC, datetime, timedelta

import aiohttp
import pytest
from aiohttp import web

from bot.clock import ManualClock
from bot.domain.check_in import code, step_of
from bot.domain.events import Pillar, Plan
from bot.domain.people import NOTICE_VERSION, Grant, Role
from bot.ops import listening
from bot.screen import PATH, Screens
from bot.services import events
from bot.services.check_in import CheckIns
from bot.services.check_in_desk import CheckInDesks
from bot.settings import Address
from bot.texts import Reader
from storage import check_in as rows
from storage import people, roles
from tests.people import ZONE

STARTS = datetime(2026, 11, 25, 6, 30, tzinfo=UTC)
TITLE = '<b>开放型经济</b> & "开发区"</script>'
JSON = {"Accept": "application/json"}


class Room:
    """An event that somebody signed up for, and the page of its desk."""

    def __init__(self, http, clock, db, desks, li, event, secret):
        self.http, self.clock, self.db, self.desks, self.li = http, clock, db, desks, li
        self.event, self.secret = event, secret

    async def get(self, secret=None, **headers):
        async with self.http.get(f"/screen/{self.secret if secret is None else secret}", headers=headers) as answer:
            return answer.status, dict(answer.headers), await answer.text()

    async def told(self):
        status, _headers, body = await self.get(**JSON)
        assert status == 200
        return json.loads(body)


@pytest.fixture
async def room(db):
    clock = ManualClock(STARTS + timedelta(seconds=10))

    def begin(tx):
        li, wang = (
            people.agree(tx, number, NOTICE_VERSION, None, name, clock.now())
            for number, name in ((1, "李静"), (2, "王敏"))
        )
        roles.put(tx, li, Grant(Role.ORGANISER), None, clock.now())
        before = STARTS - timedelta(days=1)
        times = {"starts_at": STARTS, "ends_at": STARTS + timedelta(hours=1), "opens_at": before, "closes_at": STARTS}
        plan = Plan(title=TITLE, pillar=Pillar.LEARN, place="报告厅", **times)
        event = events.publish(tx, li, plan, None, before)
        events.sign_up(tx, event.id, wang, before, ZONE)
        return li, wang, event

    li, wang, event = await db.write(begin)
    check_ins, desks = CheckIns(db, clock, ZONE), CheckInDesks(db, clock)
    secret = (await desks.open(li, event.id)).secret
    app = web.Application()
    app.router.add_get(PATH, Screens(check_ins, clock, Reader("zh_Hans", ZONE), "faguang_bot").answer)
    async with (
        listening(app, Address("127.0.0.1", 0)) as (host, port),
        aiohttp.ClientSession(f"http://{host}:{port}") as http,
    ):
        found = Room(http, clock, db, desks, li, event, secret)
        found.wang = wang
        yield found


async def test_it_shows_the_code_that_counts_now_and_how_many_came(room):
    digits = code(room.secret, step_of(room.clock.now()))
    told = await room.told()
    assert told.pop("qr").startswith("<svg")
    assert told == {
        "title": TITLE,
        "time": "11月25日周三 14:30–15:30",
        "place": "报告厅",
        "there": "已到 0 / 1 人",
        "scan": "扫码签到",
        "send": "或把数字发给 @faguang_bot",
        "notice": "",
        "lost": "连接中断，正在重试…",
        "code": f"{digits[:3]} {digits[3:]}",
        "seconds": 20.0,
    }
    await room.desks.tick(room.li, room.event.id, room.wang, there=True)
    room.clock.advance(seconds=20)
    told = await room.told()
    assert (told["there"], told["seconds"]) == ("已到 1 / 1 人", 30.0)
    assert told["code"] != f"{digits[:3]} {digits[3:]}"


@pytest.mark.parametrize(
    ("moment", "notice"),
    [
        (STARTS - timedelta(minutes=31), "11月25日周三 14:00开始签到"),
        (STARTS + timedelta(minutes=90), "签到已结束"),
        (STARTS + timedelta(days=30), "签到已结束"),
    ],
)
async def test_outside_of_check_in_there_is_no_code(room, moment, notice):
    room.clock.set(moment)
    told = await room.told()
    assert (told["code"], told["qr"], told["notice"]) == ("", "", notice)


async def test_a_cancelled_event_says_so(room):
    await room.db.write(events.cancel, room.li, room.event.id, "", None, STARTS)
    told = await room.told()
    assert (told["code"], told["notice"]) == ("", "活动已取消。")


async def test_the_page_asks_nobody_else_and_nobody_keeps_it(room):
    status, headers, body = await room.get()
    nonce = re.search(r"script-src 'nonce-([\w-]{22})'", headers["Content-Security-Policy"])[1]
    assert status == 200
    assert headers["Content-Security-Policy"] == (
        f"default-src 'none'; script-src 'nonce-{nonce}'; style-src 'nonce-{nonce}'; img-src data:; "
        "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )
    assert (headers["Cache-Control"], headers["Referrer-Policy"]) == ("no-store", "no-referrer")
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert re.findall(r"""https?:|(?:src|href)\s*=\s*["'](?!data:)""", body) == []
    assert re.findall(r"<(?:script|style)(?! nonce=\"" + nonce + r"\")", body) == []
    assert nonce not in (await room.get())[2]


async def test_nothing_that_people_wrote_is_in_the_page_itself(room):
    _status, _headers, body = await room.get()
    assert [word in body for word in ("开放型经济", "报告厅", room.secret)] == [False, False, False]


async def test_every_secret_that_is_none_is_answered_alike(room):
    before = room.secret
    room.secret = (await room.desks.renew(room.li, room.event.id)).secret
    wrong = [before, "x", "A" * 22, "A" * 43, "A" * 5000, "%00" * 22, "%E5%8F%91" * 8, "'%20OR%201=1--%20aaaaaaa"]
    answers = [await room.get(secret) for secret in wrong]
    told = {(status, body, *sorted(headers.items() - {("Date", headers["Date"])})) for status, headers, body in answers}
    assert [status for status, _headers, _body in answers] == [404] * len(answers)
    assert len(told) == 1
    assert (await room.get())[0] == 200
    assert [await room.db.read(rows.by_secret, secret) for secret in (before, room.secret)] == [None, room.event.id]
