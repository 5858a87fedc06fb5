"""The tour plays to its end, and says what it is meant to show."""

import io

from rich.console import Console

from bot.demo import tour
from bot.settings import Settings


async def test_the_tour_plays_to_its_end():
    out = io.StringIO()
    await tour(Settings(), pace=0, console=Console(file=out, width=80))
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
