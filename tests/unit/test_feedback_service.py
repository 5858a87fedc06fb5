"""Anonymous feedback between its author and the desk, on both databases."""

from datetime import date, timedelta

import pytest

from bot.domain.desks import DeskUnknown
from bot.domain.feedback import (
    DeskBusy,
    FeedbackNews,
    FeedbackOff,
    Muted,
    Note,
    NothingToMute,
    Receipt,
    ReceiptAsleep,
    ReceiptTaken,
    ReceiptUnfit,
    ReceiptWrong,
    TextUnfit,
    ThreadClosed,
    ThreadGone,
    TooManyReceipts,
    TooManyThreads,
    parse_receipt,
)
from tests.unit.feedback_desk import AUTHOR, Desk

TODAY = date(2026, 11, 23)
TEXT = "食堂的菜太咸了，能不能少放点盐？"


@pytest.fixture
async def desk(db, feedback_db, tmp_path):
    return await Desk(db, feedback_db, tmp_path).begin()


def texts(opened):
    return [(note.from_desk, note.text) for note in opened.notes]


async def test_a_question_and_its_answer(desk):
    receipt = await desk.arrives(TEXT)
    (thread,) = await desk.room.threads(desk.li.id, desk.id)
    assert (thread.tag, thread.day, thread.answered, thread.closed) == (receipt.tag, TODAY, False, False)
    assert texts(await desk.room.open(desk.li.id, receipt.tag)) == [(False, TEXT)]
    await desk.room.reply(desk.wang.id, receipt.tag, "下周起减盐。")
    desk.restart()
    found = await desk.feedback.open(AUTHOR, str(receipt).lower().replace("-", " "))
    assert (found.desk, found.closed) == ("吐槽建议", False)
    assert found.notes == (Note(False, TODAY, None), Note(True, date(2026, 11, 24), "下周起减盐。"))
    await desk.feedback.write(AUTHOR, "谢谢，还有汤。")
    await desk.two_slots()
    assert texts(await desk.room.open(desk.li.id, receipt.tag)) == [
        (False, TEXT),
        (True, "下周起减盐。"),
        (False, "谢谢，还有汤。"),
    ]


async def test_the_desk_gets_nothing_at_the_moment_it_is_written(desk):
    receipt = await desk.says(TEXT)
    for _ in range(2):
        assert await desk.room.threads(desk.li.id, desk.id) == ()
        with pytest.raises(ThreadGone):
            await desk.room.open(desk.li.id, receipt.tag)
        await desk.slot()
    assert [one.tag for one in await desk.room.threads(desk.li.id, desk.id)] == [receipt.tag]


async def test_readers_are_told_at_the_slot_and_once(desk):
    sql = "SELECT kind, subject, person_id FROM outbox WHERE kind LIKE 'feedback.%' ORDER BY person_id"
    await desk.says(TEXT)
    await desk.says("还有停车", account=7002)
    await desk.slot()
    assert await desk.office.rows(sql) == []
    await desk.slot()
    await desk.upkeep.run()
    assert await desk.office.rows(sql) == [(FeedbackNews.DESK, desk.id, one.id) for one in (desk.li, desk.wang)]


async def test_a_gathering_that_was_broken_off_tells_nobody_twice(desk):
    await desk.arrives(TEXT)

    def undo(tx):
        tx.run("UPDATE messages SET stage = 1")
        tx.run("UPDATE marks SET value = 0 WHERE name = 'gathered'")

    await desk.feedback_db.write(undo)
    await desk.upkeep.run()
    assert await desk.office.rows("SELECT COUNT(*) FROM outbox WHERE kind = 'feedback.desk'") == [(2,)]
    assert len(await desk.room.threads(desk.li.id, desk.id)) == 1


async def test_what_the_author_wrote_before_an_answer_came_stands_behind_it(desk):
    """Its place would tell the desk that it was written before the answer."""
    receipt = await desk.arrives(TEXT)
    await desk.feedback.open(AUTHOR, str(receipt))
    await desk.feedback.write(AUTHOR, "还有汤")
    await desk.room.reply(desk.li.id, receipt.tag, "收到")
    await desk.two_slots()
    assert texts(await desk.room.look(desk.li.id, receipt.tag)) == [(False, TEXT), (True, "收到"), (False, "还有汤")]


async def test_the_author_closes_and_the_desk_learns_it_later(desk):
    receipt = await desk.arrives(TEXT)
    await desk.feedback.open(AUTHOR, str(receipt))
    assert (await desk.feedback.close(AUTHOR)).closed
    with pytest.raises(ThreadClosed):
        await desk.feedback.write(AUTHOR, "还有")
    seen = []
    for _ in range(3):
        seen.append((await desk.room.look(desk.li.id, receipt.tag)).thread.closed)
        await desk.slot()
    assert seen == [False, False, True]


async def test_the_desk_closes_with_a_summary(desk):
    receipt = await desk.arrives(TEXT)
    assert (await desk.room.close(desk.li.id, receipt.tag, "已减盐。")).thread.closed
    found = await desk.feedback.open(AUTHOR, str(receipt))
    assert (found.closed, found.notes[-1].text) == (True, "已减盐。")
    with pytest.raises(ThreadClosed):
        await desk.feedback.write(AUTHOR, "还有")
    assert not (await desk.room.reply(desk.li.id, receipt.tag, "又开了")).thread.closed


async def test_nothing_is_stored_before_it_is_sent(desk):
    await desk.feedback.receipt(AUTHOR, desk.id)
    assert (await desk.stored("threads"), await desk.stored("messages")) == ([], [])


async def test_what_is_sent_twice_is_there_once(desk):
    receipt = await desk.says(TEXT)
    with pytest.raises(ReceiptTaken):
        await desk.feedback.send(AUTHOR, desk.id, TEXT, receipt)
    assert (len(await desk.stored("threads")), len(await desk.stored("messages"))) == (1, 1)


@pytest.mark.parametrize("text", ["", " \n ", "字" * 3501])
async def test_a_text_that_does_not_fit(desk, text):
    receipt = await desk.feedback.receipt(AUTHOR, desk.id)
    with pytest.raises(TextUnfit):
        await desk.feedback.send(AUTHOR, desk.id, text, receipt)


async def test_a_desk_with_one_reader_hears_nobody(desk):
    await desk.desks.dismiss(desk.owner.id, desk.id, desk.wang.id)
    assert await desk.feedback.desks() == ()
    with pytest.raises(DeskUnknown):
        await desk.feedback.receipt(AUTHOR, desk.id)


async def test_without_keys_nobody_is_heard(desk):
    desk.keyring.folder.rename(desk.folder / "elsewhere")
    assert await desk.feedback.desks() == ()
    with pytest.raises(FeedbackOff):
        await desk.feedback.receipt(AUTHOR, desk.id)
    with pytest.raises(FeedbackOff):
        await desk.feedback.open(AUTHOR, "7GK2-0123-4567-89AB-CDEF")


async def test_three_threads_a_day_and_a_new_day(desk):
    for number in range(3):
        await desk.says(f"第{number}件")
    with pytest.raises(TooManyThreads):
        await desk.feedback.receipt(AUTHOR, desk.id)
    desk.clock.advance(hours=14)
    await desk.says("新的一天")


async def test_a_desk_hears_ten_an_hour(desk):
    for number in range(10):
        await desk.says(f"第{number}件", account=8000 + number)
    with pytest.raises(DeskBusy):
        await desk.feedback.receipt(AUTHOR, desk.id)
    desk.clock.advance(hours=1)
    await desk.says(TEXT)


async def test_a_mute_reaches_who_wrote_today_and_ends_at_midnight(desk):
    desk.clock.advance(hours=14, minutes=1)  # past midnight: both slots of Tuesday lie ahead
    receipt = await desk.says(TEXT)
    await desk.two_slots()
    await desk.room.mute(desk.li.id, receipt.tag)
    with pytest.raises(Muted):
        await desk.feedback.receipt(AUTHOR, desk.id)
    await desk.says("别人", account=7002)
    other = await desk.add("恳谈会", desk.li, desk.zhang)
    await desk.says("别处", desk_id=other)
    desk.clock.advance(hours=8)
    await desk.says("第二天")
    with pytest.raises(NothingToMute):
        await desk.room.mute(desk.li.id, receipt.tag)


async def test_five_wrong_receipts_an_hour(desk):
    receipt = await desk.says(TEXT)
    wrong = Receipt(receipt.tag, "0" * 16)
    left = []
    for _ in range(5):
        with pytest.raises(ReceiptWrong) as refused:
            await desk.feedback.open(7002, str(wrong))
        left.append(refused.value.left)
    with pytest.raises(TooManyReceipts) as refused:
        await desk.feedback.open(7002, str(receipt))
    assert (left, refused.value.until) == ([4, 3, 2, 1, 0], desk.clock.now() + timedelta(hours=1))
    await desk.feedback.open(AUTHOR, str(receipt))
    desk.clock.advance(hours=1)
    await desk.feedback.open(7002, str(receipt))


async def test_an_unknown_tag_is_refused_as_a_wrong_secret_is(desk):
    receipt = await desk.says(TEXT)
    for wrong in (Receipt(receipt.tag, "0" * 16), Receipt("0000", receipt.secret)):
        desk.restart()
        with pytest.raises(ReceiptWrong) as refused:
            await desk.feedback.open(AUTHOR, str(wrong))
        assert refused.value.left == 4


async def test_what_is_no_receipt_costs_no_try(desk):
    receipt = await desk.says(TEXT)
    for _ in range(9):
        with pytest.raises(ReceiptUnfit):
            await desk.feedback.open(AUTHOR, "我的回执")
    await desk.feedback.open(AUTHOR, str(receipt))


async def test_right_receipts_are_not_counted(desk):
    receipt = await desk.says(TEXT)
    for _ in range(7):
        await desk.feedback.open(AUTHOR, str(receipt))


async def test_a_thread_falls_asleep_and_can_be_left(desk):
    receipt = await desk.says(TEXT)
    assert (await desk.feedback.again(AUTHOR)).tag == receipt.tag
    desk.clock.advance(minutes=15)
    with pytest.raises(ReceiptAsleep):
        await desk.feedback.again(AUTHOR)
    await desk.feedback.open(AUTHOR, str(receipt))
    desk.feedback.leave(AUTHOR)
    with pytest.raises(ReceiptAsleep):
        await desk.feedback.write(AUTHOR, "还有")


async def test_others_cannot_use_what_somebody_opened(desk):
    await desk.says(TEXT)
    with pytest.raises(ReceiptAsleep):
        await desk.feedback.again(7002)


@pytest.mark.parametrize(
    "typed",
    ["7gk2 0123 4567 89ab cdef", "7GK2-O123-4567-89AB-CDEF", "7gk2oi23456789abcdef", " 7GK2–0l23–4567–89AB–CDEF\n"],
)
def test_receipts_forgive(typed):
    assert parse_receipt(typed) == Receipt("7GK2", "0123456789ABCDEF")


@pytest.mark.parametrize(
    "typed", ["", "7GK2", "7GK2-0123-4567-89AB-CDE", "7GK2-0123-4567-89AB-CDEFG", "7GK2-0123-4567-89AB-CDE吐"]
)
def test_what_is_no_receipt(typed):
    with pytest.raises(ReceiptUnfit):
        parse_receipt(typed)
