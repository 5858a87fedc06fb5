"""The programme of the demo world: what was, what comes, what people wish for; all around the present day."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from itertools import zip_longest
from zoneinfo import ZoneInfo

from bot.domain.check_in import Way
from bot.domain.events import Event, News, Pillar, Plan
from bot.domain.hours import USUAL_RULE
from bot.domain.materials import Material, MaterialKind
from bot.domain.people import Person
from bot.domain.recurrence import Every, Repetition
from bot.domain.rules import USUAL, Question, QuestionKind, Rules
from bot.ids import link_token
from bot.services import events, hours, ratings, repetitions, wishes
from storage import check_in, departments, materials, outbox, series
from storage import hours as hours_rules
from storage import wishes as wish_rows
from storage.db import Tx

ZONE = "开发区管委会"


@dataclass(frozen=True, slots=True)
class _Show:
    """An event of the demo: `day` counts workdays from today, `taken` of the seats are, `opens` is in days from now."""

    day: int
    at: time
    title: str
    series: str = ""
    speaker: str = ""
    pillar: Pillar = Pillar.LEARN
    field: str = ""
    place: str = "管委会一楼报告厅"
    link: str = ""
    capacity: int | None = None
    taken: int = 0
    opens: int = -14
    hours: float = 2.0
    department: str = ""
    reserved: str = ""  # the department for which five seats are
    weekly: int = 1  # times in all
    rules: Rules = USUAL


_AFTERNOON, _NOON, _MORNING, _EVENING = time(14, 30), time(12, 20), time(9, 30), time(18, 40)
_ONLINE = "https://class.example.cn/live/"
_STORY = Question("story", "你想听哪一类故事？", QuestionKind.CHOICE, ("项目", "窗口", "家庭"), required=False)
_STRICT = Rules(names=True, strikes=3, leave_hours=24)
_TALK, _CLASS, _CADRES = "知行讲堂", "空中课堂", "干部上讲堂"
_INDUSTRY, _FINANCE, _OFFICE, _SAFETY = "主导产业", "金融投资", "公文与数字化", "应急管理"
_FIELDS = {_TALK: _INDUSTRY, _CLASS: _OFFICE, _CADRES: "基层实务"}
_SHARED = "我在一线破难题"  # the past event with materials and ratings
_PROGRAMME = (
    _Show(-8, _AFTERNOON, "主导产业链招商实务", _TALK, "刘教授", capacity=60, taken=24, opens=-30),
    _Show(-6, _NOON, "民法典与政务服务", _CLASS, "许律师", place="", link=_ONLINE + "21", taken=18, opens=-30),
    _Show(-5, _AFTERNOON, _SHARED, _CADRES, "程刚", Pillar.SHINE, capacity=40, taken=20, opens=-30),
    _Show(1, _NOON, "公文写作与智能工具", _CLASS, "谢老师", place="", link=_ONLINE + "22", taken=15, hours=1, weekly=4),
    _Show(1, _AFTERNOON, "集成电路产业链图谱", _TALK, "苏航", capacity=12, taken=15),
    _Show(2, _AFTERNOON, "从项目签约到投产", _CADRES, "周凯", Pillar.SHINE, capacity=25, taken=24),
    _Show(3, _MORNING, "应急处置桌面推演", _TALK, "郭勇", field=_SAFETY, capacity=20, department="应急管理部"),
    _Show(4, _NOON, "数据要素与数字政府", _CLASS, "方教授", place="", link=_ONLINE + "23", taken=9, hours=1),
    _Show(5, _AFTERNOON, "产业基金怎么投", _TALK, "郑浩", field=_FINANCE, capacity=8, taken=10, rules=_STRICT),
    _Show(
        6,
        _AFTERNOON,
        "青年榜样说：我的第一个项目",
        _CADRES,
        "蒋欣",
        Pillar.SHINE,
        capacity=80,
        taken=21,
        rules=Rules(questions=(_STORY,)),
    ),
    _Show(
        8,
        _MORNING,
        "走进企业：智能工厂现场教学",
        _TALK,
        "蔡阳",
        Pillar.CARRY,
        place="海尔路 1 号",
        capacity=30,
        taken=6,
        rules=Rules(approval=True),
    ),
    _Show(
        10,
        _AFTERNOON,
        "营商环境案例研讨",
        _TALK,
        "唐薇",
        Pillar.CARRY,
        capacity=40,
        taken=12,
        reserved="行政审批服务局",
    ),
    _Show(
        12, _EVENING, "压力管理与睡眠", "", "曾医生", Pillar.CARE, place="职工之家二楼", capacity=50, taken=17, hours=0
    ),
    _Show(15, _AFTERNOON, "新质生产力十讲·第一讲", _TALK, "刘教授", capacity=100, opens=2),
)
# What people would like to hear, in which field, and how many support it.
_WISHES = (
    ("企业上市辅导怎么做", _FINANCE, 14),
    ("用表格做好项目台账", _OFFICE, 9),
    ("群众来访沟通技巧", "基层实务", 6),
    ("人工智能办公实操", _OFFICE, 4),
)
_STARS = (5, 5, 4, 5, 3, 5, 4, 5, 4, 5, 5)
_WORDS = ("案例都是身边的，听得进去", "能再讲讲征迁怎么谈就更好", "希望发一份流程清单")


def fill(tx: Tx, members: list[Person], regular: Person, now: datetime, zone: ZoneInfo) -> int:
    """Publish the programme of the first of `members`, and let the others take part; `regular` came to what was.

    Returns the event that has one seat left.
    """
    organiser, *others = members
    found = 0
    for number, show in enumerate(_PROGRAMME):
        plan = _plan(tx, show, now, zone)
        before = min(now, plan.starts_at - timedelta(days=1))
        event = events.publish(tx, organiser.id, plan, None, before)
        turn = number * 3 % len(others)
        turned = [*([regular] if show.day < 0 else []), *others[turn:], *others[:turn]]
        for person in turned[: show.taken]:
            events.sign_up(tx, event.id, person.id, before, zone, {})
        if show.weekly > 1:
            rule = Repetition(every=Every.WEEK, times=show.weekly)
            repetitions.repeat(tx, organiser.id, event.id, rule, None, now, zone)
        if show.day < 0:
            _past(tx, event, turned[: show.taken], now, zone)
        if show.capacity == show.taken + 1:
            found = event.id
    _series(tx)
    _wish(tx, others, now)
    return found


def _past(tx: Tx, event: Event, came: list[Person], now: datetime, zone: ZoneInfo) -> None:
    """Let an event be over: most were there, hours are credited, some rated it; nobody is reminded any more."""
    for past in (News.REMINDER, News.LINK):
        outbox.withdraw(tx, past, event.id)
    there = [person for number, person in enumerate(came) if number % 6 != 5]  # noqa: PLR2004 - one in six stayed away
    for person in there:
        check_in.note(tx, event.id, person.id, Way.CODE, None, event.starts_at)
    hours.reconcile(tx, event.id, now, zone)
    if event.title != _SHARED:
        return
    for name, target in (("攻坚案例课件", "https://files.example.cn/case.pdf"), ("现场录像", _ONLINE + "replay/20")):
        material = Material(0, event.id, MaterialKind.LINK, name, target)
        materials.add(tx, material, event.organiser_id, event.ends_at)
    said = event.ends_at + timedelta(hours=3)
    # Not the regular guest's: whose phone is on stage may still rate it.
    for person, stars, words in zip_longest(there[1 : 1 + len(_STARS)], _STARS, _WORDS):
        ratings.rate(tx, event.id, person.id, stars, link_token(), said)
        if words:
            ratings.write(tx, event.id, person.id, words, link_token(), None, said)


def _series(tx: Tx) -> None:
    for name, field in _FIELDS.items():
        known = series.named(tx, name)
        assert known is not None  # noqa: S101 - its events were published a moment ago
        series.save(tx, replace(known, field=field))
        if name == _TALK:
            hours_rules.put_rule(tx, known.id, replace(USUAL_RULE, cap=4000))


def _wish(tx: Tx, people: list[Person], now: datetime) -> None:
    for number, (title, field, supported) in enumerate(_WISHES):
        wish = wishes.make(tx, people[number].id, title, field, None, now - timedelta(days=9 - number))
        for person in people[number + 1 : number + supported]:
            wish_rows.support(tx, wish.id, person.id, now)


def _plan(tx: Tx, show: _Show, now: datetime, zone: ZoneInfo) -> Plan:
    starts = datetime.combine(_workday(now.astimezone(zone), show.day), show.at, zone)
    reserved = ((departments.ensure(tx, (ZONE, show.reserved)), 5),) if show.reserved else ()
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
        departments=(departments.ensure(tx, (ZONE, show.department)),) if show.department else (),
        field=show.field or _FIELDS.get(show.series, ""),
        rules=replace(show.rules, reserved=reserved),
    )


def _workday(today: datetime, count: int) -> datetime:
    """Return the `count`-th workday after today, before it when negative."""
    step = timedelta(days=1 if count > 0 else -1)
    for _ in range(abs(count)):
        today += step
        while today.isoweekday() > 5:  # noqa: PLR2004 - Saturday and Sunday
            today += step
    return today
