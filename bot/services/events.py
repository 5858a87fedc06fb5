"""What people and organisers do with events. The functions of a transaction stand below the class that calls them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.clock import Clock
from bot.domain.drafts import DraftKey
from bot.domain.events import (
    Card,
    Event,
    EventState,
    EventUnknown,
    Names,
    News,
    NotSignedUp,
    NotYours,
    Outcome,
    Page,
    Pillar,
    Plan,
    Revision,
    Shelf,
    SignUpState,
    Standing,
    TextTooLong,
    revised,
)
from bot.services.outbox import Outbox
from storage import audit, drafts, events, news, outbox, reminders, sign_ups
from storage.db import Database, Tx
from storage.sign_ups import Stretch

LONGEST_REASON = 500
_AGENDA = 50  # more than anybody reads


class Events:
    """The programme: signing up, looking through, publishing, changing. `zone` is the workplace's."""

    def __init__(self, db: Database, clock: Clock, zone: ZoneInfo, outbox: Outbox) -> None:
        self._db, self._clock, self._zone, self._outbox = db, clock, zone, outbox

    async def sign_up(self, event_id: int, person_id: int) -> Outcome:
        """Put a person at the end of the line, or say that they stand in it already.

        Raises EventUnknown, EventCancelled, EventOver, SignUpNotOpen, SignUpClosed, NotInvited.
        """
        return await self._db.write(sign_up, event_id, person_id, self._clock.now(), self._zone)

    async def leave(self, event_id: int, person_id: int) -> Outcome:
        """Take a person out of the line and let the next in, or say that they left already.

        Raises EventUnknown, EventCancelled, EventOver, NotSignedUp.
        """
        outcome = await self._db.write(leave, event_id, person_id, self._clock.now(), self._zone)
        self._outbox.poke()
        return outcome

    async def card(self, event_id: int, person_id: int) -> Card:
        """Return an event as the person sees it. Raises EventUnknown."""
        return await self._db.read(card, event_id, person_id, self._clock.now())

    async def browse(self, person_id: int, shelf: Shelf, series_id: int | None, page: int, size: int) -> Page:
        """Return a page of what the person may come to; organisers see everything. `page` counts from 0."""
        return await self._db.read(browse, person_id, shelf, self._clock.now(), series_id, page, size)

    async def series(self, person_id: int) -> tuple[tuple[int, str, int], ...]:
        """Return the series with events to come that the person sees: id, name, how many."""

        def look(tx: Tx, now: datetime) -> tuple[tuple[int, str, int], ...]:
            return events.series(tx, person_id, now, everything=bool(events.scopes(tx, person_id, now)))

        return await self._db.read(look, self._clock.now())

    async def run_series(self) -> tuple[tuple[int, str], ...]:
        """Return every series that was ever run: id and name."""
        return await self._db.read(events.run_series)

    async def ensure_series(self, name: str, pillar: Pillar) -> int:
        """Return the id of the series, which is made when it is new."""
        return await self._db.write(events.ensure_series, name, pillar)

    async def agenda(self, person_id: int) -> tuple[Card, ...]:
        """Return what the person is seated or waiting for and what is not over, by start."""
        return (await self.browse(person_id, Shelf.MINE, None, 0, _AGENDA)).cards

    async def publish(self, actor_id: int, plan: Plan, draft: DraftKey | None = None) -> Event:
        """Publish an event; `draft` is used up by it. Raises NotYours, DraftGone and what `Plan.check` raises."""
        return await self._db.write(publish, actor_id, plan, draft, self._clock.now())

    async def foresee(self, actor_id: int, event_id: int, plan: Plan) -> Revision:
        """Return what `revise` would do. Raises what it raises."""

        def look(tx: Tx, now: datetime) -> Revision:
            return _revision(_managed(tx, actor_id, event_id, now), plan, now)

        return await self._db.read(look, self._clock.now())

    async def revise(self, actor_id: int, event_id: int, plan: Plan, draft: DraftKey | None = None) -> Revision:
        """Change an event, move its line and reminders along, and tell those concerned; `draft` is used up by it.

        Raises EventUnknown, NotYours, EventCancelled, EventOver, DraftGone and what `Plan.check` raises.
        """
        revision = await self._db.write(revise, actor_id, event_id, plan, draft, self._clock.now(), self._zone)
        self._outbox.poke()
        return revision

    async def cancel(self, actor_id: int, event_id: int, reason: str, draft: DraftKey | None = None) -> Revision:
        """Cancel an event and tell its whole line why; `draft` is used up by it.

        Raises EventUnknown, NotYours, EventCancelled, EventOver, DraftGone, TextTooLong.
        """
        revision = await self._db.write(cancel, actor_id, event_id, reason, draft, self._clock.now())
        self._outbox.poke()
        return revision

    async def names(self, actor_id: int, event_id: int) -> Names:
        """Return who is seated and who waits. Raises EventUnknown, NotYours."""

        def look(tx: Tx, now: datetime) -> Names:
            return sign_ups.names(tx, _managed(tx, actor_id, event_id, now).id)

        return await self._db.read(look, self._clock.now())


def sign_up(tx: Tx, event_id: int, person_id: int, now: datetime, zone: ZoneInfo) -> Outcome:
    """See `Events.sign_up`. What it costs does not depend on how many sign-ups there are."""
    tx.lock("events", event_id)
    place = sign_ups.place(tx, event_id, person_id)
    event = place.event
    if place.state in (SignUpState.SEATED, SignUpState.WAITING):
        event.expect(now)
        standing = sign_ups.standing(tx, event_id, place.state, place.turn)
        return Outcome(event, standing, already=True, clashes=events.clashes(tx, event, person_id))
    ancestry: Collection[int] = ()
    if event.departments and place.department_id is not None:
        ancestry = events.ancestry(tx, place.department_id)
    event.welcome(now, ancestry)
    state, turn = event.next_state(), place.last_turn + 1
    seated = state is SignUpState.SEATED
    after = event.counting(seated=int(seated), waiting=int(not seated))
    sign_ups.join(tx, after, person_id, state, turn, now)
    if seated:
        outbox.promise(tx, reminders.of_one(after, person_id, turn, place.leads, now, zone), now)
    standing = Standing(state, after.seated if seated else after.waiting)
    return Outcome(after, standing, already=False, clashes=events.clashes(tx, event, person_id))


def leave(tx: Tx, event_id: int, person_id: int, now: datetime, zone: ZoneInfo) -> Outcome:
    """See `Events.leave`."""
    tx.lock("events", event_id)
    place = sign_ups.place(tx, event_id, person_id)
    place.event.expect(now)
    if place.state is None:
        raise NotSignedUp
    if place.state is SignUpState.LEFT:
        return Outcome(place.event, Standing(SignUpState.LEFT), already=True)
    return Outcome(_drop_out(tx, place, person_id, now, zone), Standing(SignUpState.LEFT), already=False)


def leave_all(tx: Tx, person_id: int, now: datetime, zone: ZoneInfo) -> int:
    """Take a person out of the line of everything to come, and owe them no news; return how many lines that were."""
    event_ids = sign_ups.ahead(tx, person_id, now)
    for event_id in event_ids:
        tx.lock("events", event_id)
        _drop_out(tx, sign_ups.place(tx, event_id, person_id), person_id, now, zone)
    news.silence(tx, person_id)
    return len(event_ids)


def card(tx: Tx, event_id: int, person_id: int, now: datetime) -> Card:
    """See `Events.card`."""
    place = sign_ups.place(tx, event_id, person_id)
    standing = sign_ups.standing(tx, event_id, place.state, place.turn)
    return Card(place.event, standing, _manages(tx, person_id, events.scopes(tx, person_id, now), place.event))


def browse(tx: Tx, person_id: int, shelf: Shelf, now: datetime, series_id: int | None, page: int, size: int) -> Page:
    """See `Events.browse`."""
    scopes = events.scopes(tx, person_id, now)
    found, page, pages = events.shelf(tx, shelf, person_id, now, series_id, page, size, everything=bool(scopes))
    cards = tuple(
        Card(event, sign_ups.standing(tx, event.id, state, turn), _manages(tx, person_id, scopes, event))
        for event, state, turn in found
    )
    return Page(cards, page, pages)


def publish(tx: Tx, actor_id: int, plan: Plan, draft: DraftKey | None, now: datetime) -> Event:
    """See `Events.publish`."""
    if draft:
        drafts.consume(tx, draft)
    if not events.scopes(tx, actor_id, now):
        raise NotYours
    plan = plan.tidy()
    plan.check(now)
    event_id = events.insert(tx, plan, actor_id, now)
    audit.note(tx, now, actor_id, "publish", f"event:{event_id}")
    return _load(tx, event_id)


def revise(
    tx: Tx, actor_id: int, event_id: int, plan: Plan, draft: DraftKey | None, now: datetime, zone: ZoneInfo
) -> Revision:
    """See `Events.revise`."""
    tx.lock("events", event_id)
    if draft:
        drafts.consume(tx, draft)
    before = _managed(tx, actor_id, event_id, now)
    revision = _revision(before, plan, now)
    if not revision.changed:
        return revision
    after = revision.event
    events.update(tx, after)
    if revision.seated_lost:
        _send_back(tx, after, before.seated - revision.seated_lost + 1, before.seated, now)
    if revision.promoted:
        _let_in(tx, after, revision.promoted, now, zone)
    if "starts_at" in revision.changed:
        outbox.withdraw(tx, News.REMINDER, event_id)
        reminders.remind(tx, after, Stretch(event_id, SignUpState.SEATED), now, zone)
        news.useful_until(tx, after)
    news.changed(tx, before, after, now)
    audit.note(tx, now, actor_id, "revise", f"event:{event_id}", " ".join(sorted(revision.changed)))
    return replace(revision, event=_load(tx, event_id))


def cancel(tx: Tx, actor_id: int, event_id: int, reason: str, draft: DraftKey | None, now: datetime) -> Revision:
    """See `Events.cancel`."""
    tx.lock("events", event_id)
    if draft:
        drafts.consume(tx, draft)
    event = _managed(tx, actor_id, event_id, now)
    event.manageable(now)
    if len(reason) > LONGEST_REASON:
        raise TextTooLong("reason", LONGEST_REASON)
    after = replace(event, state=EventState.CANCELLED, revision=event.revision + 1)
    events.update(tx, after)
    news.cancelled(tx, after, reason.strip(), now)
    audit.note(tx, now, actor_id, "cancel", f"event:{event_id}")
    return Revision(after, frozenset({"state"}), told=event.seated + event.waiting)


def _load(tx: Tx, event_id: int) -> Event:
    event = events.load(tx, event_id)
    if event is None:
        raise EventUnknown
    return event


def _managed(tx: Tx, actor_id: int, event_id: int, now: datetime) -> Event:
    """Return the event if the actor may manage it. Raises EventUnknown, NotYours."""
    event = _load(tx, event_id)
    if not _manages(tx, actor_id, events.scopes(tx, actor_id, now), event):
        raise NotYours
    return event


def _manages(tx: Tx, actor_id: int, scopes: Collection[int | None], event: Event) -> bool:
    """Whether somebody who organises for `scopes` manages the event: all, or their own, or their departments'."""
    if not scopes or None in scopes or event.organiser_id == actor_id:
        return bool(scopes)
    return bool(event.departments) and all(
        not events.ancestry(tx, department).isdisjoint(scopes) for department in event.departments
    )


def _revision(event: Event, plan: Plan, now: datetime) -> Revision:
    event.manageable(now)
    plan = plan.tidy()
    plan.check(now)
    return revised(event, plan)


def _drop_out(tx: Tx, place: sign_ups.Place, person_id: int, now: datetime, zone: ZoneInfo) -> Event:
    """Take a person out of the line and let the next in; return the event as it is then."""
    sign_ups.drop_out(tx, place.event.id, person_id)
    news.silence(tx, person_id, place.event.id)
    seated = place.state is SignUpState.SEATED
    event = place.event.counting(seated=-int(seated), waiting=-int(not seated))
    free = event.free()
    if free:
        _let_in(tx, event, free, now, zone)
        event = event.counting(seated=free, waiting=-free)
    sign_ups.count(tx, event)
    return event


def _let_in(tx: Tx, event: Event, how_many: int, now: datetime, zone: ZoneInfo) -> None:
    """Seat the head of the waitlist."""
    last = sign_ups.nth(tx, event.id, SignUpState.WAITING, how_many)
    first = sign_ups.nth(tx, event.id, SignUpState.WAITING, 1)
    stretch = sign_ups.move(tx, Stretch(event.id, SignUpState.WAITING, first, last), SignUpState.SEATED)
    news.moved(tx, event, stretch, News.PROMOTED, now)
    reminders.remind(tx, event, stretch, now, zone)


def _send_back(tx: Tx, event: Event, first_seat: int, last_seat: int, now: datetime) -> None:
    """Send those from `first_seat` to the last back to the head of the waitlist."""
    first = sign_ups.nth(tx, event.id, SignUpState.SEATED, first_seat)
    last = sign_ups.nth(tx, event.id, SignUpState.SEATED, last_seat)
    stretch = sign_ups.move(tx, Stretch(event.id, SignUpState.SEATED, first, last), SignUpState.WAITING)
    news.unowe(tx, stretch, News.REMINDER)
    news.moved(tx, event, stretch, News.DEMOTED, now)
