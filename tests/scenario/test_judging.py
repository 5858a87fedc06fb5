"""Judges mark without names, organisers decide, results are told."""

from datetime import UTC, datetime

import pytest

from bot.domain.suggestions.acts import Action
from bot.domain.suggestions.evaluation import NotEvaluator
from bot.domain.suggestions.states import Decision
from bot.services.campaigns import Campaigns
from bot.services.evaluation import Evaluations
from bot.services.office import Office
from bot.services.office_acts import Told
from tests.scenario.campaign_house import accept, filed, gather, give, judged, make, office, told
from tests.scenario.test_materials import PNG

__all__ = ["office"]


async def test_judges_see_no_names_and_never_their_own(world, office):
    li, (wang, zhang, _chen) = office
    await judged(world, office)
    assert li.text == (
        "评委 · 营商环境金点子\n评分项：创新性 30%、可行性 40%、预期实效 30%\n"
        "每条由 2 位评委打分，不评自己的，看不到是谁提的。得分 = 各评委加权分的平均。\n\n"
        "张强：已评 0 / 0\n王敏：已评 0 / 0\n\n有 1 条缺评委（本人不能评自己的），请再加人。"
    )
    await world.until(datetime(2026, 12, 8, 2, 0, tzinfo=UTC))
    await world.chores()
    assert wang.text == "有 2 条金点子请你打分\n营商环境金点子\n截止 12月14日周一 23:59"
    assert zhang.text == "有 3 条金点子请你打分\n营商环境金点子\n截止 12月14日周一 23:59"
    await wang.taps("去打分")
    assert wang.labels == [["班车加一站到地铁口"], ["食堂错峰半小时"], ["‹ 返回"]]
    await wang.taps("班车加一站到地铁口")
    assert wang.text == (
        "JDZ-2026-0002\n\n班车加一站到地铁口\n\n创新性：—\n可行性：—\n预期实效：—\n\n"
        "创新性：打几分（1–10）？\n还有 1 条待评"
    )
    assert wang.labels == [["1", "2", "3", "4", "5"], ["6", "7", "8", "9", "10"], ["‹ 返回"]]
    for points in ("8", "9", "7"):
        await wang.taps(points)
    assert wang.toast == "已记 7 分"
    assert wang.text == (
        "JDZ-2026-0002\n\n班车加一站到地铁口\n\n创新性：8\n可行性：9\n预期实效：7\n\n这条评完了，谢谢。\n还有 1 条待评"
    )
    await wang.taps("✎ 可行性")
    await wang.taps("10")
    assert "可行性：10" in wang.text
    await wang.taps("下一条")
    assert wang.text.startswith("JDZ-2026-0003\n\n食堂错峰半小时")


async def test_results_are_ranked_decided_and_told_once(world, office):
    li, (wang, _zhang, chen) = office
    group = await gather(world, li)
    await told(world, office)
    assert li.text == "评选结束：营商环境金点子\n请定下采纳哪些，然后公布。"
    await li.taps("排名和结果")
    assert li.labels == [
        ["第 1 名 · 班车加一站到地铁口 · 9.00"],
        ["第 1 名 · 食堂错峰半小时 · 9.00"],
        ["第 3 名 · 大厅设一台自助打印机 · 6.00"],
        ["公布结果"],
        ["‹ 返回"],
    ]
    await li.taps("公布结果")
    assert li.alert == "还没有采纳的。先在排名里定结果。"
    for label, way, words in (
        ("第 1 名 · 班车加一站到地铁口 · 9.00", "采纳", "下月起开通。"),
        ("第 1 名 · 食堂错峰半小时 · 9.00", "采纳", "元旦后试行。"),
        ("第 3 名 · 大厅设一台自助打印机 · 6.00", "部分采纳", "先在一楼放一台。"),
    ):
        await li.taps(label)
        await li.taps(way)
        await li.sends(words)
    assert li.labels[:3] == [
        ["第 1 名 · 班车加一站到地铁口 · 9.00 · ✅"],
        ["第 1 名 · 食堂错峰半小时 · 9.00 · ✅"],
        ["第 3 名 · 大厅设一台自助打印机 · 6.00 · ☑️"],
    ]
    await li.taps("公布结果")
    assert li.text == (
        "将公布：\n\nJDZ-2026-0002 · 班车加一站到地铁口 · 一等奖 · 10 分\n"
        "JDZ-2026-0003 · 食堂错峰半小时 · 一等奖 · 10 分 · 未署名，不记分\n"
        "JDZ-2026-0001 · 大厅设一台自助打印机 · 5 分\n\n"
        "群里的卡片会更新，提出人会收到消息。积分和奖项只记给署名的。"
    )
    await li.taps("公布结果")
    assert li.toast == "结果已公布"
    assert chen.heard()[-1] == "你的金点子被采纳了。营商环境金点子\n🏅 一等奖\n积分 +10\n谢谢你出主意。"
    assert wang.heard()[-1] == "你的金点子被采纳了。营商环境金点子\n积分 +5\n谢谢你出主意。"
    lines = await world.app.db.read(
        lambda tx: tx.all("SELECT person_id, unit, amount, note FROM ledger ORDER BY person_id, unit")
    )
    assert lines == [
        (wang.person_id, "points", 500, "JDZ-2026-0001 · 营商环境金点子"),
        (chen.person_id, "honours", 100, "一等奖 · JDZ-2026-0002 · 营商环境金点子"),
        (chen.person_id, "points", 1000, "JDZ-2026-0002 · 营商环境金点子"),
    ]
    await chen.sends("/campaigns")
    assert chen.text == (
        "金点子征集\n点开一项，可以提建议、看结果。\n\n你的积分：10\n🏅 一等奖 · JDZ-2026-0002 · 营商环境金点子"
    )
    await li.taps("发到群")
    await li.taps("开发区干部群")
    card = group.messages[max(group.messages)]
    assert card.text.endswith(
        "采纳 3 条\n🏅 一等奖 · 班车加一站到地铁口 · JDZ-2026-0002\n"
        "🏅 一等奖 · 食堂错峰半小时 · JDZ-2026-0003\n· 大厅设一台自助打印机 · JDZ-2026-0001"
    )


async def test_names_stand_on_the_card_only_of_those_who_let_others_see_theirs(world, office):
    li, (_wang, _zhang, chen) = office
    group = await gather(world, li)
    ids = await told(world, office)
    await world.app.db.write(lambda tx: tx.run("UPDATE people SET shown = 1 WHERE id = :id", id=chen.person_id))
    for id_ in ids:
        await world.app.service(Office).decide(li.person_id, id_, Decision.ADOPTED, "好")
    (look,) = await world.app.service(Campaigns).all(li.person_id)
    await world.app.service(Campaigns).publish(li.person_id, look.campaign.id)
    await li.starts(f"k_{look.campaign.id}")
    await li.taps("发到群")
    await li.taps("开发区干部群")
    card = group.messages[max(group.messages)]
    assert [line for line in card.text.splitlines() if "🏅" in line or line.startswith("·")] == [
        "🏅 一等奖 · 班车加一站到地铁口 · 陈晨",
        "🏅 一等奖 · 食堂错峰半小时 · JDZ-2026-0003",
        "🏅 二等奖 · 大厅设一台自助打印机 · JDZ-2026-0001",
    ]


async def test_judges_are_not_asked_at_night(world, office):
    _li, (wang, *_others) = office
    await judged(world, office)
    await world.until(datetime(2026, 12, 7, 16, 30, tzinfo=UTC))
    await world.chores()
    before = wang.heard()
    await world.until(datetime(2026, 12, 8, 1, 0, tzinfo=UTC))
    assert wang.heard()[len(before) :] == ["有 2 条金点子请你打分\n营商环境金点子\n截止 12月14日周一 23:59"]


async def test_a_judge_sees_the_photos_but_no_file_that_says_whose_it_is(world, office):
    li, (wang, zhang, chen) = office
    await make(li)
    await li.taps("发布征集")
    await wang.sends("/suggest")
    wang.phone.sends_photo(PNG, "大厅座椅坏了三把")
    wang.phone.sends_document(b"%PDF", "王敏的说明.pdf")
    await world.settled()
    await wang.taps("下一步")
    await wang.taps("提交")
    await accept(world, li, 1)
    service = world.app.service(Evaluations)
    for judge in (zhang, chen):
        await service.add_judge(li.person_id, 1, judge.person_id)
    await world.until(datetime(2026, 12, 8, 2, 0, tzinfo=UTC))
    await world.chores()
    await chen.sends("/judge")
    await chen.taps("大厅座椅坏了三把")
    assert chen.labels[2:] == [["图 1"], ["‹ 返回"]]
    await chen.taps("图 1")
    assert chen.last.document == PNG
    assert "王敏" not in "".join(chen.heard())


async def test_whose_own_was_merged_into_it_judges_it_no_more(world, office):
    li, (wang, zhang, chen) = office
    await make(li)
    await li.taps("发布征集")
    bus = await filed(world, wang, "班车加一站到地铁口")
    same = await filed(world, zhang, "地铁口也停一下班车")
    await accept(world, li, bus, same)
    service = world.app.service(Evaluations)
    for judge in (zhang, chen):
        await service.add_judge(li.person_id, 1, judge.person_id)
    await world.until(datetime(2026, 12, 8, 2, 0, tzinfo=UTC))
    await world.chores()
    await give(world, zhang, bus, 10)
    await world.app.service(Office).act(li.person_id, same, Action.MERGE, Told(into_id=bus))
    await world.chores()
    with pytest.raises(NotEvaluator):
        await service.paper(zhang.person_id, bus)
    _campaign, (result,) = await service.ranking(li.person_id, 1)
    assert (result.ranked.score.due, result.ranked.score.judges, result.ranked.rank) == (1, 0, None)
    assert (await service.setup(li.person_id, 1)).lacking == 1
