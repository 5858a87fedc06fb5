"""What every story needs: who is on stage, when it begins, how somebody joins."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
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


@dataclass(frozen=True, slots=True)
class Tour:
    """A story: its name in addresses, what people read before they choose it, and how it is played."""

    name: str
    title: dict[str, str]
    about: dict[str, str]
    play: Callable[[Cast, Tell], Awaitable[None]]


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


async def join(member: Player, department: str) -> None:
    """Agree to the notice and say name and department, as everybody does the first time."""
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
