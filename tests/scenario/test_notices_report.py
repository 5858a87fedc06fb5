"""An organiser reads what became of a notice, by department and over time, and takes it home; nobody else does."""

from io import BytesIO

from openpyxl import load_workbook
from PIL import Image

from bot.callbacks import encode
from bot.drawing.picture import WIDTH
from bot.services.notices import Notices
from handlers.notices.base import ShowNotice, ShowReport, TakeCurve, TakeDepartments, TakeRecipients
from tests.scenario.test_notices import screen, writes

NOTICE = "周五停水，请提前备水。"


async def sent(world):
    """李静 has written to three: 王敏 has acknowledged, 张强 has not, 赵磊 blocks the bot."""
    li = await world.member("李静", role="organiser", department="党群工作部")
    wang = await world.member("王敏", department="投资促进部/招商科")
    zhang = await world.member("张强", department="应急管理部")
    zhao = await world.member("赵磊", department="应急管理部")
    await zhao.blocks_bot()
    await writes(li, NOTICE)
    await li.taps("发送")
    await world.later(hours=1)
    await wang.taps("收到")
    return li, wang, zhang


async def reads_the_report(world, li):
    await world.later(minutes=1)
    await li.taps("报表", screen(li, "▓"))


async def test_the_report_counts_by_reason_and_by_department(world):
    li, _wang, _zhang = await sent(world)
    await reads_the_report(world, li)
    report = screen(li, "报表")
    assert report.text == (
        "报表 · 《周五停水，请提前备水。》 · 已发完\n\n已送达：3 / 4\n没送到 1\n停用了机器人 1\n已确认：1 / 3\n\n"
        "各部门已确认\n党群工作部：0 / 1\n应急管理部：0 / 1\n投资促进部：1 / 1"
    )
    assert report.rows == [["图：确认进度", "图：各部门"], ["Excel：全部名单"], ["‹ 返回"]]
    await li.taps("‹ 返回", report)
    assert report.text.startswith("通知《周五停水，请提前备水。》")


async def test_the_pictures_show_the_acknowledgements(world):
    li, _wang, _zhang = await sent(world)
    await reads_the_report(world, li)
    report = screen(li, "报表")
    await li.taps("图：确认进度", report)
    assert (li.toast, Image.open(BytesIO(li.last.document)).size[0]) == ("图片在下方", WIDTH)
    await li.taps("图：各部门", report)
    assert (li.toast, Image.open(BytesIO(li.last.document)).size[0]) == ("图片在下方", WIDTH)


async def test_the_workbook_has_everyone_and_says_why_and_when(world):
    li, _wang, _zhang = await sent(world)
    await world.later(minutes=15)
    await li.taps("提醒未确认", screen(li, "▓"))
    await reads_the_report(world, li)
    await li.taps("Excel：全部名单", screen(li, "报表"))
    book = load_workbook(BytesIO(li.last.document))
    rows = [[cell.value for cell in row] for row in book["收件人"].iter_rows()]
    assert rows[0] == ["部门", "姓名", "状态", "原因", "送达时间", "确认时间", "最近提醒", "提醒次数"]
    assert [(row[0], row[1], row[2], row[3], bool(row[4]), bool(row[5]), bool(row[6]), row[7]) for row in rows[1:]] == [
        ("党群工作部", "李静", "已送达", None, True, False, True, 1),
        ("应急管理部", "张强", "已送达", None, True, False, True, 1),
        ("应急管理部", "赵磊", "没送到", "停用了机器人", False, False, False, 0),
        ("投资促进部/招商科", "王敏", "已送达", None, True, True, False, 0),
    ]
    assert [[cell.value for cell in row] for row in book["按部门"].iter_rows(min_row=2)] == [
        ["党群工作部", 1, 1, 0, "0%"],
        ["应急管理部", 2, 1, 0, "0%"],
        ["投资促进部", 1, 1, 1, "100%"],
    ]


async def test_a_report_of_somebody_else_s_notice_is_nobody_s(world):
    li, wang, _zhang = await sent(world)
    notice = (await world.app.service(Notices).mine(li.person_id, 0))[0]
    for tap in (ShowReport, TakeCurve, TakeRecipients):
        await wang.forges(encode(tap(notice.id)))
        assert wang.alert == "没有这条通知，或不是你发的。请看 /notices。"
    await wang.forges(encode(TakeDepartments(notice.id, 0)))
    assert wang.alert == "没有这条通知，或不是你发的。请看 /notices。"
    await li.forges(encode(ShowNotice(notice.id)))
    assert li.text.startswith("通知《周五停水，请提前备水。》")


async def test_a_notice_without_a_title_is_called_by_how_it_begins(world):
    li = await world.member("李静", role="organiser")
    await writes(li, "周五上午九点到十一点园区东片停水，请各部门提前备水并互相转告。\n物业")
    await li.taps("发送")
    assert screen(li, "▓").text.startswith("通知《周五上午九点到十一点园区东片停水，请各部门提前…》 · ")
    await reads_the_report(world, li)
    assert screen(li, "报表").text.startswith("报表 · 《周五上午九点到十一点园区东片停水，请各部门提前…》 · 已发完")


async def test_departments_are_named_without_what_all_of_them_have_in_common(world):
    li = await world.member("李静", role="organiser", department="开发区管委会/党群工作部")
    await world.member("王敏", department="开发区管委会/投资促进部/招商科")
    await writes(li, NOTICE)
    await li.taps("发送")
    await reads_the_report(world, li)
    report = screen(li, "报表")
    assert report.text.endswith("各部门已确认\n党群工作部：0 / 1\n投资促进部：0 / 1")
    await li.taps("Excel：全部名单", report)
    sheet = load_workbook(BytesIO(li.last.document)).worksheets[1]
    assert [row[0] for row in sheet.iter_rows(values_only=True)][-2:] == ["党群工作部", "投资促进部"]
