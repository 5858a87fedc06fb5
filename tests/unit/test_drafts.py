"""Unfinished forms that are never written down."""

from __future__ import annotations

import pytest

from bot.domain.drafts import Draft, DraftGone, DraftKey
from bot.services.drafts import Drafts
from tests.unit.events_desk import HOUR, NOW, WANG, populate

CHAT = 77
KEY = DraftKey(WANG, CHAT, "feedback")
SECRET = Draft("feedback", "text", {"text": "食堂太远"}, 5)
OPEN = Draft("wish", "title", {"title": "写作"}, 4)


@pytest.fixture
async def drafts(db, clock):
    await db.write(populate)
    return Drafts(db, clock)


async def rows(db):
    return await db.read(lambda tx: tx.all("SELECT form, answers FROM drafts"))


async def test_a_secret_draft_is_kept_and_never_written(db, drafts):
    await drafts.put(WANG, CHAT, SECRET, NOW + HOUR, secret=True)
    assert await drafts.get(WANG, CHAT) == SECRET
    assert await drafts.get(WANG, CHAT + 1) is None
    assert await rows(db) == []


async def test_a_secret_draft_hides_another_and_leaves_it_as_it_is(db, drafts):
    await drafts.put(WANG, CHAT, OPEN, NOW + HOUR)
    before = await rows(db)
    await drafts.put(WANG, CHAT, SECRET, NOW + HOUR, secret=True)
    assert await drafts.get(WANG, CHAT) == SECRET
    await drafts.drop(WANG, CHAT)
    assert await drafts.get(WANG, CHAT) == OPEN
    assert await rows(db) == before


async def test_a_secret_draft_is_filed_once_and_comes_back_when_filing_fails(drafts):
    await drafts.put(WANG, CHAT, SECRET, NOW + HOUR, secret=True)
    put_back = drafts.take(KEY)
    with pytest.raises(DraftGone):
        drafts.take(KEY)
    put_back()
    assert await drafts.get(WANG, CHAT) == SECRET


async def test_a_secret_draft_of_another_form_is_not_taken(drafts):
    await drafts.put(WANG, CHAT, SECRET, NOW + HOUR, secret=True)
    with pytest.raises(DraftGone):
        drafts.take(DraftKey(WANG, CHAT, "receipt"))
    assert await drafts.get(WANG, CHAT) == SECRET


async def test_a_secret_draft_ends_with_its_time(drafts, clock):
    await drafts.put(WANG, CHAT, SECRET, NOW + HOUR, secret=True)
    clock.advance(hours=1)
    assert await drafts.get(WANG, CHAT) is None
    with pytest.raises(DraftGone):
        drafts.take(KEY)
    await drafts.sweep()
    clock.advance(hours=-1)
    assert await drafts.get(WANG, CHAT) is None
