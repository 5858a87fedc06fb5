"""Reminders come by themselves, move and die with what they are about, and everybody chooses their own."""

from datetime import timedelta

import pytest

from bot.domain.events import News
from bot.services.events import Events
from bot.services.people import People
from handlers.kit import Promise
from tests.people import START

TITLE = "开放型经济与开发区"


@pytest.fixture
async def li(world):
    return await world.member("李静", role="organiser")


async def _signed_up(world, event, *names):
    people = await world.members(*names)
    for someone in people:
        await someone.starts(f"e_{event.id}")
        await someone.forges(f"ev+:{event.id}:")
    return people


async def test_the_evening_before_and_one_hour_before(world, li):
    event = await world.event(li, link="https://meeting.example/1")
    (wang,) = await _signed_up(world, event, "王敏")
    quiet = len(wang.heard())
    await world.until(START + timedelta(days=1, hours=7, minutes=59))
    assert len(wang.heard()) == quiet
    await world.later(minutes=1)
    where = "地点：管委会一楼报告厅\n线上：开始前 15 分钟发链接"
    assert wang.text == f"⏰ 明天 14:30《{TITLE}》\n{where}"
    assert wang.labels == [["查看活动"], ["取消报名"]]
    await world.until(event.starts_at - timedelta(hours=1))
    assert wang.text == f"⏰ 今天 14:30《{TITLE}》，还有 1 小时\n{where}"
    await world.until(event.starts_at - timedelta(minutes=16))
    assert len(wang.heard()) == quiet + 2
    await world.later(minutes=1)
    assert wang.text == f"🔗 14:30《{TITLE}》\n点这里参加：https://meeting.example/1"
    await world.until(event.ends_at)
    assert len(wang.heard()) == quiet + 3


async def test_a_reminder_leads_to_the_card_and_out(world, li):
    event = await world.event(li)
    (wang,) = await _signed_up(world, event, "王敏")
    await world.until(event.starts_at - timedelta(hours=1))
    await wang.taps("取消报名")
    await wang.taps("确认取消")
    assert wang.toast == "已取消报名"


async def test_those_waiting_and_those_who_left_get_none(world, li):
    event = await world.event(li, capacity=1)
    wang, zhang, chen = await _signed_up(world, event, "王敏", "张强", "陈晨")
    await wang.forges(f"ev-:{event.id}:")
    before = [len(one.heard()) for one in (wang, zhang, chen)]
    await world.until(event.starts_at - timedelta(hours=5))
    await world.until(event.starts_at - timedelta(hours=1))
    assert [len(one.heard()) for one in (wang, zhang, chen)] == [before[0], before[1] + 2, before[2]]


async def test_after_an_outage_only_the_nearest_is_sent_and_says_what_is_true_then(world, li):
    event = await world.event(li)
    (wang,) = await _signed_up(world, event, "王敏")
    before = len(wang.heard())
    await world.until(event.starts_at - timedelta(minutes=40))
    assert [text.splitlines()[0] for text in wang.heard()[before:]] == [f"⏰ 今天 14:30《{TITLE}》，还有 40 分钟"]


async def test_an_hour_and_a_half_is_not_called_two_hours(world, li):
    event = await world.event(li)
    (wang,) = await _signed_up(world, event, "王敏")
    before = len(wang.heard())
    await world.until(event.starts_at - timedelta(minutes=90))
    assert [text.splitlines()[0] for text in wang.heard()[before:]] == [f"⏰ 今天 14:30《{TITLE}》，还有 90 分钟"]


async def test_an_evening_reminder_that_comes_late_still_helps(world, li):
    event = await world.event(li)
    (wang,) = await _signed_up(world, event, "王敏")
    before = len(wang.heard())
    await world.until(event.starts_at - timedelta(hours=5))
    assert [text.splitlines()[0] for text in wang.heard()[before:]] == [f"⏰ 今天 14:30《{TITLE}》，还有 5 小时"]


async def test_reminders_move_with_the_event(world, li):
    event = await world.event(li)
    (wang,) = await _signed_up(world, event, "王敏")
    await li.starts(f"e_{event.id}")
    for label in ("管理", "修改", "✎ 日期时间"):
        await li.taps(label)
    await li.sends("下周三 9:00")
    await li.taps("保存改动")
    before = len(wang.heard())
    await world.until(event.starts_at)
    assert len(wang.heard()) == before
    await world.until(START + timedelta(days=8, hours=8))
    assert wang.text.splitlines()[0] == f"⏰ 明天 09:00《{TITLE}》"


async def test_reminders_die_with_the_event(world, li):
    event = await world.event(li)
    (wang,) = await _signed_up(world, event, "王敏")
    await li.starts(f"e_{event.id}")
    for label in ("管理", "更多…", "取消活动", "跳过", "确认取消活动"):
        await li.taps(label)
    before = len(wang.heard())
    await world.until(event.starts_at)
    assert len(wang.heard()) == before


async def test_everybody_chooses_their_own_leads(world, li):
    event = await world.event(li)
    (wang,) = await _signed_up(world, event, "王敏")
    await wang.sends("/reminders")
    assert wang.text == "报上名的活动，什么时候提醒你？\n点一下打开或关闭，马上生效，已经报名的活动也算。"
    assert wang.labels == [
        ["✓ 前一晚 18:00"],
        ["提前一天"],
        ["当天早上 08:00"],
        ["提前两小时"],
        ["✓ 提前一小时"],
        ["提前半小时"],
        ["都不提醒"],
    ]
    await wang.taps("✓ 前一晚 18:00")
    assert wang.toast == "已关闭：前一晚 18:00"
    await wang.taps("提前半小时")
    assert wang.toast == "已打开：提前半小时"
    assert [wang.labels[0], wang.labels[5]] == [["前一晚 18:00"], ["✓ 提前半小时"]]
    before = len(wang.heard())
    await world.until(event.starts_at - timedelta(hours=1))
    await world.until(event.starts_at - timedelta(minutes=30))
    assert [text.splitlines()[0] for text in wang.heard()[before:]] == [
        f"⏰ 今天 14:30《{TITLE}》，还有 1 小时",
        f"⏰ 今天 14:30《{TITLE}》，还有 30 分钟",
    ]


async def test_no_reminders_at_all(world, li):
    event = await world.event(li)
    (wang,) = await _signed_up(world, event, "王敏")
    await wang.sends("/reminders")
    await wang.taps("都不提醒")
    assert wang.toast == "不再提醒"
    assert wang.labels[-1] == ["✓ 都不提醒"]
    before = len(wang.heard())
    await world.until(event.starts_at)
    assert len(wang.heard()) == before


async def test_a_forged_lead_is_out_of_date(world):
    wang = await world.member("王敏")
    await wang.sends("/reminders")
    await wang.forges("rm:never:1")
    assert wang.alert == "这个按钮已经过期了。发送 /start 重新开始。"


async def test_a_change_of_the_link_is_for_those_with_a_seat(world, li):
    event = await world.event(li, place="", link="https://a.example", capacity=1)
    wang, zhang = await _signed_up(world, event, "王敏", "张强")
    await li.starts(f"e_{event.id}")
    for label in ("管理", "修改", "✎ 地点"):
        await li.taps(label)
    await li.sends("https://b.example")
    await li.taps("保存改动")
    assert wang.text.splitlines()[1] == "线上：开始前 15 分钟发链接"
    assert zhang.text.splitlines()[1] == "线上：链接有变，报上名后可以看到"
    await li.taps("管理")
    for label in ("修改", "✎ 地点"):
        await li.taps(label)
    await li.sends("报告厅")
    await li.taps("保存改动")
    assert wang.text.splitlines()[1:3] == ["地点：待定 → 报告厅", "线上：已取消线上方式"]


async def test_in_the_readers_own_language(world, li):
    event = await world.event(li)
    wang, smith = await _signed_up(world, event, "王敏", "Smith")
    people = world.app.service(People)
    await people.set_language(wang.person_id, "zh_Hant")
    await people.set_language(smith.person_id, "en")
    await world.until(event.starts_at - timedelta(hours=1))
    assert wang.text == f"⏰ 今天 14:30《{TITLE}》，還有 1 小時\n地點：管委会一楼报告厅"
    assert smith.text == f"⏰ Today 14:30: “{TITLE}”, in 1 hour\nPlace: 管委会一楼报告厅"


async def test_what_does_not_hold_any_more_is_not_written(world, li):
    """Between being claimed and being written anything may have happened."""
    event, cancelled = await world.event(li, capacity=1), await world.event(li)
    (wang,) = await _signed_up(world, event, "王敏")
    await wang.forges(f"ev+:{cancelled.id}:")
    await world.app.service(Events).cancel(li.person_id, cancelled.id, "")
    person = await world.app.service(People).known(wang.id)
    was = {"was": {"place": "三楼"}}

    async def written(subject):
        """Of every kind of message, whether it is still written."""
        data = {"lead": "1h", **was}
        screens = [await world.app.desk.write(Promise(kind, subject, data), person) for kind in News]
        return {kind.name for kind, (screen, _reader) in zip(News, screens, strict=True) if screen}

    assert await written(event.id) == {"REMINDER", "PROMOTED", "CHANGED", "ADMITTED"}
    assert await written(cancelled.id) == {"CANCELLED"}
    assert await written(999) == set()
    await world.until(event.starts_at)
    assert await written(event.id) == set()


async def test_who_left_before_it_was_written_gets_nothing(world, li):
    event = await world.event(li, capacity=1)
    wang, zhang = await _signed_up(world, event, "王敏", "张强")
    await wang.forges(f"ev-:{event.id}:")
    person = await world.app.service(People).known(wang.id)
    for kind in set(News) - {News.LAPSED}:  # that is what somebody is told who is not in the line any more
        screen, _reader = await world.app.desk.write(Promise(kind, event.id, {"lead": "1h", "was": {}}), person)
        assert screen is None
    assert zhang.text.startswith("✅")
