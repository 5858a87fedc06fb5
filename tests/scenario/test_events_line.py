"""The line near the start and under special rules: offers, excuses, approval, reserved seats."""

from datetime import timedelta

from bot.domain.rules import Rules
from bot.services.events import Events
from tests.people import START

SOON = START + timedelta(hours=28, minutes=30)  # tomorrow at 14:30


async def move_on(world):
    await world.app.service(Events).move_on()
    await world.app.settle()


async def full(world, *, starts=SOON, rules=None):
    """A lecture with one seat: Wang has it, Zhang and Chen wait."""
    li = await world.member("李静", role="organiser")
    people = await world.members("王敏", "张强", "陈晨")
    event = await world.event(li, capacity=1, starts=starts, **({"rules": rules} if rules else {}))
    for one, button in zip(people, ("报名", "报名候补", "报名候补"), strict=True):
        await one.starts(f"e_{event.id}")
        await one.taps(button)
    return li, people, event


async def test_a_seat_that_is_free_tomorrow_is_offered_and_taken(world):
    _li, (wang, zhang, chen), event = await full(world)
    await wang.taps("取消报名")
    await wang.taps("确认取消")
    assert zhang.text.startswith("《开放型经济与开发区》有空位了，轮到你。")
    assert "请在 11月23日周一 17:07 前接受，过时顺延给下一位。" in zhang.text
    await zhang.taps("接受")
    assert zhang.toast == "已报名：第 1 / 1 席"
    await chen.starts(f"e_{event.id}")
    assert chen.text.endswith("你在候补第 1 位。")


async def test_who_passes_lets_the_next_be_asked_and_who_says_nothing_does_so_too(world):
    _li, (wang, zhang, chen), event = await full(world)
    await wang.taps("取消报名")
    await wang.taps("确认取消")
    await zhang.taps("放弃")
    await zhang.taps("确认放弃")
    assert zhang.toast == "已放弃，空位顺延给下一位"
    assert "有空位了，轮到你" in chen.text
    await world.later(hours=8)
    await move_on(world)
    assert chen.text.startswith("《开放型经济与开发区》的空位没有按时接受，已顺延给下一位。")
    card = await world.app.service(Events).card(event.id, chen.person_id)
    assert (card.event.offered, card.event.seated, card.event.waiting) == (0, 0, 0)


async def test_an_offer_that_is_over_cannot_be_taken(world):
    _li, (wang, zhang, _chen), _event = await full(world)
    await wang.taps("取消报名")
    await wang.taps("确认取消")
    world.clock.advance(hours=8)
    await zhang.taps("接受")
    assert zhang.alert == "空位已过期，顺延给了下一位。还想参加，可以重新报名。"


async def test_who_cannot_come_says_why_and_the_organiser_reads_it(world):
    li, (wang, zhang, _chen), event = await full(world, starts=START + timedelta(days=5))
    await wang.taps("请假")
    await wang.taps("出差")
    assert wang.toast == "已请假，组织者会看到原因"
    assert "已请假：出差" in wang.text
    assert zhang.text.startswith("✅ 《开放型经济与开发区》有名额了，你已从候补转为正式报名。")
    await li.starts(f"e_{event.id}")
    await li.taps("管理")
    await li.taps("名单")
    assert "请假 1. 王敏（投资促进部）：出差" in li.text


async def test_nobody_is_excused_from_what_has_begun(world):
    _li, (wang, *_), event = await full(world)
    await wang.taps("请假")
    await world.until(event.starts_at)
    await wang.taps("出差")
    assert wang.alert == "活动已于 11月24日周二 14:30 开始，不能再改了。"
    await wang.starts(f"e_{event.id}")
    assert "请假" not in [label for row in wang.labels for label in row]
    card = await world.app.service(Events).card(event.id, wang.person_id)
    assert card.event.seated == 1


async def test_late_leaving_is_said_before(world):
    _li, (wang, *_), _event = await full(world, rules=Rules(leave_hours=48))
    await wang.taps("取消报名")
    assert "已过 11月22日周日 14:30，现在算临时取消。" in wang.text


async def test_the_organiser_lets_in_or_declines(world):
    li = await world.member("李静", role="organiser")
    wang, zhang = await world.members("王敏", "张强")
    event = await world.event(li, rules=Rules(approval=True))
    for one in (wang, zhang):
        await one.starts(f"e_{event.id}")
        await one.taps("报名")
        assert one.toast == "已申请，组织者确认后会告诉你"
    await world.later(minutes=6)
    assert li.text == "有 2 人等你确认：\n《开放型经济与开发区》"
    await li.taps("看看是谁")
    await li.taps("通过")
    assert wang.text.startswith("✅ 组织者已通过你的申请：《开放型经济与开发区》")
    await li.taps("不通过")
    await li.taps("名额已满")
    assert li.toast == "已回复对方，说明了原因"
    assert zhang.text == "《开放型经济与开发区》：组织者未通过你的申请。\n原因：名额已满"


async def test_reserved_seats_wait_for_their_department_and_are_then_for_all(world):
    li = await world.member("李静", role="organiser")
    wang = await world.member("王敏", department="党群工作部")
    zhang, chen = await world.members("张强", "陈晨")
    event = await world.event(li, capacity=2, starts=START + timedelta(days=4), rules=Rules(offer_hours=0))
    await li.starts(f"e_{event.id}")
    for label in ("管理", "规则", "预留席位", "预留席位"):
        await li.taps(label)
    await li.sends("党群")
    await li.taps("1")
    await li.taps("预留席位")
    assert "党群工作部：1 席" in li.text
    for one, toast in ((zhang, "已报名：第 1 / 2 席"), (chen, "剩下的是预留席位，已列入候补第 1 位")):
        await one.starts(f"e_{event.id}")
        await one.taps("报名")
        assert one.toast == toast
    await wang.starts(f"e_{event.id}")
    assert "其中预留 1 席给部分部门" in wang.text
    card = await world.app.service(Events).card(event.id, wang.person_id)
    assert (card.event.seated, card.event.waiting) == (1, 1)
    await world.later(hours=73)
    await move_on(world)
    assert chen.text.startswith("✅ 《开放型经济与开发区》有名额了，你已从候补转为正式报名。")
