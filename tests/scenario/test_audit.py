"""The audit list: organisers see what they did, and take a change back as long as nothing was built on it."""

from bot.callbacks import encode
from handlers.audit import ShowAudit, Undo
from tests.people import START


async def moved(world):
    """A lecture that 王敏 has a seat in and 李静 moved to another place."""
    li = await world.member("李静", role="organiser")
    event = await world.event(li)
    wang = await world.member("王敏")
    await wang.starts(f"e_{event.id}")
    await wang.taps("报名")
    await moves(li, event, "培训中心 201")
    return li, wang, event


async def moves(li, event, place):
    await li.starts(f"e_{event.id}")
    await li.taps("管理")
    await li.taps("修改")
    await li.taps("✎ 地点")
    await li.sends(place)
    await li.taps("保存改动")


async def test_a_change_is_taken_back_and_those_concerned_are_told(world):
    li, wang, event = await moved(world)
    assert "培训中心 201" in wang.last.text
    await li.sends("/audit")
    assert "1. 11-23 10:00 李静 修改了地点 · 《开放型经济与开发区》" in li.last.text.splitlines()
    assert "2. 11-23 10:00 李静 发布了活动 · 《开放型经济与开发区》" in li.last.text.splitlines()
    await li.taps("撤销第 1 条")
    await li.taps("确认撤销")
    assert li.toast == "已撤销"
    assert "2. 11-23 10:00 李静 修改了地点 · 《开放型经济与开发区》 · 已撤销" in li.last.text.splitlines()
    assert "管委会一楼报告厅" in wang.last.text
    await wang.starts(f"e_{event.id}")
    assert "地点：管委会一楼报告厅" in wang.last.text.splitlines()


async def test_nothing_is_taken_back_twice_or_over_a_later_change(world):
    li, _wang, event = await moved(world)
    (entry,) = await world.app.db.read(lambda tx: tx.one("SELECT id FROM audit WHERE action = 'revise'"))
    await moves(li, event, "党群服务中心")
    await li.forges(encode(Undo(entry, 0, 0)))
    assert li.alert == "之后又有新的修改。为避免丢失，请直接在活动里修改。"
    await li.sends("/audit")
    await li.taps("撤销第 1 条")
    await li.taps("确认撤销")
    await li.forges(encode(Undo(entry + 1, 0, 0)))
    assert li.alert == "这项操作已不能撤销。"
    await li.starts(f"e_{event.id}")
    assert "地点：培训中心 201" in li.last.text.splitlines()


async def test_an_event_shows_what_was_done_to_it(world):
    li, _wang, event = await moved(world)
    await world.event(li, title="别的讲座")
    await li.starts(f"e_{event.id}")
    await li.taps("管理")
    await li.taps("更多…")
    await li.taps("操作记录")
    assert ("修改了地点" in li.last.text, "别的讲座" in li.last.text) == (True, False)


async def test_organisers_see_their_own_acts_and_owners_all(world):
    _li, _wang, event = await moved(world)
    zhao = await world.member("赵磊", role="organiser")
    await zhao.sends("/audit")
    assert "还没有记录。" in zhao.last.text.splitlines()
    chief = await world.member("刘主任", role="owner")
    await chief.sends("/audit")
    assert "李静 修改了地点" in chief.last.text
    await chief.taps("撤销第 1 条")
    await chief.taps("确认撤销")
    assert "刘主任 修改了地点" in chief.last.text
    assert (await world.app.db.read(lambda tx: tx.one("SELECT place FROM events WHERE id = :e", e=event.id)))[
        0
    ] == "管委会一楼报告厅"


async def test_whatever_an_organiser_does_stands_in_the_list(world):
    li = await world.member("李静", role="organiser")
    event = await world.event(li)
    group = world.sandbox.group("干部群", admins=[li.phone], supergroup=True)
    group.add_bot()
    await li.sends("/bind", chat=group)
    await li.sends(f"/post {event.id}", chat=group)
    await li.starts(f"e_{event.id}")
    for label in ("管理", "规则", "→ 逐个确认"):
        await li.taps(label)
    wang, zhang = await world.members("王敏", "张强")
    for one in (wang, zhang):
        await one.starts(f"e_{event.id}")
        await one.taps("报名")
    await world.later(minutes=6)
    for label in ("看看是谁", "通过", "不通过", "名额已满"):
        await li.taps(label)
    await li.sends("/unbind", chat=group)
    await li.sends("/audit")
    lecture = "李静 {} · 《开放型经济与开发区》"
    assert [line.split(" ", 3)[3] for line in li.text.splitlines()[2::2]] == [
        "李静 解除了群的绑定 · 干部群",
        lecture.format("未通过申请"),
        lecture.format("通过了申请"),
        lecture.format("修改了规则"),
        lecture.format("发到了群里"),
        "李静 绑定了群 · 干部群",
        lecture.format("发布了活动"),
    ]


async def test_members_see_nothing_of_it(world):
    _li, wang, event = await moved(world)
    (entry,) = await world.app.db.read(lambda tx: tx.one("SELECT id FROM audit WHERE action = 'revise'"))
    for tap in (ShowAudit(event.id, 0), ShowAudit(0, 0), Undo(entry, 0, 0)):
        await wang.forges(encode(tap))
        assert wang.alert.startswith("只有这场活动的组织者"), tap
    await wang.sends("/audit")
    assert wang.last.text.startswith("只有这场活动的组织者")


async def test_a_change_of_what_has_begun_stays(world):
    li, _wang, _event = await moved(world)
    await world.until(START.replace(day=25, hour=7))
    await li.sends("/audit")
    await li.taps("撤销第 1 条")
    await li.taps("确认撤销")
    assert li.alert == "开始时间 11月25日周三 14:30 已经过去了，请改成以后的时间。"
