"""Events that repeat: making them, and changing or cancelling one with all that follow. One method, one transaction."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from bot.clock import Clock
from bot.domain.drafts import DraftKey
from bot.domain.events import Event, Plan, Revision
from bot.domain.following import along, on_another_day
from bot.domain.recurrence import RepeatedAlready, Repetition, RepetitionUnfit, occurrences
from bot.services import organising
from bot.services.outbox import Outbox
from storage import audit, drafts, events, groups, repetitions
from storage.db import Database, Tx


class Repetitions:
    """What organisers do with events that repeat. `zone` is the workplace's."""

    def __init__(self, db: Database, clock: Clock, zone: ZoneInfo, outbox: Outbox) -> None:
        self._db, self._clock, self._zone, self._outbox = db, clock, zone, outbox

    async def repeat(self, actor_id: int, event_id: int, rule: Repetition, draft: DraftKey | None = None) -> int:
        """Publish an event again on every further day of `rule`; return how many. `draft` is used up by it.

        Groups hear of each only when it comes near. Raises EventUnknown, NotYours, EventCancelled, EventOver,
        RepeatedAlready, RepetitionUnfit, DraftGone and what `Plan.check` raises.
        """
        return await self._db.write(repeat, actor_id, event_id, rule, draft, self._clock.now(), self._zone)

    async def following(self, event: Event) -> tuple[Event, ...]:
        """Return the events of the same repetition that come after `event` and take place."""
        if event.repetition_id is None:
            return ()
        return await self._db.read(repetitions.following, event)

    async def foresee(self, actor_id: int, event_id: int, plan: Plan) -> tuple[Revision, ...]:
        """Return what `revise` would do, event by event. Raises what it raises."""
        return await self._db.read(foresee, actor_id, event_id, plan, self._clock.now(), self._zone)

    async def revise(
        self, actor_id: int, event_id: int, plan: Plan, draft: DraftKey | None = None
    ) -> tuple[Revision, ...]:
        """Change an event and all that follow alike, each as `Events.revise` does; return what was done, in order.

        Raises what `Events.revise` raises.
        """
        done = await self._db.write(revise, actor_id, event_id, plan, draft, self._clock.now(), self._zone)
        self._outbox.poke()
        return done

    async def cancel(
        self, actor_id: int, event_id: int, reason: str, draft: DraftKey | None = None
    ) -> tuple[Revision, ...]:
        """Cancel an event and all that follow, each as `Events.cancel` does. Raises what that raises."""
        done = await self._db.write(cancel, actor_id, event_id, reason, draft, self._clock.now())
        self._outbox.poke()
        return done


def repeat(
    tx: Tx, actor_id: int, event_id: int, rule: Repetition, draft: DraftKey | None, now: datetime, zone: ZoneInfo
) -> int:
    """See `Repetitions.repeat`."""
    tx.lock("events", event_id)
    if draft:
        drafts.consume(tx, draft)
    event = organising.managed(tx, actor_id, event_id, now)
    event.manageable(now)
    if event.repetition_id is not None:
        raise RepeatedAlready
    local = event.starts_at.astimezone(zone)
    days = [one.day for one in occurrences(local.date(), rule) if one.day]
    if not days:
        raise RepetitionUnfit
    made = []
    for day in days:
        starts = datetime.combine(day, local.time(), zone).astimezone(UTC)
        plan = on_another_day(event, starts, now, zone)
        plan.check(now)
        made.append(events.insert(tx, plan, actor_id, now))
    repetitions.join(tx, repetitions.insert(tx, rule, now), [event_id, *made])
    for made_id in made:
        if one := events.load(tx, made_id):
            groups.announce(tx, one, now)
    repetitions.same_guests(tx, event_id, made)
    audit.note(tx, now, actor_id, "repeat", f"event:{event_id}", str(len(made)))
    return len(made)


def foresee(tx: Tx, actor_id: int, event_id: int, plan: Plan, now: datetime, zone: ZoneInfo) -> tuple[Revision, ...]:
    """See `Repetitions.foresee`."""
    return tuple(
        organising.foresee(tx, actor_id, id_, one, now) for id_, one in _plans(tx, actor_id, event_id, plan, now, zone)
    )


def revise(
    tx: Tx, actor_id: int, event_id: int, plan: Plan, draft: DraftKey | None, now: datetime, zone: ZoneInfo
) -> tuple[Revision, ...]:
    """See `Repetitions.revise`."""
    if draft:
        drafts.consume(tx, draft)
    return tuple(
        organising.revise(tx, actor_id, id_, one, None, now, zone)
        for id_, one in _plans(tx, actor_id, event_id, plan, now, zone)
    )


def cancel(
    tx: Tx, actor_id: int, event_id: int, reason: str, draft: DraftKey | None, now: datetime
) -> tuple[Revision, ...]:
    """See `Repetitions.cancel`."""
    if draft:
        drafts.consume(tx, draft)
    first = organising.managed(tx, actor_id, event_id, now)
    ids = [event_id, *(one.id for one in repetitions.following(tx, first))]
    return tuple(organising.cancel(tx, actor_id, id_, reason, None, now) for id_ in ids)


def _plans(tx: Tx, actor_id: int, event_id: int, plan: Plan, now: datetime, zone: ZoneInfo) -> list[tuple[int, Plan]]:
    """Return what the event and each that follows become, by their ids, from one state of the rows."""
    before, plan = organising.managed(tx, actor_id, event_id, now), plan.tidy()
    others = repetitions.following(tx, before)
    return [(event_id, plan), *((one.id, along(before, plan, one, now, zone)) for one in others)]
