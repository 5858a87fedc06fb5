"""Organisers copy events, repeat them, and change one or all that follow."""

from datetime import UTC, datetime

import pytest

from bot.domain.rules import Rules
from tests.people import ZONE

_SHOWN = Rules(names=True)


@pytest.fixture
async def li(world):
    return await world.member("李静", role="organiser")


async def _manages(li, event_id):
    await li.starts(f"e_{event_id}")
    await li.taps("管理")


async def _repeats(li, event_id, rate="每周三", times="4 场", off_day="照常"):
    await _manages(li, event_id)
    for label in ("更多…", "重复", rate, times, off_day):
        await li.taps(label)


async def _starts(world):
    rows = await world.app.db.read(
        lambda tx: tx.all("SELECT starts_at, place, state FROM events ORDER BY starts_at, id")
    )
    return [
        (datetime.fromtimestamp(at / 10**6, UTC).astimezone(ZONE).strftime("%m-%d %H:%M"), place, state)
        for at, place, state in rows
    ]


async def test_a_copy_asks_only_for_the_day(world, li):
    event = await world.event(li, hours=1.5, speaker="王主任", rules=_SHOWN)
    await _manages(li, event.id)
    await li.taps("更多…")
    await li.taps("复制")
    assert li.text.splitlines()[2] == "什么时候？可以直接写，也可以点日期。"
    await li.sends("下周四")
    assert li.text == (
        "发布活动 · 请核对\n\n开放型经济与开发区\n知行讲堂 · 追光\n\n时间：12月3日周四 14:30–16:00\n"
        "地点：管委会一楼报告厅\n主讲：王主任\n名额：0 / 60\n学时：1.5\n\n"
        "报名：即刻 至 活动开始时\n谁可以报名：全员\n群里：显示愿意公开的姓名"
    )
    await li.taps("发布")
    assert li.toast == "已发布"


async def test_every_week_four_times(world, li):
    event = await world.event(li)
    await _repeats(li, event.id)
    assert li.text == (
        "重复活动 · 请核对\n\n《开放型经济与开发区》\n每周三 · 共 4 场\n遇到休息日：照常\n\n11月25日周三 · 已发布\n"
        "12月2日周三\n12月9日周三\n12月16日周三\n\n将再发布 3 场\n群里在每场前两周才收到卡片，/events 里马上能看到。"
    )
    await li.taps("全部发布")
    assert li.toast == "又发布了 3 场"
    assert [when for when, *_rest in await _starts(world)] == [
        "11-25 14:30",
        "12-02 14:30",
        "12-09 14:30",
        "12-16 14:30",
    ]
    await li.forges("f+:event.repeat")
    assert len(await _starts(world)) == 4
    await li.forges(f"orr:{event.id}")
    assert li.alert == "这场活动已经在重复。还要往后排，请复制最后一场，再重复那一场。"


async def test_every_month_on_the_same_weekday(world, li):
    event = await world.event(li)
    await _repeats(li, event.id, rate="每月第 4 个周三", times="4 场", off_day="照常")
    await li.taps("全部发布")
    assert [when for when, *_rest in await _starts(world)] == [
        "11-25 14:30",
        "12-23 14:30",
        "01-27 14:30",
        "02-24 14:30",
    ]


async def test_days_off_are_moved_and_days_left_out(world, li):
    friday = datetime(2026, 9, 25, 6, 30, tzinfo=UTC)
    world.clock.set(datetime(2026, 9, 20, 2, 0, tzinfo=UTC))
    event = await world.event(li, starts=friday)
    await _manages(li, event.id)
    for act, what in (
        ("taps", "更多…"),
        ("taps", "重复"),
        ("taps", "每周五"),
        ("sends", "10-16"),
        ("taps", "顺延到工作日"),
    ):
        await getattr(li, act)(what)
    assert li.text.splitlines()[6:10] == [
        "9月25日周五 · 已发布",
        "10月8日周四 · 原为 10月2日周五",
        "10月9日周五",
        "10月16日周五",
    ]
    await li.taps("✎ 休息日")
    await li.taps("这次不办")
    await li.taps("✎ 跳过日期")
    await li.taps("✓ 10月9日周五")
    assert li.text.splitlines()[7:12] == [
        "10月2日周五 · 不办",
        "10月9日周五 · 不办",
        "10月16日周五",
        "",
        "将再发布 1 场",
    ]
    await li.taps("全部发布")
    assert [when for when, *_rest in await _starts(world)] == ["09-25 14:30", "10-16 14:30"]


async def test_beyond_the_known_holidays_the_preview_says_so(world, li):
    event = await world.event(li)
    await _repeats(li, event.id, times="12 场", off_day="提前到工作日")
    assert li.text.splitlines()[-1] == "放假和调休只知道到 2026 年；再往后按周一到周五算。"


async def test_what_does_not_fit_is_explained(world, li):
    event = await world.event(li)
    await _manages(li, event.id)
    await li.taps("更多…")
    await li.taps("重复")
    await li.sends("有空就办")
    assert li.text.splitlines()[2] == "请用下面的按钮选。"
    await li.taps("每月第 4 个周三")
    for typed, hint in (
        ("61", "请填 2 到 60 之间的场数，或最后一天，如 12-31"),
        ("11-24", "最后一天要在首场 11月25日周三 之后。"),
    ):
        await li.sends(typed)
        assert li.text.splitlines()[2] == hint
    await li.sends("11-30")
    await li.taps("照常")
    await li.taps("全部发布")
    assert li.alert == "这样排不出后面的场次。把结束日期往后放，或者少跳过几天。"


async def test_one_of_many_is_changed_alone(world, li):
    event = await world.event(li)
    await _repeats(li, event.id)
    await li.taps("全部发布")
    await _manages(li, event.id)
    await li.taps("修改")
    assert li.text == "开放型经济与开发区\n11月25日周三 14:30\n\n这是重复的活动，后面还有 3 场。"
    await li.taps("只改这一场")
    await li.taps("✎ 地点")
    await li.sends("二楼会议室")
    await li.taps("保存改动")
    assert [place for _when, place, _state in await _starts(world)] == ["二楼会议室", *["管委会一楼报告厅"] * 3]


async def test_one_and_all_following_move_and_everybody_is_told(world, li):
    wang = await world.member("王敏")
    event = await world.event(li)
    await _repeats(li, event.id)
    await li.taps("全部发布")
    for id_ in (event.id + 1, event.id + 2):
        await wang.starts(f"e_{id_}")
        await wang.taps("报名")
    await _manages(li, event.id + 1)
    await li.taps("修改")
    await li.taps("这一场和以后都改")
    await li.taps("✎ 日期时间")
    await li.sends("12-3 15:00")
    await li.taps("✎ 地点")
    await li.sends("二楼会议室")
    assert li.text.splitlines()[-3:] == [
        "改动：开始时间、结束时间、地点、报名截止",
        "后面 2 场一起这样处理",
        "将发出 2 条通知",
    ]
    await li.taps("保存改动")
    assert li.text.splitlines()[-1] == "已保存 · 后面 2 场一起 · 正在发出 2 条通知"
    assert await _starts(world) == [
        ("11-25 14:30", "管委会一楼报告厅", "published"),
        ("12-03 15:00", "二楼会议室", "published"),
        ("12-10 15:00", "二楼会议室", "published"),
        ("12-17 15:00", "二楼会议室", "published"),
    ]
    told = [text.splitlines()[1] for text in wang.heard() if "有变动" in text]
    assert told == [
        "时间：12月2日周三 14:30–16:00 → 12月3日周四 15:00–16:30",
        "时间：12月9日周三 14:30–16:00 → 12月10日周四 15:00–16:30",
    ]


async def test_one_and_all_following_are_cancelled(world, li):
    wang = await world.member("王敏")
    event = await world.event(li)
    await _repeats(li, event.id)
    await li.taps("全部发布")
    await wang.starts(f"e_{event.id + 2}")
    await wang.taps("报名")
    await _manages(li, event.id + 1)
    await li.taps("更多…")
    await li.taps("取消活动")
    await li.taps("这一场和以后都取消")
    await li.taps("跳过")
    assert li.text.splitlines()[3:] == ["后面 2 场一起这样处理", "没有写原因。", "将发出 1 条通知"]
    await li.taps("确认取消活动")
    assert li.text.splitlines()[-1] == "活动已取消 · 后面 2 场一起 · 正在发出 1 条通知"
    assert [state for *_rest, state in await _starts(world)] == ["published", *["cancelled"] * 3]
    assert [text.splitlines()[0] for text in wang.heard() if "取消了" in text] == ["《开放型经济与开发区》取消了。"]


async def test_members_repeat_and_copy_nothing(world, li):
    wang = await world.member("王敏")
    event = await world.event(li)
    await _repeats(li, event.id)
    await li.taps("全部发布")
    for tap in ("orc", "orr", "ort", "ore1", "ore+", "orx1", "orx+"):
        await wang.forges(f"{tap}:{event.id}")
        assert wang.alert == "只有这场活动的组织者可以这样做。需要权限的话，请管理员用 /roles 添加你。"
