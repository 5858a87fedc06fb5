"""Screens of a big workplace: thousands of names, hundreds of departments and roles; nothing is too long."""

from datetime import timedelta

import pytest

from bot.domain.people import Grant, Role
from bot.services.people import People
from storage import departments, roles
from tests.people import START, open_world

TITLE = "“青年榜样说”演讲比赛&<决赛>🎉" * 7
DEEP = tuple(f"{level}级单位名称很长" * 6 for level in range(1, 5))


@pytest.fixture
async def world(sqlite_url):
    async with open_world(sqlite_url, contact="关" * 200) as world:
        yield world
        assert world.refused() == []
        shown = [message for chat in world.sandbox.world.chats.values() for message in chat.messages.values()]
        assert max(sum(map(len, message.buttons)) for message in shown) <= 100


async def crowd(world, event, how_many):
    """So many people with long names in deep departments, seated at `event`."""

    def come(tx):
        where = departments.ensure(tx, DEEP)
        tx.many(
            "INSERT INTO people (telegram_id, name, post, department_id, consent, created_at) "
            "VALUES (:n, :name, :post, :where, 1, 0)",
            [
                {"n": n + 1, "name": f"{n:05}" + "名&" * 17, "post": "一级主任科员" * 10, "where": where}
                for n in range(how_many)
            ],
        )
        tx.run(
            "INSERT INTO sign_ups (event_id, person_id, state, turn, signed_up_at) "
            "SELECT :event, id, 'seated', telegram_id, 0 FROM people WHERE telegram_id <= :n",
            event=event.id,
            n=how_many,
        )
        tx.run("UPDATE events SET seated = :n, last_turn = :n WHERE id = :event", n=how_many, event=event.id)

    await world.app.db.write(come)


async def test_five_thousand_names(world):
    li = await world.member("李静", role="organiser")
    event = await world.event(li, TITLE[:120], capacity=None)
    await crowd(world, event, 5000)
    await li.starts(f"e_{event.id}")
    await li.taps("管理")
    await li.taps("名单")
    first = li.text
    assert [line.split(".")[0] for line in first.splitlines()[3:]] == [str(n) for n in range(1, 26)]
    await li.forges(f"orn:{event.id}:999999")
    assert li.text.splitlines()[-1].startswith("5000. 04999名")


async def test_fifty_events_with_the_longest_titles_on_one_agenda(world):
    li = await world.member("李静", role="organiser")
    wang = await world.member("王敏")
    long = {"place": "楼" * 200, "speaker": "讲" * 120, "link": "https://a.b/" + "x" * 480}
    for n in range(50):
        series = f"系列{n:02}" * 15
        event = await world.event(li, TITLE[:120], starts=START + timedelta(days=2, hours=n / 4), series=series, **long)
        await wang.starts(f"e_{event.id}")
        await wang.taps("报名")
    await wang.sends("/agenda")
    assert wang.text.splitlines()[0] == "我的日程"
    await wang.sends("/events")
    for shelf in ("全部", "我的", "按系列"):
        await wang.taps(shelf)
    assert len(wang.labels) > 8


async def test_a_hundred_and_fifty_series(world):
    li = await world.member("李静", role="organiser")
    for n in range(150):
        await world.event(li, f"第 {n} 场", series=f"系列 {n}")
    await li.sends("/events")
    await li.taps("按系列")
    assert any("系列 0" in label for row in li.labels for label in row)
    await li.taps("下一页 ›")
    await li.taps("‹ 上一页")
    await li.sends("/newevent")
    assert "系列" in li.text


async def test_three_hundred_roles(world):
    owner = await world.member("刘主任", role="owner")

    def grant(tx):
        where = departments.ensure(tx, DEEP)
        for n in range(300):
            person = tx.one(
                "INSERT INTO people (name, consent, created_at) VALUES (:name, 1, 0) RETURNING id",
                name=f"组{n}" + "织" * 35,
            )
            roles.put(tx, person[0], Grant(Role.ORGANISER, where), None, world.clock.now())
        for n in range(40):
            roles.put(tx, owner.person_id, Grant(Role.ORGANISER, departments.ensure(tx, (*DEEP, f"{n}"))), None, START)

    await world.app.db.write(grant)
    world.app.service(People).forget_cached()
    await owner.sends("/roles")
    await owner.taps("›")
    await owner.forges("ro:999999999")
    await owner.sends("/me")
    assert owner.text.splitlines()[0] == "刘主任"


async def test_five_hundred_departments_below_one(world):
    wang = await world.member("王敏")
    li = await world.member("李静", role="organiser")

    def grow(tx):
        for n in range(500):
            departments.ensure(tx, (*DEEP, f"科室{n:03}"))

    await world.app.db.write(grow)
    await wang.sends("/me")
    await wang.taps("改部门")
    for name in DEEP:
        await wang.taps(f"{name} ›")
    for _ in range(62):
        await wang.taps("›")
    await wang.taps("科室499")
    await wang.taps("保存")
    assert "科室499" in wang.text
    await li.sends("/newevent")
    for answer in ("系列", "题目", "下周三 14:30", "一楼", "60"):
        await li.sends(answer)
    await li.taps("追光")
    await li.taps("✎ 谁可以报名")
    await li.sends("科室")
    assert len(li.text) <= 4096
    await li.sends("，".join(f"科室{n:03}" for n in range(60)))
    assert len(li.text) <= 4096


async def test_help_start_and_notice_in_every_language(world):
    owner = await world.member("刘主任", role="owner")
    for language in ("zh_Hans", "zh_Hant", "en"):
        await owner.forges(f"pl:{language}")
        for command in ("/help", "/start", "/privacy", "/forget", "/withdraw", "/reminders"):
            before = len(owner.heard())
            await owner.sends(command)
            assert len(owner.heard()) == before + 1
