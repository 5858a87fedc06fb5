"""Languages: one's own in private, the group's by its administrators."""

import pytest

from bot.callbacks import encode
from handlers.people.language import Speak


async def test_ones_own_language(world):
    wang = await world.member("王敏")
    await wang.sends("/language")
    assert wang.labels == [["✓ 简体中文"], ["繁體中文"], ["English"]]
    await wang.taps("English")
    assert (wang.toast, wang.text) == ("From now on in English.", "In which language shall I write to you?")
    await wang.sends("/me")
    assert wang.text.splitlines()[2] == "Department: 投资促进部"
    await wang.forges(encode(Speak("xx")))
    assert wang.alert.startswith("This button is out of date.")


@pytest.fixture
async def group(world):
    admin, member = world.person("管理员"), await world.member("王敏", role="owner")
    group = world.sandbox.group("读书群", admins=[admin.phone], members=[member.phone])
    group.add_bot()
    return group, admin, member


async def test_a_groups_language_is_its_administrators(world, group):
    """The administrator needs no consent for it, and nothing of them is stored."""
    group, admin, member = group
    await member.sends("/language@faguang_bot", chat=group)
    await member.taps("English", chat=group)
    assert member.alert == "只有本群管理员可以选择群里的语言。"
    await admin.taps("English", chat=group)
    assert admin.toast == "From now on in English."
    await member.sends("/language@faguang_bot", chat=group)
    newest = next(message for message in member.phone.visible(group) if message.by_bot)
    assert newest.text == "In which language shall I write in this group? Its administrators can choose."
    await member.sends("/me")
    assert member.text.splitlines()[2] == "部门：投资促进部"
    stored = await world.app.db.read(lambda tx: tx.all("SELECT telegram_id FROM people"))
    assert stored == [(member.id,)]
    assert await world.app.db.read(
        lambda tx: tx.all("SELECT actor_id, details FROM audit WHERE action LIKE 'group%'")
    ) == [(None, "en")]


async def test_a_group_keeps_its_language_when_telegram_upgrades_it(world, group):
    group, admin, member = group
    await admin.sends("/language@faguang_bot", chat=group)
    await admin.taps("English", chat=group)
    upgraded = group.upgrade()
    await world.settled()
    await member.sends("/help@faguang_bot", chat=upgraded)
    newest = next(message for message in member.phone.visible(upgraded) if message.by_bot)
    assert newest.text == "I keep the programme: lectures, sign-up, reminders. Let us talk in private."
    assert await world.app.db.read(lambda tx: tx.all("SELECT id, language FROM groups")) == [(upgraded.id, "en")]
