"""The command menus that Telegram shows: per scope and language, and an own one for whoever may do more."""

import pytest

from bot.services.people import People
from tests.people import open_world


@pytest.fixture
async def world(sqlite_url):
    async with open_world(sqlite_url) as world:
        yield world
        assert world.refused() == []


def menus(world):
    """By scope and language of the app, what was set last: commands with their descriptions."""
    found = {}
    for call in world.sandbox.calls:
        if call.method in {"setMyCommands", "deleteMyCommands"}:
            scope = call.params["scope"]
            shown = {one["command"]: one["description"] for one in call.params.get("commands", ())}
            found[scope["type"], scope.get("chat_id"), call.params.get("language_code") or ""] = shown
    return found


async def test_the_general_menus_follow_scope_and_the_apps_language(world):
    await world.sandbox.wait_for(lambda: len(menus(world)) == 9, "nine menus")
    found = menus(world)
    assert set(found) == {
        (kind, None, language)
        for kind in ("all_private_chats", "all_group_chats", "all_chat_administrators")
        for language in ("", "en", "zh")
    }
    private, group = found["all_private_chats", None, "en"], found["all_group_chats", None, "en"]
    assert private["agenda"] == "What I signed up for"
    assert (
        found["all_private_chats", None, ""]["agenda"]
        == found["all_private_chats", None, "zh"]["agenda"]
        != private["agenda"]
    )
    assert "newevent" not in private
    assert set(group) == {"help", "language"}
    assert set(found["all_chat_administrators", None, "en"]) == {"help", "language", "post", "bind", "unbind"}


async def test_an_organiser_has_a_menu_of_their_own_until_they_are_none(world):
    li = await world.member("李静", role="organiser")
    await li.sends("/help")
    assert "newevent" in menus(world)["chat", li.id, ""]
    await world.app.db.write(lambda tx: tx.run("DELETE FROM roles WHERE person_id = :i", i=li.person_id))
    world.app.service(People).forget_cached()
    await li.sends("/help")
    assert menus(world)["chat", li.id, ""] == {}


async def test_a_chosen_language_is_that_of_the_menu(world):
    wang = await world.member("王敏")
    await wang.sends("/language")
    await wang.taps("English")
    assert menus(world)["chat", wang.id, ""]["agenda"] == "What I signed up for"
