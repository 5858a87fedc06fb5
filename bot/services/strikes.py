"""What people do about strikes: look at their own, object, decide. Each method is one transaction."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.clock import Clock
from bot.domain.drafts import DraftKey
from bot.domain.events import Event, EventUnknown, NotYours, TextTooLong
from bot.domain.outbox import Promised
from bot.domain.strikes import (
    LONGEST_OBJECTION,
    NoStrike,
    ObjectedAlready,
    ObjectionState,
    OwnObjection,
    Strike,
    StrikeNews,
    paused_until,
    strike,
    strikes,
    told_at,
)
from bot.services.organising import manages
from bot.services.outbox import Outbox
from storage import audit, drafts, events, outbox
from storage import strikes as rows
from storage.db import Database, Tx

_KNOWN = timedelta(days=3 * 365)  # the longest that a strike can count
_TOLD_WITHIN = timedelta(days=3)  # of an event's end; whoever starts the bot later is not told of what is long past


@dataclass(frozen=True, slots=True)
class Record:
    """Somebody's strikes that have not lapsed, the latest first, and the pauses they led to: series and until when."""

    strikes: tuple[Strike, ...]
    pauses: tuple[tuple[str, datetime], ...]


@dataclass(frozen=True, slots=True)
class Objected:
    """A strike that somebody objects to."""

    name: str
    strike: Strike


class Strikes:
    """Late leaving and absence. `zone` is the workplace's."""

    def __init__(self, db: Database, clock: Clock, zone: ZoneInfo, owed: Outbox) -> None:
        self._db, self._clock, self._zone, self._owed = db, clock, zone, owed

    async def record(self, person_id: int) -> Record:
        """Return a person's own strikes."""
        return await self._db.read(record, person_id, self._clock.now())

    async def one(self, event_id: int, person_id: int) -> Strike:
        """Return a person's strike of an event. Raises NoStrike."""
        return await self._db.read(_load, event_id, person_id, self._clock.now())

    async def object(self, person_id: int, event_id: int, text: str, draft: DraftKey | None = None) -> Strike:
        """Object to a strike, and tell the organiser; `draft` is used up by it.

        Raises NoStrike, ObjectedAlready, TextTooLong, DraftGone.
        """
        found = await self._db.write(object_to, person_id, event_id, text, draft, self._clock.now())
        self._owed.poke()
        return found

    async def open_objections(self, event_id: int) -> int:
        """Return how many objections of an event wait for a decision."""
        return await self._db.read(rows.open_count, event_id)

    async def objections(self, actor_id: int, event_id: int) -> tuple[Event, tuple[Objected, ...]]:
        """Return what was objected to, those that wait first. Raises EventUnknown, NotYours."""
        return await self._db.read(objections, actor_id, event_id, self._clock.now())

    async def decide(self, actor_id: int, event_id: int, person_id: int, *, waive: bool) -> Strike:
        """Decide an objection, or decide it anew, and tell the person. Nobody decides their own.

        Raises EventUnknown, NotYours, OwnObjection, NoStrike.
        """
        found = await self._db.write(decide, actor_id, event_id, person_id, self._clock.now(), waive=waive)
        self._owed.poke()
        return found

    async def tell(self) -> int:
        """Promise those with a strike of an event that has ended lately to tell them; return how many strikes."""
        told = await self._db.write(tell, self._clock.now(), self._zone)
        self._owed.poke()
        return told


def record(tx: Tx, person_id: int, now: datetime) -> Record:
    """See `Strikes.record`."""
    found = strikes(rows.of_person(tx, person_id, now - _KNOWN), now)
    pauses: dict[str, datetime] = {}
    for one in found:
        of_series = [other for other in found if other.event.series_id == one.event.series_id]
        until = paused_until(of_series, one.event.rules)
        if until and until > max(now, pauses.get(one.event.series, now)):
            pauses[one.event.series] = until
    return Record(tuple(one for one in found if one.until > now), tuple(pauses.items()))


def object_to(tx: Tx, person_id: int, event_id: int, text: str, draft: DraftKey | None, now: datetime) -> Strike:
    """See `Strikes.object`."""
    if draft:
        drafts.consume(tx, draft)
    text = text.strip()
    if not 1 <= len(text) <= LONGEST_OBJECTION:
        raise TextTooLong("objection", LONGEST_OBJECTION)
    found = _load(tx, event_id, person_id, now)
    if not rows.raise_objection(tx, event_id, person_id, text, now):
        raise ObjectedAlready
    key = f"{StrikeNews.OBJECTED}:{event_id}:{person_id}"
    to = found.event.organiser_id
    outbox.promise(tx, [Promised(to, StrikeNews.OBJECTED, event_id, key, now, {"person": person_id})], now)
    return found


def objections(tx: Tx, actor_id: int, event_id: int, now: datetime) -> tuple[Event, tuple[Objected, ...]]:
    """See `Strikes.objections`."""
    event = _managed(tx, actor_id, event_id, now)
    names = rows.objectors(tx, event_id)
    found = {one.person_id: one for part in rows.of_event(tx, event_id) if (one := strike(part, now))}
    objected = [Objected(name, found[id_]) for id_, name in names.items() if id_ in found]
    return event, tuple(sorted(objected, key=lambda one: _state(one.strike) is not ObjectionState.OPEN))


def decide(tx: Tx, actor_id: int, event_id: int, person_id: int, now: datetime, *, waive: bool) -> Strike:
    """See `Strikes.decide`."""
    tx.lock("events", event_id)
    _managed(tx, actor_id, event_id, now)
    if actor_id == person_id:
        raise OwnObjection
    found = _load(tx, event_id, person_id, now)
    state = ObjectionState.WAIVED if waive else ObjectionState.UPHELD
    if found.objection is None:
        raise NoStrike
    if found.objection.state is state:
        return found
    rows.decide(tx, event_id, person_id, state, actor_id, now)
    audit.note(tx, now, actor_id, f"strike.{state}", f"event:{event_id}")
    key = f"{StrikeNews.DECIDED}:{event_id}:{person_id}:{state}:{now.isoformat()}"
    outbox.promise(tx, [Promised(person_id, StrikeNews.DECIDED, event_id, key, now, {"state": state})], now)
    return _load(tx, event_id, person_id, now)


def tell(tx: Tx, now: datetime, zone: ZoneInfo) -> int:
    """See `Strikes.tell`."""
    told = 0
    for event_id in rows.ended(tx, now - _TOLD_WITHIN, now):
        event = events.load(tx, event_id)
        if event is None or told_at(event, zone) > now:
            continue
        found = strikes(rows.of_event(tx, event_id), now)
        outbox.promise(
            tx,
            [
                Promised(
                    one.person_id, StrikeNews.NOTED, event_id, f"{StrikeNews.NOTED}:{event_id}:{one.person_id}", now, {}
                )
                for one in found
                if one.objection is None
            ],
            now,
        )
        told += len(found)
    return told


def _load(tx: Tx, event_id: int, person_id: int, now: datetime) -> Strike:
    part = rows.part(tx, event_id, person_id)
    found = strike(part, now) if part else None
    if found is None:
        raise NoStrike
    return found


def _managed(tx: Tx, actor_id: int, event_id: int, now: datetime) -> Event:
    event = events.load(tx, event_id)
    if event is None:
        raise EventUnknown
    if not manages(tx, actor_id, events.scopes(tx, actor_id, now), event):
        raise NotYours
    return event


def _state(one: Strike) -> ObjectionState | None:
    return one.objection.state if one.objection else None
