"""People check in: by the code on the screen, by its digits, by the speaker's word; and what they are told else."""

import re

import pytest

from bot.services.check_in_desk import CheckInDesks
from bot.domain.check_in import code, step_of
from tests.people import START, open_world

SOON = {"hours": 51, "minutes": 55}  # 13:55 of the day of the event, which begins at 14:30


async def opened(world, **more):
    """An event whose desk 李静 opened, and the secret of it."""
    li = await world.member("李静", role="organiser")
    event = await world.event(li, **more)
    desk = await world.app.service(CheckInDesks).open(li.person_id, event.id)
    return li, event, desk.secret


def shown(world, secret, back=0):
    """The code on the screen, or the one so many steps back."""
    return code(secret, step_of(world.clock.now()) - back)


async def test_who_scans_the_code_is_checked_in_and_the_card_says_so(world):
    _li, event, secret = await opened(world)
    wang = await world.member("王敏")
    await wang.starts(f"e_{event.id}")
    await wang.taps("报名")
    await world.later(hours=52, minutes=20)
    await wang.starts(f"c_{event.id}_{shown(world, secret)}")
    assert wang.text == "✅ 已签到 14:20\n开放型经济与开发区\n时间：11月25日周三 14:30–16:00\n地点：管委会一楼报告厅"
    await wang.taps("查看活动")
    assert wang.text.endswith("你已报名：第 1 席。\n✅ 已签到 14:20")
    await wang.starts(f"c_{event.id}_{shown(world, secret)}")
    assert wang.text.startswith("已签到 14:20，不用再签。\n")
