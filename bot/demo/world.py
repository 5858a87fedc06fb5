"""The demo world: a development zone with its departments, forty people, and a dozen events around the present day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.demo.stage import Player, Stage
from bot.domain.events import News, Pillar, Plan
from bot.domain.people import NOTICE_VERSION, Grant, Role
from bot.sandbox import Sandbox
from bot.services import events
from bot.services.events import Events
from bot.services.posts import Posts
from storage import departments, outbox, people, roles, roster
from storage.db import Tx

GROUP, CHANNEL = "开发区干部群", "通知公告"
OWNER, ORGANISER = "赵明远", "李静"
ON_STAGE = (ORGANISER, "王敏", "陈晨")  # whose phones are shown at first
STRANGERS = ("陈晨", "何苗", "罗阳")  # never met the bot: consent is asked when they press Start

_ZONE = "开发区管委会"
# Department: people as name and post; who has the post 职工 is not among the cadres of the group.
_STAFF = {
    "党群工作部": "赵明远 部长, 李静 组织科科长, 孙悦 宣传科副科长, 胡晓 干部科干事, 林涛 职工",
    "投资促进部": "王敏 招商专员, 周凯 副部长, 吴楠 招商专员, 徐磊 项目经理, 陈晨 招商专员",
    "经济发展部": "张强 产业科科长, 朱婷 统计科副科长, 高翔 企业服务专员, 马莉 职工",
    "应急管理部": "郭勇 副部长, 林芳 安全监管科科长, 罗阳 监察员, 梁伟 职工",
    "财政金融部": "宋佳 预算科科长, 郑浩 金融管家, 谢雨 会计, 韩冰 职工",
    "行政审批服务局": "唐薇 副局长, 冯超 窗口主任, 于洋 帮办专员, 董洁 帮办专员, 何苗 职工",
    "建设局": "萧然 副局长, 程刚 工程科科长, 曹颖 质监员, 袁野 职工",
    "科技创新部": "邓琳 科长, 许航 人才服务专员, 傅晴 成果转化专员, 沈波 职工",
    "社会事业部": "曾敏 教育科科长, 彭飞 卫健科干事, 吕萌 职工",
    "集成电路专班": "苏航 专班组长, 卢宁 专班成员, 蒋欣 专班成员",
    "智能家电专班": "蔡阳 专班组长, 贾蕊 专班成员",
}


@dataclass(frozen=True, slots=True)
class _Show:
    """An event of the demo: `day` counts workdays from today, `taken` of the seats are, `opens` is in days from now."""

    day: int
    at: time
    title: str
    series: str = ""
    speaker: str = ""
    pillar: Pillar = Pillar.LEARN
    place: str = "管委会一楼报告厅"
    link: str = ""
    capacity: int | None = None
    taken: int = 0
    opens: int = -14
    hours: float = 2.0
    department: str = ""


_AFTERNOON, _NOON, _MORNING, _EVENING = time(14, 30), time(12, 20), time(9, 30), time(18, 40)
_ONLINE = "https://class.example.cn/live/"
_PROGRAMME = (
    _Show(-8, _AFTERNOON, "主导产业链招商实务", "知行讲堂", "刘教授", capacity=60, taken=24, opens=-30),
    _Show(-5, _NOON, "民法典与政务服务", "空中课堂", "许律师", place="", link=_ONLINE + "21", taken=18, opens=-30),
    _Show(-2, _AFTERNOON, "我在一线破难题", "干部上讲堂", "程刚", Pillar.SHINE, capacity=40, taken=20, opens=-30),
    _Show(1, _NOON, "公文写作与智能工具", "空中课堂", "谢老师", place="", link=_ONLINE + "22", taken=15, hours=1.0),
    _Show(1, _AFTERNOON, "集成电路产业链图谱", "知行讲堂", "苏航", capacity=12, taken=15),
    _Show(2, _AFTERNOON, "从项目签约到投产", "干部上讲堂", "周凯", Pillar.SHINE, capacity=25, taken=24),
    _Show(3, _MORNING, "应急处置桌面推演", "知行讲堂", "郭勇", capacity=20, department="应急管理部"),
    _Show(4, _NOON, "数据要素与数字政府", "空中课堂", "方教授", place="", link=_ONLINE + "23", taken=9, hours=1.0),
    _Show(5, _AFTERNOON, "产业基金怎么投", "知行讲堂", "郑浩", capacity=8, taken=10),
    _Show(6, _AFTERNOON, "青年榜样说：我的第一个项目", "干部上讲堂", "蒋欣", Pillar.SHINE, capacity=80, taken=21),
    _Show(
        8, _MORNING, "走进企业：智能工厂现场教学", "知行讲堂", "蔡阳", Pillar.CARRY, "海尔路 1 号", capacity=30, opens=2
    ),
    _Show(10, _AFTERNOON, "营商环境案例研讨", "知行讲堂", "唐薇", Pillar.CARRY, capacity=40, taken=12),
    _Show(12, _EVENING, "压力管理与睡眠", "", "曾医生", Pillar.CARE, "职工之家二楼", capacity=50, taken=17, hours=0.0),
)


def staff() -> dict[str, tuple[str, str]]:
    """Return everybody: the name, with department and post."""
    return {
        name: (department, post)
        for department, entries in _STAFF.items()
        for name, post in (entry.split() for entry in entries.split(", "))
    }


async def populate(stage: Stage, zone: ZoneInfo) -> None:
    """Bring everybody on stage, with the group, the channel and the programme."""
    players = {name: stage.person(name) for name in staff()}
    members = [player for name, player in players.items() if name not in STRANGERS]
    now = stage.clock.now()
    await stage.app.db.write(_enrol, {player.phone.name: player.id for player in members}, now)
    last_seat = await stage.app.db.write(_fill, [player.id for player in members], now, zone)
    group_id = _gather(stage.sandbox, players, last_seat)
    organiser_id = (await stage.app.service(Events).card(last_seat, 0)).event.organiser_id
    await stage.app.service(Posts).post(organiser_id, last_seat, group_id, None, 0, bound=False)
    for player in members:
        player.phone.starts()  # who never pressed Start cannot be written to
    await stage.settled()
    for person in stage.sandbox.world.people.values():
        for chat in person.chats:
            person.reads(chat, max(chat.messages, default=0))


def _gather(sandbox: Sandbox, players: dict[str, Player], event_id: int) -> int:
    """Make the group of the cadres and the channel for all, with the bot in both; return the group's id."""
    phones = {name: player.phone for name, player in players.items()}
    owner, organiser = phones[OWNER], phones[ORGANISER]
    cadres = [phones[name] for name, (_, post) in staff().items() if post != "职工" and name not in {OWNER, ORGANISER}]
    group = sandbox.group(GROUP, owner=owner, admins=[organiser], members=cadres, supergroup=True)
    everybody = [phone for name, phone in phones.items() if name not in {OWNER, ORGANISER}]
    channel = sandbox.channel(CHANNEL, owner=owner, admins=[organiser], members=everybody)
    group.add_bot()
    channel.add_bot()
    link = f"https://t.me/{sandbox.world.bot['username']}?start=e_{event_id}"
    organiser.sends("本月“发光”课程安排已发布，讲堂、课堂都在机器人里报名，开讲前会提醒。", channel)
    phones["周凯"].sends("后天讲《从项目签约到投产》，案例都是咱们自己的，欢迎来提问。", group)
    organiser.sends(f"只剩最后一席，要来的点这里：{link}", group)
    return group.id


def _enrol(tx: Tx, accounts: dict[str, int], now: datetime) -> None:
    """Write the roster; those with an account have agreed to the notice; two have roles."""
    for number, (name, (department, post)) in enumerate(staff().items(), 1001):
        if name not in accounts:
            departments.ensure(tx, (_ZONE, department))
            continue
        roster.put(tx, str(number), name, departments.ensure(tx, (_ZONE, department)), post, now)
        listed = roster.one(tx, str(number))
        assert listed is not None  # noqa: S101 - it was put a moment ago
        people.bind(tx, listed.id, accounts[name])
        people.agree(tx, accounts[name], NOTICE_VERSION, None, name, now)
        if name in {OWNER, ORGANISER}:
            # Granted by themselves: what nobody granted follows the OWNERS setting and would end at the next start.
            roles.put(tx, listed.id, Grant(Role.OWNER if name == OWNER else Role.ORGANISER), listed.id, now)


def _fill(tx: Tx, accounts: list[int], now: datetime, zone: ZoneInfo) -> int:
    """Publish the programme and sign people up; return the event that has one seat left."""
    persons = [person for account in accounts if (person := people.by_telegram(tx, account))]
    organiser = next(one for one in persons if one.name == ORGANISER)
    # Those on stage are left to sign up by themselves.
    others = [one.id for one in persons if one.name not in ON_STAGE]
    found = 0
    for number, show in enumerate(_PROGRAMME):
        plan = _plan(tx, show, now, zone)
        before = min(now, plan.starts_at - timedelta(days=1))
        event = events.publish(tx, organiser.id, plan, None, before)
        turned = others[number * 3 % len(others) :] + others[: number * 3 % len(others)]
        for person_id in turned[: show.taken]:
            events.sign_up(tx, event.id, person_id, before, zone)
        if show.day < 0:
            for past in (News.REMINDER, News.LINK):
                outbox.withdraw(tx, past, event.id)
        if show.capacity == show.taken + 1:
            found = event.id
    return found


def _plan(tx: Tx, show: _Show, now: datetime, zone: ZoneInfo) -> Plan:
    starts = datetime.combine(_workday(now.astimezone(zone), show.day), show.at, zone)
    return Plan(
        title=show.title,
        pillar=show.pillar,
        starts_at=starts,
        ends_at=starts + timedelta(hours=1 if show.at == _NOON else 1.5),
        opens_at=now.replace(second=0, microsecond=0) + timedelta(days=show.opens),
        closes_at=starts,
        series=show.series,
        speaker=show.speaker,
        place=show.place,
        link=show.link,
        capacity=show.capacity,
        hours=show.hours,
        departments=(departments.ensure(tx, (_ZONE, show.department)),) if show.department else (),
    )


def _workday(today: datetime, count: int) -> datetime:
    """Return the `count`-th workday after today, before it when negative."""
    step = timedelta(days=1 if count > 0 else -1)
    for _ in range(abs(count)):
        today += step
        while today.isoweekday() > 5:  # noqa: PLR2004 - Saturday and Sunday
            today += step
    return today


def about(sandbox: Sandbox) -> dict[int, dict[str, object]]:
    """Return what the page says beside the names: department and post, and what somebody is to the bot."""
    known = staff()
    told: dict[int, dict[str, object]] = {}
    for person in sandbox.world.people.values():
        department, post = known.get(person.name, ("", ""))
        told[person.id] = {"note": {"zh": f"{department}{post}"}, "group": _standing(person.name, post)}
    return told


def _standing(name: str, post: str) -> dict[str, str]:
    if name == OWNER:
        return {"zh": "管理员", "en": "Owner"}
    if name == ORGANISER:
        return {"zh": "组织者", "en": "Organiser"}
    if name in STRANGERS:
        return {"zh": "还没用过机器人", "en": "Never met the bot"}
    return {"zh": "职工", "en": "Employees"} if post == "职工" else {"zh": "干部", "en": "Cadres"}
