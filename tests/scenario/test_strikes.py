"""People leave late or stay away under a published rule, are told, object, and are paused or not."""

from datetime import timedelta

from bot.domain.check_in import Way
from bot.domain.rules import Rules
from bot.services.strikes import Strikes
from storage import check_in
from tests.people import START

RULES = Rules(leave_hours=24, strikes=2, strike_days=180, pause_days=30)
RULE = (
    "⚖️ 开始前不足 24 小时才退出，或报了名没到，各计一次；\n"
    "180 天内满 2 次，暂停报名本系列 30 天（每场开始前 24 小时内除外）。可以申诉：/strikes"
)
PAUSED = (
    "《知行讲堂》系列的报名暂停到 12月29日周二：迟退、缺席次数已满。"
    "开始前 24 小时内还有空位时仍可报名。详情和申诉见 /strikes。"
)
NOTED = "这次记为迟退或缺席：\n《{title}》{day}：{what}\n计到 {until}\n\n如有原因或记错了，请向组织者申诉。"


async def lecture(world, li, title, days, **more):
    """An event of the series, `days` from the start of the world at ten, whose rule counts."""
    starts = START + timedelta(days=days)
    return await world.event(li, title, starts=starts, **({"rules": RULES, "lasts": 2} | more))


async def goes(world, someone, event):
    await someone.starts(f"e_{event.id}")
    await someone.taps("报名")


async def was_there(world, event, *people):
    """The organiser's list says so."""
    for one in people:
        now = event.ends_at
        await world.app.db.write(check_in.note, event.id, one.person_id, Way.LIST, event.organiser_id, now)


async def hourly(world):
    """Let the hourly look happen."""
    await world.app.service(Strikes).tell()
    await world.settled()


async def leaves(someone, event):
    await someone.starts(f"e_{event.id}")
    await someone.taps("取消报名")
    await someone.taps("确认取消")


async def test_the_rule_stands_on_the_card_before_anybody_signs_up(world):
    li = await world.member("李静", role="organiser")
    wang = await world.member("王敏")
    strict = await lecture(world, li, "开放型经济", 3)
    mild = await lecture(world, li, "公文写作", 4, rules=Rules())
    await wang.starts(f"e_{strict.id}")
    assert wang.text.endswith(f"\n\n{RULE}")
    await wang.starts(f"e_{mild.id}")
    assert "⚖️" not in wang.text


async def test_twice_too_late_pauses_sign_up_to_the_series_and_to_nothing_else(world):
    li = await world.member("李静", role="organiser")
    wang = await world.member("王敏")
    first, second = await lecture(world, li, "开放型经济", 3), await lecture(world, li, "金融投资", 8)
    third = await lecture(world, li, "应急管理", 20)
    other = await lecture(world, li, "青年论坛", 20, series="青年论坛")
    await goes(world, wang, first)
    await goes(world, wang, second)

    await world.until(first.starts_at - timedelta(hours=23))
    await leaves(wang, first)
    await world.until(first.ends_at + timedelta(hours=24))  # ten in the morning, two hours after everybody's
    await hourly(world)
    assert wang.text == NOTED.format(title="开放型经济", day="11月26日周四", what="迟退", until="5月24日周一")

    await was_there(world, second, li)
    await world.until(second.ends_at + timedelta(hours=7))
    await hourly(world)
    await goes(world, wang, third)
    assert wang.toast == "已报名：第 1 / 60 席"  # the list is still being gone through
    await leaves(wang, third)
    await world.until(second.ends_at + timedelta(hours=24))
    await hourly(world)
    assert wang.text == NOTED.format(title="金融投资", day="12月1日周二", what="缺席", until="5月30日周日")

    await goes(world, wang, third)
    assert wang.alert == PAUSED.replace("12月29日周二", "12月31日周四")
    await goes(world, wang, other)
    assert wang.toast == "已报名：第 1 / 60 席"
    await world.until(third.starts_at - timedelta(hours=24))
    await goes(world, wang, third)
    assert wang.toast == "已报名：第 1 / 60 席"


async def test_an_objection_is_decided_by_the_organiser_and_both_hear_of_it(world):
    li = await world.member("李静", role="organiser")
    wang, zhang = await world.members("王敏", "张强")
    event = await lecture(world, li, "开放型经济", 3)
    await goes(world, wang, event)
    await goes(world, zhang, event)
    await was_there(world, event, zhang)
    await world.until(event.ends_at + timedelta(hours=24))
    await hourly(world)
    assert "计到" not in zhang.text

    await wang.taps("申诉")
    assert wang.text == "申诉 · 1/1\n\n《开放型经济》：为什么不该计？写几句话给组织者，由组织者决定。"
    await wang.sends("当时在<隔壁>会场接待")
    await wang.taps("提交")
    assert wang.text.endswith("申诉已提交，等组织者处理。\n有结果会告诉你。")
    assert li.text == "王敏申诉：《开放型经济》11月26日周四：缺席\n“当时在<隔壁>会场接待”"

    await li.taps("去处理")
    assert li.labels == [["王敏：撤销", "王敏：维持"], ["‹ 返回"]]
    await li.taps("王敏：维持")
    assert wang.text.endswith("组织者看过申诉，仍计一次。")
    await li.taps("王敏：撤销")
    assert li.labels == [["王敏：维持"], ["‹ 返回"]]
    assert wang.text == "《开放型经济》11月26日周四：缺席\n申诉成立，不计。"
    await wang.sends("/strikes")
    assert wang.text == "迟退和缺席\n\n《开放型经济》11月26日周四：缺席\n申诉成立，不计。"
    assert wang.labels == []


async def test_a_tick_on_the_list_takes_it_back_whenever_it_comes(world):
    li = await world.member("李静", role="organiser")
    wang = await world.member("王敏")
    event = await lecture(world, li, "开放型经济", 3)
    await goes(world, wang, event)
    await was_there(world, event, li)
    await world.until(event.ends_at + timedelta(hours=24))
    await wang.sends("/strikes")
    assert wang.labels == [["申诉：开放型经济"]]
    await was_there(world, event, wang)
    await hourly(world)
    assert wang.labels == [["申诉：开放型经济"]]  # nothing new was told
    await wang.taps("申诉：开放型经济")
    assert wang.alert == "这里没有计数，或已经撤销。"
    await wang.sends("/strikes")
    assert wang.text == "迟退和缺席\n\n没有任何记录。"


async def test_nothing_counts_where_nobody_checked_in_or_the_seat_was_given_up_in_time(world):
    li = await world.member("李静", role="organiser")
    wang, zhang = await world.members("王敏", "张强")
    event = await lecture(world, li, "开放型经济", 3)
    await goes(world, wang, event)
    await goes(world, zhang, event)
    await world.until(event.starts_at - timedelta(hours=24))
    await leaves(zhang, event)
    await world.until(event.ends_at + timedelta(hours=24))
    await hourly(world)
    for one in (wang, zhang):
        await one.sends("/strikes")
        assert one.text == "迟退和缺席\n\n没有任何记录。"


async def test_only_organisers_of_the_event_decide_and_nobody_their_own(world):
    li, zhao = await world.members("李静", "赵明", role="organiser")
    wang = await world.member("王敏")
    event = await lecture(world, li, "开放型经济", 3)
    for one in (wang, li):
        await goes(world, one, event)
    await was_there(world, event, zhao)
    await world.until(event.ends_at + timedelta(hours=24))
    await hourly(world)
    for one in (wang, li):
        await one.sends("/strikes")
        await one.taps("申诉：开放型经济")
        await one.sends("在会场")
        await one.taps("提交")
    theirs = "只有这场活动的组织者可以这样做。需要权限的话，请管理员用 /roles 添加你。"
    own = "自己的申诉要由别人决定：请另一位组织者或管理员处理。"
    for one, person, refusal in ((wang, wang, theirs), (wang, li, theirs), (li, li, own)):
        await one.sends("/strikes")
        await one.forges(f"skd:{event.id}:{person.person_id}:1")
        assert one.alert == refusal
    record = await world.app.service(Strikes).record(wang.person_id)
    assert [one.counts for one in record.strikes] == [True]
