"""Rating: one tap, words if one likes, and nobody learns whose they are."""

import pytest

from tests.people import START
from tests.scenario.after import buttons, jobs, tick

PROMISE = (
    "组织者看不到谁打了几星、谁写了什么：满 5 份才显示平均分，满 10 份才显示留言，之后每满 5 份更新一次。"
    "Telegram 和掌管服务器的人仍有可能查到。"
)


@pytest.fixture
async def li(world):
    return await world.member("李静", role="organiser")


async def over(world, li, *people):
    """An event that these people were at, and the thanks for it."""
    event = await world.event(li)
    await world.until(event.ends_at)
    await tick(world, event, *people)
    await world.later(hours=4)
    await jobs(world)
    return event


async def results(li, event):
    await li.starts(f"e_{event.id}")
    await li.taps("管理")
    await li.taps("评价")
    return li.text


async def test_stars_take_one_tap_in_the_thanks_and_can_be_changed_there(world, li):
    wang = await world.member("王敏")
    await over(world, li, wang)
    assert wang.text == (
        f"感谢参加《开放型经济与开发区》。\n\n这次活动怎么样？点一下就好：一星有待改进，五星非常好。\n{PROMISE}"
    )
    assert wang.labels == [["1 ★", "2 ★", "3 ★", "4 ★", "5 ★"]]
    await wang.taps("4 ★")
    assert wang.toast == "谢谢"
    assert wang.text == "开放型经济与开发区\n你打了 ★★★★。活动结束后 14 天内可以在这里改。"
    assert wang.labels == [["1 ★", "2 ★", "3 ★", "4 ★", "5 ★"], ["写几句"]]
    await wang.taps("2 ★")
    assert wang.text == "开放型经济与开发区\n你打了 ★★。活动结束后 14 天内可以在这里改。"
    stars = await world.app.db.read(lambda tx: tx.all("SELECT stars FROM ratings"))
    assert stars == [(2,)]
    await world.later(days=14)
    await wang.taps("5 ★")
    assert wang.alert == "活动结束后 14 天内可以评价。"


async def test_words_are_sent_once(world, li):
    wang = await world.member("王敏")
    event = await over(world, li, wang)
    await wang.taps("5 ★")
    await wang.taps("写几句")
    assert wang.text == f"活动留言 · 1/1\n\n哪里好，哪里可以更好？\n{PROMISE}"
    await wang.sends("好" * 501)
    assert wang.text.splitlines()[2] == "请写 1 到 500 个字。"
    await wang.sends("讲得清楚")
    await wang.taps("发送")
    assert wang.text == "谢谢。留言会和别人的放在一起显示，不带名字。"
    await wang.starts(f"e_{event.id}")
    assert "评价" not in buttons(wang)
    await wang.forges(f"raw:{event.id}")
    await wang.sends("再说一句")
    await wang.taps("发送")
    assert wang.alert == "已经评过了。要改星级，请在当时打星的那条消息里改。"


async def test_who_did_not_see_the_thanks_rates_from_the_card(world, li):
    wang = await world.member("王敏")
    event = await over(world, li, wang)
    await wang.starts(f"e_{event.id}")
    await wang.taps("评价")
    await wang.taps("3 ★")
    assert wang.text == "开放型经济与开发区\n你打了 ★★★。活动结束后 14 天内可以在这里改。"
    await wang.starts(f"e_{event.id}")
    await wang.taps("评价")
    assert (wang.text, wang.labels) == ("开放型经济与开发区\n\n你已经打过星了，谢谢。", [["写几句"]])
    await wang.forges(f"ra:{event.id}:1")
    assert wang.alert == "已经评过了。要改星级，请在当时打星的那条消息里改。"


async def test_only_who_was_there_rates_and_stars_are_one_to_five(world, li):
    wang, zhang = await world.members("王敏", "张强")
    event = await over(world, li, wang)
    await zhang.starts(f"e_{event.id}")
    assert "评价" not in buttons(zhang)
    await zhang.forges(f"ra:{event.id}:5")
    assert zhang.alert == "到场的人才能评价。如果你到了，请组织者补记签到。"
    await wang.forges(f"ra:{event.id}:6")
    assert wang.alert == "这次评分不能改了。"
    await wang.forges(f"ra=:{event.id}:1:guess")
    assert wang.alert == "这次评分不能改了。"
    await zhang.forges(f"rar:{event.id}:0")
    assert "平均" not in zhang.text
    coming = await world.event(li, "招商实务", starts=world.clock.now() + (START - START.replace(hour=1)))
    await wang.forges(f"ra:{coming.id}:5")
    assert wang.alert == "活动结束后 14 天内可以评价。"


async def test_where_nobody_checked_in_those_with_a_seat_rate(world, li):
    wang = await world.member("王敏")
    event = await world.event(li)
    await wang.starts(f"e_{event.id}")
    await wang.taps("报名")
    await world.until(event.ends_at)
    await wang.forges(f"ra:{event.id}:5")
    assert wang.toast == "谢谢"


async def test_organisers_see_an_average_from_five_and_words_from_ten_in_steps(world, li):
    people = await world.members(*(f"第{n}人" for n in range(1, 13)))
    event = await over(world, li, *people)
    hidden = "评价 · 开放型经济与开发区\n\n满 5 份评价后显示。"
    for one, stars in zip(people[:4], (5, 4, 4, 1), strict=True):
        await one.taps(f"{stars} ★")
        assert await results(li, event) == hidden
    await people[4].taps("5 ★")
    await people[0].taps("写几句")
    await people[0].sends("讲得清楚")
    await people[0].taps("发送")
    first = (
        "评价 · 开放型经济与开发区\n\n平均 3.8 星，5 份评价\n★★★★★：2\n★★★★：2\n★★★：0\n★★：0\n★：1\n"
        "每满 5 份更新一次。\n\n留言满 10 份评价后显示。"
    )
    assert await results(li, event) == first
    for one in people[5:9]:
        await one.taps("5 ★")
        assert await results(li, event) == first
    await people[9].taps("5 ★")
    second = (
        "评价 · 开放型经济与开发区\n\n平均 4.4 星，10 份评价\n★★★★★：7\n★★★★：2\n★★★：0\n★★：0\n★：1\n"
        "每满 5 份更新一次。\n\n「讲得清楚」"
    )
    assert await results(li, event) == second
    await people[10].taps("1 ★")
    await people[10].taps("写几句")
    await people[10].sends("太长了")
    await people[10].taps("发送")
    assert await results(li, event) == second
    await world.later(days=14)
    shown = await results(li, event)
    assert sorted(line for line in shown.splitlines() if line.startswith("「")) == ["「太长了」", "「讲得清楚」"]
    assert "10 份评价" in shown
