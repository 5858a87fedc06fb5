"""The tour plays to its end, and says what it is meant to show."""

import io

import pytest
from rich.console import Console

from bot.demo import tour
from bot.failure import CommandError
from bot.settings import Settings


async def test_from_a_card_in_the_group_to_the_attendance_sheet():
    out = io.StringIO()
    await tour(Settings(), pace=0, console=Console(file=out, width=80))
    told = out.getvalue()
    shown = [
        "开发区干部群 · 李静",
        "⟨ 正在发到群里 ⟩",
        "⟨ 已报名：第 1 / 2 席 ⟩",
        "余 1 席",
        "个人信息处理告知",
        "⟨ 已报名：第 2 / 2 席 ⟩",
        "⟨ 名额已满，已列入候补第 1 位 ⟩",
        "名额：2 / 2，候补 1 人",
        "周二 18:00",
        "⏰ 明天 14:30《从项目签约到投产》",
        "⟨ 已取消报名 ⟩",
        "有空位了，轮到你。",
        "👆 接受",
        "签到码：",
        "✅ 已签到 14:20",
        "⟨ 张强：已到 ⟩",
        "感谢参加",
        "你打了 ★★★★★",
        "年学时：1.5",
        "📎 从项目签约到投产",
        ".xlsx",
        "没有人数错",
    ]
    places = [told.find(words) for words in shown]
    assert -1 not in places, shown[places.index(-1)]
    assert places == sorted(places)


async def test_a_story_that_is_not_there_is_not_told():
    with pytest.raises(CommandError) as refused:
        await tour(Settings(), "nothing")
    assert (
        str(refused.value)
        == "no story is called nothing; there are: group-card, last-seat, overnight, notice, feedback"
    )


async def test_the_tour_plays_to_its_end():
    out = io.StringIO()
    await tour(Settings(), "last-seat", pace=0, console=Console(file=out, width=80))
    told = out.getvalue()
    shown = [
        "李静在手机上发布",
        "⟨ 已发布 ⟩",
        "个人信息处理告知",
        "⟨ 已报名：第 1 / 2 席 ⟩",
        "⟨ 已报名：第 2 / 2 席 ⟩",
        "⟨ 名额已满，已列入候补第 1 位 ⟩",
        "周二 18:00",
        "⏰ 明天 14:30《数字经济与产业园区》",
        "⟨ 已取消报名 ⟩",
        "有空位了，轮到你。",
        "👆 接受",
        "周三 13:30",
        "⏰ 今天 14:30《数字经济与产业园区》",
        "都不用了",
    ]
    places = [told.find(words) for words in shown]
    assert -1 not in places, shown[places.index(-1)]
    assert places == sorted(places)
    # The evening before: those with a seat; one hour before: the one who stayed and the one who took the offer.
    assert told.count("⏰ 明天") == 2
    assert told.count("⏰ 今天") == 2
