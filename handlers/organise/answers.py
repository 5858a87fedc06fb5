"""From the answers of the form to a Plan, and from an event back to answers.

Answers are JSON. `start`: {"day", "at", "lasts"} in the workplace's zone, in minutes, `at` and `lasts` None when only
the day was said; `time`: the same without day; `lasts`: minutes; `place`: {"place", "link"}; `capacity`: 0: no limit;
`departments`: [[id, path], …]; `opens`: "now" or microseconds; `closes`: a rule of CLOSES or microseconds; `hours`:
None to follow the duration.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.clock import instant, micros
from bot.domain.events import Event, Pillar, Plan
from handlers.kit import Answers

EVENING = time(18)
_WHOLE_DAY_HOURS = 8.0
OPENS_NOW = "now"
CLOSES = ("start", "2h", "1d", "eve")
DEFAULTS: Answers = {"departments": [], "opens": OPENS_NOW, "closes": CLOSES[0], "hours": None}


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


def closing(rule: str, starts: datetime, zone: ZoneInfo) -> datetime:
    """Return when sign-up closes by a rule of CLOSES, for an event that starts at `starts`."""
    if rule == "eve":
        day = starts.astimezone(zone).date() - timedelta(days=1)
        return datetime.combine(day, EVENING, zone).astimezone(UTC)
    return starts - {"start": timedelta(), "2h": timedelta(hours=2), "1d": timedelta(days=1)}[rule]


def usual_hours(duration: timedelta) -> float:
    """Return the credit hours of an event that lasts so long: its hours to the half, at most 8 a day."""
    halves = round(duration / timedelta(minutes=30))
    days = duration // timedelta(days=1) + 1
    return min(halves / 2, _WHOLE_DAY_HOURS * days)


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
        opens_at=now if opens == OPENS_NOW else instant(opens),
        closes_at=closing(closes, starts, zone) if closes in CLOSES else instant(closes),
        hours=usual_hours(duration) if answers["hours"] is None else answers["hours"],
        departments=tuple(id_ for id_, _path in answers["departments"]),
    )


def answers_of(event: Event, departments: list[tuple[int, str]], zone: ZoneInfo) -> Answers:
    """Return the answers that would make `event`; rules stay rules, so that they move along with the start."""
    duration = event.ends_at - event.starts_at
    local = event.starts_at.astimezone(zone)
    rules = [rule for rule in CLOSES if closing(rule, event.starts_at, zone) == event.closes_at]
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
        "closes": rules[0] if rules else micros(event.closes_at),
        "hours": None if usual_hours(duration) == event.hours else event.hours,
    }
