"""Wishing for topics, and what organisers make of it: each method is one transaction, with the messages it promises."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.clock import Clock
from bot.domain.drafts import DraftKey
from bot.domain.events import TextTooLong
from bot.domain.outbox import Promised
from bot.domain.wishes import (
    LONGEST_REASON,
    MOST_OPEN,
    DemandNotYours,
    TooManyWishes,
    Wish,
    WishNews,
    WishShared,
    WishState,
    WishUnknown,
    check,
    similar,
)
from bot.services.organising import managed
from bot.services.outbox import Outbox
from storage import audit, drafts, events, outbox, wishes
from storage.db import Database, Tx

_STILL_NEWS = timedelta(days=30)  # for how long it is worth telling why a wish was closed


class Wishes:
    """The demand for topics."""

    def __init__(self, db: Database, clock: Clock, owed: Outbox) -> None:
        self._db, self._clock, self._owed = db, clock, owed

    async def open(self, person_id: int) -> tuple[Wish, ...]:
        """Return what is wished for, the most supported first."""

        def look(tx: Tx, now: datetime) -> tuple[Wish, ...]:
            return tuple(wishes.wishes(tx, person_id, named=organises(tx, person_id, now)))

        return await self._db.read(look, self._clock.now())

    async def mine(self, person_id: int) -> tuple[Wish, ...]:
        """Return what the person wished for or supports, whatever became of it."""

        def look(tx: Tx, now: datetime) -> tuple[Wish, ...]:
            return tuple(wishes.of_person(tx, person_id, named=organises(tx, person_id, now)))

        return await self._db.read(look, self._clock.now())

    async def wish(self, person_id: int, wish_id: int) -> Wish:
        """Return one wish as the person sees it. Raises WishUnknown."""
        return await self._db.read(load, person_id, wish_id, self._clock.now())

    async def similar(self, person_id: int, title: str) -> tuple[Wish, ...]:
        """Return the open wishes that are about the same as `title`, the likest first."""
        return similar(title, await self.open(person_id))

    async def make(self, person_id: int, title: str, field: str, draft: DraftKey | None = None) -> Wish:
        """Wish for a topic; `draft` is used up by it.

        Raises WishUntitled, TextTooLong, TooManyWishes, DraftGone.
        """
        return await self._db.write(make, person_id, title.strip(), field.strip(), draft, self._clock.now())

    async def support(self, person_id: int, wish_id: int, draft: DraftKey | None = None) -> Wish:
        """Support a wish, once; `draft` is used up by it. Raises WishUnknown, WishSettled, DraftGone."""

        def back(tx: Tx, now: datetime) -> Wish:
            if draft:
                drafts.consume(tx, draft)
            _open(tx, person_id, wish_id, now)
            wishes.support(tx, wish_id, person_id, now)
            return load(tx, person_id, wish_id, now)

        return await self._db.write(back, self._clock.now())

    async def unsupport(self, person_id: int, wish_id: int) -> Wish:
        """Take one's support back. Raises WishUnknown, WishSettled."""

        def let_go(tx: Tx, now: datetime) -> Wish:
            _open(tx, person_id, wish_id, now)
            wishes.unsupport(tx, wish_id, person_id)
            return load(tx, person_id, wish_id, now)

        return await self._db.write(let_go, self._clock.now())

    async def withdraw(self, person_id: int, wish_id: int) -> None:
        """Take an own wish back that nobody else supports. Raises WishUnknown, WishSettled, WishShared."""

        def take_back(tx: Tx, now: datetime) -> None:
            wish = _open(tx, person_id, wish_id, now)
            if not wish.own:
                raise WishUnknown
            if wish.shared:
                raise WishShared
            wishes.delete(tx, wish_id)

        await self._db.write(take_back, self._clock.now())

    async def plan(self, actor_id: int, wish_id: int, event_id: int) -> Wish:
        """Answer a wish by an event to come and tell who supports it.

        Raises DemandNotYours, WishUnknown, WishSettled, EventUnknown, NotYours, EventCancelled, EventOver.
        """
        wish = await self._db.write(plan, actor_id, wish_id, event_id, self._clock.now())
        self._owed.poke()
        return wish

    async def close(self, actor_id: int, wish_id: int, reason: str, draft: DraftKey | None = None) -> Wish:
        """Close a wish and tell who supports it why; `draft` is used up by it.

        Raises DemandNotYours, WishUnknown, WishSettled, TextTooLong, DraftGone.
        """
        wish = await self._db.write(close, actor_id, wish_id, reason.strip(), draft, self._clock.now())
        self._owed.poke()
        return wish

    async def merge(self, actor_id: int, wish_id: int, into_id: int) -> Wish:
        """Make one wish of two; return the one that is left. Raises DemandNotYours, WishUnknown, WishSettled."""
        return await self._db.write(merge, actor_id, wish_id, into_id, self._clock.now())


def organises(tx: Tx, person_id: int, now: datetime) -> bool:
    """Whether the person organises anything."""
    return bool(events.scopes(tx, person_id, now))


def load(tx: Tx, person_id: int, wish_id: int, now: datetime) -> Wish:
    """See `Wishes.wish`."""
    wish = wishes.wish(tx, wish_id, person_id, named=organises(tx, person_id, now))
    if wish is None:
        raise WishUnknown
    return wish


def make(tx: Tx, person_id: int, title: str, field: str, draft: DraftKey | None, now: datetime) -> Wish:
    """See `Wishes.make`."""
    tx.lock("people", person_id)
    if draft:
        drafts.consume(tx, draft)
    check(title, field)
    if wishes.count_open(tx, person_id) >= MOST_OPEN:
        raise TooManyWishes
    return load(tx, person_id, wishes.insert(tx, person_id, title, field, now), now)


def plan(tx: Tx, actor_id: int, wish_id: int, event_id: int, now: datetime) -> Wish:
    """See `Wishes.plan`."""
    wish = _managed(tx, actor_id, wish_id, now)
    event = managed(tx, actor_id, event_id, now)
    event.expect(now)
    wishes.settle(tx, wish_id, WishState.PLANNED, now, event_id=event_id)
    _tell(tx, WishNews.PLANNED, wish_id, now, event.starts_at)
    audit.note(tx, now, actor_id, "wish.plan", f"event:{event_id}", wish.title)
    return load(tx, actor_id, wish_id, now)


def close(tx: Tx, actor_id: int, wish_id: int, reason: str, draft: DraftKey | None, now: datetime) -> Wish:
    """See `Wishes.close`."""
    if draft:
        drafts.consume(tx, draft)
    wish = _managed(tx, actor_id, wish_id, now)
    if len(reason) > LONGEST_REASON:
        raise TextTooLong("reason", LONGEST_REASON)
    wishes.settle(tx, wish_id, WishState.CLOSED, now, reason=reason)
    _tell(tx, WishNews.CLOSED, wish_id, now, now + _STILL_NEWS)
    audit.note(tx, now, actor_id, "wish.close", f"wish:{wish_id}", wish.title)
    return load(tx, actor_id, wish_id, now)


def merge(tx: Tx, actor_id: int, wish_id: int, into_id: int, now: datetime) -> Wish:
    """See `Wishes.merge`."""
    if wish_id == into_id:
        raise WishUnknown
    # In one order, so that two who merge the same two never wait for each other.
    titles = {one: _managed(tx, actor_id, one, now).title for one in sorted((wish_id, into_id))}
    wishes.absorb(tx, wish_id, into_id)
    audit.note(tx, now, actor_id, "wish.merge", f"wish:{into_id}", titles[wish_id])
    return load(tx, actor_id, into_id, now)


def _open(tx: Tx, person_id: int, wish_id: int, now: datetime) -> Wish:
    """Hold a wish that is still open. Raises WishUnknown, WishSettled."""
    tx.lock("wishes", wish_id)
    wish = load(tx, person_id, wish_id, now)
    wish.open()
    return wish


def _managed(tx: Tx, actor_id: int, wish_id: int, now: datetime) -> Wish:
    """Hold an open wish for an organiser. Raises DemandNotYours, WishUnknown, WishSettled."""
    if not organises(tx, actor_id, now):
        raise DemandNotYours
    return _open(tx, actor_id, wish_id, now)


def _tell(tx: Tx, kind: WishNews, wish_id: int, now: datetime, until: datetime) -> None:
    promises = [
        Promised(person_id, kind, wish_id, f"{kind}:{wish_id}:{person_id}", now, {}, until)
        for person_id in wishes.supporters(tx, wish_id)
    ]
    outbox.promise(tx, promises, now)
