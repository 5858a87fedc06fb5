"""Every act around suggestions that arrives three times, delivered again or tapped again, happens once."""

import pytest

from tests.scenario.filing import LIGHTS, campaign, files
from tests.scenario.test_groups_bound import bound
from tests.scenario.test_replay_acts import asks_thrice, sends_thrice, taps_thrice


@pytest.fixture(autouse=True)
def _late_answers_are_refused(world):
    world.may_be_refused = frozenset({"answerCallbackQuery"})


@pytest.fixture
async def li(world):
    return await world.member("李静", role="owner")


@pytest.fixture
async def wang(world, li):
    await campaign(world, li)
    return await world.member("王敏")


async def test_a_suggestion_is_filed_once(world, wang):
    await wang.sends("/suggest")
    await sends_thrice(world, wang, LIGHTS)
    await wang.taps("下一步")
    await taps_thrice(world, wang, "提交")
    rows = await world.app.db.read(lambda tx: tx.all("SELECT number, text FROM suggestions"))
    assert rows == [("JDZ-2026-0001", LIGHTS)]


async def test_it_is_changed_once_and_taken_back_once(world, wang):
    await files(wang, LIGHTS)
    await wang.taps("查看金点子")
    await wang.taps("修改")
    await asks_thrice(world, wang, wang.sends("路灯修好了三盏，还有三盏"))
    await wang.taps("撤回")
    await taps_thrice(world, wang, "确定撤回")


async def test_a_second_is_given_once_and_taken_back_once(world, wang):
    zhang = await world.member("张强")
    await files(wang, LIGHTS)
    await zhang.starts("i_1")
    await taps_thrice(world, zhang, "附议")
    await zhang.starts("i_1")
    await taps_thrice(world, zhang, "撤回附议")


async def test_a_comment_is_made_once_hidden_once_and_shown_once(world, li, wang):
    zhang = await world.member("张强")
    await files(wang, LIGHTS)
    await zhang.starts("i_1")
    await zhang.taps("评论")
    await asks_thrice(world, zhang, zhang.sends("我们这边也黑"))
    await li.starts("i_1")
    await li.taps("1 条评论")
    await li.taps("隐藏第 1 条")
    await asks_thrice(world, li, li.sends("对事不对人"))
    await taps_thrice(world, li, "公开第 1 条")


async def test_a_tag_in_a_group_is_answered_once_and_taken_once(world, li, wang):
    world.sandbox.world.privacy = False
    group = await bound(world, li, wang)
    await wang.sends(f"#金点子 {LIGHTS}", chat=group)
    await taps_thrice(world, wang, "💡 提交", chat=group)
