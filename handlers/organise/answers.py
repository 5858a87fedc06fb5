"""From the answers of the form to a Plan, and from an event back to answers.

Answers are JSON. `start`: {"day", "at", "lasts"} in the workplace's zone, in minutes, `at` and `lasts` None when only
the day was said; `time`: the same without day; `lasts`: minutes; `place`: {"place", "link"}; `capacity`: 0: no limit;
`departments`: [[id, path], …]; `opens`: a rule of OPENS or microseconds; `closes`: a rule of CLOSES or microseconds;
`hours`: None to follow the duration. Hidden: `_rules`: rules as they are kept; `_weekday`: on which a series meets.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.clock import instant, micros
from bot.domain import rules
from bot.domain.events import Event, Pillar, Plan
from bot.domain.hours import usual_hours
from bot.domain.series import Defaults, Series
from handlers.kit import Answers

EVENING = time(18)
MORNING = time(9)
OPENS_NOW = "now"
OPENS = {OPENS_NOW: 0, "3d": 3, "7d": 7, "14d": 14}  # days before the start
CLOSES = ("start", "2h", "1d", "eve")
USUAL_LENGTH = 90  # minutes
DEFAULTS: Answers = {
    "lasts": USUAL_LENGTH,
    "speaker": None,
    "field": None,
    "departments": [],
    "opens": OPENS_NOW,
    "closes": CLOSES[0],
    "hours": None,
}


def minutes_into_day(moment: datetime, zone: ZoneInfo) -> int:
    """Return what clocks of `zone` show at `moment`, as minutes since midnight."""
    local = moment.astimezone(zone)
    return local.hour * 60 + local.minute


def start_minutes(answers: Answers) -> int | None:
    """Return the start as minutes since midnight, or None when only the day is known."""
    at = answers["start"]["at"] if "start" in answers else None
    if at is None and "time" in answers:
        at = answers["time"]["at"]
    return None if at is None else int(at)


def start_day(answers: Answers) -> date:
    """Return the day of the start."""
    return date.fromisoformat(answers["start"]["day"])


def starts_at(answers: Answers, zone: ZoneInfo) -> datetime:
    """Return the start (UTC)."""
    wall = datetime.combine(start_day(answers), time(), zone) + timedelta(minutes=start_minutes(answers) or 0)
    return wall.astimezone(UTC)


def range_minutes(answers: Answers) -> int | None:
    """Return how long the event lasts if its start was typed together with its end, else None."""
    start = answers.get("start", {})
    said = start if start.get("at") is not None else answers.get("time", {})
    minutes = said.get("lasts")
    return None if minutes is None else int(minutes)


def lasts(answers: Answers) -> timedelta:
    """Return the duration of complete answers."""
    minutes = range_minutes(answers)
    return timedelta(minutes=answers["lasts"] if minutes is None else minutes)


def opening(rule: str, starts: datetime, now: datetime, zone: ZoneInfo) -> datetime:
    """Return when sign-up opens by a rule of OPENS, for an event that starts at `starts`: at once, or in a morning."""
    if rule == OPENS_NOW:
        return now
    day = starts.astimezone(zone).date() - timedelta(days=OPENS[rule])
    return datetime.combine(day, MORNING, zone).astimezone(UTC)


def closing(rule: str, starts: datetime, zone: ZoneInfo) -> datetime:
    """Return when sign-up closes by a rule of CLOSES, for an event that starts at `starts`."""
    if rule == "eve":
        day = starts.astimezone(zone).date() - timedelta(days=1)
        return datetime.combine(day, EVENING, zone).astimezone(UTC)
    return starts - {"start": timedelta(), "2h": timedelta(hours=2), "1d": timedelta(days=1)}[rule]


def plan(answers: Answers, now: datetime, zone: ZoneInfo) -> Plan:
    """Return the plan that complete answers make, seen from `now`."""
    starts, duration = starts_at(answers, zone), lasts(answers)
    opens, closes, place = answers["opens"], answers["closes"], answers["place"] or {}
    return Plan(
        title=answers["title"],
        series=answers["series"] or "",
        speaker=answers["speaker"] or "",
        pillar=Pillar(answers["pillar"]),
        starts_at=starts,
        ends_at=starts + duration,
        place=place.get("place", ""),
        link=place.get("link", ""),
        capacity=answers["capacity"] or None,
        opens_at=opening(opens, starts, now, zone) if opens in OPENS else instant(opens),
        closes_at=closing(closes, starts, zone) if closes in CLOSES else instant(closes),
        hours=usual_hours(duration) if answers["hours"] is None else answers["hours"],
        departments=tuple(id_ for id_, _path in answers["departments"]),
        field=answers.get("field") or "",
        rules=rules.read(answers.get("_rules", "")),
    )


def answers_of(event: Event, departments: list[tuple[int, str]], zone: ZoneInfo) -> Answers:
    """Return the answers that would make `event`; rules stay rules, so that they move along with the start."""
    duration = event.ends_at - event.starts_at
    local = event.starts_at.astimezone(zone)
    closes = closing_rule(event, zone)
    return {
        "title": event.title,
        "series": event.series or None,
        "speaker": event.speaker or None,
        "pillar": event.pillar.value,
        "start": {"day": local.date().isoformat(), "at": minutes_into_day(event.starts_at, zone), "lasts": None},
        "lasts": duration // timedelta(minutes=1),
        "place": {"place": event.place, "link": event.link},
        "capacity": event.capacity or 0,
        "departments": [list(one) for one in departments],
        "opens": micros(event.opens_at),
        "closes": closes or micros(event.closes_at),
        "hours": _own_hours(event),
        "field": event.field or None,
        "_rules": rules.written(event.rules),
    }


def closing_rule(event: Event, zone: ZoneInfo) -> str | None:
    """Return the first rule of CLOSES by which sign-up to `event` closes, or None."""
    return next((rule for rule in CLOSES if closing(rule, event.starts_at, zone) == event.closes_at), None)


def another(event: Event, departments: list[tuple[int, str]], zone: ZoneInfo) -> Answers:
    """Return the answers that would make an event like `event`, without its day."""
    answers = answers_of(event, departments, zone)
    start = answers.pop("start")
    time_of_day = {"at": start["at"], "lasts": None}
    return answers | {"time": time_of_day, "opens": OPENS_NOW, "closes": closing_rule(event, zone) or CLOSES[0]}


def like(event: Event, zone: ZoneInfo) -> Defaults:
    """Return the defaults of a series whose events are like `event`. Who speaks is another each time."""
    return Defaults(
        place=event.place,
        link=event.link,
        capacity=event.capacity or 0,
        weekday=event.starts_at.astimezone(zone).weekday(),
        starts=minutes_into_day(event.starts_at, zone),
        lasts=(event.ends_at - event.starts_at) // timedelta(minutes=1),
        departments=event.departments,
        closes=closing_rule(event, zone) or CLOSES[0],
        hours=_own_hours(event),
        rules=event.rules,
    )


def of_series(series: Series, known: Defaults, departments: list[tuple[int, str]]) -> Answers:
    """Return what is answered once the series of an event is."""
    told: Answers = {
        "place": None if known.place is None else {"place": known.place, "link": known.link},
        "capacity": known.capacity,
        "time": None if known.starts is None else {"at": known.starts, "lasts": None},
    }
    return DEFAULTS | {
        "pillar": series.pillar.value,
        "field": series.field or None,
        "speaker": known.speaker or None,
        "lasts": known.lasts or USUAL_LENGTH,
        "departments": [list(one) for one in departments],
        "opens": known.opens if known.opens in OPENS else OPENS_NOW,
        "closes": known.closes if known.closes in CLOSES else CLOSES[0],
        "hours": known.hours,
        "_rules": rules.written(known.rules),
        "_weekday": known.weekday,
        **{name: value for name, value in told.items() if value is not None},
    }


def _own_hours(event: Event) -> float | None:
    """Return the hours of an event, None when they follow the duration."""
    return None if usual_hours(event.ends_at - event.starts_at) == event.hours else event.hours
