"""What anonymous feedback does by itself: threads end, keys are replaced and destroyed, the weekly list goes out."""

from pathlib import Path

import pytest

from bot.domain.feedback import ReceiptWrong
from bot.services.desk_keys import DeskKeys
from storage.backup import backup
from storage.feedback import threads
from storage.feedback.place import beside, open_feedback
from storage.migrate import FEEDBACK
from tests.unit.feedback_desk import AUTHOR, Desk

TEXT = "食堂的菜太咸了"


@pytest.fixture
async def desk(db, feedback_db, tmp_path):
    return await Desk(db, feedback_db, tmp_path).begin()


async def read(desk, tag):
    return [note.text for note in (await desk.room.look(desk.li.id, tag)).notes]


async def test_a_thread_ends_ninety_days_after_its_last_message(desk):
    receipt, other = await desk.arrives(TEXT), await desk.arrives("停车难", account=7002)
    desk.clock.advance(days=50)
    await desk.room.reply(desk.li.id, receipt.tag, "收到")
    await desk.later(days=41)
    assert [one.tag for one in await desk.room.threads(desk.li.id, desk.id)] == [receipt.tag]
    with pytest.raises(ReceiptWrong):
        await desk.feedback.open(7002, str(other))
    await desk.feedback.open(AUTHOR, str(receipt))
    await desk.later(days=50)
    assert (await desk.stored("threads"), await desk.stored("messages")) == ([], [])


async def test_who_opened_a_thread_is_forgotten_with_it(desk):
    id_ = await desk.add("作风效能", desk.li, desk.wang, sensitive=True)
    tag = (await desk.arrives(TEXT, desk_id=id_)).tag
    await desk.room.open(desk.li.id, tag)
    await desk.later(days=1)
    assert await desk.office.rows("SELECT tag FROM desk_openings") == [(tag,)]
    await desk.later(days=92)
    assert await desk.office.rows("SELECT tag FROM desk_openings") == []


async def test_a_new_month_has_a_new_key_and_the_old_one_is_destroyed(desk):
    receipt = await desk.arrives(TEXT)
    await desk.room.reply(desk.li.id, receipt.tag, "下周减盐")
    (old,) = desk.keyring.names()
    await desk.later(days=7)
    (new,) = desk.keyring.names()
    assert (old[:7], new[:7]) == ("2026-11", "2026-12")
    assert {row[5] for row in await desk.stored("messages")} == {new}
    assert await read(desk, receipt.tag) == [TEXT, "下周减盐"]
    assert (await desk.feedback.open(AUTHOR, str(receipt))).notes[1].text == "下周减盐"
    await desk.later(days=1)
    assert desk.keyring.names() == [new]


@pytest.mark.parametrize("step", ["resealed", "dropped"])
async def test_a_rotation_that_was_broken_off_is_finished(desk, step, monkeypatch):
    receipt = await desk.arrives(TEXT)
    (old,) = desk.keyring.names()

    def stop(*_):
        raise InterruptedError

    breaks = {"resealed": ("storage.feedback.keys.drop", stop), "dropped": ("bot.keyring.Keyring.destroy", stop)}
    desk.clock.advance(days=8)
    with monkeypatch.context() as broken:
        broken.setattr(*breaks[step])
        with pytest.raises(InterruptedError):
            await desk.upkeep.run()
    assert old in desk.keyring.names()
    desk.restart()
    await desk.upkeep.run()
    assert [name[:7] for name in desk.keyring.names()] == ["2026-12"]
    assert await read(desk, receipt.tag) == [TEXT]


async def test_an_older_backup_can_be_read_by_nobody_after_the_rotation(desk, database_url, tmp_path):
    receipt = await desk.arrives(TEXT)
    saved = tmp_path / "saved.db"
    await backup(beside(database_url), Path(beside(str(saved))), FEEDBACK)
    for months, found in ((0, [TEXT]), (1, [None])):
        await desk.later(days=8 * months)
        old = await open_feedback(str(saved))
        try:
            thief = DeskKeys(old, desk.keyring)
            rows = await old.read(threads.messages, receipt.tag)
            assert [thief.read(row.key_id, row.for_desk) for row in rows] == found
        finally:
            await old.close()
    assert await read(desk, receipt.tag) == [TEXT]


async def test_a_desk_whose_key_is_lost_goes_on_with_a_new_one(desk):
    receipt = await desk.arrives(TEXT)
    for name in desk.keyring.names():
        desk.keyring.destroy(name)
    await desk.feedback.open(AUTHOR, str(receipt))
    await desk.feedback.write(AUTHOR, "还有汤")
    await desk.two_slots()
    assert await read(desk, receipt.tag) == [None, "还有汤"]
    await desk.later(days=8)
    assert await read(desk, receipt.tag) == [None, "还有汤"]


async def test_another_pepper_opens_no_receipt_but_the_desk_reads(desk):
    receipt = await desk.arrives(TEXT)
    pepper = desk.keyring.folder / "pepper"
    pepper.unlink()
    pepper.write_bytes(b"q" * 32)
    with pytest.raises(ReceiptWrong):
        await desk.feedback.open(AUTHOR, str(receipt))
    assert await read(desk, receipt.tag) == [TEXT]


async def test_the_weekly_list_is_the_same_for_all_and_comes_when_it_is_empty_too(desk):
    data = "SELECT person_id, data FROM outbox WHERE kind = 'feedback.weekly' ORDER BY id"
    await desk.desks.want_news(desk.zhang.id, wanted=True)
    await desk.desks.want_news(desk.zhang.id, wanted=True)
    await desk.desks.want_news(desk.li.id, wanted=True)
    receipts = [await desk.says(TEXT), await desk.says("停车难", account=7002)]
    await desk.two_slots()
    for receipt in receipts:
        await desk.room.reply(desk.li.id, receipt.tag, "收到")
    tags = ", ".join(f'"{receipt.tag}"' for receipt in sorted(receipts, key=lambda one: one.tag))
    await desk.later(days=6)
    assert await desk.office.rows(data) == [(one.id, f'{{"tags": [{tags}]}}') for one in (desk.li, desk.zhang)]
    await desk.desks.want_news(desk.li.id, wanted=False)
    assert [await desk.desks.wants_news(one.id) for one in (desk.li, desk.zhang)] == [False, True]
    await desk.later(days=7)
    assert (await desk.office.rows(data))[2:] == [(desk.zhang.id, '{"tags": []}')]


async def test_nothing_is_due_twice(desk):
    await desk.arrives(TEXT)
    before = [await desk.stored(table) for table in ("threads", "messages", "desk_keys")]
    desk.clock.advance(minutes=30)
    for _ in range(3):
        await desk.upkeep.run()
    desk.restart()
    await desk.upkeep.run()
    assert [await desk.stored(table) for table in ("threads", "messages", "desk_keys")] == before


async def test_a_bot_that_stood_still_over_a_weekend_gathers_one_step(desk):
    receipt = await desk.says(TEXT)
    await desk.later(days=5)
    assert await desk.room.threads(desk.li.id, desk.id) == ()
    await desk.later(days=2, hours=1)
    assert [one.tag for one in await desk.room.threads(desk.li.id, desk.id)] == [receipt.tag]


async def test_an_expired_thread_leaves_no_key_behind(desk):
    await desk.arrives(TEXT)
    await desk.later(days=100)
    assert (desk.keyring.names(), await desk.stored("desk_keys")) == ([], [])
