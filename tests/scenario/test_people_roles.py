"""Owners grant and revoke; organisers invite; everybody else is refused, also by forged buttons."""

import pytest

from bot.callbacks import encode
from bot.domain.people import Grant, Role
from bot.services.people import People
from bot.services.roles import Roles
from handlers.kit import Go
from handlers.people.roles import AskRevoke, GrantRole, ListRoles, Revoke
from storage import departments


@pytest.fixture
async def owner(world):
    return await world.member("刘主任", role="owner")


async def test_an_owner_grants_a_role_and_revokes_it(world, owner):
    wang, _namesake = await world.members("王敏", "王敏敏")
    await owner.sends("/roles")
    assert owner.text == "管理员和组织者\n\n刘主任 · 管理员 · 由 OWNERS 设置指定"
    await owner.taps("授予角色")
    await owner.sends("没有这个人")
    assert owner.text.splitlines()[2] == "没有找到「没有这个人」，请换短一些的关键字。"
    await owner.sends("王敏")
    assert owner.labels[:2] == [["王敏 · 投资促进部"], ["王敏敏 · 投资促进部"]]
    await owner.taps("王敏 · 投资促进部")
    await owner.taps("组织者")
    await owner.taps("投资促进部")
    await owner.sends("昨天")
    assert owner.text.splitlines()[2] == "请输入今后的日期，如 2027-06-30，或点下面的按钮。"
    await owner.sends("2027-06-30")
    assert owner.text.splitlines()[2:6] == [
        "人员：王敏 · 投资促进部",
        "角色：组织者",
        "范围：投资促进部",
        "期限：6月30日周三",
    ]
    await owner.taps("授予")
    assert owner.toast == "已授予：王敏"
    assert owner.text.splitlines()[-1] == "王敏 · 组织者 · 投资促进部 · 到6月30日周三为止"
    assert wang.text == "🔑 你有了新的角色：组织者 · 投资促进部\n发送 /help 看看可以做什么。"

    await owner.taps("撤销：王敏 · 组织者 · 投资促进部 · 到6月30日周三为止")
    await owner.taps("撤销")
    assert owner.toast == "已撤销：王敏"
    assert owner.text == "管理员和组织者\n\n刘主任 · 管理员 · 由 OWNERS 设置指定"
    assert wang.text == "你的角色已结束：组织者 · 投资促进部"


async def test_an_owner_makes_another_owner(world, owner):
    await world.member("王敏")
    await owner.sends("/roles")
    await owner.taps("授予角色")
    await owner.sends("王敏")
    await owner.taps("管理员")
    await owner.taps("长期")
    assert owner.text.splitlines()[2:] == [
        "人员：王敏 · 投资促进部",
        "角色：管理员",
        "期限：长期，直到撤销",
        "",
        "管理员可以做任何事，包括授予角色。",
    ]
    await owner.taps("授予")
    assert owner.text.splitlines()[-1] == "王敏 · 管理员"


async def test_a_role_ends_on_its_day(world, owner):
    wang = await world.member("王敏")
    await owner.sends("/roles")
    await owner.taps("授予角色")
    for said in ("王敏", "组织者", "全部部门", "2026-11-24"):
        await owner.sends(said) if said in ("王敏", "2026-11-24") else await owner.taps(said)
    await owner.taps("授予")
    await wang.sends("/invite")
    assert wang.text.splitlines()[0] == "加入链接 · 第 1 步"
    await wang.taps("取消")
    await world.later(days=1, hours=13, minutes=59)
    await wang.sends("/invite")
    assert wang.text.splitlines()[0] == "加入链接 · 第 1 步"
    await wang.taps("取消")
    await world.later(minutes=2)
    await wang.sends("/invite")
    assert wang.text == "这一项只有负责的组织者可以操作，角色由管理员授予。"


OWNERS_ONLY = "这一项只有管理员可以操作。"


@pytest.mark.parametrize("role", [None, "organiser"])
async def test_nobody_else_sees_or_changes_roles(world, owner, role):
    """The buttons are forged: nobody else is shown them."""
    wang, li = await world.member("王敏", role=role), await world.member("李静")
    seat = await world.app.service(Roles).grant(owner.person_id, li.person_id, Grant(Role.ORGANISER))
    before = await world.app.db.read(lambda tx: tx.all("SELECT * FROM roles"))
    await wang.sends("/roles")
    assert wang.text == OWNERS_ONLY
    await wang.sends("/me")
    shown = wang.text
    for forged in (ListRoles(0), GrantRole(), AskRevoke(seat.id), Revoke(seat.id), Go("/roles")):
        await wang.forges(encode(forged))
        assert (wang.alert, wang.text) == (OWNERS_ONLY, shown)
    assert await world.app.db.read(lambda tx: tx.all("SELECT * FROM roles")) == before


async def listed(world, name, department):
    def put(tx):
        where = departments.ensure(tx, (department,))
        tx.run(
            "INSERT INTO people (name, department_id, staff_number, created_at) VALUES (:n, :d, :n, 0)",
            n=name,
            d=where,
        )

    await world.app.db.write(put)


async def test_an_organiser_invites_people_of_their_department_only(world, owner):
    await listed(world, "张强", "投资促进部")
    await listed(world, "李娜", "党群部")
    wang = await world.member("王敏")
    where = await world.app.service(People).ensure_department("投资促进部")
    await world.app.service(Roles).grant(owner.person_id, wang.person_id, Grant(Role.ORGANISER, where))
    await wang.sends("/invite")
    await wang.sends("李娜")
    assert wang.text.splitlines()[2] == "没有找到「李娜」，请换短一些的关键字。"
    await wang.sends("张强")
    await wang.taps("生成链接")
    link = wang.text.splitlines()[2]
    assert wang.text.splitlines()[0] == "加入链接 · 张强 · 投资促进部 · 张强"
    await wang.taps("复制链接")
    assert wang.phone.clipboard == link
    zhang = await world.member("小张")
    await zhang.starts(link.rpartition("=")[2])
    assert zhang.text.splitlines()[0] == "张强，欢迎。名册里已有你的信息，不用再填。"


async def test_members_invite_nobody(world, owner):
    await listed(world, "张强", "投资促进部")
    wang = await world.member("王敏")
    await wang.sends("/invite")
    assert wang.text == "这一项只有负责的组织者可以操作，角色由管理员授予。"
    await wang.sends("张强")
    assert "加入链接" not in wang.text
