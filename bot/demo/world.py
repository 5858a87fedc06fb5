"""The demo world: a development zone with its departments, forty people, and a dozen events around the present day."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from bot.demo import ideas, programme, voices
from bot.demo.stage import Player, Stage
from bot.domain.groups import Group
from bot.domain.people import NOTICE_VERSION, Grant, Role
from bot.domain.working_time import Hours
from bot.sandbox import Chat, Sandbox
from bot.sandbox import Group as Gathering
from bot.services.campaign_posts import CampaignPosts
from bot.services.campaigns import Campaigns
from bot.services.events import Events
from bot.services.posts import Posts
from storage import departments, groups, people, roles, roster
from storage.db import Tx

GROUP, CHANNEL = "开发区干部群", "通知公告"
OWNER, ORGANISER = "赵明远", "李静"
REGULAR = "王敏"
ON_STAGE = (ORGANISER, REGULAR, "陈晨")  # whose phones are shown at first
STRANGERS = ("陈晨", "何苗", "罗阳")  # never met the bot: consent is asked when they press Start

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
    group, channel = _gather(stage.sandbox, players)
    organiser_id = (await stage.app.service(Events).card(last_seat, 0)).event.organiser_id
    # Known before the bot comes, so that nobody is asked whether to bind them.
    await stage.app.db.write(groups.bind, Group(group.id, GROUP, bound=True), organiser_id, now)
    await stage.app.db.write(groups.see, channel.id, CHANNEL)
    group.add_bot()
    channel.add_bot()
    _talk(stage.sandbox, players, group, channel, last_seat)
    await stage.app.service(Posts).post(organiser_id, last_seat, group.id, None, 0, bound=True)
    campaign = (await stage.app.service(Campaigns).all(organiser_id))[0].campaign
    await stage.app.service(CampaignPosts).post(organiser_id, campaign.id, group.id, 0)
    for player in members:
        player.phone.starts()  # who never pressed Start cannot be written to
    await stage.settled()
    for person in stage.sandbox.world.people.values():
        for chat in person.chats:
            person.reads(chat, max(chat.messages, default=0))


def _gather(sandbox: Sandbox, players: dict[str, Player]) -> tuple[Gathering, Gathering]:
    """Make the group of the cadres and the channel for all."""
    phones = {name: player.phone for name, player in players.items()}
    owner, organiser = phones[OWNER], phones[ORGANISER]
    cadres = [phones[name] for name, (_, post) in staff().items() if post != "职工" and name not in {OWNER, ORGANISER}]
    everybody = [phone for name, phone in phones.items() if name not in {OWNER, ORGANISER}]
    return (
        sandbox.group(GROUP, owner=owner, admins=[organiser], members=cadres, supergroup=True),
        sandbox.channel(CHANNEL, owner=owner, admins=[organiser], members=everybody),
    )


def _talk(sandbox: Sandbox, players: dict[str, Player], group: Chat, channel: Chat, event_id: int) -> None:
    """Let people write what people write."""
    link = f"https://t.me/{sandbox.world.bot['username']}?start=e_{event_id}"
    organiser = players[ORGANISER].phone
    organiser.sends("本月“发光”课程安排已发布，讲堂、课堂都在机器人里报名，开讲前会提醒。", channel)
    players["周凯"].phone.sends("后天讲《从项目签约到投产》，案例都是咱们自己的，欢迎来提问。", group)
    organiser.sends(f"只剩最后一席，要来的点这里：{link}", group)


def _enrol(tx: Tx, accounts: dict[str, int], now: datetime) -> None:
    """Write the roster; those with an account have agreed to the notice; two have roles."""
    for number, (name, (department, post)) in enumerate(staff().items(), 1001):
        if name not in accounts:
            departments.ensure(tx, (programme.ZONE, department))
            continue
        roster.put(tx, str(number), name, departments.ensure(tx, (programme.ZONE, department)), post, now)
        listed = roster.one(tx, str(number))
        assert listed is not None  # noqa: S101 - it was put a moment ago
        people.bind(tx, listed.id, accounts[name])
        people.agree(tx, accounts[name], NOTICE_VERSION, None, name, now)
        if name in {OWNER, ORGANISER}:
            # Granted by themselves: what nobody granted follows the OWNERS setting and would end at the next start.
            roles.put(tx, listed.id, Grant(Role.OWNER if name == OWNER else Role.ORGANISER), listed.id, now)


def _fill(tx: Tx, accounts: list[int], now: datetime, zone: ZoneInfo) -> int:
    """Publish the programme; those on stage are left to sign up by themselves. Returns the event with one seat left."""
    known = {person.name: person for account in accounts if (person := people.by_telegram(tx, account))}
    others = [person for name, person in known.items() if name not in ON_STAGE]
    ideas.fill(tx, [known[ORGANISER], *others], known[REGULAR], programme.ZONE, now, Hours(zone))
    voices.fill(tx, known, now)
    return programme.fill(tx, [known[ORGANISER], *others], known[REGULAR], now, zone)


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
