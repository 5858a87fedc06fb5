"""Online: the word that the speaker says, and the link that comes shortly before."""

from dataclasses import replace
from datetime import timedelta

from bot.services.events import Events
from tests.scenario.at_the_door import half_past_two, li, opened, present, signed_up

__all__ = ["li"]

LINK = "https://meeting.example/1"


def can_say_the_word(someone):
    return "签到" in [label for row in someone.labels for label in row]


async def with_a_word(world, li, word="发光"):
    event, _secret = await opened(world, li, place="", link=LINK)
    await li.starts(f"e_{event.id}")
    for label in ("管理", "签到", "口令"):
        await li.taps(label)
    await li.sends(word)
    return event


async def test_online_people_check_in_by_the_word_that_the_speaker_says(world, li):
    event = await with_a_word(world, li, "发光 Go")
    assert "口令：发光 Go" in li.text.splitlines()
    (wang,) = await signed_up(world, event, "王敏")
    await half_past_two(world, event, minutes=-31)
    await wang.starts(f"e_{event.id}")
    assert not can_say_the_word(wang)
    await world.later(minutes=46)
    await wang.starts(f"e_{event.id}")
    await wang.taps("签到")
    assert wang.text == "签到 · 1/1\n\n主讲说的口令是什么？直接发给我。"
    await wang.sends("发亮")
    assert wang.text == "口令不对。再输一次，或请主讲再说一遍。"
    await wang.sends("发光ＧＯ")
    assert wang.text == "✅ 已签到 14:45\n开放型经济与开发区\n时间：11月25日周三 14:30–16:00"
    await wang.taps("查看活动")
    assert wang.text.endswith("✅ 已签到 14:45")
    assert not can_say_the_word(wang)
    assert await present(world, event) == [("王敏", "word", "")]


async def test_the_word_is_for_those_with_a_seat_and_in_its_time(world, li):
    event = await with_a_word(world, li)
    (wang,) = await signed_up(world, event, "王敏")
    zhang = await world.member("张强")
    await half_past_two(world, event)
    await zhang.starts(f"e_{event.id}")
    assert not can_say_the_word(zhang)
    await wang.starts(f"e_{event.id}")
    await world.later(hours=2)
    await wang.taps("签到")
    assert wang.alert == "签到已在11月25日周三 16:30结束。到过场的，由组织者在到场名单里补签。"


async def test_guessing_words_ends_after_five(world, li):
    event = await with_a_word(world, li)
    (wang,) = await signed_up(world, event, "王敏")
    await half_past_two(world, event)
    await wang.starts(f"e_{event.id}")
    await wang.taps("签到")
    for word in ("发亮", "追光", "擎光", "护光", "阳光"):
        await wang.sends(word)
        assert wang.text == "口令不对。再输一次，或请主讲再说一遍。"
    await wang.sends("发光")
    assert wang.text == "输错太多次了。请在 15:30 后再试，或请组织者在名单上给你签到。"


async def test_an_organiser_takes_the_word_back(world, li):
    event = await with_a_word(world, li)
    await li.taps("口令")
    await li.taps("跳过")
    assert "口令：未设（线上活动可以由主讲说一个）" in li.text.splitlines()
    (wang,) = await signed_up(world, event, "王敏")
    await half_past_two(world, event)
    await wang.starts(f"e_{event.id}")
    assert not can_say_the_word(wang)


async def test_the_link_comes_to_those_with_a_seat_a_quarter_of_an_hour_before(world, li):
    event = await world.event(li, place="", link=LINK, capacity=1)
    wang, zhang = await signed_up(world, event, "王敏", "张强")
    await half_past_two(world, event, minutes=-15)
    assert wang.text == f"🔗 14:30《开放型经济与开发区》\n点这里参加：{LINK}"
    assert wang.labels == [["查看活动"]]
    assert [LINK in text for text in zhang.heard()] == [False] * len(zhang.heard())
    assert [LINK in text for text in wang.heard()].count(True) == 1


async def test_a_link_that_is_added_or_moved_comes_once_at_its_time(world, li):
    event = await world.event(li)
    (wang,) = await signed_up(world, event, "王敏")
    events = world.app.service(Events)
    moved = event.starts_at + timedelta(hours=1)
    await events.revise(li.person_id, event.id, replace(event.plan(), link=LINK))
    await events.revise(
        li.person_id,
        event.id,
        replace(event.plan(), link=LINK, starts_at=moved, closes_at=moved, ends_at=moved + timedelta(hours=1)),
    )
    await half_past_two(world, event, minutes=44)
    assert [LINK in text for text in wang.heard()].count(True) == 0
    await world.later(minutes=1)
    assert wang.text.startswith("🔗 15:30")
    await world.until(moved)
    assert [LINK in text for text in wang.heard()].count(True) == 1


async def test_who_left_gets_no_link(world, li):
    event = await world.event(li, link=LINK)
    (wang,) = await signed_up(world, event, "王敏")
    await world.app.service(Events).leave(event.id, wang.person_id)
    await world.until(event.ends_at)
    assert [LINK in text for text in wang.heard()].count(True) == 0
