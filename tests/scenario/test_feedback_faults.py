"""Whatever fails while somebody writes: what is stored has a receipt that was shown, and what is not is nowhere."""

import re
import shutil

import pytest

from bot.keyring import Keyring
from bot.services.feedback import Feedback
from storage.feedback.place import open_feedback
from tests.databases import copy_apart
from tests.people import open_world
from tests.scenario.test_feedback import SAID, set_up, slots, upkeep

RECEIPT = re.compile(r"(?:[0-9A-Z]{4}-){4}[0-9A-Z]{4}")
OTHER = "另一件事：停车场的灯坏了"


@pytest.fixture
async def world(database_url, tmp_path):
    Keyring(tmp_path / "keys").begin(b"p" * 32)
    async with open_world(database_url, keys=tmp_path / "keys") as world:
        owner = await world.member("周岚", role="owner")
        await world.members("李静", "刘悦", department="党群工作部")
        await upkeep(world)
        await set_up(owner, "李静", "刘悦")
        world.url = database_url
        yield world


async def stored(world):
    """The tags of all threads."""
    apart = await open_feedback(world.url)
    try:
        return {tag for (tag,) in await apart.read(lambda tx: tx.all("SELECT tag FROM threads"))}
    finally:
        await apart.close()


def shown(person):
    """The tags of receipts that stand, or stood, in the chat."""
    return {found[:4] for message in person.phone.messages() for found in RECEIPT.findall(message.text or "")}


async def begins(person, text):
    await person.sends("/feedback")
    await person.taps("吐槽建议")
    await person.sends(text)


async def unseen(world, wang, status):
    """Wang's first page, of what was dropped, is all that can be seen: the second with its receipt never came."""
    await begins(wang, SAID)
    older = wang.last
    await wang.taps("取消")
    await wang.sends("/feedback")
    await wang.taps("吐槽建议")
    wait = {"retry_after": 4000} if status == 429 else {}
    world.sandbox.fail_next("sendMessage", status=status, chat=wang.id, times=3, **wait)
    await wang.sends(OTHER)
    return older


@pytest.mark.parametrize("status", [400, 403, 429, 500, "drop"])
async def test_what_cannot_be_shown_is_not_sent_from_an_older_page(world, status):
    wang = await world.member("王敏")
    older = await unseen(world, wang, status)
    await wang.forges("f+:feedback.tell", older)
    assert await stored(world) == set()


async def test_from_an_older_page_one_comes_to_the_page_that_was_not_seen(world):
    wang = await world.member("王敏")
    older = await unseen(world, wang, 500)
    seen = shown(wang)
    world.sandbox.server.faults.clear()
    await wang.forges("f+:feedback.tell", older)
    assert OTHER in wang.text
    (tag,) = shown(wang) - seen
    await wang.taps("提交")
    assert await stored(world) == {tag}


@pytest.mark.parametrize("status", [400, 403, 429, 500, "drop", "timeout"])
async def test_what_is_stored_can_be_read_although_the_answer_never_came(world, status):
    wang = await world.member("王敏")
    await begins(wang, SAID)
    (receipt,) = RECEIPT.findall(wang.text)
    wait = {"retry_after": 4000} if status == 429 else {}
    for method in ("editMessageText", "sendMessage", "answerCallbackQuery"):
        world.sandbox.fail_next(method, status=status, times=3, **wait)
    await wang.taps("提交")
    assert await stored(world) == {receipt[:4]}
    world.sandbox.server.faults.clear()
    found = await world.app.service(Feedback).open(wang.id, receipt)
    assert (found.tag, len(found.notes)) == (receipt[:4], 1)


@pytest.mark.parametrize("step", range(5))
async def test_a_restart_between_two_steps_forgets_what_was_not_sent(sqlite_url, migrated_sqlite, tmp_path, step):
    Keyring(tmp_path / "keys").begin(b"p" * 32)
    folder = tmp_path / "life"
    folder.mkdir()
    url = str(shutil.copyfile(sqlite_url, folder / "faguang.db"))
    copy_apart(migrated_sqlite, url)
    async with open_world(url, keys=tmp_path / "keys") as world:
        owner = await world.member("周岚", role="owner")
        await world.members("李静", "刘悦")
        await upkeep(world)
        await set_up(owner, "李静", "刘悦")
        wang = await world.member("王敏")
        steps = [
            lambda: wang.sends("/feedback"),
            lambda: wang.taps("吐槽建议"),
            lambda: wang.sends(SAID),
            lambda: wang.taps("提交"),
        ]
        for do in steps[:step]:
            await do()
    files = b"".join(one.read_bytes() for one in folder.iterdir())
    assert [one for one in (SAID.encode(), *(tag.encode() for tag in RECEIPT.findall(wang.text))) if one in files] == []
    async with open_world(url, keys=tmp_path / "keys") as world:
        world.url = url
        assert len(await stored(world)) == (step == 4)
        again = await world.member("王敏", id=wang.id)
        if step == 4:
            (receipt,) = set(RECEIPT.findall(wang.text))
            await again.sends(f"/receipt {receipt}")
            assert receipt[:4] in again.text
        await begins(again, OTHER)
        await again.taps("提交")
        assert len(await stored(world)) == 1 + (step == 4)


async def test_what_comes_three_times_happens_once(world):
    """Each update of an author's again and again, as Telegram may."""
    wang = await world.member("王敏")

    async def again():
        for _ in range(2):
            world.sandbox.replay()
            await world.settled()

    await wang.sends("/feedback")
    await again()
    await wang.taps("吐槽建议")
    await again()
    await wang.sends(SAID)
    await again()
    receipt = RECEIPT.findall(wang.text)[-1]
    await wang.taps("提交")
    await again()
    assert await stored(world) == {receipt[:4]}
    await wang.sends(f"/receipt {receipt}")
    await again()
    await wang.taps("再写一条")
    await again()
    await wang.sends(OTHER)
    await again()
    assert len((await world.app.service(Feedback).again(wang.id)).notes) == 2
    await wang.sends(f"/receipt {receipt}")
    await wang.taps("结束这件事")
    await again()
    await wang.taps("结束这件事")
    await again()
    assert (await world.app.service(Feedback).again(wang.id)).closed
    await slots(world)
    assert await stored(world) == {receipt[:4]}
