"""A campaign at each of its stages, with those who organise, write and judge."""

from datetime import UTC, datetime

import pytest

from bot.domain.groups import Group
from bot.domain.suggestions.acts import Action
from bot.domain.suggestions.evaluation import NotEvaluator
from bot.domain.suggestions.suggestion import Filing
from bot.services.evaluation import Evaluations
from bot.services.office import Office
from bot.services.office_acts import Told
from bot.services.suggestions import Suggestions
from storage import groups

WINDOW = "征集到 12月7日周一 23:59 · 12月14日周一 23:59 后公布\n奖项：一等奖 1 名、二等奖 1 名"
HEAD = "💡 营商环境金点子\n{}\n\n办事更快更省心\n\n" + WINDOW
PREVIEW = f"""发起征集 · 请核对

💡 营商环境金点子

办事更快更省心

{WINDOW}
参加范围：全员

规则先按常用的来，发布后可以改。"""


async def make(li):
    await li.sends("/newcampaign")
    await li.sends("营商环境金点子")
    await li.sends("办事更快更省心")
    await li.taps("12月7日周一")
    await li.taps("12月14日周一")
    await li.taps("✎ 奖项")
    await li.sends("一等奖 1 名、二等奖 1 名")


async def gather(world, li):
    """Bind a group in which everybody is."""
    group = world.sandbox.group("开发区干部群", owner=li.phone, supergroup=True)
    await world.app.db.write(groups.bind, Group(group.id, "开发区干部群", bound=True), li.person_id, world.clock.now())
    group.add_bot()
    await world.settled()
    return group


async def filed(world, someone, text, *, hidden=False):
    """File a suggestion for the one campaign there is, and accept it; return its id."""
    service = world.app.service(Suggestions)
    (campaign,) = await service.collecting(someone.person_id)
    case = await service.file(someone.person_id, Filing(campaign.id, text, hidden=hidden))
    return case.suggestion.id


async def accept(world, li, *ids):
    for id_ in ids:
        await world.app.service(Office).act(li.person_id, id_, Action.ACCEPT, Told())


@pytest.fixture
async def office(world):
    li = await world.member("李静", role="organiser")
    people = await world.members("王敏", "张强", "陈晨")
    for one in people:
        await one.sends("/start")
    return li, people


async def judged(world, office):
    """Bring a campaign to judging: three suggestions, two of judges', one hidden; two judges."""
    li, (wang, _zhang, chen) = office
    await make(li)
    await li.taps("发布征集")
    ids = [
        await filed(world, wang, "大厅设一台自助打印机"),
        await filed(world, chen, "班车加一站到地铁口"),
        await filed(world, chen, "食堂错峰半小时", hidden=True),
    ]
    await accept(world, li, *ids)
    await li.sends("/campaigns")
    await li.taps("营商环境金点子 · 征集中")
    await li.taps("评委")
    for name in ("张强", "王敏"):
        await li.taps("添加评委")
        await li.sends(name)
    return ids


async def told(world, office):
    """Bring a campaign to its results: the bus wins, the printer gets a part, the canteen is adopted without a name."""
    li, (wang, zhang, _chen) = office
    ids = await judged(world, office)
    await li.taps("添加评委")
    await li.sends("李静")
    await world.until(datetime(2026, 12, 8, 2, 0, tzinfo=UTC))
    await world.chores()
    for judge in (wang, zhang, li):
        for id_ in ids:
            await give(world, judge, id_, {ids[0]: 6, ids[1]: 9, ids[2]: 9}[id_])
    await world.until(datetime(2026, 12, 15, 2, 0, tzinfo=UTC))
    await world.chores()
    return ids


async def give(world, judge, suggestion_id, points):
    service = world.app.service(Evaluations)
    try:
        paper = await service.paper(judge.person_id, suggestion_id)
    except NotEvaluator:
        return
    for one in paper.criteria:
        await service.mark(judge.person_id, suggestion_id, one.id, points)
