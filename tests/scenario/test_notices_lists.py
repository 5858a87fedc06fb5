"""Whom a notice is for, from a list: pasted, or an .xlsx as it is; and what of it could not be told."""

from io import BytesIO

import pytest
from openpyxl import Workbook

from bot.domain.people import Grant, Role
from bot.services.people import People
from storage import departments, roles


@pytest.fixture
async def li(world):
    return await world.member("李静", role="organiser", department="党群工作部")


def book(*rows):
    made, stream = Workbook(), BytesIO()
    for row in rows:
        made.active.append(row)
    made.save(stream)
    return stream.getvalue()


async def organiser_of(world, name, department):
    someone = await world.member(name, department=department)
    where = await world.app.db.write(departments.ensure, (department,))
    await world.app.db.write(roles.put, someone.person_id, Grant(Role.ORGANISER, where), None, world.clock.now())
    world.app.service(People).forget_cached(someone.id)
    return someone


async def sends_file(world, someone, name, content):
    someone.phone.sends_document(content, name)
    await world.settled()


async def test_names_are_pasted_and_what_fits_nobody_is_said_back(world, li):
    wang, zhang = await world.members("王敏", "张强")
    await world.member("陈晨", department="投资促进部")
    await world.member("陈晨", department="应急管理部")
    await li.sends("/notice")
    await li.sends("请看")
    await li.sends("王敏、陈晨\n赵无名")
    assert li.text == (
        "通知 · 2/2\n\n有 2 个没有列入\n名册里没有：赵无名\n"
        "有几位都叫“陈晨”：陈晨（应急管理部）；陈晨（投资促进部）\n请带上部门再发一次，例如“王敏 党群工作部”。\n\n"
        "接着选的人：加上。选好了点“完成”。\n想存下这个选法，输入“存为 名称”。\n现在是：名单 1 人"
    )
    await li.sends("陈晨 应急管理部")
    await li.taps("完成 ✓")
    assert "发给谁：名单 1 人、名单 1 人" in li.text
    assert li.text.endswith("可送达 2 人")
    await li.taps("发送")
    assert wang.text == "请看"
    assert zhang.text != "请看"


async def test_a_table_as_it_is_names_the_people_by_whatever_column_has_them(world, li):
    wang, zhang, chen, other = [
        await world.member(name, department=where)
        for name, where in (
            ("王敏", "投资促进部"),
            ("张强", "投资促进部"),
            ("陈晨", "投资促进部"),
            ("陈晨", "应急管理部"),
        )
    ]
    await li.sends("/notice")
    await li.sends("请看")
    table = book(
        ("防汛值班名单",),
        ("序号", "所在处室", "人员", "电话"),
        (1, "投资促进部", "王敏", "0532-1"),
        (2, "投资促进部", "张强", None),
        (3, "应急管理部", "陈晨", None),
        (4, "应急管理部", "李无名", None),
    )
    await sends_file(world, li, "值班.xlsx", table)
    assert "有 1 个没有列入\n名册里没有：李无名" in li.text
    await li.taps("完成 ✓")
    assert li.text.endswith("可送达 3 人")
    await li.taps("发送")
    assert [one.text == "请看" for one in (wang, zhang, other, chen)] == [True, True, True, False]


async def test_a_table_with_staff_numbers_only_does_too(world, li):
    wang = await world.member("王敏")
    await world.app.db.write(
        lambda tx: tx.run("UPDATE people SET staff_number = '0012' WHERE id = :p", p=wang.person_id)
    )
    await li.sends("/notice")
    await li.sends("请看")
    await sends_file(world, li, "名单.csv", "工号\n0012\n0099\n".encode("gb18030"))
    assert "名册里没有：0099" in li.text
    await li.taps("完成 ✓")
    await li.taps("发送")
    assert wang.text == "请看"


@pytest.mark.parametrize("content", [b"PK\x03\x04 broken", book(("甲", "乙"), (1, 2))])
async def test_a_file_without_names_is_answered_with_what_fits(world, li, content):
    await li.sends("/notice")
    await li.sends("请看")
    await sends_file(world, li, "名单.xlsx", content)
    assert "这个文件里没找到姓名。请发 10 MB 以内的 .xlsx 或 .csv，里面要有姓名或工号。" in li.text


async def test_outsiders_of_a_list_are_named_as_left_out_and_get_nothing(world):
    zhao = await organiser_of(world, "赵磊", "投资促进部")
    wang, chen = await world.member("王敏"), await world.member("陈晨", department="应急管理部")
    await zhao.sends("/notice")
    await zhao.sends("请看")
    await zhao.sends("王敏、陈晨")
    await zhao.taps("完成 ✓")
    assert zhao.text.endswith("可送达 1 人\n不在你负责的部门，不会发：1 人\n陈晨")
    await zhao.taps("发送")
    assert wang.text == "请看"
    assert chen.text != "请看"
