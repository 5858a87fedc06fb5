"""Changing one event of a repetition and all that follow: what the change means for each of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.domain.events import Event, Plan

_MOMENTS = frozenset({"starts_at", "ends_at", "opens_at", "closes_at"})
_A_WEEK = 7


def along(before: Event, after: Plan, other: Event, now: datetime, zone: ZoneInfo) -> Plan:
    """Return what `other`, which follows `before`, becomes when that becomes `after`.

    What was changed is taken over; times as clocks of `zone` show them. A move by less than a week means another
    weekday for all; by more it concerns only the one event. A window moves with the start.
    """
    changed = before.changed(after)
    starts = _start(before, after, other, zone)
    length = _length(after) if _length(after) != _length(before) else _length(other)
    opens, closes = other.opens_at, _within(other.closes_at, other, starts, zone)
    if _gap(after.closes_at, after, zone) != _gap(before.closes_at, before, zone):
        closes = _within(after.closes_at, after, starts, zone)
    if "opens_at" in changed:
        opens = after.opens_at if after.opens_at <= now else _within(after.opens_at, after, starts, zone)
    return replace(
        other.plan(),
        **{name: getattr(after, name) for name in changed - _MOMENTS},
        starts_at=starts,
        ends_at=starts + length,
        opens_at=opens,
        closes_at=min(closes, starts),
    )


def on_another_day(event: Event, starts: datetime, now: datetime, zone: ZoneInfo) -> Plan:
    """Return the plan of an event like `event` that starts at `starts`. What is open opens at once."""
    opens = event.opens_at if event.opens_at <= now else _within(event.opens_at, event, starts, zone)
    return replace(
        event.plan(),
        starts_at=starts,
        ends_at=starts + _length(event),
        opens_at=opens,
        closes_at=_within(event.closes_at, event, starts, zone),
    )


def _start(before: Event, after: Plan, other: Event, zone: ZoneInfo) -> datetime:
    was, now, its = (one.starts_at.astimezone(zone) for one in (before, after, other))
    by = (now.date() - was.date()).days
    day = its.date() + timedelta(days=by if abs(by) < _A_WEEK else 0)
    at = its.time() if now.time() == was.time() else now.time()
    return datetime.combine(day, at, zone).astimezone(UTC)


def _length(plan: Plan) -> timedelta:
    return plan.ends_at - plan.starts_at


def _gap(moment: datetime, plan: Plan, zone: ZoneInfo) -> tuple[int, time]:
    """Return how many days after the start `moment` is, and what clocks show then."""
    local = moment.astimezone(zone)
    return (local.date() - plan.starts_at.astimezone(zone).date()).days, local.time()


def _within(moment: datetime, plan: Plan, starts: datetime, zone: ZoneInfo) -> datetime:
    """Return `moment` of the window of `plan`, moved along to a start at `starts`."""
    days, at = _gap(moment, plan, zone)
    return datetime.combine(starts.astimezone(zone).date() + timedelta(days=days), at, zone).astimezone(UTC)
