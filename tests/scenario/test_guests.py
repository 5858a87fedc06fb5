"""Organisers say who may come: certain posts, or only those on a list of names that they paste."""

import pytest

from bot.domain.rules import Rules


@pytest.fixture
async def li(world):
    return await world.member("李静", role="organiser")


async def _opens(li, *labels):
    await li.starts("e_1")
    for label in ("管理", "规则", "谁可以报名", *labels):
        await li.taps(label)


async def _has_post(world, *people, post):
    ids = {f"p{place}": one.person_id for place, one in enumerate(people)}
    names = ", ".join(f":{name}" for name in ids)
    await world.app.db.write(
        lambda tx: tx.run(f"UPDATE people SET post = :post WHERE id IN ({names})", post=post, **ids)
    )


async def test_only_those_whose_names_were_pasted_may_come(world, li):
    wang, zhang = await world.members("王敏", "张强")
    await world.event(li)
    await _opens(li, "名单", "添加")
    await li.sends("1. 王敏\n2、李静；赵不在")
    assert li.text == (
        "加入名单 · 请核对\n\n将加入名单：2 人\n王敏、李静\n\n"
        "花名册里没有，未加入：\n赵不在\n如果只是写法不同，请改一下姓名再发。"
    )
    await li.taps("加入")
    assert li.toast == "已加入 2 人"
    assert li.text.splitlines()[:4] == ["名单 · 2 人", "", "1. 李静 · 投资促进部", "2. 王敏 · 投资促进部"]
    await li.taps("‹ 返回")
    await li.taps("仅限名单")
    assert li.text == (
        "谁可以报名 · 《开放型经济与开发区》\n\n只有名单上的人可以报名，不看部门和职务。\n名单：2 人\n合计 2 人。"
    )
    await zhang.starts("e_1")
    await zhang.taps("报名")
    assert zhang.alert == "这场活动面向其他人员。如果你也应当参加，请联系组织者。"
    await wang.starts("e_1")
    await wang.taps("报名")
    assert wang.toast == "已报名：第 1 / 60 席"


async def test_people_of_the_same_name_are_told_apart(world, li):
    first = await world.member("王敏")
    second = await world.member("王敏", department="党群工作部")
    third = await world.member("张强")
    await world.event(li, rules=Rules(closed=True))
    await _opens(li, "名单", "添加")
    await li.sends("张强 王敏")
    assert li.text == "加入名单 · 2/2\n\n叫“王敏”的不止一位，是哪一位？"
    assert li.labels == [["王敏 · 党群工作部"], ["王敏 · 投资促进部"], ["都加入", "都不是"], ["‹ 上一步", "取消"]]
    await li.taps("王敏 · 党群工作部")
    await li.taps("加入")
    assert await _guests(world) == [(second.person_id,), (third.person_id,)]
    await li.taps("添加")
    await li.sends("王敏 投资促进部")
    await li.taps("加入")
    assert await _guests(world) == [(first.person_id,), (second.person_id,), (third.person_id,)]


async def _guests(world):
    return await world.app.db.read(
        lambda tx: tx.all("SELECT person_id FROM event_guests WHERE event_id = 1 ORDER BY person_id")
    )


async def test_decisions_about_other_names_are_forgotten(world, li):
    await world.member("王敏")
    await world.member("王敏", department="党群工作部")
    await world.member("张强")
    zhang = await world.member("张强", department="党群工作部")
    await world.event(li)
    await _opens(li, "名单", "添加")
    await li.sends("王敏")
    await li.taps("都加入")
    assert "将加入名单：2 人" in li.text
    await li.taps("✎ 姓名")
    await li.sends("张强")
    assert li.text.splitlines()[-1] == "叫“张强”的不止一位，是哪一位？"
    await li.taps("张强 · 党群工作部")
    assert li.text == "加入名单 · 请核对\n\n将加入名单：1 人\n张强"
    await li.taps("加入")
    assert await _guests(world) == [(zhang.person_id,)]


async def test_a_list_of_nobody_is_asked_for_again(world, li):
    await world.event(li)
    await _opens(li, "名单", "添加")
    await li.sends("赵不在、钱没有")
    assert li.text.splitlines()[2] == "花名册里没有这些人，请核对姓名，或改用工号。"


async def test_somebody_is_taken_off_the_list(world, li):
    wang = await world.member("王敏")
    await world.event(li, rules=Rules(closed=True))
    await _opens(li, "名单", "添加")
    await li.sends("王敏")
    await li.taps("加入")
    await wang.starts("e_1")
    await wang.taps("报名")
    await li.taps("✕ 王敏")
    assert li.toast == "已移出名单"
    assert li.text == "名单 · 0 人\n\n名单上还没有人。"
    await wang.starts("e_1")
    assert "你已报名：第 1 席。" in wang.text


async def test_only_certain_posts_may_come(world, li):
    wang, zhang, zhao = await world.members("王敏", "张强", "赵磊")
    await _has_post(world, wang, zhao, post="副科长")
    await _has_post(world, zhang, post="科员")
    await world.event(li)
    await _opens(li, "职务")
    assert li.labels == [["副科长", "科员"], ["不限职务"], ["取消"]]
    await li.sends("科长")
    await li.taps("保存")
    assert li.text == ("谁可以报名 · 《开放型经济与开发区》\n\n部门：不限（在“修改”里调整）\n职务：“科长”\n合计 2 人。")
    await zhang.starts("e_1")
    await zhang.taps("报名")
    assert zhang.alert == "这场活动面向其他人员。如果你也应当参加，请联系组织者。"
    await wang.starts("e_1")
    await wang.taps("报名")
    assert wang.toast == "已报名：第 1 / 60 席"
    await _opens(li, "职务", "✎ 职务", "不限职务", "保存")
    assert "职务：不限" in li.text


async def test_members_do_not_touch_the_list(world, li):
    wang = await world.member("王敏")
    await world.event(li)
    await wang.starts("e_1")
    for data in ("le:1", "le=:1:1", "lel:1:0", "le+:1", f"le-:1:{wang.person_id}:0", "lep:1"):
        await wang.forges(data)
        assert wang.alert == "只有这场活动的组织者可以这样做。需要权限的话，请管理员用 /roles 添加你。", data
    assert await _guests(world) == []
