"""Audiences that organisers keep: their own, one per name, and no more than a screen of them."""

import pytest

from bot.clock import ManualClock
from bot.domain.audience_terms import AudienceUnfit
from bot.domain.people import NoAuthority
from bot.domain.saved_audiences import (
    LONGEST_NAME,
    MOST_SAVED,
    SavedAudience,
    SavedAudienceUnknown,
    SavedAudienceUnnamed,
    TooManySaved,
)
from bot.services.saved_audiences import SavedAudiences
from tests.unit.events_desk import ALL, BUREAU, FORMER, NOW, OWNER, WANG, populate

MINE = ["and", ["department", 2], ["post", "科员"]]


@pytest.fixture
async def saved(db):
    await db.write(populate)
    return SavedAudiences(db, ManualClock(NOW))


async def test_what_is_kept_is_found_again_by_its_owner_only(saved):
    kept = await saved.save(BUREAU, " 本部  科员 ", MINE)
    other = await saved.save(OWNER, "全体", ["all"])
    assert kept == SavedAudience(kept.id, "本部 科员", MINE)
    assert await saved.mine(BUREAU) == (kept,)
    assert await saved.one(BUREAU, kept.id) == kept
    for act in (saved.one, saved.delete):
        with pytest.raises(SavedAudienceUnknown):
            await act(BUREAU, other.id)
    assert await saved.mine(OWNER) == (other,)


async def test_a_name_is_taken_once(saved):
    first = await saved.save(ALL, "骨干", MINE)
    again = await saved.save(ALL, "骨干", ["all"])
    assert (await saved.mine(ALL), again.id) == ((again,), first.id)


async def test_what_is_kept_no_longer_is_gone(saved):
    kept = await saved.save(ALL, "骨干", MINE)
    await saved.delete(ALL, kept.id)
    assert await saved.mine(ALL) == ()
    with pytest.raises(SavedAudienceUnknown):
        await saved.delete(ALL, kept.id)


@pytest.mark.parametrize("person", [WANG, FORMER])
async def test_only_organisers_keep_audiences(saved, person):
    with pytest.raises(NoAuthority):
        await saved.save(person, "全体", ["all"])
    assert await saved.mine(person) == ()


@pytest.mark.parametrize("name", ["", " ", "名" * (LONGEST_NAME + 1), "a\u200b"])
async def test_a_name_is_short_and_visible(saved, name):
    with pytest.raises(SavedAudienceUnnamed):
        await saved.save(ALL, name, MINE)


async def test_what_is_no_audience_is_not_kept(saved):
    with pytest.raises(AudienceUnfit):
        await saved.save(ALL, "骨干", ["nobody"])


async def test_there_is_room_for_a_screen_of_them(saved):
    for number in range(MOST_SAVED):
        await saved.save(ALL, f"名单{number:02}", ["all"])
    with pytest.raises(TooManySaved):
        await saved.save(ALL, "又一个", ["all"])
    assert [one.name for one in await saved.mine(ALL)] == [f"名单{number:02}" for number in range(MOST_SAVED)]
    await saved.save(ALL, "名单00", MINE)
