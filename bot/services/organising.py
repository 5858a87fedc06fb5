"""What organisers do with events, and whether they may: functions of a transaction."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.domain.drafts import DraftKey
from bot.domain.events import (
    Event,
    EventState,
    EventUnknown,
    Names,
    News,
    NotYours,
    Plan,
    Revision,
    SignUpState,
    TextTooLong,
)
from bot.domain.hours import announced
from bot.domain.line import replanned, revised
from bot.services.asking import admit_all
from bot.services.plans import kept
from bot.services.seats import foreseen, settle
from storage import audit, drafts, events, groups, hours, news, outbox, reminders, sign_ups
from storage.db import Tx
from storage.sign_ups import Stretch

LONGEST_REASON = 500


def manages(tx: Tx, actor_id: int, scopes: Collection[int | None], event: Event) -> bool:
    """Whether somebody who organises for `scopes` manages the event: all, or their own, or their departments'."""
    if not scopes or None in scopes or event.organiser_id == actor_id:
        return bool(scopes)
    return bool(event.departments) and all(
        not events.ancestry(tx, department).isdisjoint(scopes) for department in event.departments
    )


def publish(tx: Tx, actor_id: int, plan: Plan, draft: DraftKey | None, now: datetime) -> Event:
    """See `Events.publish`."""
    if draft:
        drafts.consume(tx, draft)
    if not events.scopes(tx, actor_id, now):
        raise NotYours
    plan = plan.tidy()
    plan.check(now)
    plan = replace(plan, hours=announced(plan, hours.rule_by_name(tx, plan.series)))
    event_id = events.insert(tx, plan, actor_id, now)
    audit.note(tx, now, actor_id, "publish", f"event:{event_id}")
    event = _load(tx, event_id)
    groups.announce(tx, event, now)
    return event


def revise(
    tx: Tx, actor_id: int, event_id: int, plan: Plan, draft: DraftKey | None, now: datetime, zone: ZoneInfo
) -> Revision:
    """See `Events.revise`."""
    tx.lock("events", event_id)
    if draft:
        drafts.consume(tx, draft)
    before = managed(tx, actor_id, event_id, now)
    revision = _revision(tx, before, plan, now)
    if not revision.changed:
        return revision
    planned = replanned(before, revision.event.plan())
    events.update(tx, planned)
    after = settle(tx, planned, now, zone)
    if revision.admitted:
        admit_all(tx, event_id, now, zone)
    if revision.changed & {"starts_at", "link"}:
        for kind in (News.REMINDER, News.LINK):
            outbox.withdraw(tx, kind, event_id)
        reminders.remind(tx, after, Stretch(event_id, SignUpState.SEATED), now, zone)
        news.useful_until(tx, after)
    news.changed(tx, before, after, now)
    fields = sorted(revision.changed)
    back = {"revision": after.revision, "was": kept(before, fields)}
    audit.note(tx, now, actor_id, "revise", f"event:{event_id}", " ".join(fields), undo=back)
    return replace(revision, event=_load(tx, event_id))


def cancel(tx: Tx, actor_id: int, event_id: int, reason: str, draft: DraftKey | None, now: datetime) -> Revision:
    """See `Events.cancel`."""
    tx.lock("events", event_id)
    if draft:
        drafts.consume(tx, draft)
    event = managed(tx, actor_id, event_id, now)
    event.manageable(now)
    if len(reason) > LONGEST_REASON:
        raise TextTooLong("reason", LONGEST_REASON)
    after = replace(event, state=EventState.CANCELLED, revision=event.revision + 1)
    events.update(tx, after)
    news.cancelled(tx, after, reason.strip(), now)
    audit.note(tx, now, actor_id, "cancel", f"event:{event_id}")
    return Revision(after, frozenset({"state"}), told=event.length)


def foresee(tx: Tx, actor_id: int, event_id: int, plan: Plan, now: datetime) -> Revision:
    """See `Events.foresee`."""
    return _revision(tx, managed(tx, actor_id, event_id, now), plan, now)


def names(tx: Tx, actor_id: int, event_id: int, now: datetime) -> Names:
    """See `Events.names`."""
    return sign_ups.names(tx, managed(tx, actor_id, event_id, now).id)


def managed(tx: Tx, actor_id: int, event_id: int, now: datetime) -> Event:
    """Return the event if the actor may manage it. Raises EventUnknown, NotYours."""
    event = _load(tx, event_id)
    if not manages(tx, actor_id, events.scopes(tx, actor_id, now), event):
        raise NotYours
    return event


def _load(tx: Tx, event_id: int) -> Event:
    event = events.load(tx, event_id)
    if event is None:
        raise EventUnknown
    return event


def _revision(tx: Tx, event: Event, plan: Plan, now: datetime) -> Revision:
    event.manageable(now)
    plan = plan.tidy()
    plan.check(now)
    plan = replace(plan, hours=announced(plan, hours.rule_by_name(tx, plan.series), event))
    return revised(event, plan, foreseen(tx, replanned(event, plan), now), now)
