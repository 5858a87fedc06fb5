"""/settings: topics that owners offer, quiet hours, only what is important, and the way to the rest."""

from datetime import timedelta

import pytest

from bot.domain.subscriptions import MOST_TOPICS
from bot.services.events import Events
from bot.services.subscriptions import Subscriptions
from tests.people import START

NOTICE = "周五停水，请提前备水。"
IMPORTANT = f"{NOTICE}\n\n重要通知，免打扰时段也会送达。"


@pytest.fixture
async def boss(world):
    return await world.member("李静", role="owner")


async def tells_everybody(boss, *, important=False):
    await boss.sends("/notice")
    await boss.sends(NOTICE)
    await boss.taps("全员")
    await boss.taps("完成 ✓")
    if important:
        await boss.taps("✎ 重要程度")
        await boss.taps("重要")
    await boss.taps("发送")


async def topics_of(world, someone):
    rows = await world.app.db.read(
        lambda tx: tx.all("SELECT topic FROM subscriptions WHERE person_id = :p ORDER BY topic", p=someone.person_id)
    )
    return [topic for (topic,) in rows]


async def test_topics_are_a_tap_each(world):
    wang = await world.member("王敏")
    await wang.sends("/settings")
    assert wang.labels == [
        ["☐ 政策", "☐ 人才"],
        ["☐ 金融", "☐ 活动"],
        ["换免打扰时段", "☐ 只收重要通知"],
        ["活动提醒", "语言"],
        ["姓名与显示", "数据与权利"],
    ]
    await wang.taps("☐ 金融")
    assert (wang.toast, wang.labels[1]) == ("已订阅“金融”", ["☑ 金融", "☐ 活动"])
    await wang.taps("☐ 政策")
    assert await topics_of(world, wang) == ["政策", "金融"]
    await wang.taps("☑ 金融")
    assert (wang.toast, await topics_of(world, wang)) == ("已取消订阅“金融”", ["政策"])


async def test_a_tap_that_comes_twice_changes_nothing_more(world):
    wang = await world.member("王敏")
    await wang.sends("/settings")
    await wang.forges("su:3:1")
    await wang.forges("su:3:1")
    assert await topics_of(world, wang) == ["金融"]


async def test_the_settings_lead_to_all_else_one_can_choose(world):
    wang = await world.member("王敏")
    for label, first in (
        ("活动提醒", "报上名的活动，什么时候提醒你？"),
        ("语言", "用哪种语言和你对话？"),
        ("姓名与显示", "王敏"),
    ):
        await wang.sends("/settings")
        await wang.taps(label)
        assert wang.text.splitlines()[0] == first


async def test_in_quiet_hours_notices_wait_and_important_ones_do_not(world, boss):
    wang, zhang = await world.members("王敏", "张强")
    await wang.sends("/settings")
    await wang.taps("换免打扰时段")
    assert wang.toast == "免打扰：21:00–08:00"
    night = START.replace(hour=14)  # 22:00 at the workplace
    await world.until(night)
    await tells_everybody(boss)
    assert zhang.text == NOTICE
    assert NOTICE not in wang.heard()
    await tells_everybody(boss, important=True)
    assert wang.text == IMPORTANT
    await world.until(night + timedelta(hours=9, minutes=59))
    assert NOTICE not in wang.heard()
    await world.later(minutes=2)
    assert wang.text == NOTICE


async def test_quiet_hours_go_round(world):
    wang = await world.member("王敏")
    await wang.sends("/settings")
    said = []
    for _time in range(5):
        await wang.taps("换免打扰时段")
        said.append(wang.toast)
    assert said == [
        "免打扰：21:00–08:00",
        "免打扰：22:00–07:00",
        "免打扰：20:00–09:00",
        "免打扰：18:00–09:00",
        "免打扰：未设置",
    ]


async def test_whoever_wants_only_what_is_important_gets_that(world, boss):
    wang = await world.member("王敏")
    await wang.sends("/settings")
    await wang.taps("☐ 只收重要通知")
    assert wang.toast == "今后只收重要通知"
    await tells_everybody(boss)
    assert NOTICE not in wang.heard()
    await tells_everybody(boss, important=True)
    assert wang.text == IMPORTANT


async def test_owners_say_which_topics_there_are(world, boss):
    wang = await world.member("王敏")
    await wang.sends("/settings")
    await wang.taps("☐ 人才")
    await boss.sends("/settings")
    await boss.taps("管理主题")
    assert boss.text == "可订阅的主题\n政策 · 0 人\n人才 · 1 人\n金融 · 0 人\n活动 · 0 人"
    await boss.taps("新增主题")
    await boss.sends("应" * 21)
    assert boss.text.splitlines()[-1] == "主题叫什么？两到四个字最合适。"
    await boss.sends(" 应急  管理 ")
    assert boss.labels == [["✕ 政策", "✕ 人才"], ["✕ 金融", "✕ 活动"], ["✕ 应急 管理"], ["新增主题", "‹ 返回"]]
    await boss.taps("✕ 人才")
    assert boss.text == "撤下主题“人才”？\n现有 1 人订阅，撤下后订阅随之取消。"
    await boss.taps("确认撤下")
    assert boss.toast == "已撤下“人才”"
    await wang.taps("☑ 人才")
    assert wang.alert == "这个主题已经没有了。现有主题见 /settings。"
    await wang.sends("/settings")
    assert wang.labels[:2] == [["☐ 政策", "☐ 金融"], ["☐ 活动", "☐ 应急 管理"]]


async def test_what_was_taken_away_stays_away_after_a_start_and_comes_back_when_offered_again(world, boss):
    for topic in (1, 2, 3, 4):
        await boss.forges(f"sut-:{topic}")
    await world.app.service(Subscriptions).prepare()
    await boss.forges("sut+")
    await boss.sends("金融")
    assert boss.labels == [["✕ 金融"], ["新增主题", "‹ 返回"]]


async def test_there_is_room_for_so_many_topics(world, boss):
    for number in range(MOST_TOPICS - 4):
        await boss.forges("sut+")
        await boss.sends(f"主题{number}")
    await boss.forges("sut+")
    await boss.sends("又一个")
    assert f"已有 {MOST_TOPICS} 个主题，请先在 /settings 中撤掉一个。" in boss.heard()


@pytest.mark.parametrize("role", [None, "organiser"])
async def test_nobody_else_changes_the_topics(world, role):
    someone = await world.member("王敏", role=role)
    await someone.forges("sut-:1")
    await someone.forges("sut+")
    await someone.sends("应急")
    await someone.sends("/settings")
    assert someone.labels[:2] == [["☐ 政策", "☐ 人才"], ["☐ 金融", "☐ 活动"]]


async def sleeps(someone):
    """Choose 22:00–07:00 in /settings."""
    await someone.sends("/settings")
    await someone.taps("换免打扰时段")
    await someone.taps("换免打扰时段")
    assert someone.toast == "免打扰：22:00–07:00"


def named(someone, title):
    """How many messages name the event, cards that were opened included."""
    return sum(title in text for text in someone.heard())


async def test_in_the_night_only_what_cannot_wait_comes(world, boss):
    night = START + timedelta(hours=12, minutes=30)  # 22:30
    early = await world.event(boss, "晨会", starts=START + timedelta(hours=22), lasts=1)  # 08:00
    late = await world.event(boss, "午后课", starts=START + timedelta(hours=52))  # 14:00 on the day after
    wang, zhang = await world.members("王敏", "张强")
    for someone in (wang, zhang):
        for event in (early, late):
            await someone.starts(f"e_{event.id}")
            await someone.taps("报名")
    await sleeps(wang)
    await world.until(night)
    before = [(named(one, "晨会"), named(one, "午后课")) for one in (wang, zhang)]
    for event in (early, late):
        await world.app.service(Events).cancel(boss.person_id, event.id, "讲师生病")
    await world.settled()
    heard = [(named(one, "晨会"), named(one, "午后课")) for one in (wang, zhang)]
    assert heard == [(before[0][0] + 1, before[0][1]), (before[1][0] + 1, before[1][1] + 1)]
    await world.until(START + timedelta(hours=20, minutes=59))
    assert named(wang, "午后课") == before[0][1]
    await world.later(minutes=1)
    assert named(wang, "午后课") == before[0][1] + 1


async def test_who_ends_the_quiet_hears_at_once_what_it_held(world, boss):
    event = await world.event(boss, "午后课", starts=START + timedelta(hours=52))
    wang = await world.member("王敏")
    await wang.starts(f"e_{event.id}")
    await wang.taps("报名")
    await sleeps(wang)
    await world.until(START + timedelta(hours=13))
    await tells_everybody(boss)
    await world.app.service(Events).cancel(boss.person_id, event.id, "讲师生病")
    await world.settled()
    assert ([text for text in wang.heard() if NOTICE in text], "讲师生病" in "".join(wang.heard())) == ([], False)
    await world.app.service(Subscriptions).keep_quiet(wang.person_id, None)
    await world.settled()
    assert ([text for text in wang.heard() if NOTICE in text], "讲师生病" in wang.heard()[-2]) == ([NOTICE], True)
