"""Groups and channels: what a bot with privacy mode hears, who comes and goes, who speaks for a chat."""

from __future__ import annotations

import pytest


@pytest.fixture
def group(sandbox, wang):
    group = sandbox.group("开发区干部群", members=[wang])
    group.add_bot()
    return group


async def _heard(api):
    """The texts of the group's messages that reached the bot."""
    found = (u["message"] for u in await api.updates() if "message" in u)
    return [message["text"] for message in found if message["chat"]["type"] != "private" and "text" in message]


async def test_privacy_mode_lets_through_what_is_meant_for_the_bot(api, wang, group):
    card = await api.card(group)
    wang.sends("闲聊", group)
    wang.sends("/events", group)
    wang.sends("/events@faguang_bot", group)
    wang.sends("/events@other_bot", group)
    wang.sends("请看 /events", group)
    wang.sends("问问 @Faguang_Bot", group)
    wang.sends("答你", group, reply_to=card)
    wang.sends("答自己", group, reply_to=wang.messages(group)[-1])
    assert await _heard(api) == ["/events", "/events@faguang_bot", "问问 @Faguang_Bot", "答你"]


async def test_administrators_hear_everything(api, wang, group):
    group.add_bot(can_delete_messages=True)
    wang.sends("闲聊", group)
    assert await _heard(api) == ["闲聊"]


async def test_without_privacy_mode_everything_is_heard(api, sandbox, wang, group):
    sandbox.world.privacy = False
    wang.sends("闲聊", group)
    assert await _heard(api) == ["闲聊"]
    assert (await api("getMe"))["can_read_all_group_messages"] is True


async def test_a_bot_outside_hears_nothing(api, wang, group):
    group.remove_bot()
    wang.sends("/events", group)
    assert await _heard(api) == []


async def test_coming_and_going(api, sandbox, wang, group):
    zhang = sandbox.person("张强")
    group.add(zhang, by=wang)
    group.remove(zhang)
    services = [u["message"] for u in await api.updates() if "message" in u][-2:]
    assert services[0]["new_chat_members"][0]["id"] == zhang.id
    assert services[0]["from"]["id"] == wang.id
    assert services[1]["left_chat_member"]["id"] == zhang.id
    assert group not in zhang.chats


async def test_an_administering_bot_hears_of_promotions(api, sandbox, wang, group):
    group.add_bot(admin=True)
    await api.updates(allowed_updates=["chat_member"])
    group.promote(wang, can_pin_messages=True)
    group.demote(wang)
    changes = [update["chat_member"] for update in await api.updates() if "chat_member" in update]
    assert [change["new_chat_member"]["status"] for change in changes] == ["administrator", "member"]
    assert changes[0]["new_chat_member"]["can_pin_messages"] is True
    with pytest.raises(ValueError, match="can_fly"):
        group.promote(wang, can_fly=True)


async def test_the_bot_hears_what_becomes_of_it(api, sandbox, wang):
    group = sandbox.group("群", owner=wang)
    group.add_bot()
    group.add_bot(can_pin_messages=True)
    group.remove_bot()
    changes = [update["my_chat_member"] for update in await api.updates() if "my_chat_member" in update]
    assert [(c["old_chat_member"]["status"], c["new_chat_member"]["status"]) for c in changes] == [
        ("left", "member"),
        ("member", "administrator"),
        ("administrator", "kicked"),
    ]
    assert changes[0]["from"]["id"] == wang.id


async def test_nobody_stands_behind_an_anonymous_admin_or_a_channel(api, sandbox, wang, group):
    channel = sandbox.channel("通知公告", owner=wang)
    wang.sends("/a", group, as_chat=group)
    wang.sends("/b", group, as_chat=channel)
    anonymous, spoken = [u["message"] for u in await api.updates() if u.get("message", {}).get("text") in {"/a", "/b"}]
    assert (anonymous["from"]["id"], anonymous["sender_chat"]["id"]) == (1087968824, group.id)
    assert (spoken["from"]["id"], spoken["sender_chat"]["id"]) == (136817688, channel.id)
    assert next(group.newest).sender.name == "通知公告"


async def test_channel_posts(api, sandbox, wang):
    channel = sandbox.channel("通知公告", owner=wang)
    channel.add_bot()
    post = channel.posts("放假")
    wang.edits(post, "放假三天")
    posts = await api.updates()
    assert posts[-2]["channel_post"]["sender_chat"]["id"] == channel.id
    assert ("from" in posts[-2]["channel_post"], posts[-1]["edited_channel_post"]["text"]) == (False, "放假三天")


async def test_only_groups_are_upgraded_and_only_once(sandbox, wang, group):
    new = group.upgrade()
    assert (new.type, new.id < -1_000_000_000_000, new in wang.chats, group in wang.chats) == (
        "supergroup",
        True,
        True,
        False,
    )
    for chat in (group, new):
        with pytest.raises(RuntimeError):
            chat.upgrade()


async def test_supergroups_number_their_own_messages(api, sandbox, wang):
    first, second = (sandbox.group(title, members=[wang], supergroup=True) for title in ("甲", "乙"))
    for group in (first, second):
        group.add_bot()
    assert [(await api.card(group)).id for group in (first, second)] == [2, 2]


async def test_polls(api, sandbox, wang, group):
    options = [{"text": "周三"}, {"text": "周四"}]
    asked = {"chat_id": group.id, "question": "何时？", "options": options, "is_anonymous": False}
    await api("sendPoll", **asked)
    poll = next(group.newest)
    wang.votes(poll, "周三")
    wang.votes(poll, "周四")
    answers = [update["poll_answer"] for update in await api.updates() if "poll_answer" in update]
    assert [answer["option_ids"] for answer in answers] == [[0], [1]]
    assert [option["voter_count"] for option in poll.raw["poll"]["options"]] == [0, 1]
    with pytest.raises(LookupError, match="周五"):
        wang.votes(poll, "周五")
    wang.votes(poll)
    closed = await api("stopPoll", chat_id=group.id, message_id=poll.id)
    assert (closed["is_closed"], closed["total_voter_count"]) == (True, 0)
    with pytest.raises(RuntimeError, match="closed"):
        wang.votes(poll, "周三")
    refused = await api.refusal("stopPoll", chat_id=group.id, message_id=poll.id)
    assert refused == "400 Bad Request: poll has already been closed"
    card = await api.card(group)
    refused = await api.refusal("stopPoll", chat_id=group.id, message_id=card.id)
    assert refused == "400 Bad Request: message with poll to stop not found"


async def test_anonymous_polls_name_nobody(api, wang, group):
    await api("sendPoll", chat_id=group.id, question="何时？", options=[{"text": "周三"}, {"text": "周四"}])
    wang.votes(next(group.newest), "周三")
    updates = await api.updates()
    assert [set(update) - {"update_id"} for update in updates][-1:] == [{"poll"}]
    assert updates[-1]["poll"]["total_voter_count"] == 1


@pytest.mark.parametrize(
    ("params", "error"),
    [
        ({"options": []}, "poll must have at least 1 option"),
        ({"options": [{"text": "x"}] * 13}, "poll can't have more than 12 options"),
        ({"options": [{"text": "x" * 101}]}, "poll options length must not exceed 100"),
        ({"options": [{"text": ""}]}, "poll options must be non-empty"),
        ({"question": "x" * 301}, "poll question length must not exceed 300"),
        ({"question": ""}, "poll question must be non-empty"),
        ({"type": "vote"}, "unsupported poll type specified"),
        ({"type": "quiz"}, "wrong correct option ID specified"),
        ({"type": "quiz", "correct_option_ids": [2]}, "wrong correct option ID specified"),
        ({"type": "quiz", "correct_option_ids": [0], "explanation": "x" * 201}, "quiz explanation is too long"),
        ({"open_period": 60}, "[sandbox] not played in polls: ['open_period']"),
    ],
)
async def test_polls_that_telegram_refuses(api, wang, params, error):
    asked = {"chat_id": wang.id, "question": "何时？", "options": [{"text": "周三"}, {"text": "周四"}]}
    assert await api.refusal("sendPoll", **asked | params) == f"400 Bad Request: {error}"


async def test_a_quiz_knows_its_answer(api, wang):
    options = [{"text": "甲"}, {"text": "乙"}]
    quiz = {"type": "quiz", "correct_option_ids": [1], "explanation": "<b>乙</b>", "explanation_parse_mode": "HTML"}
    sent = await api("sendPoll", chat_id=wang.id, question="哪个？", options=options, **quiz)
    poll = sent["poll"]
    assert (poll["correct_option_ids"], poll["explanation"], poll["allows_revoting"]) == ([1], "乙", False)
