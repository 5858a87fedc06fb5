"""Every act around campaigns that arrives three times, delivered again or tapped again, happens once."""

from datetime import UTC, datetime

import pytest

from bot.domain.suggestions.states import Decision
from bot.services.office import Office
from tests.scenario.campaign_house import accept, filed, gather, judged, make, office, told
from tests.scenario.test_replay_acts import asks_thrice, taps_thrice

__all__ = ["office"]


@pytest.fixture(autouse=True)
def _late_answers_are_refused(world):
    world.may_be_refused = frozenset({"answerCallbackQuery"})


async def test_a_campaign_is_made_changed_posted_and_ended_once(world, office):
    li, _people = office
    await gather(world, li)
    await make(li)
    await taps_thrice(world, li, "发布征集")
    assert await world.app.db.read(lambda tx: tx.all("SELECT COUNT(*) FROM campaigns")) == [(1,)]
    await li.taps("规则")
    await li.taps("✎ 每人条数")
    await li.taps("3")
    await taps_thrice(world, li, "保存")
    await li.taps("发到群")
    await taps_thrice(world, li, "开发区干部群")
    await li.taps("‹ 返回")
    await li.taps("提前结束")
    await taps_thrice(world, li, "确认结束")


async def test_a_judge_is_added_once_and_taken_off_once(world, office):
    li, _people = office
    await make(li)
    await li.taps("发布征集")
    await li.taps("评委")
    await li.taps("添加评委")
    await asks_thrice(world, li, li.sends("张强"))
    await li.taps("✕ 张强")
    await taps_thrice(world, li, "确认移除")
    await li.taps("评分项")
    await asks_thrice(world, li, li.sends("实用 60、省钱 40"))


async def test_a_mark_is_given_once(world, office):
    _li, (wang, *_others) = office
    await judged(world, office)
    await world.until(datetime(2026, 12, 8, 2, 0, tzinfo=UTC))
    await world.chores()
    await wang.sends("/judge")
    await wang.taps("班车加一站到地铁口")
    await taps_thrice(world, wang, "8")


async def test_a_decision_is_made_once_and_results_are_told_once(world, office):
    li, _people = office
    await told(world, office)
    await li.taps("排名和结果")
    await li.taps("第 1 名 · 班车加一站到地铁口 · 9.00")
    await li.taps("采纳")
    await asks_thrice(world, li, li.sends("下月起开通。"))
    await li.taps("公布结果")
    await taps_thrice(world, li, "公布结果")
    assert await world.app.db.read(lambda tx: tx.all("SELECT COUNT(*) FROM ledger")) == [(2,)]


async def test_a_decision_that_is_changed_counts_once(world, office):
    li, (wang, *_others) = office
    await make(li)
    await li.taps("发布征集")
    one = await filed(world, wang, "大厅设一台自助打印机")
    await accept(world, li, one)
    counted = []
    for decision in (Decision.ADOPTED, Decision.PARTLY, Decision.NOT, Decision.ADOPTED):
        await world.app.service(Office).decide(li.person_id, one, decision, "说明")
        counted += await world.app.db.read(lambda tx: tx.all("SELECT adopted FROM campaigns"))
    assert counted == [(1,), (1,), (0,), (1,)]
