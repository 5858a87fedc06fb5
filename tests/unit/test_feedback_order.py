"""Neither where a row lies in the file nor when the file was written says who wrote after whom, or when."""

import asyncio
import os
import re
import shutil
from pathlib import Path

import pytest

from bot.domain.feedback import Receipt
from storage.db import open_database
from storage.feedback.place import beside, open_feedback
from tests.databases import copy_apart
from tests.unit.feedback_desk import Desk

TAGS = ("C7K2", "ZZ9P", "0A1B", "M3M3", "K0K0", "7Q8W")
SECRET = "0123456789ABCDEF"


@pytest.fixture
async def desk(db, feedback_db, tmp_path):
    return await Desk(db, feedback_db, tmp_path).begin()


async def written(desk, tags):
    for number, tag in enumerate(tags):
        await desk.feedback.send(8000 + number, desk.id, "说一句", Receipt(tag, SECRET))


async def lies(migrated, folder, tags, *, gathered):
    """Where the tags lie in a file into which they came in that order."""
    folder.mkdir()
    url = str(shutil.copyfile(migrated, folder / "faguang.db"))
    copy_apart(migrated, url)
    db, apart = await open_database(url), await open_feedback(url)
    desk = await Desk(db, apart, folder).begin()
    await written(desk, tags)
    if gathered:
        await desk.slot()
    await db.close()
    await apart.close()
    return re.findall("|".join(TAGS).encode(), await asyncio.to_thread(Path(beside(url)).read_bytes))


async def test_after_a_slot_the_file_has_no_order_of_arrival(migrated_sqlite, tmp_path):
    found = {}
    for gathered in (False, True):
        for name, tags in (("there", TAGS), ("back", TAGS[::-1])):
            folder = tmp_path / f"{name}{gathered}"
            found[gathered, name] = await lies(migrated_sqlite, folder, tags, gathered=gathered)
    # Until then it has one, which the documents say.
    assert (found[True, "there"] == found[True, "back"], found[False, "there"] == found[False, "back"]) == (True, False)
    assert set(found[True, "there"]) == {tag.encode() for tag in TAGS}


async def test_a_slot_keeps_all_there_is_to_a_thread(desk):
    await written(desk, TAGS)
    before = sorted(row[:9] for row in await desk.stored("threads"))
    await desk.feedback.write(8003, "再说一句")
    await desk.slot()
    assert sorted(row[:9] for row in await desk.stored("threads")) == before
    assert [row[:2] for row in sorted(await desk.stored("messages"))] == sorted(
        [(tag, 1) for tag in TAGS] + [("M3M3", 2)]
    )
    opened = await desk.feedback.open(8000, f"C7K2{SECRET}")
    assert (opened.tag, len(opened.notes)) == ("C7K2", 1)


# SQLite does not say which transaction a row is of.
@pytest.mark.parametrize("database_url", [pytest.param("postgres", marks=pytest.mark.postgres)], indirect=True)
async def test_after_a_slot_all_rows_are_of_one_transaction(desk):
    ages = "SELECT DISTINCT xmin::text FROM threads UNION SELECT DISTINCT xmin::text FROM messages"
    places = "SELECT tag FROM messages ORDER BY ctid"
    await written(desk, TAGS)
    assert len(await desk.feedback_db.read(lambda tx: tx.all(ages))) == len(TAGS)
    await desk.slot()
    assert len(await desk.feedback_db.read(lambda tx: tx.all(ages))) == 1
    assert await desk.feedback_db.read(lambda tx: tx.all(places)) == [(tag,) for tag in sorted(TAGS)]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_the_time_of_the_file_is_that_of_the_latest_upkeep(desk, database_url):
    file = Path(beside(database_url))
    await written(desk, TAGS[:1])
    os.utime(file, ns=(0, 0))
    desk.clock.advance(minutes=5)
    await desk.upkeep.run()
    assert (await asyncio.to_thread(file.stat)).st_mtime_ns > 0
