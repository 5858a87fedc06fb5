"""The other ways in: what is sent unasked, a tag in a group, a link from a card."""

import pytest

from bot.sandbox.methods.files import described
from bot.telegram.tidy import TAPPED_AFTER
from tests.scenario.filing import LIGHTS, campaign, kept
from tests.scenario.test_groups import by_bot
from tests.scenario.test_groups_bound import bound, run_by
from tests.scenario.test_materials import PNG


@pytest.fixture
async def li(world):
    world.sandbox.world.privacy = False  # as @BotFather's /setprivacy makes it: the bot reads groups
    return await world.member("李静", role="owner")


async def test_an_idea_sent_without_being_asked_for_is_not_lost(world, li):
    wang = await world.member("王敏")
    await wang.sends(LIGHTS)
    assert wang.labels == []  # nothing is being collected
    await campaign(world, li)
    wang.phone.sends_photo(PNG, LIGHTS)
    await world.settled()
    assert (wang.text, wang.labels) == ("收到。你想用它做什么？发 /help 看看我能做什么。", [["💡 提金点子"]])
    assert await kept(world, "SELECT form FROM drafts") == []
    await wang.taps("💡 提金点子")
    assert wang.text == f"金点子 · 第 1 步\n\n「{LIGHTS}」\n已收到：17 字 · 1 个附件。可以接着发，或点“下一步”。"
    await wang.taps("下一步")
    await wang.taps("提交")
    assert await kept(world) == [("JDZ-2026-0001", LIGHTS)]
    assert await kept(world, "SELECT kind FROM suggestion_files") == [("photo",)]


async def test_an_album_is_offered_once_and_taken_as_a_whole(world, li):
    await campaign(world, li)
    wang = await world.member("王敏")
    before = len(wang.phone.messages())
    for caption in (LIGHTS, "", ""):
        photo = described(world.sandbox.world.files.add("photo", "p.png", "image/png", PNG, from_person=True), {})
        wang.phone.sends_content({"media_group_id": "7", "caption": caption, **photo})
    await world.settled()
    assert len(wang.phone.messages()) == before + 4
    await wang.taps("💡 提金点子")
    assert wang.text.splitlines()[-1] == "已收到：17 字 · 3 个附件。可以接着发，或点“下一步”。"


async def test_what_was_deleted_before_the_tap_is_asked_for_again(world, li):
    await campaign(world, li)
    wang = await world.member("王敏")
    sent = wang.phone.sends(LIGHTS)
    await world.settled()
    wang.last.raw.pop("reply_to_message")
    wang.phone.deletes(sent)
    await wang.taps("💡 提金点子")
    assert wang.alert == "看不到那条消息了，请先发 /suggest，再把内容发一遍。"


async def test_a_tag_in_a_bound_group_leads_its_author_to_the_private_chat(world, li):
    await campaign(world, li)
    wang, zhang = await world.members("王敏", "张强")
    group = await bound(world, li, wang, zhang)
    await wang.sends(f"#金点子 {LIGHTS}", chat=group)
    offer = by_bot(group)[-1]
    assert (offer.text, offer.rows) == ("要作为金点子提交吗？本人点下面的按钮，到私聊里继续。", [["💡 提交"]])
    await zhang.taps("💡 提交", chat=group)
    assert zhang.alert == "只有本人可以提交。你自己有想法，请私聊发 /suggest。"
    assert await kept(world, "SELECT form FROM drafts") == []
    await wang.taps("💡 提交", chat=group)
    await wang.follows()
    assert wang.text == f"金点子 · 第 1 步\n\n「{LIGHTS}」\n已收到：17 字。可以接着发，或点“下一步”。"
    await wang.taps("下一步")
    await wang.taps("提交")
    assert await kept(world) == [("JDZ-2026-0001", LIGHTS)]
    await world.later(seconds=TAPPED_AFTER.total_seconds() + 60)
    assert by_bot(group) == []
    assert [one.text for one in group.messages.values()][-1] == f"#金点子 {LIGHTS}"


async def test_a_tag_waits_for_who_has_not_agreed_yet_and_says_nothing_elsewhere(world, li):
    await campaign(world, li)
    chen = world.person("陈晨")
    group = await bound(world, li, chen)
    await chen.sends(f"#金点子 {LIGHTS}", chat=group)
    await chen.taps("💡 提交", chat=group)
    assert await kept(world, "SELECT form FROM drafts WHERE form = 'suggestion'") == []
    await chen.sends("#别的 你好", chat=group)
    other = run_by(world, li, chen)
    await chen.sends("#金点子 在别处", chat=other)
    assert [len(by_bot(one)) for one in (group, other)] == [1, 0]


async def test_an_unfinished_form_is_not_thrown_away_by_a_tag(world, li):
    await campaign(world, li)
    wang = await world.member("王敏")
    group = await bound(world, li, wang)
    await wang.sends("/wishes")
    await wang.taps("提个心愿")
    await wang.sends("人工智能")
    await wang.sends(f"#金点子 {LIGHTS}", chat=group)
    await wang.taps("💡 提交", chat=group)
    await wang.follows()
    assert wang.labels == [["接着填"], ["放弃，打开「金点子」"]]
    await wang.taps("放弃，打开「金点子」")
    assert wang.text == f"金点子 · 第 1 步\n\n「{LIGHTS}」\n已收到：17 字。可以接着发，或点“下一步”。"


async def test_a_link_to_a_campaign_that_is_over_does_not_lead_to_another(world, li):
    over = await campaign(world, li, "旧的", days=1)
    await campaign(world, li, "新的")
    wang = await world.member("王敏")
    await world.later(days=2)
    await wang.starts(f"suggest_{over.id}")
    assert wang.text == "这项征集已经结束。还在征集的见 /campaigns 。"
    await wang.starts("suggest_99999999999999999999")
    assert wang.text == "没有这条金点子，或者它没有公开。可在 /suggestions 查看其他的。"
    await wang.starts("suggest_7")
    assert wang.text == "没有这项征集，或者不面向你的部门。请看 /campaigns 。"


async def test_a_tag_typed_in_private_is_no_part_of_the_text(world, li):
    await campaign(world, li)
    wang = await world.member("王敏")
    await wang.sends(f"#金点子：{LIGHTS}")
    await wang.taps("💡 提金点子")
    assert wang.text.splitlines()[2] == f"「{LIGHTS}」"
