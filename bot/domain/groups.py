"""Groups that hear of the programme: what each wants to hear, and when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.domain.events import Event, EventState
from bot.domain.outbox import PromiseKind
from bot.domain.workdays import is_workday
from bot.errors import Refusal

DIGEST_AT, REMINDER_AT = time(8, 30), time(18)
PLANNED_DAYS = 4  # ahead: a weekend without a tick loses nothing
ANNOUNCED_BEFORE = timedelta(days=14)  # of a repetition only what comes soon is announced
_DIGEST_USEFUL = timedelta(hours=4)
_DAY = timedelta(days=1)


class GroupNews(PromiseKind):
    """What groups are told, and their organisers about them."""

    CARD = "group.card"  # an event's card, which is then kept true
    DIGEST = "group.digest"  # the workday morning's
    REMINDER = "group.reminder"  # what is on tomorrow
    ADDED = "group.added"  # to the organiser who took the bot into a chat
    UNPOSTED = "group.unposted"  # to whoever posted a card that could not be sent


class NotBound(Refusal):
    """The group is not bound."""


@dataclass(frozen=True, slots=True)
class Quiet:
    """From when to when a group hears nothing: minutes after midnight, over midnight when `from_` is the later."""

    from_: int
    to: int


QUIET = Quiet(21 * 60, 8 * 60)
QUIETS: tuple[Quiet | None, ...] = (QUIET, Quiet(20 * 60, 9 * 60), Quiet(23 * 60, 7 * 60), None)


@dataclass(frozen=True, slots=True)
class Group:
    """A group or channel the bot is in. `series` are ids, all of them when `everything`; `topic_id` hears the news."""

    id: int
    title: str
    bound: bool
    language: str | None = None
    topic_id: int | None = None
    everything: bool = True
    series: frozenset[int] = frozenset()
    digest: bool = True
    reminders: bool = True
    quiet: Quiet | None = QUIET

    def hears_of(self, event: Event) -> bool:
        """Whether the group is told of an event by itself: one of its series, to which everybody may come."""
        return event.for_everybody and self.bound and (self.everything or event.series_id in self.series)


def quiet_until(quiet: Quiet | None, now: datetime, zone: ZoneInfo) -> datetime | None:
    """Return when the quiet that lasts at `now` ends; None when it does not."""
    if quiet is None:
        return None
    local = now.astimezone(zone)
    minute = local.hour * 60 + local.minute
    over_midnight = quiet.from_ > quiet.to
    inside = minute >= quiet.from_ or minute < quiet.to if over_midnight else quiet.from_ <= minute < quiet.to
    if not inside:
        return None
    day = local.date() + (_DAY if over_midnight and minute >= quiet.from_ else timedelta())
    return datetime.combine(day, time(quiet.to // 60, quiet.to % 60), zone).astimezone(UTC)


def announced_at(event: Event, now: datetime) -> datetime:
    """Return when the groups hear of a new event: at once, but of a repetition only some time before each."""
    return now if event.repetition_id is None else max(now, event.starts_at - ANNOUNCED_BEFORE)


def planned(group: Group, now: datetime, zone: ZoneInfo) -> tuple[tuple[GroupNews, date, datetime, datetime], ...]:
    """Return what the group hears in the coming days: kind, the day it is about, when it is due and no more use."""
    today = now.astimezone(zone).date()
    days = [today + n * _DAY for n in range(PLANNED_DAYS + 1)]
    plans = []
    for day in days:
        if group.digest and is_workday(day):
            due = datetime.combine(day, DIGEST_AT, zone).astimezone(UTC)
            plans.append((GroupNews.DIGEST, day, due, due + _DIGEST_USEFUL))
        if group.reminders:
            due = datetime.combine(day - _DAY, REMINDER_AT, zone).astimezone(UTC)
            plans.append((GroupNews.REMINDER, day, due, datetime.combine(day, time(12), zone).astimezone(UTC)))
    return tuple(plan for plan in plans if plan[2] > now)


def on_day(events: tuple[Event, ...], day: date, zone: ZoneInfo) -> tuple[Event, ...]:
    """Return those that take place and begin on that day of the workplace."""
    return tuple(
        event
        for event in events
        if event.state is EventState.PUBLISHED and event.starts_at.astimezone(zone).date() == day
    )
