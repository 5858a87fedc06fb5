"""People check in by the code on the screen or its digits, with a seat or at the door without one."""

import pytest

from bot.domain.check_in import code, step_of
from bot.domain.rules import Rules
from bot.services.events import Events
from storage import departments
from tests.scenario.at_the_door import WHAT, half_past_two, li, opened, present, scans, shown, signed_up

__all__ = ["li"]

FREE = f"{WHAT}\n\n你没有报名，不过还有空位。现在报名并签到吗？"


def carried(someone, row):
    """The data of the first button of a row."""
    return someone.last.raw["reply_markup"]["inline_keyboard"][row][0]["callback_data"]


async def test_who_scans_the_code_is_checked_in_once_and_the_card_says_so(world, li):
    event, secret = await opened(world, li)
    (wang,) = await signed_up(world, event, "王敏")
    await half_past_two(world, event, minutes=-10)
    await wang.starts(f"e_{event.id}")
    assert wang.text.endswith("你已报名：第 1 席。\n到场后扫大屏上的二维码签到，或把 6 位数字发给我。")
    await scans(wang, world, event, secret)
    assert wang.text == f"✅ 已签到 14:20\n{WHAT}"
    await wang.taps("查看活动")
    assert wang.text.endswith("你已报名：第 1 席。\n✅ 已签到 14:20")
    await world.later(minutes=5)
    await scans(wang, world, event, secret)
    assert wang.text == f"已签到 14:20，不用再签。\n{WHAT}"
    assert await present(world, event) == [("王敏", "code", "")]


async def test_the_code_before_still_counts_an_older_one_says_so(world, li):
    event, secret = await opened(world, li)
    wang, zhang = await signed_up(world, event, "王敏", "张强")
    await half_past_two(world, event)
    await scans(wang, world, event, secret, back=1)
    await scans(zhang, world, event, secret, back=2)
    assert wang.text.startswith("✅ 已签到 14:30")
    assert zhang.text == "这个码已过期，每 30 秒换一次。请扫大屏上现在的码。"


async def test_it_opens_half_an_hour_before_and_ends_half_an_hour_after(world, li):
    event, secret = await opened(world, li)
    wang, zhang = await signed_up(world, event, "王敏", "张强")
    await half_past_two(world, event, minutes=-31)
    await scans(wang, world, event, secret)
    assert wang.text == "还没到签到时间：11月25日周三 14:00开始，到时再扫码。"
    await world.later(minutes=1)
    await scans(wang, world, event, secret)
    assert wang.text == f"✅ 已签到 14:00\n{WHAT}"
    await half_past_two(world, event, hours=2)
    await scans(zhang, world, event, secret)
    assert zhang.text == "签到已在11月25日周三 16:30结束。到过场的话，请找组织者李静补签。"


@pytest.mark.parametrize("typed", ["{0}{1}", "{0} {1}", " {0}{1} "])
async def test_the_six_digits_can_be_typed(world, li, typed):
    event, secret = await opened(world, li)
    (wang,) = await signed_up(world, event, "王敏")
    await half_past_two(world, event)
    digits = shown(world, secret)
    await wang.sends(typed.format(digits[:3], digits[3:]))
    assert wang.text == f"✅ 已签到 14:30\n{WHAT}"


async def test_full_width_digits_are_digits(world, li):
    event, secret = await opened(world, li)
    (wang,) = await signed_up(world, event, "王敏")
    await half_past_two(world, event)
    await wang.sends(shown(world, secret).translate(str.maketrans("0123456789", "０１２３４５６７８９")))
    assert wang.text == f"✅ 已签到 14:30\n{WHAT}"


async def test_digits_are_nothing_special_while_nothing_is_on(world, li):
    (wang,) = await world.members("王敏")
    await wang.sends("482913")
    assert wang.text == "没看懂这句话。发送 /help 看看我能做什么。"


async def test_digits_answer_the_form_that_is_open(world, li):
    _event, secret = await opened(world, li)
    wang = await world.member("王敏")
    await wang.sends("/me")
    await wang.taps("改姓名")
    await wang.sends(shown(world, secret))
    assert "签到" not in wang.text


async def test_wrong_digits_are_counted_and_an_hour_later_forgotten(world, li):
    event, secret = await opened(world, li)
    (wang,) = await signed_up(world, event, "王敏")
    await half_past_two(world, event, minutes=-20)
    right = shown(world, secret)
    wrong = f"{(int(right) + 1) % 10**6:06}"
    for _try in range(5):
        await wang.sends(wrong)
        assert wang.text == "签到码不对。请再看一眼大屏，或者直接扫二维码。"
    for way in (wang.sends(right), wang.starts(f"c_{event.id}_{right}")):
        await way
        assert wang.text == "输错太多次了。请在 15:10 后再试，或请组织者在名单上给你签到。"
    await world.later(hours=1, seconds=1)
    await wang.sends(shown(world, secret))
    assert wang.text == f"✅ 已签到 15:10\n{WHAT}"


async def test_the_code_of_another_event_is_wrong(world, li):
    event, _secret = await opened(world, li)
    other, secret = await opened(world, li, title="招商实务")
    (wang,) = await signed_up(world, event, "王敏")
    await half_past_two(world, event)
    await scans(wang, world, event, secret)
    assert wang.text == "签到码不对。请再看一眼大屏，或者直接扫二维码。"
    assert [await present(world, one) for one in (event, other)] == [[], []]


async def test_a_free_seat_is_taken_at_the_door_with_one_tap(world, li):
    event, secret = await opened(world, li, capacity=2)
    await signed_up(world, event, "王敏")
    zhang = await world.member("张强")
    await half_past_two(world, event, minutes=5)
    await scans(zhang, world, event, secret)
    assert zhang.text == FREE
    assert zhang.labels == [["报名并签到"], ["查看活动"]]
    await world.later(minutes=10)  # longer than the code counts
    await zhang.taps("报名并签到")
    assert (zhang.toast, zhang.text) == ("已签到", f"✅ 已签到 14:45\n{WHAT}")
    await zhang.taps("查看活动")
    assert zhang.text.endswith("名额：2 / 2\n活动已开始。\n\n你已报名：第 2 席。\n✅ 已签到 14:45")


async def test_of_two_at_the_door_the_last_seat_goes_to_the_first_tap(world, li):
    event, secret = await opened(world, li, capacity=1)
    wang, zhang = await world.members("王敏", "张强")
    await half_past_two(world, event)
    for someone in (wang, zhang):
        await scans(someone, world, event, secret)
        assert someone.text == FREE
    await wang.taps("报名并签到")
    await zhang.taps("报名并签到")
    assert wang.toast == "已签到"
    assert zhang.alert == "你没有报名这场活动，现场也不能补报。请找组织者李静。"
    assert await present(world, event) == [("王敏", "code", "")]


async def test_a_ticket_is_nobody_elses_and_runs_out(world, li):
    event, secret = await opened(world, li)
    wang, zhang = await world.members("王敏", "张强")
    await half_past_two(world, event)
    await scans(wang, world, event, secret)
    ticket = carried(wang, 0)
    await zhang.starts()
    await zhang.forges(ticket)
    assert zhang.alert == "签到码不对。请再看一眼大屏，或者直接扫二维码。"
    await world.later(minutes=31)
    await wang.taps("报名并签到")
    assert wang.alert == "签到码不对。请再看一眼大屏，或者直接扫二维码。"
    assert await present(world, event) == []


async def test_those_waiting_come_before_those_at_the_door(world, li):
    event, secret = await opened(world, li, capacity=1)
    _wang, zhang = await signed_up(world, event, "王敏", "张强")
    chen = await world.member("陈晨")
    await half_past_two(world, event)
    await scans(zhang, world, event, secret)
    assert zhang.text == "你在候补第 1 位，还没有空位。请找组织者李静。"
    await scans(chen, world, event, secret)
    assert chen.text == "你没有报名这场活动，现场也不能补报。请找组织者李静。"


async def test_a_seat_that_is_free_for_those_waiting_is_not_for_the_door(world, li):
    """It was reserved for others until an hour before, and those waiting have not been let in yet."""
    elsewhere = await world.app.db.write(departments.ensure, ("纪检组",))
    rules = Rules(reserved=((elsewhere, 1),), reserved_hours=1)
    event, secret = await opened(world, li, capacity=1, rules=rules)
    await signed_up(world, event, "王敏")
    chen = await world.member("陈晨")
    await half_past_two(world, event, minutes=-10)
    await scans(chen, world, event, secret)
    assert chen.text == "你没有报名这场活动，现场也不能补报。请找组织者李静。"


@pytest.mark.parametrize("rules", [Rules(approval=True), Rules(closed=True), Rules(posts=("部长",))])
async def test_nobody_slips_in_at_the_door_where_not_everybody_may_come(world, li, rules):
    event, secret = await opened(world, li, rules=rules)
    wang = await world.member("王敏")
    await half_past_two(world, event)
    await scans(wang, world, event, secret)
    assert wang.text == "你没有报名这场活动，现场也不能补报。请找组织者李静。"


async def test_who_asks_to_be_let_in_is_told_so(world, li):
    event, secret = await opened(world, li, rules=Rules(approval=True))
    (wang,) = await signed_up(world, event, "王敏")
    await half_past_two(world, event)
    await scans(wang, world, event, secret)
    assert wang.text == "你的报名还在等组织者同意。请找组织者李静。"


async def test_who_was_offered_a_seat_takes_it_by_checking_in(world, li):
    event, secret = await opened(world, li, capacity=1)
    wang, zhang = await signed_up(world, event, "王敏", "张强")
    await half_past_two(world, event, minutes=-29)
    await world.app.service(Events).leave(event.id, wang.person_id)
    await world.settled()
    await scans(zhang, world, event, secret)
    assert zhang.text == f"✅ 已签到 14:01\n{WHAT}"
    await zhang.taps("查看活动")
    assert zhang.text.splitlines()[-2:] == ["你已报名：第 1 席。", "✅ 已签到 14:01"]


async def test_a_cancelled_event_says_so(world, li):
    event, secret = await opened(world, li)
    (wang,) = await signed_up(world, event, "王敏")
    await world.app.service(Events).cancel(li.person_id, event.id, "主讲出差")
    await half_past_two(world, event)
    await scans(wang, world, event, secret)
    assert wang.text == "这场活动已取消。发送 /events 看看别的活动。"


async def test_a_stranger_agrees_first_and_is_checked_in_by_the_code_of_before(world, li):
    event, secret = await opened(world, li)
    he = world.person("何苗")
    await half_past_two(world, event)
    await scans(he, world, event, secret)
    for label in ("☐ 同意按上述告知处理我的个人信息", "☐ 单独同意消息经 Telegram 传到境外"):
        await he.taps(label)
    await world.later(minutes=6)
    for label in ("同意", "何苗"):
        await he.taps(label)
    await he.sends("投资促进部")
    await he.taps("保存")
    assert he.text == FREE
    await he.taps("报名并签到")
    assert he.text == f"✅ 已签到 14:36\n{WHAT}"


async def test_a_stranger_with_a_wrong_code_learns_nothing_from_the_buttons(world, li):
    event, secret = await opened(world, li)
    he = world.person("何苗")
    await half_past_two(world, event)
    wrong = f"{(int(shown(world, secret)) + 1) % 10**6:06}"
    for _try in range(6):
        await he.starts(f"c_{event.id}_{wrong}")
    await he.starts(f"c_{event.id}_{shown(world, secret)}")
    assert carried(he, 0).endswith(f"c_{event.id}_{shown(world, secret)}")


@pytest.mark.parametrize(
    "rest", ["", "_", "1", "x_123456", "{e}_", "{e}_x", "{e}_12345", "999_123456", "{e}_1_2", "9" * 60]
)
async def test_a_forged_link_is_an_answer(world, li, rest):
    event, _secret = await opened(world, li)
    (wang,) = await signed_up(world, event, "王敏")
    await half_past_two(world, event)
    await wang.starts("c_" + rest.format(e=event.id))
    assert wang.text in {
        "签到码不对。请再看一眼大屏，或者直接扫二维码。",
        "没有这场活动，可能已经撤下。发送 /events 看看有什么活动。",
    }
    assert await present(world, event) == []


async def test_without_a_desk_no_code_counts(world, li):
    event = await world.event(li)
    (wang,) = await signed_up(world, event, "王敏")
    await half_past_two(world, event)
    await wang.starts(f"c_{event.id}_{code('', step_of(world.clock.now()))}")
    assert wang.text == "签到码不对。请再看一眼大屏，或者直接扫二维码。"
