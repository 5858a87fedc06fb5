"""Anonymous feedback in the hands of hostile members and readers: forged taps, guesses, repetition, crooked texts."""

import re
from collections import Counter

import pytest

from bot.keyring import Keyring
from bot.services.desks import Desks
from bot.texts import clean
from storage.feedback.place import open_feedback
from storage.schema import metadata
from tests.people import open_world
from tests.scenario.test_feedback import SAID, says, set_up, slots, upkeep

TAPS = ("fdo:{}", "fdv:{}", "fdr:{}", "fdx:{}", "fdh:{}", "fdh:{}:1", "fdt:{}", "fdp:{}", "fdm:{}", "fdm:{}:1")
CROOKED = {
    "html": "<b>不是粗体</b> &amp; <a href='tg://user?id=1'>点我</a>",
    "bidi": "左\u202e右\u2066里\u2069外\u200b零\u200d宽\ufeff",
    "long": "长" * 3500,
    "wide": "😀" * 1700,
    "brackets": "<" * 3400,
    "command": "写 /feedback 也行 @faguang_bot https://example.org/?a=1&b=2",
}


@pytest.fixture
async def world(sqlite_url, tmp_path):
    Keyring(tmp_path / "keys").begin(b"p" * 32)
    async with open_world(sqlite_url, keys=tmp_path / "keys") as world:
        world.url = sqlite_url
        world.owner = await world.member("周岚", role="owner")
        world.li, world.liu = await world.members("李静", "刘悦", department="党群工作部")
        await upkeep(world)
        await set_up(world.owner, "李静", "刘悦")
        yield world
        assert world.refused() == []


async def rows(world):
    """All that is stored, in both databases."""
    apart = await open_feedback(world.url)
    try:
        kept = await apart.read(
            lambda tx: {name: Counter(tx.all(f"SELECT * FROM {name}")) for name in ("threads", "messages", "desk_keys")}
        )
    finally:
        await apart.close()
    main = await world.app.db.read(
        lambda tx: {name: Counter(tx.all(f"SELECT * FROM {name}")) for name in metadata.tables if name != "leases"}
    )
    return kept | main


async def arrived(world, text=SAID):
    """Somebody writes, and it comes to the desk; return who and the receipt."""
    wang = await world.member("王敏")
    receipt = await says(wang, text)
    await slots(world)
    return wang, receipt


async def opens(reader):
    await reader.sends("/inbox")
    await reader.taps("吐槽建议")
    await reader.taps(next(label for row in reader.labels for label in row if label[0] in "●✓✕"))


@pytest.mark.parametrize("name", CROOKED)
async def test_a_crooked_text_comes_as_it_was_meant_and_does_nothing(world, name):
    await arrived(world, CROOKED[name])
    await opens(world.li)
    assert clean(CROOKED[name]).strip() in world.li.text
    assert not set(world.li.text) & set("\u202e\u2066\u2069\u200b\ufeff")


async def test_a_tag_that_is_not_ones_own_is_as_one_that_is_not_there(world):
    """Neither members, nor owners, nor readers of another desk learn from forged taps which tags there are."""
    _wang, receipt = await arrived(world)
    zhang, chen = await world.members("张强", "陈晨")
    desks = world.app.service(Desks)
    other = await desks.add(world.owner.person_id, "恳谈会", "议题", sensitive=False)
    for one in (zhang, chen):
        await desks.admit(world.owner.person_id, other.id, one.person_id)
    before = await rows(world)
    for one in (zhang, world.owner, await world.member("孙悦")):
        await one.sends("/help")
        for tap in TAPS:
            answers = []
            for tag in (receipt[:4], "0000"):
                await one.forges(tap.format(tag))
                answers.append((one.toast, one.alert, one.text))
            assert answers[0] == answers[1]
            assert SAID not in one.text
    now = await rows(world)
    changed = {name for name in now if now[name] != before[name]}
    assert changed <= {"people"}


async def test_who_is_taken_off_a_desk_with_an_answer_in_hand_cannot_send_it(world):
    _wang, receipt = await arrived(world)
    await opens(world.liu)
    await world.liu.taps("答复")
    await world.liu.sends("已被撤下的人写的")
    desks = world.app.service(Desks)
    zhang = await world.member("张强")
    (desk,) = await desks.all(world.owner.person_id)
    await desks.admit(world.owner.person_id, desk.id, zhang.person_id)
    await desks.dismiss(world.owner.person_id, desk.id, world.liu.person_id)
    before = await rows(world)
    await world.liu.taps("提交")
    assert (world.liu.alert or world.liu.toast) != "已答复。"
    assert await rows(world) == before
    await opens(world.li)
    assert "已被撤下的人写的" not in world.li.text
    assert receipt[:4] in world.li.text


async def test_what_a_reader_does_arrives_three_times_and_happens_once(world):
    world.may_be_refused = frozenset({"answerCallbackQuery"})
    await arrived(world)
    li = world.li

    async def again():
        before = await rows(world)
        for _ in range(2):
            world.sandbox.replay()
            await world.settled()
        assert await rows(world) == before

    await opens(li)
    for typed, label in (("谢谢，已转食堂。", "答复"), ("已经办好。", "结束这件事")):
        await li.taps(label)
        await again()
        await li.sends(typed)
        await again()
        await li.taps("提交" if label == "答复" else "结束这件事")
        await again()
    await li.taps("公开问答")
    await li.sends("食堂几点关门？")
    await again()
    await li.sends("八点。")
    await again()
    await li.taps("公开问答")
    await again()
    apart = await open_feedback(world.url)
    assert await apart.read(lambda tx: tx.one("SELECT COUNT(*) FROM messages")) == (3,)
    await apart.close()
    assert await world.app.db.read(lambda tx: tx.one("SELECT COUNT(*) FROM publications")) == (1,)


async def test_guesses_in_the_chat_change_nothing(world):
    _wang, receipt = await arrived(world)
    zhang = await world.member("张强")
    before, heard = await rows(world), Counter()
    for number in range(60):
        await zhang.sends(f"/receipt {receipt[:4]}{number:016}")
        heard[re.sub(r"\d+", "#", zhang.text)] += 1
        if number % 20 == 19:
            world.clock.advance(seconds=30)  # within what one person may send in a while
    assert await rows(world) == before
    assert sorted(heard.values()) == [5, 55]


async def test_who_has_not_agreed_leaves_no_trace_of_what_they_came_for(world):
    stranger = world.person("路人")
    await stranger.starts()
    for words in ("/feedback 这里有人收钱", "/receipt 7K2M-A1B2-C3D4-E5F6-G7H8"):
        await stranger.sends(words)
    await stranger.starts("feedback")
    await stranger.starts("receipt")
    kept = repr(await world.app.db.read(lambda tx: tx.all("SELECT * FROM drafts")))
    assert [word for word in ("收钱", "7K2M", "feedback", "receipt") if word in kept] == []
