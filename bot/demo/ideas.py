"""Suggestions of the demo world: campaigns that collect, are judged and are told, and what became of each of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from bot.domain.people import Person
from bot.domain.suggestions.acts import Action
from bot.domain.suggestions.campaign import Plan
from bot.domain.suggestions.news import CampaignNews, SuggestionNews
from bot.domain.suggestions.states import Decision
from bot.domain.suggestions.suggestion import Filing
from bot.domain.working_time import Hours
from bot.services import campaign_ground, campaigns, judging, suggestions
from bot.services.office_acts import Told, act
from bot.services.suggestion_ground import By
from bot.services.suggestions import file, second
from storage import departments, evaluations, outbox
from storage.db import Tx

_DAY = timedelta(days=1)
_APPROVAL, _BUILDING, _AFFAIRS, _ECONOMY = "行政审批服务局", "建设局", "社会事业部", "经济发展部"


@dataclass(frozen=True, slots=True)
class _Idea:
    """A suggestion: `day` in days from now, `office` once it was assigned, `answer` once that office answered."""

    day: float
    text: str
    seconds: int = 0
    office: str = ""
    answer: str = ""
    done: bool = False
    hidden: bool = False
    decision: Decision | None = None


_NOW = (
    _Idea(
        -9, "办事大厅设一台自助打印机，材料不用来回跑着打", 12, _APPROVAL, "已在一楼、三楼各放一台，免费。", done=True
    ),
    _Idea(-8, "海尔路地铁口一下雨就积水，行人没法走", 17, _BUILDING, "已疏通雨水口，本周五前把路面垫高。"),
    _Idea(-7, "园区班车加一趟 20:30 的，加班的同事回得去", 21, _AFFAIRS),
    _Idea(-6, "企业变更材料一次交齐，各科室共享，不再重复提交", 9, _APPROVAL),
    _Idea(-5, "食堂分时段就餐，高峰不用排半小时", 14, hidden=True),
    _Idea(-3, "电子证照窗口应当直接认，不再收复印件", 11, _APPROVAL),
    _Idea(-2, "惠企政策做成一图读懂，发到企业群里", 6),
    _Idea(-1, "人才公寓续租能不能网上办，不用带材料跑一趟", 4),
    _Idea(-0.2, "晚上地铁口到园区的路灯再亮一点", 2),
)
_JUDGED = (
    _Idea(-22, "企业开办一次填表，执照、刻章、税务一起办", 13, _APPROVAL, "已并入“一件事”专窗，两周后试行。", True),
    _Idea(-20, "开工前要办的证合成一张清单，缺什么一眼看到", 7, _BUILDING, "清单已上墙，网上同步更新。", True),
    _Idea(-17, "每月一次银企面对面，小微企业直接问贷款", 16, _ECONOMY, "下月起，每月第二个周三举行。", True),
    _Idea(-13, "园区指示牌加上英文，外商来了不用问路", 5, _AFFAIRS, "本月内更换二十块。", True),
)
_TOLD = (
    _Idea(
        -58, "会议室预约放到手机上，空着的一眼看得到", 15, _ECONOMY, "手机预约下月上线。", True, False, Decision.ADOPTED
    ),
    _Idea(-57, "无纸化会议，材料扫码看", 8, _ECONOMY, "先在专题会试行。", True, False, Decision.ADOPTED),
    _Idea(-55, "下班前统一关空调，值班室巡一遍", 10, _BUILDING, "已列入物业巡查表。", True, False, Decision.PARTLY),
    _Idea(-52, "车辆充电桩加到二十个", 5, _BUILDING, "今年先加六个。", True, False, Decision.NOT),
)


@dataclass(frozen=True, slots=True)
class _House:
    """Who takes part: the organiser and the others; the name of the zone; what time it is and how it is counted."""

    organiser: Person
    people: Sequence[Person]
    zone: str
    now: datetime
    hours: Hours


def fill(tx: Tx, members: Sequence[Person], judge: Person, zone: str, now: datetime, hours: Hours) -> int:
    """File the suggestions of `members`, the first of whom organises; `judge` has some left to mark.

    Returns the campaign that collects.

    Nobody is told of what was before the demo began.
    """
    organiser, *others = members
    house = _House(organiser, others, zone, now, hours)
    last = _campaign(tx, house, "机关节能与办公金点子", now - 60 * _DAY, 14, 10)
    told = [_follow(tx, one, last, number, house) for number, one in enumerate(_TOLD)]
    _judge(tx, last, told, others[-3:], now - 40 * _DAY, house)
    campaigns.publish(tx, organiser.id, last, now - 30 * _DAY, hours)
    middle = _campaign(tx, house, "我为营商环境献计策", now - 24 * _DAY, 20, 10)
    judged = [_follow(tx, one, middle, number + 7, house) for number, one in enumerate(_JUDGED)]
    _judge(tx, middle, judged, [judge, *others[-2:]], now - 3 * _DAY, house, waits=judge)
    present = _campaign(tx, house, "营商环境金点子", now - 10 * _DAY, 24, 14)
    new = [_follow(tx, one, present, number + len(told), house) for number, one in enumerate(_NOW)]
    for kind in (*SuggestionNews, *CampaignNews):
        for subject in (*told, *judged, *new, last, middle, present):
            outbox.withdraw(tx, kind, subject)
    return present


def _campaign(tx: Tx, house: _House, title: str, opens: datetime, days: int, judged: int) -> int:
    def end(after: int) -> datetime:
        day = (opens + after * _DAY).astimezone(house.hours.zone).date()
        return datetime.combine(day, time(23, 59), house.hours.zone).astimezone(UTC)

    plan = Plan(
        title=title,
        theme="身边的小事也行，说清楚哪里、怎么改。一事一议。",
        opens_at=opens,
        closes_at=end(days),
        judged_at=end(days + judged),
        prizes="一等奖 1 名、二等奖 2 名",
    )
    return campaigns.make(tx, house.organiser.id, plan, None, opens).id


def _follow(tx: Tx, one: _Idea, campaign_id: int, turn: int, house: _House) -> int:
    """Let a suggestion go as far as it says; return its id."""
    at = house.now + one.day * _DAY
    author, *turned = [*house.people[turn:], *house.people[:turn]]
    filing = Filing(campaign_id, one.text, hidden=one.hidden)
    id_ = file(tx, author.id, filing, None, at, house.hours).suggestion.id
    for supporter in turned[: one.seconds]:
        second(tx, supporter.id, id_, at + _DAY / 8, house.hours)
    for place, (action, told, who) in enumerate(_acts(tx, one, house) if one.office else (), 1):
        worked = house.hours.after(at, place * house.hours.day * 0.6)
        act(tx, By(who.id, min(worked, house.now), house.hours), id_, action, told)
    if one.done:
        read = house.hours.after(at, house.hours.days(5))
        suggestions.act(tx, By(author.id, min(read, house.now), house.hours), id_, Action.CONFIRM, "")
    return id_


def _acts(tx: Tx, one: _Idea, house: _House) -> list[tuple[Action, Told, Person]]:
    office = departments.ensure(tx, (house.zone, one.office))
    handler, organiser = next(person for person in house.people if person.department_id == office), house.organiser
    acts: list[tuple[Action, Told, Person]] = [
        (Action.ACCEPT, Told(), organiser),
        (Action.ASSIGN, Told(office_id=office), organiser),
        (Action.NAME_HANDLER, Told(handler_id=handler.id), organiser),
    ]
    acts += [(Action.START, Told(), handler), (Action.ANSWER, Told(one.answer), handler)] if one.answer else []
    acts += [(Action.RESOLVE, Told(), organiser)] if one.done else []
    return acts + ([(Action.DECIDE, Told(one.answer, decision=one.decision), organiser)] if one.decision else [])


def _judge(
    tx: Tx,
    campaign_id: int,
    ids: Sequence[int],
    judges: Sequence[Person],
    at: datetime,
    house: _House,
    waits: Person | None = None,
) -> None:
    """Let `judges` mark, but for who `waits`."""
    for judge in judges:
        evaluations.add_judge(tx, campaign_id, judge.id)
    campaign = campaign_ground.load(tx, campaign_id)
    judging.share(tx, campaign, at, house.hours)
    for judge in (one for one in judges if one is not waits):
        for task in evaluations.tasks(tx, campaign_id, judge.id):
            better = len(ids) - ids.index(task.suggestion_id)
            for criterion in evaluations.criteria(tx, campaign_id):
                judging.mark(tx, judge.id, task.suggestion_id, criterion.id, 5 + better, at)
