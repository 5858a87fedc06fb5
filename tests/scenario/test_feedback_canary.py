"""Somebody writes anonymously and everything goes wrong meanwhile: then every byte that is left is looked through."""

import asyncio
import itertools
import subprocess
from pathlib import Path

import pytest

from bot.keyring import Keyring
from storage.backup import backup
from storage.db import sqlite_path
from storage.feedback.place import beside, open_feedback
from storage.feedback.schema import metadata as apart_tables
from storage.migrate import FEEDBACK
from storage.schema import metadata as main_tables
from tests.databases import server_programs
from tests.scenario.doorway import debug_log, open_doorway
from tests.scenario.taken import CAMPAIGN, LISTS, NOTICE, PROPOSED, takes_home, unpacked
from tests.scenario.test_feedback import SAID, set_up, slots, upkeep

ID, NAME, USERNAME = 7_345_678_901, "欧阳青云", "ouyang_qingyun_77"
MORE, REPLY, NEVER = "四楼的灯也一直不亮呢", "灯泡已经换好了，多谢", "这句话没有发出去过"
WORDS = (SAID, MORE, REPLY, NEVER)


def varint(number):
    """As SQLite writes it into a key."""
    parts = [number & 127]
    while number := number >> 7:
        parts.append(number & 127 | 128)
    return bytes(reversed(parts))


def who(number):
    """The forms in which the author's id could stand somewhere."""
    sizes = [size for size in (6, 8) if number < 256**size]
    fixed = [number.to_bytes(size, order) for size, order in itertools.product(sizes, ("big", "little"))]
    return [str(number).encode(), f"{number:x}".encode(), varint(number), *fixed]


def said(receipt):
    secret = receipt[5:]
    return [secret.encode(), secret.replace("-", "").encode(), *(word.encode() for word in WORDS)]


async def everything_goes_wrong(world, doorway, author, keys):
    """An author writes while files, network and Telegram fail; return the receipt."""
    fails = world.sandbox.fail_next
    await author.sends("/feedback")
    await author.taps("吐槽建议")
    await doorway.update(message={"from": author.phone.user, "chat": {"id": "?", "text": SAID}, "text": [NEVER]})
    await doorway.body(f'{{"update_id": 1, "message": {{"text": "{NEVER}"'.encode())
    fails("sendMessage", status=429, retry_after=1, chat=author.id)
    await author.sends(SAID)
    receipt = author.text.split("回执：")[1][:24]
    pepper = keys / "pepper"
    pepper.rename(keys / "away")
    pepper.mkdir()  # every use of it is an exception from now on
    await author.taps("提交")
    assert "出了点问题" in (author.alert or author.toast or author.text)
    await author.sends(f"/receipt {receipt}")
    pepper.rmdir()
    (keys / "away").rename(pepper)
    fails("editMessageText", status=400, chat=author.id)
    fails("sendMessage", status=500, chat=author.id)
    await author.taps("提交")
    await author.sends(f"/receipt {receipt[:20]}0000")
    for status in ("drop", 403, 400, 500):
        fails("sendMessage", status=status, chat=author.id)
        await author.sends(f"/receipt {receipt}")
    await author.sends(f"/receipt {receipt}")
    await author.taps("再写一条")
    await author.sends(MORE)
    world.sandbox.replay()
    await world.settled()
    await author.sends("/feedback")
    await author.taps("吐槽建议")
    await author.sends(NEVER)
    await author.taps("取消")
    return receipt


async def the_day_goes_on(world, readers, owner, author, receipt):
    """The desk answers, the author reads, closes and wipes; return what everybody else was shown."""
    await slots(world)
    li, _liu = readers
    await li.sends("/inbox")
    await li.taps("吐槽建议")
    await li.taps(next(label for row in li.labels for label in row if label.startswith("●")))
    seen = [li.text]
    assert (SAID in li.text, MORE in li.text) == (True, True)
    await li.taps("答复")
    await li.sends(REPLY)
    await li.taps("提交")
    seen.append(li.text)
    await author.sends(f"/receipt {receipt}")
    assert REPLY in author.text
    await author.taps("结束这件事")
    await author.taps("结束这件事")
    await author.taps("删除这些消息")
    await owner.sends("/audit")
    await upkeep(world)
    return seen + [text for one in (*readers, owner) for text in one.heard()] + [owner.text]


async def rows(world, url):
    """Every row of both databases, by table."""

    def read(tx, tables):
        return {name: repr(tx.all(f'SELECT * FROM "{name}"')).encode() for name in tables.tables}

    apart = await open_feedback(url)
    try:
        return await world.app.db.read(read, main_tables), await apart.read(read, apart_tables)
    finally:
        await apart.close()


def dumped(url, server=None):
    """What pg_dump makes of both schemas; None where it is not installed."""
    program = server_programs() / "pg_dump"
    if not program.exists():
        return None
    return {
        schema: subprocess.run([program, "--schema", schema, url], capture_output=True, check=True).stdout
        for schema in ("public", "feedback")
    }


async def copies(url, folder):
    """The files of the database beside one another, and those of a backup."""
    copy = folder / "backup.db"
    await backup(url, copy)
    await backup(beside(url), Path(beside(str(copy))), FEEDBACK)
    places = [copy, Path(beside(str(copy)))]
    if (main := sqlite_path(url)) is not None:
        places += [one for one in await asyncio.to_thread(lambda: [*main.parent.iterdir()]) if one.is_file()]
    return {f"{one.parent.name}/{one.name}": one.read_bytes() for one in places}


async def exports(*people):
    found = []
    for one in people:
        await one.sends("/mydata")
        found += [message.document for message in one.phone.messages() if message.by_bot and message.file]
    return [unpacked(content) for content in found]


@pytest.fixture
def keys(tmp_path):
    Keyring(tmp_path / "keys").begin(b"p" * 32)
    return tmp_path / "keys"


async def test_nothing_that_is_left_leads_from_the_words_to_their_author(database_url, keys, tmp_path):
    with debug_log() as log:
        async with open_doorway(database_url, keys=keys, log_level="DEBUG") as (world, doorway):
            owner = await world.member("周岚", role="owner")
            readers = await world.members("李静", "刘悦", department="党群工作部")
            author = await world.member(NAME, id=ID, username=USERNAME)
            organiser = await world.member("陈晨", role="organiser")
            await upkeep(world)
            await set_up(owner, "李静", "刘悦")
            receipt = await everything_goes_wrong(world, doorway, author, keys)
            shown = await the_day_goes_on(world, readers, owner, author, receipt)
            main, apart = await rows(world, database_url)
            found = await copies(database_url, tmp_path)
            found |= {f"key {one.name}": one.read_bytes() for one in keys.iterdir()}
            _status, metrics = await doorway.get("/metrics")
            (own, others) = await exports(author), await exports(*readers, owner)
            taken = await takes_home(world, organiser, author)

    anonymous = {name: content for name, content in found.items() if "feedback" in name or name.startswith("key")}
    anonymous |= {f"row {name}": content for name, content in apart.items()}
    anonymous |= {f"row {name}": main[name] for name in ("outbox", "audit", "drafts", "desk_openings") if name in main}
    anonymous |= {"metrics": metrics.encode(), "shown": "\n".join(shown).encode(), "others": b"".join(others)}
    anonymous |= {"log": log.getvalue().encode()}
    person = [*who(ID), NAME.encode(), USERNAME.encode()]
    assert leaks(anonymous, person) == []
    everywhere = anonymous | found | {f"row {name}": content for name, content in main.items()}
    everywhere |= {"own": b"".join(own)}
    sealed = {name: content for name, content in everywhere.items() if name != "shown"}
    assert leaks(sealed, said(receipt)) == []
    assert leaks({"shown": anonymous["shown"]}, [*said(receipt)[:2], NEVER.encode()]) == []
    # Who takes part by name stands in lists by name, and by nothing else that is theirs.
    assert leaks(taken, [*who(ID), USERNAME.encode(), receipt[:4].encode(), *said(receipt)]) == []
    # The looking itself finds what is there.
    assert leaks({"own": b"".join(own)}, person) != []
    assert leaks(anonymous, [receipt[:4].encode()]) != []
    assert len(taken) == len((*LISTS, *NOTICE, *CAMPAIGN)) + 1
    # The sheets of the event and of the notice name the author, that of the campaign has what they proposed by name.
    found_in = leaks(taken, [NAME.encode(), PROPOSED.encode()])
    assert [name.split()[0] for name, _needle in found_in] == ["1", "5", "8"]
    assert (log.getvalue().count("handler failed"), "IsADirectoryError" in log.getvalue()) == (2, True)
    if sqlite_path(database_url) is None and (dump := dumped(database_url)):
        assert leaks(dump, said(receipt)) == []
        assert leaks({"feedback": dump["feedback"]}, person) == []
        assert leaks({"public": dump["public"]}, person) != []


def leaks(contents, needles):
    return [(name, needle) for name, content in contents.items() for needle in needles if needle in content]
