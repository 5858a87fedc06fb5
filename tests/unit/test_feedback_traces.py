"""What anonymous feedback leaves behind: nothing in the main database, nothing that leads to who wrote."""

import asyncio
import logging
import tracemalloc

import pytest

from bot.domain.feedback import ReceiptWrong, TooManyAtOnce, TooManyReceipts
from storage.db import sqlite_path
from storage.feedback.place import beside
from storage.schema import metadata
from tests.unit.feedback_desk import Desk

ACCOUNT, OTHER = 7_345_678_901, 6_123_456_789
TEXT = "科长拿了企业的购物卡，在三楼会议室"


@pytest.fixture
async def desk(db, feedback_db, tmp_path):
    return await Desk(db, feedback_db, tmp_path).begin()


async def main_rows(desk):
    def everything(tx):
        return {table: sorted(tx.all(f'SELECT * FROM "{table}"'), key=repr) for table in metadata.tables}

    return await desk.db.read(everything)


async def everything_an_author_does(desk, account):
    receipt = await desk.says(TEXT, account=account)
    with pytest.raises(ReceiptWrong):
        await desk.feedback.open(account, f"{receipt.tag}-0000-0000-0000-0000")
    await desk.feedback.open(account, str(receipt))
    await desk.feedback.write(account, "还有四楼")
    await desk.feedback.close(account)
    return receipt


async def test_what_an_author_does_changes_nothing_in_the_main_database(desk, caplog):
    before = await main_rows(desk)
    with caplog.at_level(logging.DEBUG):
        await everything_an_author_does(desk, ACCOUNT)
    assert await main_rows(desk) == before
    assert [record.getMessage() for record in caplog.records if TEXT[:4] in record.getMessage()] == []
    assert {record.name for record in caplog.records} <= {"asyncio", "aiosqlite"}


def varint(number):
    """As SQLite writes it into a key."""
    parts = [number & 127]
    while number := number >> 7:
        parts.append(number & 127 | 128)
    return bytes(reversed(parts))


def forms(account):
    sizes = (6, 8) if account >> 32 else (4, 6, 8)
    return [
        str(account).encode(),
        varint(account),
        *(account.to_bytes(size, order) for size in sizes for order in ("big", "little")),
    ]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_no_file_leads_to_the_author(desk, database_url, sqlite_url):
    receipt = await everything_an_author_does(desk, ACCOUNT)
    await desk.two_slots()
    await desk.room.reply(desk.li.id, receipt.tag, "查过了")
    folder = sqlite_path(database_url).parent
    found = {file.name: file.read_bytes() for file in (*folder.iterdir(), *desk.keyring.folder.iterdir())}
    assert {sqlite_path(beside(database_url)).name, sqlite_path(database_url).name} <= found.keys()
    leaks = [*forms(ACCOUNT), receipt.secret.encode(), TEXT.encode(), "四楼".encode(), "查过了".encode()]
    assert [(name, leak) for name, content in found.items() for leak in leaks if leak in content] == []
    # The scan itself finds what is there.
    assert receipt.tag.encode() in found[sqlite_path(beside(database_url)).name]


async def test_two_authors_leave_the_same_but_for_what_is_random(desk):
    left = []
    for account in (ACCOUNT, OTHER):
        await everything_an_author_does(desk, account)
        threads = [
            (desk_id, day, state, theme, news) for *_, desk_id, day, state, theme, news in await desk.stored("threads")
        ]
        messages = [
            (turn, from_desk, stage, day, len(for_desk), for_thread)
            for _, turn, from_desk, stage, day, _, for_desk, for_thread in await desk.stored("messages")
        ]
        left.append((sorted(threads), sorted(messages)))
        await desk.feedback_db.write(lambda tx: (tx.run("DELETE FROM messages"), tx.run("DELETE FROM threads")))
    assert left[0] == left[1]
    assert len(left[0][1]) == 2


@pytest.mark.slow
async def test_a_hundred_thousand_guesses_change_nothing_and_cost_little(desk):
    receipt = await desk.says(TEXT)
    before = [await desk.stored(table) for table in ("threads", "messages", "marks", "desk_keys")]
    refused = {ReceiptWrong: 0, TooManyReceipts: 0}
    tracemalloc.start()
    for number in range(100_000):
        try:
            await desk.feedback.open(OTHER, f"{receipt.tag}{number:016}")
        except (ReceiptWrong, TooManyReceipts) as error:
            refused[type(error)] += 1
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert refused == {ReceiptWrong: 5, TooManyReceipts: 99_995}
    assert most < 1 << 20
    assert [await desk.stored(table) for table in ("threads", "messages", "marks", "desk_keys")] == before


async def test_many_accounts_at_once_wait_in_a_short_line(desk):
    receipt = await desk.says(TEXT)
    tries = [desk.feedback.open(8000 + number, f"{receipt.tag}{number:016}") for number in range(60)]
    kinds = [type(found) for found in await asyncio.gather(*tries, return_exceptions=True)]
    assert set(kinds) == {ReceiptWrong, TooManyAtOnce}
    # Who was turned away has not used up a try.
    assert [desk.limits.left(8000 + number) for number in range(60)] == [
        {ReceiptWrong: 4, TooManyAtOnce: 5}[kind] for kind in kinds
    ]


async def test_what_is_remembered_of_accounts_is_bounded_and_dies_at_midnight(desk):
    for number in range(10_500):
        desk.limits.try_receipt(number)
    assert len(desk.limits._wrong._at) == 10_000
    who = desk.limits.who(ACCOUNT)
    desk.clock.advance(hours=14)
    assert desk.limits.who(ACCOUNT) != who
    assert (len(desk.limits._wrong._at), desk.limits._wrote, desk.limits._muted) == (0, {}, set())
