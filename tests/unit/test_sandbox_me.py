"""The bot about itself: commands per scope and language, texts, menu button."""

from __future__ import annotations

import pytest

COMMANDS = [{"command": "events", "description": "活动"}]


async def test_commands_stand_per_scope_and_language(api, sandbox, wang):
    group = sandbox.group("群", members=[wang])
    group.add_bot()
    scopes = [
        {},
        {"scope": {"type": "all_private_chats"}},
        {"scope": {"type": "all_private_chats"}, "language_code": "zh"},
        {"scope": {"type": "chat", "chat_id": wang.id}},
        {"scope": {"type": "chat_administrators", "chat_id": group.id}},
        {"scope": {"type": "chat_member", "chat_id": group.id, "user_id": wang.id}},
    ]
    for number, scope in enumerate(scopes):
        await api("setMyCommands", commands=[{"command": f"c{number}", "description": "x"}], **scope)
    assert [(await api("getMyCommands", **scope))[0]["command"] for scope in scopes] == [
        "c0",
        "c1",
        "c2",
        "c3",
        "c4",
        "c5",
    ]
    await api("deleteMyCommands", **scopes[1])
    assert await api("getMyCommands", **scopes[1]) == []
    assert len(await api("getMyCommands", **scopes[2])) == 1


@pytest.mark.parametrize(
    ("params", "error"),
    [
        ({"commands": [{"command": "Events", "description": "x"}]}, "BOT_COMMAND_INVALID"),
        ({"commands": [{"command": "x" * 33, "description": "x"}]}, "BOT_COMMAND_INVALID"),
        ({"commands": [{"command": "活动", "description": "x"}]}, "BOT_COMMAND_INVALID"),
        ({"commands": [{"command": "x", "description": " "}]}, "BOT_COMMAND_DESCRIPTION_INVALID"),
        ({"commands": [{"command": "x", "description": "x" * 257}]}, "BOT_COMMAND_DESCRIPTION_INVALID"),
        ({"commands": [{"command": f"c{n}", "description": "x"} for n in range(101)]}, "BOT_COMMANDS_TOO_MUCH"),
        ({"commands": COMMANDS, "language_code": "zh-hans"}, "invalid language code specified"),
        ({"commands": COMMANDS, "scope": {"type": "chat", "chat_id": 5}}, "chat not found"),
        (
            {"commands": COMMANDS, "scope": {"type": "chat_administrators", "chat_id": 5_000_000_001}},
            "can't change commands in a private chat or channel for a part of its members",
        ),
    ],
)
async def test_commands_that_telegram_refuses(api, wang, params, error):
    assert await api.refusal("setMyCommands", **params) == f"400 Bad Request: {error}"


async def test_commands_of_a_member_need_the_member(api, sandbox, wang):
    group = sandbox.group("群", members=[wang])
    group.add_bot()
    scope = {"type": "chat_member", "chat_id": group.id, "user_id": 7}
    assert await api.refusal("setMyCommands", commands=COMMANDS, scope=scope) == "400 Bad Request: user not found"


async def test_texts_about_the_bot(api):
    assert await api("getMyName") == {"name": "发光"}
    await api("setMyName", name="发光机器人")
    await api("setMyName", name="Luminous", language_code="en")
    assert await api("getMyName", language_code="en") == {"name": "Luminous"}
    assert await api("getMyName", language_code="de") == {"name": "发光机器人"}
    await api("setMyDescription", description="x" * 512)
    await api("setMyShortDescription", short_description="短")
    assert await api("getMyShortDescription") == {"short_description": "短"}
    assert await api("getMyDescription") == {"description": "x" * 512}
    refused = await api.refusal("setMyDescription", description="x" * 513)
    assert refused == "400 Bad Request: BOT_DESCRIPTION_TOO_LONG"


async def test_the_menu_button(api, sandbox, wang):
    button = {"type": "web_app", "text": "打开", "web_app": {"url": "https://e.cn"}}
    await api("setChatMenuButton", menu_button=button)
    assert await api("getChatMenuButton") == button
    await api("setChatMenuButton", chat_id=wang.id)
    assert await api("getChatMenuButton", chat_id=wang.id) == {"type": "default"}
    group = sandbox.group("群", members=[wang])
    group.add_bot()
    assert await api.refusal("setChatMenuButton", chat_id=group.id) == "400 Bad Request: chat not found"


@pytest.mark.parametrize("method", ["logOut", "close"])
async def test_saying_goodbye(api, method):
    assert await api(method) is True
