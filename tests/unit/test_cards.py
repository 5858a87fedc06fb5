"""How often cards in groups are edited, and how soon they follow: counted under a timer whose hands the test turns."""

import asyncio
import re
from collections import defaultdict
from contextlib import asynccontextmanager
from datetime import timedelta
from itertools import pairwise

import pytest

from bot.cards import Cards
from bot.clock import ManualClock
from bot.domain.events import Pillar, Plan
from bot.domain.posts import Post
from bot.services.drafts import Drafts
from bot.services.groups import Groups
from bot.services.outbox import Outbox
from bot.services.people import People
from bot.services.posts import Posts
from bot.telegram.outbound import Outbound
from bot.telegram.sender import Limits, Priority
from bot.telegram.tidy import Tidy
from bot.texts import Reader
from handlers import FEATURES
from handlers.adapter import Adapter
from handlers.desk import Desk
from storage import events, posts
from storage.db import open_database
from tests.people import START, ZONE
from tests.unit.edge import HandTimer, no, settle, telegram

GROUP = -1_004_000_000_001
STEP = 0.5  # seconds


def _publish(tx, title):
    (organiser,) = tx.one("INSERT INTO people (name, created_at) VALUES ('李静', 0) RETURNING id")
    starts = START + timedelta(days=2)
    times = {"starts_at": starts, "ends_at": starts + timedelta(hours=1), "opens_at": START, "closes_at": starts}
    event_id = events.insert(tx, Plan(title=title, pillar=Pillar.LEARN, capacity=9999, **times), organiser, START)
    posts.CARDS.add(tx, Post(0, event_id, GROUP, None, event_id, ""), None, START)
    return event_id


class Hall:
    """A group with cards, and when each was edited to say how many."""

    def __init__(self, db, cards, out, api, timer):
        self.db, self.cards, self.out, self.api, self.timer = db, cards, out, api, timer
        self.edits = defaultdict(list)  # by message: (second, number)
        self._noticed = 0

    async def counts(self, event_id, seated):
        await self.db.write(lambda tx: tx.run("UPDATE events SET seated = :n WHERE id = :e", n=seated, e=event_id))

    async def step(self):
        """Let half a second pass; each full one the bot looks, as its scheduler lets it."""
        await self.timer.advance(STEP)
        await self._rests()
        if self.timer.now() % 1 == 0:
            await self.cards.tick()
            await self._rests()
        edits = self.api.of("editMessageText")
        for edit in edits[self._noticed :]:
            self.edits[edit["message_id"]].append((self.timer.now(), int(re.search(r"(\d+) / 9999", edit["text"])[1])))
        self._noticed = len(edits)

    async def _rests(self):
        # Whoever keeps the group's cards has ended or waits for the timer, nobody is in the middle of a call.
        while self.cards.busy and not self.timer.calls:
            await settle()

    def all_edits(self):
        return sorted(second for edits in self.edits.values() for second, _number in edits)


@asynccontextmanager
async def hall(database_url):
    timer, clock = HandTimer(), ManualClock(START)
    db = await open_database(database_url)
    async with telegram(limits=Limits(), timer=timer) as (api, bot, sender):
        out, outbox = Outbound(bot, sender, timer=timer), Outbox(db, clock)
        people = People(db, clock, frozenset(), None)
        groups, cards = Groups(db, clock, ZONE, people, outbox, None), Posts(db, clock, outbox)
        services = (people, Drafts(db, clock), groups, cards)
        desk = Desk(FEATURES, services, username="faguang_bot", clock=clock, reader=Reader("zh_Hans", ZONE))
        adapter = Adapter(
            desk,
            out,
            bot,
            groups=groups,
            tidy=Tidy(out, clock, 1),
            on_reach=None,
            on_reply=lambda _reply: None,
        )
        yield Hall(db, Cards((cards,), groups, desk, adapter, timer), out, api, timer)
    await db.close()


@pytest.fixture
async def room(sqlite_url):
    async with hall(sqlite_url) as room:
        yield room


def most_within_a_minute(seconds):
    return max(sum(first <= second < first + 60 for second in seconds) for first in seconds)


async def test_a_single_change_is_shown_within_a_second(room):
    event = await room.db.write(_publish, "讲堂")
    for _ in range(20):
        await room.step()
    before = room.all_edits()
    await room.counts(event, 1)
    changed = room.timer.now()
    for _ in range(20):
        await room.step()
    assert room.edits[event][len(before) :] == [(changed + 1, 1)]


async def test_a_rush_of_two_minutes_costs_no_more_than_the_group_can_take_and_leaves_room_for_replies(room):
    event = await room.db.write(_publish, "讲堂")
    replied = []
    for number in range(1, 241):
        await room.counts(event, number * 100)
        await room.step()
        if number % 48 == 24:
            replies = asyncio.ensure_future(
                room.out.call("sendMessage", {"chat_id": GROUP, "text": "好"}, priority=Priority.REPLY)
            )
            await asyncio.wait_for(replies, 10)  # without a turn of the timer's hands
            replied.append(room.timer.now())
    rushed = room.timer.now()
    while not room.edits[event] or room.edits[event][-1][1] != 24_000:
        await room.step()
    seconds = room.all_edits()
    assert len(replied) == 5
    assert min(after - before for before, after in pairwise(seconds)) >= 2.5
    assert most_within_a_minute([*seconds, *replied]) <= 20
    assert room.timer.now() - rushed <= 4


async def test_many_cards_of_a_group_share_its_room_and_take_turns(room):
    ids = [await room.db.write(_publish, f"讲堂{number}") for number in range(3)]
    for number in range(1, 241):
        for event in ids:
            await room.counts(event, number)
        await room.step()
    while any(not room.edits[event] or room.edits[event][-1][1] != 240 for event in ids):
        await room.step()
    assert most_within_a_minute(room.all_edits()) <= 19
    turns = [len(room.edits[event]) for event in ids]
    assert max(turns) - min(turns) <= 1


async def test_a_rush_of_seconds_is_followed_within_three(room):
    event = await room.db.write(_publish, "讲堂")
    behind = []
    for number in range(1, 41):
        await room.counts(event, number)
        await room.step()
        behind.append(number - (room.edits[event][-1][1] if room.edits[event] else 0))
    assert max(behind) * STEP <= 3


async def test_when_telegram_says_to_wait_the_group_rests_and_the_latest_is_shown(room):
    event = await room.db.write(_publish, "讲堂")
    room.api.answers["editMessageText"].append(no(429, retry_after=60))
    await room.counts(event, 1)
    for _ in range(80):
        await room.step()
    assert len(room.api.of("editMessageText")) == 1
    await room.counts(event, 2)
    for _ in range(50):
        await room.step()
    assert [number for _second, number in room.edits[event]][-1] == 2
    assert len(room.api.of("editMessageText")) == 2


@pytest.mark.parametrize(
    ("answer", "gone"),
    [
        (no(400, "Bad Request: message to edit not found"), 1),
        (no(400, "Bad Request: chat not found"), 1),
        (no(403, "Forbidden: bot was kicked from the supergroup chat"), 1),
        (no(400, "Bad Request: can't parse entities"), 0),
        (no(500, "Internal Server Error"), 0),
    ],
)
async def test_a_card_out_of_reach_is_let_go_and_no_other(room, answer, gone):
    await room.db.write(_publish, "讲堂")
    room.api.answers["editMessageText"].append(answer)
    for _ in range(20):
        await room.step()
    assert len(room.api.of("editMessageText")) == 1
    assert await room.db.read(lambda tx: tx.all("SELECT gone FROM posts")) == [(gone,)]
