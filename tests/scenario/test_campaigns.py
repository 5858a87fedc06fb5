"""A campaign from its first word to its report: organisers make it, people file, judges mark, results are told."""

from datetime import UTC, datetime
from io import BytesIO

import pytest
from openpyxl import load_workbook
from PIL import Image

from bot.callbacks import encode
from bot.domain.groups import Group
from bot.domain.suggestions.acts import Action
from bot.domain.suggestions.evaluation import NotEvaluator
from bot.domain.suggestions.states import Decision
from bot.domain.suggestions.suggestion import Filing
from bot.services.campaigns import Campaigns
from bot.services.evaluation import Evaluations
from bot.services.office import Office
from bot.services.office_acts import Told
from bot.services.suggestions import Suggestions
from handlers.campaigns.base import CancelCampaign, ChooseChat, EditCampaign, ShowJudges, ShowRanking, ShowReport
from handlers.campaigns.judges import AddJudge, ChangeCriteria, RemoveJudge
from handlers.campaigns.judging import Mark
from handlers.campaigns.posting import PostCampaign
from handlers.campaigns.report import TakeReport
from handlers.campaigns.results import OpenRanked, Publish
from handlers.campaigns.steps import ChangeRules
from handlers.forms.taps import File
from storage import groups
from tests.scenario.test_materials import PNG

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


async def test_a_campaign_is_made_in_a_minute(world, office):
    li, _people = office
    await make(li)
    assert li.text == PREVIEW
    await li.taps("发布征集")
    assert li.toast == "征集已发布"
    assert li.text == HEAD.format("征集中 · 0 条")
    assert li.labels == [
        ["我要提", "看看大家提的"],
        ["发到群", "评委"],
        ["排名和结果", "报告"],
        ["修改", "规则"],
        ["提前结束"],
        ["‹ 返回"],
    ]


async def test_tapping_publish_again_makes_no_second_campaign(world, office):
    li, _people = office
    await make(li)
    preview = li.last
    await li.taps("发布征集")
    await li.forges(encode(File("campaign")), preview)
    assert li.alert == "这张表已经提交或放弃了，没有重复提交。"
    assert len(await world.app.service(Campaigns).all(li.person_id)) == 1


async def test_the_card_in_the_group_counts_by_itself_and_says_where_the_campaign_stands(world, office):
    li, (wang, *_others) = office
    group = await gather(world, li)
    await make(li)
    await li.taps("发布征集")
    await li.taps("发到群")
    await li.taps("开发区干部群")
    card = group.messages[max(group.messages)]
    assert (card.text, card.rows) == (HEAD.format("征集中 · 0 条"), [["我要提"], ["看看大家提的"], ["查看详情"]])
    await filed(world, wang, "大厅设一台自助打印机")
    await world.settled()
    assert card.text == HEAD.format("征集中 · 1 条")
    await world.until(datetime(2026, 12, 8, 2, 0, tzinfo=UTC))
    assert (card.text, card.rows) == (HEAD.format("评选中 · 1 条"), [["看看大家提的"], ["查看详情"]])
    await world.until(datetime(2026, 12, 15, 2, 0, tzinfo=UTC))
    assert card.text == HEAD.format("征集已结束 · 1 条")
    assert len([one for one in group.messages.values() if one.by_bot]) == 1


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
            await _mark(world, judge, id_, {ids[0]: 6, ids[1]: 9, ids[2]: 9}[id_])
    await world.until(datetime(2026, 12, 15, 2, 0, tzinfo=UTC))
    await world.chores()
    return ids


async def _mark(world, judge, suggestion_id, points):
    service = world.app.service(Evaluations)
    try:
        paper = await service.paper(judge.person_id, suggestion_id)
    except NotEvaluator:
        return
    for one in paper.criteria:
        await service.mark(judge.person_id, suggestion_id, one.id, points)


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


async def test_rules_are_changed_by_who_organises_and_by_nobody_else(world, office):
    li, (wang, *_others) = office
    await make(li)
    await li.taps("发布征集")
    await li.taps("规则")
    assert li.text == (
        "征集规则 · 请核对\n\n提交：每人条数不限，最多 2000 字\n附议：开放，显示票数，不限\n评论：开放\n"
        "可以不公开姓名\n"
        "提交即公开\n5 个工作日内答复\n每条由 2 位评委打分\n采纳记 10 分\n超期报管理员"
    )
    await li.taps("✎ 每人条数")
    await li.taps("3")
    await li.taps("✎ 附议")
    await li.taps("关闭")
    await li.taps("✎ 每条评委数")
    await li.sends("1")
    assert "请输入 2 到 9 之间的数" in li.text
    await li.taps("3")
    await li.taps("保存")
    (look,) = await world.app.service(Campaigns).all(li.person_id)
    rules = look.campaign.rules
    assert (rules.each, rules.voting.value, rules.judges) == (3, "off", 3)
    await li.taps("评委")
    assert "每条由 3 位评委打分，不评自己的，看不到是谁提的。" in li.text
    await wang.starts(f"k_{look.campaign.id}")
    assert wang.labels == [["我要提", "看看大家提的"], ["‹ 返回"]]
    id_ = look.campaign.id
    for tap in (
        *(ChangeRules(id_), EditCampaign(id_), CancelCampaign(id_, sure=True), ChooseChat(id_), ShowJudges(id_)),
        *(AddJudge(id_), RemoveJudge(id_, wang.person_id, sure=True), ChangeCriteria(id_), ShowRanking(id_)),
        *(Publish(id_, sure=True), OpenRanked(id_, 1), ShowReport(id_), TakeReport(id_, "xlsx")),
        PostCampaign(id_, -100),
    ):
        await wang.forges(encode(tap))
        assert wang.alert == "只有这项征集的组织者可以操作。"
    await wang.forges(encode(Mark(1, 1, 10)))
    assert wang.alert == "这一条没有分给你评。要评的见 /judge 。"
    await wang.sends("/newcampaign")
    assert wang.text == "这一项只有负责的组织者可以操作，角色由管理员授予。"


async def test_a_campaign_is_ended_early_after_asking(world, office):
    li, (wang, *_others) = office
    await make(li)
    await li.taps("发布征集")
    await li.taps("提前结束")
    await li.taps("确认结束")
    assert li.text.splitlines()[1] == "已提前结束 · 0 条"
    assert await world.app.service(Suggestions).collecting(wang.person_id) == ()


async def test_the_report_in_words_as_a_workbook_and_as_pictures(world, office):
    li, (wang, _zhang, chen) = office
    await make(li)
    await li.taps("发布征集")
    one = await filed(world, wang, "班车晚点，建议增加地铁口班车")
    await filed(world, chen, "地铁口班车太少")
    desk = world.app.service(Office)
    await accept(world, li, one)
    office_id = (await desk.offices(None))[0].id
    await desk.act(li.person_id, one, Action.ASSIGN, Told(office_id=office_id))
    await world.later(hours=1)
    await li.sends("/campaigns")
    await li.taps("营商环境金点子 · 征集中")
    await li.taps("报告")
    assert li.text == (
        "报告 · 营商环境金点子\n\n提交：2\n受理：1\n交办：1\n答复：0\n办结：0\n采纳：0\n\n"
        "从提交算起的工作时间（中位数 / 九成）：\n投资促进部（1 条）：首次答复 —；办结 —"
    )
    await li.taps("Excel 全表")
    listed, offices = load_workbook(BytesIO(li.last.document)).worksheets
    assert [cell.value for cell in listed[2]][:3] == ["JDZ-2026-0001", "班车晚点，建议增加地铁口班车", "投资促进部"]
    assert [cell.value for cell in offices[2]] == ["投资促进部", 1, None, None, None, None]
    for label in ("图：办理漏斗", "图：部门用时", "图：高频词"):
        await li.taps(label)
        assert (li.toast, Image.open(BytesIO(li.last.document)).format) == ("图片在下方", "PNG")


async def test_a_notice_leads_to_a_campaign(world, office):
    li, (wang, *_others) = office
    await make(li)
    await li.taps("发布征集")
    await li.sends("/notice")
    await li.sends("金点子开始征集了，大家都来说说。")
    await li.sends("投资促进部")
    await li.taps("完成 ✓")
    await li.taps("✎ 按钮")
    await li.taps("💡 营商环境金点子")
    await li.taps("完成 ✓")
    await li.taps("发送")
    assert wang.last.rows[0] == ["营商环境金点子"]
    link = wang.last.raw["reply_markup"]["inline_keyboard"][0][0]["url"]
    assert link.endswith("?start=k_1")
    await wang.starts("k_1")
    assert wang.text == HEAD.format("征集中 · 0 条")


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
    await _mark(world, zhang, bus, 10)
    await world.app.service(Office).act(li.person_id, same, Action.MERGE, Told(into_id=bus))
    await world.chores()
    with pytest.raises(NotEvaluator):
        await service.paper(zhang.person_id, bus)
    _campaign, (result,) = await service.ranking(li.person_id, 1)
    assert (result.ranked.score.due, result.ranked.score.judges, result.ranked.rank) == (1, 0, None)
    assert (await service.setup(li.person_id, 1)).lacking == 1
