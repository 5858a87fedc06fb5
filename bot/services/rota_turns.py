"""Turns to speak: inviting, answering, handing in, and following what becomes of the event."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from bot.clock import Clock
from bot.domain.drafts import DraftKey
from bot.domain.events import EventUnknown
from bot.domain.materials import Material
from bot.domain.rota import OwnTurn, Rota, RotaUnknown, Turn, TurnGone
from bot.services import rota_acts as acts
from bot.services.organising import managed
from bot.services.outbox import Outbox
from bot.services.rota import load
from storage import events, materials, rota, rota_turns
from storage.db import Database, Tx


class Turns:
    """Who speaks at which event. `zone` is the workplace's. Each method is one transaction, with what it promises."""

    def __init__(self, db: Database, clock: Clock, zone: ZoneInfo, owed: Outbox) -> None:
        self._db, self._clock, self._zone, self._owed = db, clock, zone, owed

    async def of_event(self, actor_id: int, event_id: int) -> Rota:
        """Return the rota of an event's series to who manages it. Raises EventUnknown, NotYours, RotaUnknown."""
        return await self._db.read(of_event, actor_id, event_id, self._clock.now())

    async def own(self, person_id: int, event_id: int) -> OwnTurn:
        """Return somebody's turn to speak, whatever became of it. Raises EventUnknown, TurnGone."""
        return await self._db.read(own, person_id, event_id)

    async def mine(self, person_id: int) -> tuple[OwnTurn, ...]:
        """Return somebody's live turns to come, by the event's start."""

        def look(tx: Tx, now: datetime) -> tuple[OwnTurn, ...]:
            return tuple(own(tx, person_id, turn.event_id) for turn in rota_turns.of_person(tx, person_id, now))

        return await self._db.read(look, self._clock.now())

    async def turn(self, turn_id: int) -> Turn | None:
        """Return a turn, for a message about it; None when it is forgotten."""
        return await self._db.read(rota_turns.get, turn_id)

    async def invite(self, actor_id: int, event_id: int, person_id: int) -> Turn:
        """Ask a member of the rota to speak at an event, or say that they are asked already.

        Raises EventUnknown, NotYours, EventCancelled, EventOver, MemberGone, SpeakerFound.
        """
        turn = await self._db.write(acts.invite, actor_id, event_id, person_id, self._clock.now(), self._zone)
        self._owed.poke()
        return turn

    async def withdraw(self, actor_id: int, event_id: int) -> None:
        """Take the live turn of an event back, if there is one, and tell whose it was.

        Raises EventUnknown, NotYours, EventCancelled, EventOver.
        """
        await self._db.write(acts.withdraw, actor_id, event_id, self._clock.now())
        self._owed.poke()

    async def accept(self, person_id: int, event_id: int) -> None:
        """Speak at an event, as invited; also after having declined, as long as nobody else is asked.

        Raises EventUnknown, EventCancelled, EventOver, TurnGone.
        """
        await self._db.write(acts.accept, person_id, event_id, self._clock.now(), self._zone)
        self._owed.poke()

    async def decline(self, person_id: int, event_id: int, reason: str, draft: DraftKey | None = None) -> None:
        """Not speak at an event after all, for a reason; `draft` is used up by it.

        Raises EventUnknown, EventCancelled, EventOver, TurnGone, TextTooLong, DraftGone.
        """
        await self._db.write(acts.decline, person_id, event_id, reason, draft, self._clock.now())
        self._owed.poke()

    async def entitle(self, person_id: int, event_id: int, title: str, draft: DraftKey | None = None) -> None:
        """Let an event have the title that its speaker says; `draft` is used up by it.

        Raises EventUnknown, EventCancelled, EventOver, TurnGone, TitleMissing, TextTooLong, DraftGone.
        """
        await self._db.write(acts.entitle, person_id, event_id, title, draft, self._clock.now())
        self._owed.poke()

    async def hand_in(self, person_id: int, material: Material, draft: DraftKey | None = None) -> None:
        """Add a material of an event as its speaker; `draft` is used up by it.

        Raises EventUnknown, TurnGone, MaterialUnfit, TooManyMaterials, DraftGone.
        """
        await self._db.write(acts.hand_in, person_id, material, draft, self._clock.now(), self._zone)
        self._owed.poke()

    async def follow(self) -> None:
        """Bring turns in line with what happened: no answer in time, events moved or cancelled, others who speak."""
        now = self._clock.now()
        stirring = await self._db.read(rota_turns.stirring, now)
        for turn_id in stirring:
            await self._db.write(acts.follow, turn_id, now, self._zone)
        if stirring:
            self._owed.poke()


def of_event(tx: Tx, actor_id: int, event_id: int, now: datetime) -> Rota:
    """See `Turns.of_event`."""
    event = managed(tx, actor_id, event_id, now)
    if event.series_id is None:
        raise RotaUnknown
    return load(tx, event.series_id, now)


def own(tx: Tx, person_id: int, event_id: int) -> OwnTurn:
    """See `Turns.own`."""
    event, turn = events.load(tx, event_id), rota_turns.of(tx, event_id, person_id)
    if event is None:
        raise EventUnknown
    if turn is None:
        raise TurnGone
    member = rota.member(tx, event.series_id, person_id) if event.series_id else None
    return OwnTurn(turn, event, slides=bool(materials.of(tx, event_id)), topic=member.topic if member else "")
