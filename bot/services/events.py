"""What people and organisers do with events: each method is one transaction of a function in line or organising."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from bot.clock import Clock
from bot.domain.drafts import DraftKey
from bot.domain.events import Card, Event, Names, OfferGone, Outcome, Page, Pillar, Plan, Revision, Shelf, SignUpState
from bot.services.line import LONGEST_EXCUSE, excuse, leave, leave_all, move_on, sign_up, take
from bot.services.organising import LONGEST_REASON, cancel, foresee, manages, names, publish, revise
from bot.services.outbox import Outbox
from storage import events, offers, sign_ups
from storage.db import Database, Tx

__all__ = [
    "LONGEST_EXCUSE",
    "LONGEST_REASON",
    "Events",
    "cancel",
    "excuse",
    "leave",
    "leave_all",
    "move_on",
    "publish",
    "revise",
    "sign_up",
    "take",
]

_AGENDA = 50  # more than anybody reads
# A sign-up that ends so may have let others in, or has to be told to the organiser.
_TELLS_OTHERS = (SignUpState.ASKING, SignUpState.LEFT)


class Events:
    """The programme: signing up, looking through, publishing, changing. `zone` is the workplace's."""

    def __init__(self, db: Database, clock: Clock, zone: ZoneInfo, outbox: Outbox) -> None:
        self._db, self._clock, self._zone, self._outbox = db, clock, zone, outbox

    async def sign_up(
        self, event_id: int, person_id: int, answers: Mapping[str, Any] | None = None, draft: DraftKey | None = None
    ) -> Outcome:
        """Put a person at the end of the line, or say that they stand in it already; `draft` is used up by it.

        `answers` to the event's questions by their key are kept in either case; None: those given earlier count.
        Somebody who is offered a seat takes it so, unless that is over: then they have left (`already`).
        Raises EventUnknown, EventCancelled, EventOver, SignUpNotOpen, SignUpClosed, NotInvited, SignUpDeclined,
        AnswersMissing, AnswerUnfit, DraftGone.
        """
        outcome = await self._db.write(sign_up, event_id, person_id, self._clock.now(), self._zone, answers, draft)
        if outcome.standing.state in _TELLS_OTHERS:
            self._outbox.poke()
        return outcome

    async def leave(self, event_id: int, person_id: int) -> Outcome:
        """Take a person out of the line and let the next in, or say that they left already.

        Raises EventUnknown, EventCancelled, EventOver, NotSignedUp.
        """
        outcome = await self._db.write(leave, event_id, person_id, self._clock.now(), self._zone)
        self._outbox.poke()
        return outcome

    async def take(self, event_id: int, person_id: int) -> Outcome:
        """Take the seat that was offered, or say that it is taken already.

        Raises EventUnknown, EventCancelled, EventOver, OfferGone.
        """
        outcome = await self._db.write(take, event_id, person_id, self._clock.now(), self._zone)
        self._outbox.poke()
        if outcome.standing.state is not SignUpState.SEATED:  # too late: the offer has moved on, and that stays
            raise OfferGone
        return outcome

    async def excuse(self, event_id: int, person_id: int, reason: str, draft: DraftKey | None = None) -> Outcome:
        """Note why a person cannot come, and let the next in where they stood in the line; `draft` is used up by it.

        Raises EventUnknown, EventCancelled, EventOver, NotInvited, SignUpDeclined, TextTooLong, DraftGone.
        """
        outcome = await self._db.write(excuse, event_id, person_id, reason, draft, self._clock.now(), self._zone)
        self._outbox.poke()
        return outcome

    async def move_on(self) -> None:
        """End the offers whose time is over, and let in who has waited for reserved seats that are for all by now."""
        now = self._clock.now()
        event_ids = await self._db.read(offers.stirring, now)
        for event_id in event_ids:
            await self._db.write(move_on, event_id, now, self._zone)
        if event_ids:
            self._outbox.poke()

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
        return await self._db.read(foresee, actor_id, event_id, plan, self._clock.now())

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
        return await self._db.read(names, actor_id, event_id, self._clock.now())


def card(tx: Tx, event_id: int, person_id: int, now: datetime) -> Card:
    """See `Events.card`."""
    place = sign_ups.place(tx, event_id, person_id)
    return Card(
        place.event,
        sign_ups.standing_at(tx, place),
        manages(tx, person_id, events.scopes(tx, person_id, now), place.event),
    )


def browse(tx: Tx, person_id: int, shelf: Shelf, now: datetime, series_id: int | None, page: int, size: int) -> Page:
    """See `Events.browse`."""
    scopes = events.scopes(tx, person_id, now)
    found, page, pages = events.shelf(tx, shelf, person_id, now, series_id, page, size, everything=bool(scopes))
    cards = tuple(
        Card(event, sign_ups.standing(tx, event.id, state, turn), manages(tx, person_id, scopes, event))
        for event, state, turn in found
    )
    return Page(cards, page, pages)
