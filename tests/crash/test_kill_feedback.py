"""Kill -9 at any commit around anonymous feedback: no thread without a receipt that was shown, nothing readable."""

import asyncio
import os
import shutil
import sys
from collections import defaultdict
from datetime import datetime, timedelta

import pytest

from bot.clock import ManualClock
from bot.keyring import Keyring
from bot.services.desk_keys import DeskKeys
from bot.services.desk_room import DeskRoom
from bot.services.feedback import Feedback
from bot.services.feedback_limits import FeedbackLimits
from bot.services.outbox import Outbox
from storage.db import open_database
from storage.feedback.place import open_feedback
from tests.crash.authors import MORE, SAID, ZONE
from tests.databases import copy_apart

AUTHOR, LI = 7_345_678_901, 1
BEGUN = datetime.fromisoformat("2026-11-30T17:00:00+08:00")
SLOTS = [BEGUN + timedelta(hours=17), BEGUN + timedelta(hours=23)]  # the first of them in a month with a new key


def a_desk(tx):
    for person, name in ((LI, "李静"), (2, "刘悦")):
        tx.run(
            "INSERT INTO people (id, telegram_id, name, consent, created_at) VALUES (:p, :p, :n, 1, 0)",
            p=person,
            n=name,
        )
    tx.run("INSERT INTO desks (id, name, about, sensitive) VALUES (1, '吐槽建议', '', 0)")
    for person in (LI, 2):
        tx.run("INSERT INTO desk_readers (desk_id, person_id) VALUES (1, :p)", p=person)


class Life:
    """A workplace on disk whose processes die."""

    def __init__(self, folder, told=None):
        self.folder, self.keys = folder, folder.with_name(folder.name + "-keys")
        self.url, self.told = str(folder / "faguang.db"), told or defaultdict(set)

    def twin(self, name):
        """The same workplace once more, to see what becomes of it otherwise."""
        folder = self.folder.with_name(name)
        shutil.copytree(self.folder, folder)
        shutil.copytree(self.keys, folder.with_name(name + "-keys"))
        return Life(folder, self.told)

    async def lives(self, now, *, account=0, commits=0, moment="after"):
        """Live until the end or an early death; return the exit code."""
        values = {"COMMITS": str(commits), "MOMENT": moment, "NOW": now.isoformat()}
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "tests.crash.authors", self.url, str(self.keys), str(account)),
            env=os.environ | values,
            stdout=asyncio.subprocess.PIPE,
        )
        out, _ = await process.communicate()
        for line in out.decode().splitlines():
            what, receipt = line.split()
            self.told[what].add(receipt)
        return process.returncode

    def readable(self):
        """What of the words, the receipts and the account can be read in any file."""
        files = [*self.folder.iterdir(), *self.keys.iterdir()]
        secrets = [receipt[5:].replace("-", "") for receipt in self.told["shown"]]
        words = [text.encode() for text in (SAID, MORE, str(AUTHOR), *secrets, *self.told["shown"])]
        words += [AUTHOR.to_bytes(size, order) for size in (6, 8) for order in ("big", "little")]
        return [(file.name, word) for file in files for word in words if word in file.read_bytes()]

    async def halves(self):
        """Threads of which only the beginning is stored."""
        apart = await open_feedback(self.url)
        try:
            return await apart.read(lambda tx: tx.all("SELECT tag FROM threads EXCEPT SELECT tag FROM messages"))
        finally:
            await apart.close()

    async def opened(self, now):
        """What is stored: by tag what the desk reads, how many messages the receipt opens, and the tags promised."""
        db, apart, clock = await open_database(self.url), await open_feedback(self.url), ManualClock(now)
        keys, limits = DeskKeys(apart, Keyring(self.keys)), FeedbackLimits(clock, ZONE)
        room = DeskRoom(db, apart, clock, ZONE, Outbox(db, clock), keys=keys, limits=limits)
        author = Feedback(db, apart, clock, ZONE, keys=keys, limits=limits)
        found = {one.tag: await room.open(LI, one.tag) for one in await room.threads(LI, 1)}
        receipts = [one for one in self.told["shown"] if one[:4] in found]
        counted = {(await author.open(AUTHOR, one)).tag for one in receipts}
        promised = await db.read(lambda tx: tx.all("SELECT person_id FROM outbox WHERE kind = 'feedback.desk'"))
        months = {name[:7] for name in Keyring(self.keys).names()}
        await db.close()
        await apart.close()
        return {tag: [note.text for note in one.notes] for tag, one in found.items()}, counted, promised, months


async def begun(folder, migrated):
    folder.mkdir(parents=True)
    life = Life(folder)
    shutil.copyfile(migrated, life.url)
    copy_apart(migrated, life.url)
    Keyring(life.keys).begin(b"p" * 32)
    db = await open_database(life.url)
    await db.write(a_desk)
    await db.close()
    assert await life.lives(BEGUN) == 0
    return life


@pytest.mark.parametrize("moment", ["in", "after"])
async def test_who_writes_has_a_receipt_and_nothing_can_be_read(migrated_sqlite, tmp_path, moment):
    died = 1
    for commits in range(1, 20):
        life = await begun(tmp_path / str(commits), migrated_sqlite)
        died = await life.lives(BEGUN, account=AUTHOR, commits=commits, moment=moment)
        assert (life.readable(), await life.halves()) == ([], [])
        for slot in SLOTS:
            assert await life.lives(slot) == 0
        texts, counted, _promised, _months = await life.opened(SLOTS[-1])
        shown = {one[:4] for one in life.told["shown"]}
        assert (texts.keys() <= shown, life.told["sent"] <= texts.keys(), counted) == (True, True, set(texts))
        written = [SAID, MORE] if life.told["more"] else [SAID]
        assert [found[: len(written)] for tag, found in texts.items() if tag in life.told["sent"]] in ([], [written])
        assert life.readable() == []
        if died == 0:
            break
    assert (died, commits > 3) == (0, True)


@pytest.mark.parametrize("moment", ["in", "after"])
async def test_what_is_due_is_done_once_although_it_dies_at_each_commit(migrated_sqlite, tmp_path, moment):
    life = await begun(tmp_path / "life", migrated_sqlite)
    for _ in range(2):
        assert await life.lives(BEGUN, account=AUTHOR) == 0
    for number, slot in enumerate(SLOTS):
        for commits in range(1, 30):
            other = life.twin(f"{number}-{commits}")
            died = await other.lives(slot, commits=commits, moment=moment)
            assert other.readable() == []
            for later in SLOTS[number:]:
                assert await other.lives(later) == 0
            texts, counted, promised, months = await other.opened(SLOTS[-1])
            assert list(texts.values()) == [[SAID, MORE]] * 2
            assert (counted, sorted(promised), months) == (set(texts), [(LI,), (2,)], {"2026-12"})
            if died == 0:
                break
        assert (died, commits > 2) == (0, True)
        assert await life.lives(slot) == 0
