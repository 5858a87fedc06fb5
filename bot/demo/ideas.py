"""Suggestions of the demo world: one campaign that collects, one that is told, and what the offices made of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

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


def fill(tx: Tx, members: Sequence[Person], zone: str, now: datetime, hours: Hours) -> int:
    """File the suggestions of `members`, the first of whom organises; return the campaign that collects.

    Nobody is told of what was before the demo began.
    """
    organiser, *others = members
    house = _House(organiser, others, zone, now, hours)
    last = _campaign(tx, organiser, "机关节能与办公金点子", now - 60 * _DAY, 14, 10)
    told = [_follow(tx, one, last, number, house) for number, one in enumerate(_TOLD)]
    _judge(tx, last, told, others[-3:], house)
    campaigns.publish(tx, organiser.id, last, now - 30 * _DAY, hours)
    present = _campaign(tx, organiser, "营商环境金点子", now - 10 * _DAY, 24, 14)
    new = [_follow(tx, one, present, number + len(told), house) for number, one in enumerate(_NOW)]
    for kind in (*SuggestionNews, *CampaignNews):
        for subject in (*told, *new, last, present):
            outbox.withdraw(tx, kind, subject)
    return present


def _campaign(tx: Tx, organiser: Person, title: str, opens: datetime, days: int, judged: int) -> int:
    plan = Plan(
        title=title,
        theme="身边的小事也行，说清楚哪里、怎么改。一事一议。",
        opens_at=opens,
        closes_at=opens + days * _DAY,
        judged_at=opens + (days + judged) * _DAY,
        prizes="一等奖 1 名、二等奖 2 名",
    )
    return campaigns.make(tx, organiser.id, plan, None, opens).id


def _follow(tx: Tx, one: _Idea, campaign_id: int, turn: int, house: _House) -> int:
    """Let a suggestion go as far as it says; return its id."""
    at = house.now + one.day * _DAY
    author, *turned = [*house.people[turn:], *house.people[:turn]]
    filing = Filing(campaign_id, one.text, hidden=one.hidden)
    id_ = file(tx, author.id, filing, None, at, house.hours).suggestion.id
    for supporter in turned[: one.seconds]:
        second(tx, supporter.id, id_, at + _DAY / 8, house.hours)
    for place, (action, told, who) in enumerate(_acts(tx, one, house) if one.office else (), 1):
        act(tx, By(who.id, min(at + place * _DAY / 3, house.now), house.hours), id_, action, told)
    if one.done:
        suggestions.act(tx, By(author.id, min(at + 4 * _DAY, house.now), house.hours), id_, Action.CONFIRM, "")
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


def _judge(tx: Tx, campaign_id: int, ids: Sequence[int], judges: Sequence[Person], house: _House) -> None:
    at = house.now - 40 * _DAY
    for judge in judges:
        evaluations.add_judge(tx, campaign_id, judge.id)
    campaign = campaign_ground.load(tx, campaign_id)
    judging.share(tx, campaign, at, house.hours)
    for judge in judges:
        for task in evaluations.tasks(tx, campaign_id, judge.id):
            better = len(ids) - ids.index(task.suggestion_id)
            for criterion in evaluations.criteria(tx, campaign_id):
                judging.mark(tx, judge.id, task.suggestion_id, criterion.id, 5 + better, at)
