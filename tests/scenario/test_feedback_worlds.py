"""The whole bot in two worlds: in one this person writes anonymously, in the other that one. All else is the same."""

import asyncio
import re
import shutil

from bot.keyring import Keyring
from storage.feedback.place import open_feedback
from storage.feedback.schema import metadata as apart_tables
from storage.schema import metadata as main_tables
from tests.databases import copy_apart
from tests.scenario.doorway import debug_log, open_doorway
from tests.scenario.test_feedback import SAID, says, set_up, slots, upkeep
from tests.unit.test_feedback_worlds import everything, without_chance

NAMES = ("赵云", "钱进")


class _Receipt(str):
    """A receipt as it was shown."""

    __slots__ = ()

    @property
    def tag(self):
        return self[:4]


async def told(migrated, folder, author, *, writes=True):
    """All that is left, all that others see, and what machines hear of a day on which `author` wrote."""
    folder.mkdir()
    url = str(shutil.copyfile(migrated, folder / "faguang.db"))
    copy_apart(migrated, url)
    Keyring(folder / "keys").begin(b"p" * 32)
    with debug_log() as log:
        async with open_doorway(url, keys=folder / "keys") as (world, doorway):
            owner = await world.member("周岚", role="owner")
            li, liu = await world.members("李静", "刘悦", department="党群工作部")
            people = await world.members(*NAMES)
            await upkeep(world)
            await set_up(owner, "李静", "刘悦")
            event = await world.event(owner)
            writer, receipt = people[author], _Receipt("----")
            for one in people:
                await one.sends("/help")
                await one.starts(f"e_{event.id}")
                await one.taps("报名")
            if writes:
                receipt = _Receipt(await says(writer))
                await writer.sends(f"/receipt {receipt[:20]}0000")
                await writer.sends(f"/receipt {receipt}")
                await writer.taps("再写一条")
                await writer.sends("再写一句")
                await writer.sends("/feedback")
                await writer.taps("吐槽建议")
                await writer.taps("取消")
                await writer.sends(f"/receipt {receipt}")
                await writer.taps("删除这些消息")
            await slots(world)
            await li.sends("/inbox")
            await li.taps("吐槽建议")
            if writes:
                await li.taps(next(label for row in li.labels for label in row if label.startswith("●")))
                assert SAID in li.text
            await owner.sends("/audit")
            seen = [text for one in (owner, li, liu) for text in one.heard()]
            if not writes:
                seen.append("nothing")
            _status, metrics = await doorway.get("/metrics")
            rows = await world.app.db.read(everything, main_tables)
            apart = await open_feedback(url)
            rows |= await apart.read(everything, apart_tables)
            await apart.close()
        sizes = await asyncio.to_thread(lambda: [one.stat().st_size for one in (folder / "faguang.db",)])
    counted = [line for line in metrics.splitlines() if line.startswith("faguang") and not _of_time(line)]
    return *without_chance(receipt, repr(seen), rows), counted, sizes, words_of(log.getvalue())


def _of_time(line):
    return re.match(r"\w+_(bucket|sum|created|seconds)\b", line)


def words_of(log):
    """What the log says, without the moments, codes and addresses of this run."""
    return sorted(re.findall(r'"event": "([^"]*)"', log))


async def test_the_whole_bot_does_not_know_who_wrote(migrated_sqlite, tmp_path):
    one = await told(migrated_sqlite, tmp_path / "one", 0)
    other = await told(migrated_sqlite, tmp_path / "other", 1)
    (seen, rows, *rest), (others_seen, others_rows, *others_rest) = one, other
    assert {name: (rows[name], others_rows[name]) for name in rows if rows[name] != others_rows[name]} == {}
    assert (seen, rest) == (others_seen, others_rest)


async def test_the_author_s_rows_are_those_of_who_never_wrote(migrated_sqlite, tmp_path):
    """The main database does not know that anything was written: only what readers did later stands there."""
    _seen, wrote, *_ = await told(migrated_sqlite, tmp_path / "wrote", 0)
    _seen, silent, *_ = await told(migrated_sqlite, tmp_path / "silent", 0, writes=False)
    changed = {name for name in main_tables.tables if name != "leases" and wrote[name] != silent[name]}
    # To readers: that something came in.
    assert changed == {"outbox"}
