"""Kill -9 of the running bot at each of its calls while somebody writes: what is stored has a receipt in the chat."""

import asyncio
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.clock import SystemClock
from bot.domain.people import NOTICE_VERSION
from bot.keyring import Keyring
from bot.sandbox import Sandbox
from storage import people
from storage.db import open_database
from storage.feedback.place import beside, open_feedback
from tests.crash.bots import AT_START, bot_at
from tests.databases import copy_apart

SAID = "科长拿了企业的购物卡，在三楼会议室"
RECEIPT = re.compile(r"(?:[0-9A-Z]{4}-){4}[0-9A-Z]{4}")
LONG = 100  # calls: a life in which all of it is done
NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)


def a_desk(tx, author):
    for telegram_id, name in ((101, "李静"), (102, "刘悦"), (author, "王敏")):
        people.agree(tx, telegram_id, NOTICE_VERSION, None, name, NOW)
    tx.run("INSERT INTO desks (id, name, about, sensitive) VALUES (1, '吐槽建议', '大家', 0)")
    tx.run("INSERT INTO desk_readers SELECT 1, id FROM people WHERE telegram_id < 200")
    tx.run("UPDATE people SET department_id = (SELECT MIN(id) FROM departments)")


async def stored(url):
    apart = await open_feedback(url)
    try:
        return {tag for (tag,) in await apart.read(lambda tx: tx.all("SELECT tag FROM threads"))}
    finally:
        await apart.close()


class Author:
    """A person who goes on as long as the bot answers."""

    def __init__(self, sandbox):
        self.sandbox, self.phone = sandbox, sandbox.person("王敏")

    async def write(self):
        """From the command to the end."""
        for do in (
            lambda: self.phone.sends("/feedback"),
            lambda: self.phone.taps("吐槽建议"),
            lambda: self.phone.sends(SAID),
            lambda: self.phone.taps("提交"),
        ):
            do()
            await self.sandbox.confirmed(20)

    def receipts(self):
        return {found[:4] for one in self.phone.messages() for found in RECEIPT.findall(one.text or "")}


@pytest.mark.parametrize("calls", [1, 2, 3, 4, 5, 6, LONG])
async def test_no_thread_is_stored_without_its_receipt(sqlite_url, migrated_sqlite, tmp_path, calls):
    copy_apart(migrated_sqlite, sqlite_url)
    Keyring(tmp_path / "keys").begin(b"p" * 32)
    log, left, died = tmp_path / "log", calls, asyncio.Event()
    async with (
        Sandbox(clock=SystemClock(), flood=False) as sandbox,
        bot_at(sandbox, sqlite_url, log, KEYS=tmp_path / "keys", LOG_LEVEL="DEBUG") as bot,
    ):
        wang = Author(sandbox)
        db = await open_database(sqlite_url)
        await db.write(a_desk, wang.phone.id)
        await db.close()

        def on_change(change):
            nonlocal left
            if change["kind"] == "call" and change["call"].method not in AT_START:
                left -= 1
                if left == 0:
                    bot.kill()
                    died.set()

        await bot.start()
        wang.phone.starts()
        await sandbox.confirmed(30)
        unwatch = sandbox.watch(on_change)
        going = asyncio.ensure_future(wang.write())
        dead = asyncio.ensure_future(died.wait())
        await asyncio.wait({going, dead}, return_when=asyncio.FIRST_COMPLETED)
        unwatch()
        going.cancel()
        dead.cancel()
        bot.kill()
        await bot.gone()
        await asyncio.gather(going, dead, return_exceptions=True)
        assert await stored(sqlite_url) <= wang.receipts()
        left_behind = readable(sqlite_url, log, wang)
        # The next life delivers what was not confirmed, as Telegram does.
        await bot.start()
        await sandbox.confirmed(30)
        assert await bot.stop() == 0
        last = await stored(sqlite_url)
        assert last <= wang.receipts()
    assert left_behind == []
    assert readable(sqlite_url, log, wang) == []
    assert died.is_set() == (calls < LONG)
    assert (calls < LONG, len(last)) != (False, 0)


def readable(url, log, wang):
    """What of the words and the receipts can be read in a file."""
    files = [log, *Path(url).parent.iterdir()]
    secrets = {found[5:] for one in wang.phone.messages() for found in RECEIPT.findall(one.text or "")}
    words = [SAID.encode(), *(secret.encode() for secret in secrets)]
    words += [secret.replace("-", "").encode() for secret in secrets]
    apart = Path(beside(url))
    found = [(file.name, word) for file in files for word in words if word in file.read_bytes()]
    return found + [(apart.name, "who") for who in (str(wang.phone.id).encode(),) if who in apart.read_bytes()]
