"""A campaign from its first word to its report: organisers make it and change it, its card counts."""

from datetime import UTC, datetime
from io import BytesIO

from openpyxl import load_workbook
from PIL import Image

from bot.callbacks import encode
from bot.domain.suggestions.acts import Action
from bot.services.campaigns import Campaigns
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
from tests.scenario.campaign_house import HEAD, PREVIEW, accept, filed, gather, make, office

__all__ = ["office"]


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
    assert (card.text, card.rows) == (HEAD.format("征集中 · 0 条"), [["我要提"], ["看看大家提的", "查看详情"]])
    await filed(world, wang, "大厅设一台自助打印机")
    await world.settled()
    assert card.text == HEAD.format("征集中 · 1 条")
    await world.until(datetime(2026, 12, 8, 2, 0, tzinfo=UTC))
    assert (card.text, card.rows) == (HEAD.format("评选中 · 1 条"), [["看看大家提的", "查看详情"]])
    await world.until(datetime(2026, 12, 15, 2, 0, tzinfo=UTC))
    assert card.text == HEAD.format("征集已结束 · 1 条")
    assert len([one for one in group.messages.values() if one.by_bot]) == 1


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
