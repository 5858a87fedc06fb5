"""An organiser takes lists home: a workbook, pictures; nobody else does."""

from io import BytesIO

from openpyxl import load_workbook
from PIL import Image

from bot.callbacks import encode
from bot.clock import micros
from bot.drawing.picture import WIDTH
from handlers.cards import Manage
from handlers.lists import ShowLists, TakeChart, TakePicture, TakeWorkbook
from tests.people import START


def pixels(message):
    return Image.open(BytesIO(message.document)).size


async def lecture(world):
    """王敏 and =张强 have seats, 赵磊 waits; 王敏 came."""
    li = await world.member("李静", role="organiser")
    event = await world.event(li, capacity=2)
    wang, zhang, zhao = await world.members("王敏", "=张强", "赵磊")
    for someone in (wang, zhang, zhao):
        await someone.starts(f"e_{event.id}")
        await someone.taps("报名候补" if someone is zhao else "报名")

    def came(tx):
        tx.run(
            "INSERT INTO check_ins (event_id, person_id, at, way) VALUES (:e, :p, :at, 'code')",
            e=event.id,
            p=wang.person_id,
            at=micros(START),
        )

    await world.app.db.write(came)
    await li.starts(f"e_{event.id}")
    await li.taps("管理")
    await li.taps("名单与图片")
    return li, wang, event


async def test_the_workbook_has_who_signed_up_and_who_came(world):
    li, _wang, event = await lecture(world)
    await li.taps("Excel：报名与签到")
    assert li.toast == "文件在下方"
    book = load_workbook(BytesIO(li.last.document))
    assert book.sheetnames == ["报名名单", "签到名单"]
    rows = [[cell.value for cell in row] for row in book["报名名单"].iter_rows()]
    assert [row[:5] for row in rows] == [
        ["#", "姓名", "部门", "职务", "状态"],
        [1, "王敏", "投资促进部", None, "已报名"],
        [2, "=张强", "投资促进部", None, "已报名"],
        [3, "赵磊", "投资促进部", None, "候补"],
    ]
    assert rows[1][6] == START.astimezone(world.app.desk._reader.zone).replace(tzinfo=None)
    assert [[cell.value for cell in row][1:] for row in book["签到名单"].iter_rows(min_row=2)] == [
        ["王敏", "投资促进部", "已报名", rows[1][6]],
        ["=张强", "投资促进部", "已报名", None],
    ]
    kept = await world.app.db.read(lambda tx: tx.all("SELECT action, subject, details FROM audit ORDER BY id"))
    assert kept[-1] == ("event.list", f"event:{event.id}", "xlsx")


async def test_lists_come_as_pictures(world):
    li, _wang, _event = await lecture(world)
    await li.taps("图片：报名")
    assert pixels(li.last)[0] == WIDTH
    await li.taps("图片：签到")
    assert pixels(li.last)[0] == WIDTH
    await li.taps("图片：报名进度")
    assert pixels(li.last)[0] == WIDTH


async def test_long_lists_are_paged(world):
    li = await world.member("李静", role="organiser")
    event = await world.event(li, capacity=100)

    def fill(tx):
        for number in range(45):
            (person,) = tx.one(
                "INSERT INTO people (name, created_at) VALUES (:name, 0) RETURNING id", name=f"职工{number}"
            )
            tx.run(
                "INSERT INTO sign_ups (event_id, person_id, state, turn, signed_up_at) "
                "VALUES (:e, :p, 'seated', :n, 0)",
                e=event.id,
                p=person,
                n=number,
            )

    await world.app.db.write(fill)
    await li.starts(f"e_{event.id}")
    await li.taps("管理")
    await li.taps("名单与图片")
    await li.taps("图片：报名")
    tall = pixels(li.last)[1]
    await li.taps("下一页 ›")
    assert pixels(li.last)[1] < tall / 2
    await li.forges(encode(TakePicture(event.id, came=False, page=9)))
    assert li.alert == "这个按钮已经过期了。发送 /start 重新开始。"


async def test_nobody_else_gets_a_list(world):
    _li, wang, event = await lecture(world)
    for tap in (
        ShowLists(event.id),
        TakeWorkbook(event.id),
        TakePicture(event.id, came=True),
        TakeChart(event.id),
        Manage(event.id),
    ):
        await wang.forges(encode(tap))
        assert wang.alert.startswith("只有这场活动的组织者"), tap
    kept = await world.app.db.read(lambda tx: tx.all("SELECT 1 FROM audit WHERE action = 'event.list'"))
    assert kept == []
