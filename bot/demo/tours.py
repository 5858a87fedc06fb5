"""The stories that are told on the stage. A tour is part of every feature: this is where it is added."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.demo.stage import Player, Stage
from bot.domain.people import NOTICE_VERSION, Grant, Role
from bot.services.people import People
from storage import departments, roles

Tell = Callable[[str, str], Awaitable[None]]  # what happens and why, in Chinese and in English

DEPARTMENTS = (
    "开发区管委会/党群工作部",
    "开发区管委会/投资促进部",
    "开发区管委会/经济发展部",
    "开发区管委会/应急管理部",
)


@dataclass(frozen=True, slots=True)
class Cast:
    """The stage, the people on it, and the workplace's time zone."""

    stage: Stage
    zone: ZoneInfo
    organiser: Player
    members: tuple[Player, ...]


async def cast(stage: Stage, zone: ZoneInfo) -> Cast:
    """Bring on four people: 李静, who may publish events, and three who never met the bot."""
    for path in DEPARTMENTS:
        await stage.app.db.write(departments.ensure, tuple(path.split("/")))
    li, wang, zhang, chen = (stage.person(name) for name in ("李静", "王敏", "张强", "陈晨"))
    await li.starts()  # who never pressed Start cannot be written to
    people = stage.app.service(People)
    organiser = await people.agree(li.id, NOTICE_VERSION, name="李静")
    await stage.app.db.write(roles.put, organiser.id, Grant(Role.ORGANISER), None, stage.clock.now())
    people.forget_cached(li.id)
    return Cast(stage, zone, li, (wang, zhang, chen))


async def last_seat(play: Cast, tell: Tell) -> None:
    """Tell of a lecture with two seats and three who want to come: full, waited for, reminded, promoted."""
    li, (wang, zhang, chen) = play.organiser, play.members
    await tell(
        "组织者李静在手机上发布一场讲座，只有两个名额。日期照平时说话的样子写。",
        "Li Jing publishes a lecture with two seats from her phone. Dates are typed as people say them.",
    )
    await li.sends("/newevent")
    for answer in ("知行讲堂", "数字经济与产业园区", "张教授", "下周三 14:30", "16:00", "管委会一楼报告厅", "2"):
        await li.sends(answer)
    await li.taps("追光")
    await tell("其余的都有默认值。核对一遍，发布。", "Everything else has a default. One look, and it is out.")
    await li.taps("发布")

    await tell(
        "王敏从群里的链接进来，第一次用：先看告知书，两项分别同意，再说姓名和部门。",
        "Wang Min comes by the link in the group. It is her first time: the notice, two consents, name and department.",
    )
    await wang.starts("e_1")
    await _join(wang, "投资促进部")
    await tell("讲座就在眼前，点一下就报上了。", "The lecture is right there; one tap and the seat is hers.")
    await wang.taps("报名")

    await tell("张强拿到最后一席，陈晨排候补。", "Zhang Qiang takes the last seat, Chen Chen waits in line.")
    for member, label in ((zhang, "报名"), (chen, "报名候补")):
        with play.stage.backstage():  # nobody needs to watch them agree and say their names, too
            await member.starts("e_1")
            await _join(member, "经济发展部")
        await member.taps(label)

    await tell(
        "时间快进到开讲前一晚六点：有座位的人收到提醒。", "Six in the evening before: those with a seat are reminded."
    )
    today = play.stage.clock.now().astimezone(play.zone).date()
    wednesday = today + timedelta(days=9 - today.weekday())
    starts = datetime.combine(wednesday, time(14, 30), play.zone)
    await play.stage.until(starts.replace(hour=18, minute=0) - timedelta(days=1))

    await tell(
        "王敏临时有事，取消报名。候补第一位的陈晨当场递补，并收到通知。",
        "Something came up: Wang Min leaves. Chen Chen, first in line, gets the seat at once and is told.",
    )
    await wang.taps("取消报名")
    await wang.taps("确认取消")

    await tell("开讲前一小时，最后一次提醒。", "One hour before, the last reminder.")
    await play.stage.until(starts - timedelta(hours=1))
    await tell("就这些。接龙、催办、数人头，都不用了。", "That is all. No more lists to copy, chase and count.")


async def _join(member: Player, department: str) -> None:
    await member.taps("☐ 同意按上述告知处理我的个人信息")
    await member.taps("☐ 单独同意消息经 Telegram 传到境外")
    await member.taps("同意")
    await member.taps(member.phone.name)
    await member.sends(department)
    await member.taps("保存")


def next_morning(now: datetime, zone: ZoneInfo) -> datetime:
    """Return ten o'clock of the next workday: when a tour begins."""
    morning = now.astimezone(zone).replace(hour=10, minute=0, second=0, microsecond=0) + timedelta(days=1)
    while morning.isoweekday() > 5:  # noqa: PLR2004 - Saturday and Sunday
        morning += timedelta(days=1)
    return morning
