"""Several processes and the messages that follow a notice: one of them keeps all of them true."""

import pytest

from bot.services.watching import LEASE_LENGTH, Watch, Watching
from storage import people
from tests.unit.notices_desk import Desk


@pytest.fixture
async def desk(db):
    return Desk(db)


@pytest.fixture
async def li(desk):
    return await desk.db.read(people.get, await desk.member("李静", organises=None))


async def test_one_process_keeps_true_what_each_of_them_showed(desk, li):
    first, second = await desk.confirm(li.id), await desk.confirm(li.id)
    one, other = (Watching(desk.db, desk.clock, holder) for holder in "甲乙")
    await one.watch(Watch(first.id, li, 7, "甲的屏幕"))
    await other.watch(Watch(second.id, li, 8, "乙的屏幕"))
    assert await one.look() == (Watch(first.id, li, 7, "甲的屏幕"), Watch(second.id, li, 8))
    assert await other.look() == ()

    desk.clock.advance(seconds=LEASE_LENGTH.total_seconds())
    assert await other.look() == (Watch(first.id, li, 7), Watch(second.id, li, 8))  # 甲 has changed both meanwhile
    assert await one.look() == ()


async def test_what_another_process_shows_in_the_message_ends_its_following(desk, li):
    notice = await desk.confirm(li.id)
    one, other = (Watching(desk.db, desk.clock, holder) for holder in "甲乙")
    await one.watch(Watch(notice.id, li, 7))
    await one.look()
    await other.unwatch(li.id, 7)
    assert (await one.look(), await one.follows(li.id, notice.id)) == ((), False)


async def test_a_newer_message_takes_the_place_of_the_one_before_and_a_message_follows_one_notice(desk, li):
    first, second = await desk.confirm(li.id), await desk.confirm(li.id)
    watching = Watching(desk.db, desk.clock)
    await watching.watch(Watch(first.id, li, 7))
    await watching.watch(Watch(first.id, li, 9))
    assert await watching.look() == (Watch(first.id, li, 9),)
    await watching.watch(Watch(second.id, li, 9))
    assert await watching.look() == (Watch(second.id, li, 9),)
