"""People take turns to speak: the organiser keeps the list, invites with one tap, and hears what becomes of it."""

from datetime import timedelta

import pytest

from bot.services.audit import Audit
from bot.services.events import Events
from bot.services.rota import Rotas
from bot.services.rota_turns import Turns
from tests.people import START

SERIES = "干部上讲堂"
FIRST = START + timedelta(days=25, hours=4, minutes=30)  # Friday, 18 December, 14:30
KINDS = ("部门负责人", "中层", "年轻干部")


@pytest.fixture
async def li(world):
    return await world.member("李静", role="organiser")


async def lectures(world, li, count=1, **more):
    """Events of the series, a week apart."""
    return [
        await world.event(li, f"第{number + 1}讲", series=SERIES, starts=FIRST + timedelta(weeks=number), **more)
        for number in range(count)
    ]


async def rota(world, li, series_id, **people):
    """A rota with people by their kind: `head`, `middle`, `young`."""
    rotas = world.app.service(Rotas)
    await rotas.keep(li.person_id, series_id, KINDS)
    kinds = (await rotas.get(li.person_id, series_id)).kinds
    for kind, word in zip(kinds, ("head", "middle", "young"), strict=True):
        for someone in people.get(word, ()):
            await rotas.enlist(li.person_id, series_id, kind.id, someone.person_id)
    return rotas


async def invited(world, li, event, someone):
    """The organiser invites somebody, who is told."""
    await world.app.service(Turns).invite(li.person_id, event.id, someone.person_id)
    await world.settled()


async def test_an_organiser_sets_kinds_finds_people_and_invites_with_one_tap(world, li):
    wang, zhang = await world.members("王敏", "张强")
    (event,) = await lectures(world, li)
    await li.sends("/rota")
    assert (li.text, li.labels) == ("轮流主讲\n还没有系列排轮流主讲。", [["开始排：干部上讲堂"]])
    await li.taps("开始排：干部上讲堂")
    assert li.text == (
        "轮流主讲的类别 · 1/1\n\n干部上讲堂由哪几类人轮流主讲？按顺序一类接一类。\n写两到六类，用顿号或逗号隔开。"
    )
    await li.sends("中层，中层")
    assert li.text.split("\n")[2] == "请写 2 到 6 个类别，名称不重复，每个最多 12 个字。"
    await li.sends("部门负责人，中层、年轻干部")
    assert li.labels == [
        ["12-18 14:30 · –"],
        ["部门负责人", "中层"],
        ["年轻干部"],
        ["改类别", "我要主讲"],
        ["‹ 返回"],
    ]
    await li.taps("中层")
    await li.taps("加人")
    await li.sends("王")
    assert (li.text, li.labels) == (
        "中层 · 干部上讲堂\n\n1. 王敏 · 还没讲过",
        [["王敏"], ["加人"], ["‹ 返回"]],
    )
    await li.taps("‹ 返回")
    assert li.text == (
        "轮流主讲 · 干部上讲堂\n\n部门负责人：0 人\n中层：1 人，下一位王敏\n年轻干部：0 人\n\n接下来：\n"
        "12月18日周五 · 建议王敏（中层，上次：还没讲过）"
    )
    await li.taps("12-18 14:30 · 邀请王敏")
    assert li.text == "第1讲\n12月18日周五 14:30\n\n建议：王敏（中层，上次：还没讲过）"
    await li.taps("邀请王敏")
    assert (li.toast, li.text) == (
        "已邀请王敏",
        "第1讲\n12月18日周五 14:30\n\n王敏，已邀请，11月26日周四 18:00前答复",
    )
    assert (wang.text, wang.labels) == (
        (
            "轮到你主讲了，可以吗？\n\n第1讲\n干部上讲堂\n时间：12月18日周五 14:30–16:00\n地点：管委会一楼报告厅\n\n"
            "请在11月26日周四 18:00前答复。"
        ),
        [["接受", "不便"], ["查看活动"]],
    )
    await wang.taps("接受")
    assert (wang.toast, li.text) == ("已接受，辛苦了", "《第1讲》 12月18日周五 14:30\n王敏，已接受")
    await zhang.starts(f"e_{event.id}")
    assert "主讲：王敏" in zhang.text.split("\n")


async def test_whoever_declines_brings_the_next_proposal_to_the_organiser(world, li):
    wang, zhang = await world.members("王敏", "张强")
    (event,) = await lectures(world, li)
    await rota(world, li, event.series_id, middle=(wang, zhang))
    await invited(world, li, event, wang)
    await wang.taps("不便")
    assert wang.labels[:2] == [["出差在外", "紧急工作"], ["来不及准备", "家里有事"]]
    await wang.sends("去北京学习")
    assert (li.text, li.labels) == (
        "《第1讲》 12月18日周五 14:30\n王敏讲不了 · 去北京学习\n\n建议：张强（中层，上次：还没讲过）",
        [["邀请张强"], ["换一位"]],
    )
    await li.taps("邀请张强")
    await zhang.taps("接受")
    assert li.text == "《第1讲》 12月18日周五 14:30\n张强，已接受"
    await wang.taps("我又能讲了")
    assert wang.alert == "这一场已经不由你主讲。发送 /rota 看看你的主讲。"


async def test_no_answer_in_time_is_told_with_the_next_proposal(world, li):
    wang, zhang = await world.members("王敏", "张强")
    (event,) = await lectures(world, li)
    await rota(world, li, event.series_id, middle=(wang,), young=(zhang,))
    await invited(world, li, event, wang)
    await world.later(days=3, hours=7)
    await world.app.service(Turns).follow()
    await world.settled()
    await world.later(hours=2)
    await world.app.service(Turns).follow()
    await world.settled()
    assert li.text == "《第1讲》 12月18日周五 14:30\n王敏没有按时答复\n\n建议：张强（年轻干部，上次：还没讲过）"
    await wang.taps("接受")
    assert wang.toast == "已接受，辛苦了"


async def test_the_speaker_is_reminded_of_what_is_missing_and_says_title_and_sends_slides(world, li):
    wang = await world.member("王敏")
    (event,) = await lectures(world, li)
    await rota(world, li, event.series_id, middle=(wang,))
    await invited(world, li, event, wang)
    await wang.taps("接受")
    await world.until(FIRST - timedelta(days=14, hours=5))
    assert wang.text == (
        "还有 14 天由你主讲。\n还差题目和课件。\n\n第1讲\n干部上讲堂\n时间：12月18日周五 14:30–16:00\n"
        "地点：管委会一楼报告厅"
    )
    await wang.taps("报题目")
    await wang.sends("我这一年怎么招商")
    assert (wang.toast, li.text) == ("", "王敏报了题目：《我这一年怎么招商》")
    await world.until(FIRST - timedelta(days=7, hours=5))
    assert wang.text.startswith("还有 7 天由你主讲。\n还差课件。\n\n我这一年怎么招商\n")
    await wang.taps("交课件")
    await wang.sends("https://files.example/slides.pdf")
    assert wang.text.endswith("这一场由你主讲。\n题目和课件都有了，谢谢。")
    heard = len(wang.heard())
    await world.until(FIRST - timedelta(days=1, hours=5))
    assert len(wang.heard()) == heard
    await world.until(FIRST - timedelta(hours=20))
    assert wang.text.startswith("明天由你主讲，预祝顺利。\n\n我这一年怎么招商\n")
    entries = (await world.app.service(Audit).trail(li.person_id, event.id, 0, 9)).entries
    assert [(entry.actor, entry.action) for entry in entries][:4] == [
        ("王敏", "material.add"),
        ("王敏", "rota.title"),
        ("王敏", "rota.accept"),
        ("李静", "rota.invite"),
    ]
    before = await world.app.service(Audit).undo(li.person_id, entries[1].id)
    card = await world.app.service(Events).card(event.id, li.person_id)
    assert (before.details, card.event.title, card.event.speaker) == ("我这一年怎么招商", "第1讲", "王敏")
