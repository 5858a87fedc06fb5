"""Credit hours: what an event is worth by the rule of its series, and what counts in a year. Amounts in hundredths."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, fields
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.domain.events import Event, Plan
from bot.domain.ledger import Line
from bot.domain.outbox import PromiseKind
from bot.errors import Refusal

HUNDRED = 100
OPEN_DAYS = 30  # after an event's end: so long the ledger follows what is changed about it
THANKS_DAYS = 3  # after an event's end: whoever is ticked off later is not thanked any more
_MOST = 100_000  # a thousand hours
_MOST_TIMES = 20
_HALF_DAY = timedelta(hours=4)  # what lasts longer takes the whole day
_WHOLE_DAY_HOURS = 8.0
_DAY = (time(8), time(21))  # when people may be written to
_EVENING, _MORNING = time(19), time(9)
_REST = timedelta(minutes=30)  # after the end, at least


class AfterNews(PromiseKind):
    """What those who were there are told."""

    THANKS = "after.thanks"


class HoursRuleUnfit(Refusal):
    """A rule that cannot hold; `field` is its field."""

    def __init__(self, field: str) -> None:
        super().__init__(field)
        self.field = field


class RuleNotYours(Refusal):
    """Rules of series are set by those who organise for all departments."""


class SeriesUnknown(Refusal):
    """There is no such series."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HoursRule:
    """How a series credits hours, in hundredths, but for `speaker`: how many times as much who speaks gets."""

    half_day: int = 300
    whole_day: int = 600
    speaker: int = 5
    cap: int | None = None  # what counts in a year at most; None: everything
    carry: int = 0  # how much of what is above the cap goes on to the next year at most

    def check(self) -> None:
        """Raise HoursRuleUnfit for what cannot hold."""
        unfit = {
            "half_day": not 0 <= self.half_day <= _MOST,
            "whole_day": not self.half_day <= self.whole_day <= _MOST,
            "speaker": not 1 <= self.speaker <= _MOST_TIMES,
            "cap": self.cap is not None and not 1 <= self.cap <= _MOST,
            "carry": not 0 <= self.carry <= _MOST,
        }
        for field, wrong in unfit.items():
            if wrong:
                raise HoursRuleUnfit(field)

    def of(self, duration: timedelta) -> float:
        """Return the hours of an event that lasts so long; each whole day of several counts as one."""
        days, rest = divmod(duration, timedelta(days=1))
        part = 0 if not rest else self.half_day if rest <= _HALF_DAY else self.whole_day
        return (days * self.whole_day + part) / HUNDRED

    def credit(self, event: Event, *, spoke: bool) -> int:
        """Return what an event is worth to who was there, or to who spoke."""
        return round(event.hours * HUNDRED) * (self.speaker if spoke else 1)


USUAL_RULE = HoursRule()


def usual_hours(duration: timedelta) -> float:
    """Return the hours of an event whose series has no rule: its duration to the half, at most 8 a day."""
    halves = round(duration / timedelta(minutes=30))
    days = duration // timedelta(days=1) + 1
    return min(halves / 2, _WHOLE_DAY_HOURS * days)


def announced(plan: Plan, rule: HoursRule | None, before: Event | None = None) -> float:
    """Return the hours that an event is announced with: what the organiser said, else what the rule says.

    What follows the duration was not said by anybody. Hours once announced stay while the duration does.
    """
    duration = plan.ends_at - plan.starts_at
    said = plan.hours != usual_hours(duration)
    if before is not None and plan.hours == before.hours:
        lasted = before.ends_at - before.starts_at
        said = lasted == duration or rule is None or before.hours != rule.of(lasted)
    return plan.hours if said or rule is None else rule.of(duration)


def year_of(event: Event, zone: ZoneInfo) -> int:
    """Return the year for which an event counts: that of its start in `zone`, the workplace's."""
    return event.starts_at.astimezone(zone).year


@dataclass(frozen=True, slots=True)
class YearCount:
    """A year of a series: brought + earned = counted + carried (to the next year) + lapsed."""

    brought: int
    earned: int
    counted: int
    carried: int
    lapsed: int


NOTHING = YearCount(0, 0, 0, 0, 0)


def counts(rule: HoursRule, earned: Mapping[int, int]) -> dict[int, YearCount]:
    """Return what counts in each year, from what was earned in each; also in a last one that only brings something.

    What was brought over counts first, and does not go on to a third year.
    """
    found: dict[int, YearCount] = {}
    brought = 0
    for year in range(min(earned, default=0), max(earned, default=-1) + 2):
        gained = earned.get(year, 0)
        available = brought + gained
        counted = available if rule.cap is None else min(available, rule.cap)
        carried = min(available - counted, rule.carry, gained)
        found[year] = YearCount(brought, gained, counted, carried, available - counted - carried)
        brought = carried
    return {year: count for year, count in found.items() if count != NOTHING}


@dataclass(frozen=True, slots=True)
class SeriesYear:
    """A series in somebody's year; `name` "": what belongs to none."""

    name: str
    rule: HoursRule
    count: YearCount


@dataclass(frozen=True, slots=True)
class Statement:
    """Somebody's year: what each series counts, event by event, and the years in which there is something."""

    year: int
    series: tuple[SeriesYear, ...]
    lines: tuple[Line, ...]
    years: tuple[int, ...]

    @property
    def counted(self) -> int:
        """What counts in all."""
        return sum(one.count.counted for one in self.series)


@dataclass(frozen=True, slots=True)
class Total:
    """Somebody's year as organisers see it; `department_id` None and `department` "": in none."""

    person_id: int
    name: str
    department_id: int | None
    department: str
    counted: int


def thanks_due(ends_at: datetime, zone: ZoneInfo) -> datetime:
    """Return when those who were there are thanked: that evening, or the next morning after a late end."""
    local = ends_at.astimezone(zone)
    evening = datetime.combine(local.date(), _EVENING, zone)
    morning = datetime.combine(local.date() + timedelta(days=1), _MORNING, zone)
    return (evening if local + _REST <= evening else morning).astimezone(UTC)


def by_day(moment: datetime, zone: ZoneInfo) -> datetime:
    """Return `moment`, or when it is night the next morning."""
    local = moment.astimezone(zone)
    if _DAY[0] <= local.time() < _DAY[1]:
        return moment
    day = local.date() + timedelta(days=int(local.time() >= _DAY[1]))
    return datetime.combine(day, _MORNING, zone).astimezone(UTC)


def written(rule: HoursRule) -> str:
    """Return the rule as it is kept: JSON."""
    return json.dumps(asdict(rule))


def read(kept: str) -> HoursRule:
    """Return what `written` wrote; fields that a later release no longer knows are left out."""
    known: Collection[str] = {field.name for field in fields(HoursRule)}
    return HoursRule(**{name: value for name, value in json.loads(kept).items() if name in known})
