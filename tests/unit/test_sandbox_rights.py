"""Who may be written to: Telegram's 403s, moved groups, channels."""

from __future__ import annotations

import pytest

SAY = {"text": "x"}


async def _sends(api, chat_id):
    return await api.refusal("sendMessage", chat_id=chat_id, **SAY)


async def test_a_stranger_is_not_found(api, sandbox):
    stranger = sandbox.person("陌生人")
    assert await _sends(api, stranger.id) == "400 Bad Request: chat not found"
    assert await _sends(api, 42) == "400 Bad Request: chat not found"
    assert await _sends(api, "@nobody") == "400 Bad Request: chat not found"


async def test_nobody_gets_a_message_before_pressing_start(api, sandbox):
    zhang = sandbox.person("张强")
    sandbox.group("干部群", members=[zhang]).add_bot()
    assert await _sends(api, zhang.id) == "403 Forbidden: bot can't initiate conversation with a user"
    zhang.starts()
    await api("sendMessage", chat_id=zhang.id, **SAY)


async def test_who_blocked_the_bot_gets_nothing_until_pressing_start(api, wang):
    wang.blocks_bot()
    assert await _sends(api, wang.id) == "403 Forbidden: bot was blocked by the user"
    wang.starts()
    await api("sendMessage", chat_id=wang.id, **SAY)
    changes = [u["my_chat_member"] for u in await api.updates() if "my_chat_member" in u]
    assert [(c["old_chat_member"]["status"], c["new_chat_member"]["status"]) for c in changes] == [
        ("member", "kicked"),
        ("kicked", "member"),
    ]


async def test_a_deleted_account_gets_nothing(api, wang):
    wang.deactivates()
    assert await _sends(api, wang.id) == "403 Forbidden: user is deactivated"


@pytest.mark.parametrize("kind", ["group", "supergroup", "channel"])
async def test_a_bot_thrown_out_may_say_nothing(api, sandbox, wang, kind):
    options = {"members": [wang], "supergroup": kind == "supergroup"}
    chat = sandbox.channel("通知", members=[wang]) if kind == "channel" else sandbox.group("群", **options)
    assert await _sends(api, chat.id) == f"403 Forbidden: bot is not a member of the {kind} chat"
    chat.add_bot()
    await api("sendMessage", chat_id=chat.id, **SAY)
    chat.remove_bot()
    assert await _sends(api, chat.id) == f"403 Forbidden: bot was kicked from the {kind} chat"


async def test_a_muted_bot_may_say_nothing(api, sandbox, wang):
    group = sandbox.group("群", members=[wang], supergroup=True)
    group.add_bot()
    group.mutes_bot()
    assert await _sends(api, group.id) == "400 Bad Request: not enough rights to send text messages to the chat"


async def test_a_channel_needs_the_right_to_post(api, sandbox, wang):
    channel = sandbox.channel("通知公告", owner=wang, username="tongzhi")
    channel.add_bot(can_post_messages=False)
    assert await _sends(api, channel.id) == "400 Bad Request: need administrator rights in the channel chat"
    channel.add_bot()
    await api("sendMessage", chat_id="@TongZhi", **SAY)
    assert next(channel.newest).raw["sender_chat"]["id"] == channel.id


async def test_a_group_that_moved_tells_where(api, sandbox, wang):
    group = sandbox.group("干部群", members=[wang])
    group.add_bot()
    new = group.upgrade()
    body = await api.raw("sendMessage", chat_id=group.id, text="x")
    assert body == {
        "ok": False,
        "error_code": 400,
        "description": "Bad Request: group chat was upgraded to a supergroup chat",
        "parameters": {"migrate_to_chat_id": new.id},
    }
    await api("sendMessage", chat_id=new.id, **SAY)
    services = [u["message"] for u in await api.updates() if "message" in u][-2:]
    assert (services[0]["migrate_to_chat_id"], services[1]["migrate_from_chat_id"]) == (new.id, group.id)
    assert [message.text for message in wang.messages(new)][-1] == "x"


async def test_who_is_in_a_chat(api, sandbox, wang):
    zhang, li = sandbox.person("张强"), sandbox.person("李娜")
    group = sandbox.group("干部群", owner=wang, admins=[zhang], supergroup=True)
    group.add_bot()
    group.add(li)
    asked = {"chat_id": group.id}
    members = [await api("getChatMember", **asked, user_id=person.id) for person in (wang, zhang, li)]
    assert [member["status"] for member in members] == ["creator", "administrator", "member"]
    assert [m["user"]["id"] for m in await api("getChatAdministrators", **asked)] == [wang.id, zhang.id]
    assert await api("getChatMemberCount", **asked) == 4
    group.remove(li, banned=True)
    assert (await api("getChatMember", **asked, user_id=li.id))["status"] == "kicked"
    stranger = sandbox.person("路人")
    assert (await api("getChatMember", **asked, user_id=stranger.id))["status"] == "left"
    assert await api.refusal("getChatMember", **asked, user_id=5) == "400 Bad Request: PARTICIPANT_ID_INVALID"
    assert await api("getChatMemberCount", chat_id=wang.id) == 2
    refused = await api.refusal("getChatAdministrators", chat_id=wang.id)
    assert refused == "400 Bad Request: there are no administrators in the private chat"


async def test_leaving_is_final(api, sandbox, wang):
    group = sandbox.group("干部群", members=[wang], supergroup=True)
    group.add_bot()
    assert await api("leaveChat", chat_id=group.id) is True
    assert await _sends(api, group.id) == "403 Forbidden: bot is not a member of the supergroup chat"
    refused = await api.refusal("leaveChat", chat_id=wang.id)
    assert refused == "400 Bad Request: chat member status can't be changed in private chats"


async def test_forum_topics(api, sandbox, wang):
    forum = sandbox.group("论坛", owner=wang, forum=True)
    forum.add_bot()
    refused = await api.refusal("createForumTopic", chat_id=forum.id, name="讲堂")
    assert refused == "400 Bad Request: not enough rights to create a topic"
    forum.add_bot(can_manage_topics=True, can_delete_messages=True)
    topic = await api("createForumTopic", chat_id=forum.id, name="讲堂")
    where = {"chat_id": forum.id, "message_thread_id": topic["message_thread_id"]}
    await api("sendMessage", **where, text="x")
    assert next(forum.newest).raw["is_topic_message"] is True
    await api("editForumTopic", **where, name="擂台")
    assert await api.refusal("editForumTopic", **where, name="擂台") == "400 Bad Request: TOPIC_NOT_MODIFIED"
    assert await api.refusal("editForumTopic", **where, name="") == "400 Bad Request: TOPIC_TITLE_EMPTY"
    await api("closeForumTopic", **where)
    assert await api.refusal("closeForumTopic", **where) == "400 Bad Request: TOPIC_NOT_MODIFIED"
    await api("reopenForumTopic", **where)
    assert await api.refusal("reopenForumTopic", **where) == "400 Bad Request: TOPIC_NOT_MODIFIED"
    await api("deleteForumTopic", **where)
    assert await api.refusal("editForumTopic", **where, name="x") == "400 Bad Request: message thread not found"
    plain = sandbox.group("群", owner=wang, supergroup=True)
    plain.add_bot(can_manage_topics=True)
    assert (
        await api.refusal("createForumTopic", chat_id=plain.id, name="x") == "400 Bad Request: the chat is not a forum"
    )
