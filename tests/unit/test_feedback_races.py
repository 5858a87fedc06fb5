"""Two at once, and what changes between two steps: each ends as one of the two orders would."""

import asyncio

import pytest

from bot.domain.desks import DeskUnknown
from bot.domain.feedback import Receipt, ReceiptAsleep, ReceiptTaken, ThreadClosed, ThreadGone
from tests.unit.feedback_desk import AUTHOR, Desk

TEXT, OTHER = "食堂的菜太咸了", "停车场的灯坏了"
RECEIPT = Receipt("7GK2", "0123456789ABCDEF")


@pytest.fixture
async def desk(db, feedback_db, tmp_path):
    return await Desk(db, feedback_db, tmp_path).begin()


async def both(*acts):
    """What came of acts at the same time: None, or the kind of refusal."""
    found = await asyncio.gather(*acts, return_exceptions=True)
    return [type(one) if isinstance(one, Exception) else None for one in found]


async def texts(desk, reader, tag):
    return [note.text for note in (await desk.room.look(reader.id, tag)).notes]


async def test_of_two_with_the_same_tag_one_is_stored_whole(desk):
    other = Receipt(RECEIPT.tag, "F" * 16)
    came = await both(
        desk.feedback.send(AUTHOR, desk.id, TEXT, RECEIPT), desk.feedback.send(7002, desk.id, OTHER, other)
    )
    assert sorted(came, key=str) == [ReceiptTaken, None]
    await desk.two_slots()
    first = came[0] is None
    assert await texts(desk, desk.li, RECEIPT.tag) == [TEXT if first else OTHER]
    await desk.feedback.open(AUTHOR, str(RECEIPT if first else other))


async def test_a_new_receipt_never_has_the_tag_of_another(desk, monkeypatch):
    await desk.feedback.send(AUTHOR, desk.id, TEXT, RECEIPT)
    made = iter((RECEIPT.tag, RECEIPT.tag, "0000", "F" * 16))
    monkeypatch.setattr("bot.ids.crockford", lambda _length: next(made))
    assert (await desk.feedback.receipt(7002, desk.id)).tag == "0000"


async def test_two_readers_answer_at_once(desk):
    tag = (await desk.arrives(TEXT)).tag
    assert await both(desk.room.reply(desk.li.id, tag, "已减盐"), desk.room.reply(desk.wang.id, tag, "已转食堂")) == [
        None,
        None,
    ]
    assert sorted(await texts(desk, desk.li, tag)) == sorted([TEXT, "已减盐", "已转食堂"])


async def test_two_readers_hand_on_at_once_and_it_is_at_one_desk(desk):
    tag = (await desk.arrives(TEXT)).tag
    places = [await desk.add(name, desk.li, desk.zhang) for name in ("恳谈会", "后勤")]
    came = await both(desk.room.hand(desk.li.id, tag, places[0]), desk.room.hand(desk.wang.id, tag, places[1]))
    assert sorted(came, key=str) == [ThreadGone, None]
    assert [len(await desk.room.threads(desk.li.id, place)) for place in places] == [int(one is None) for one in came]
    assert await texts(desk, desk.zhang, tag) == [TEXT]


async def test_who_answers_what_another_hands_on_meanwhile(desk):
    tag = (await desk.arrives(TEXT)).tag
    place = await desk.add("恳谈会", desk.zhang, desk.li)
    came = await both(desk.room.hand(desk.li.id, tag, place), desk.room.reply(desk.wang.id, tag, "收到"))
    assert came[0] is None
    assert came[1] in {None, ThreadGone}
    answered = (len(await desk.stored("messages"))) == 2
    assert await texts(desk, desk.zhang, tag) == ([TEXT, "收到"] if answered else [TEXT])
    with pytest.raises(ThreadGone):
        await desk.room.look(desk.wang.id, tag)


async def test_both_sides_close_at_once(desk):
    receipt = await desk.arrives(TEXT)
    await desk.feedback.open(AUTHOR, str(receipt))
    came = await both(desk.room.close(desk.li.id, receipt.tag, "已减盐"), desk.feedback.close(AUTHOR))
    assert came in ([None, None], [None, ThreadClosed])
    await desk.two_slots()
    assert (await desk.room.look(desk.li.id, receipt.tag)).thread.closed
    await desk.feedback.open(AUTHOR, str(receipt))
    with pytest.raises(ThreadClosed):
        await desk.feedback.write(AUTHOR, "还有")


@pytest.mark.parametrize("how", ["closed", "unstaffed"])
async def test_a_desk_that_takes_nothing_any_more_gets_nothing(desk, how):
    receipt = await desk.feedback.receipt(AUTHOR, desk.id)
    if how == "closed":
        await desk.desks.change(desk.owner.id, desk.id, closed=True)
    else:
        await desk.desks.dismiss(desk.owner.id, desk.id, desk.wang.id)
    with pytest.raises(DeskUnknown):
        await desk.feedback.send(AUTHOR, desk.id, TEXT, receipt)
    assert await desk.stored("threads") == []


async def test_who_reads_no_more_does_nothing_between_two_looks(desk):
    """The right is asked for again when the act is noted."""
    tag = (await desk.arrives(TEXT)).tag
    await desk.desks.admit(desk.owner.id, desk.id, desk.zhang.id)
    notes = "SELECT COUNT(*) FROM audit WHERE action IN ('desk.reply', 'desk.publish', 'desk.hand', 'desk.mute')"
    for act in (
        lambda: desk.room.reply(desk.wang.id, tag, "不该有"),
        lambda: desk.room.publish(desk.wang.id, tag, "问", "答"),
    ):
        came = await both(desk.desks.dismiss(desk.owner.id, desk.id, desk.wang.id), act())
        assert came[0] is None
        done = (await desk.office.rows(notes))[0][0]
        assert (came[1] is None) == bool(done)
    with pytest.raises(ThreadGone):
        await desk.room.look(desk.wang.id, tag)


async def test_a_month_that_ends_between_the_receipt_and_sending(desk):
    await desk.says("上个月的")
    receipt = await desk.feedback.receipt(AUTHOR, desk.id)
    await desk.later(days=8)  # December: the key of November is destroyed
    await desk.feedback.send(AUTHOR, desk.id, TEXT, receipt)
    await desk.two_slots()
    assert await texts(desk, desk.li, receipt.tag) == [TEXT]
    assert {name[:7] for name in desk.keyring.names()} == {"2026-12"}


async def test_keys_change_while_people_write(desk):
    receipts = [await desk.says(TEXT) for _ in range(2)]
    desk.clock.advance(days=8)
    came = await both(
        desk.upkeep.run(), desk.says(OTHER, account=7002), desk.says(OTHER, account=7003), desk.upkeep.run()
    )
    assert came == [None] * 4
    await desk.two_slots()
    await desk.two_slots()
    found = [await texts(desk, desk.li, one.tag) for one in await desk.room.threads(desk.li.id, desk.id)]
    assert sorted(found) == sorted([[TEXT]] * 2 + [[OTHER]] * 2)
    assert {name[:7] for name in desk.keyring.names()} == {"2026-12"}
    assert len(receipts) == 2


async def test_midnight_between_opening_and_writing(desk):
    receipt = await desk.says(TEXT)
    desk.clock.advance(hours=13, minutes=55)
    await desk.feedback.open(AUTHOR, str(receipt))
    desk.clock.advance(minutes=10)
    with pytest.raises(ReceiptAsleep):  # what led from the account to the thread died at midnight
        await desk.feedback.write(AUTHOR, OTHER)
    await desk.feedback.open(AUTHOR, str(receipt))
    assert len((await desk.feedback.write(AUTHOR, OTHER)).notes) == 2


async def test_a_thread_ends_while_its_author_has_it_open(desk):
    receipt = await desk.arrives(TEXT)
    desk.clock.advance(days=89, hours=13, minutes=55)
    await desk.upkeep.run()
    await desk.feedback.open(AUTHOR, str(receipt))
    assert len(await desk.stored("threads")) == 1
    await desk.later(minutes=10)  # past midnight: its last message is of the ninety-first day
    assert await desk.stored("threads") == []
    with pytest.raises(ReceiptAsleep):
        await desk.feedback.write(AUTHOR, OTHER)


async def test_what_comes_while_rows_are_written_anew_is_kept(desk):
    for number in range(8):
        await desk.says(TEXT, account=8000 + number)
    for _ in range(3):
        desk.clock.advance(hours=1)
        came = await both(desk.slot(), *(desk.says(OTHER, account=9000 + number) for number in range(2)), desk.slot())
        assert came == [None] * 4
    await desk.two_slots()
    assert len(await desk.room.threads(desk.li.id, desk.id)) == 14
