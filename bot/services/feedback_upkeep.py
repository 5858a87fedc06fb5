"""What anonymous feedback does by itself: gather for desks, tell who asked for it, end what is over, replace keys."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.clock import Clock, micros
from bot.domain.feedback import KEPT, FeedbackNews, last_news, last_slot
from bot.domain.outbox import Promised
from bot.services.desk_keys import DeskKeys
from bot.services.outbox import Outbox
from storage import desks, outbox
from storage.db import Database, Tx
from storage.feedback import order, threads

_GATHERED, _TOLD, _SWEPT, _LOOKED = "gathered", "told", "swept", "looked"


class FeedbackUpkeep:
    """Run it every few minutes: it does what has become due, in steps that can be broken off and repeated.

    Messages are promised in the main database, under keys that name the fixed time, before the database apart notes
    that it is done: a crash in between promises nothing twice.
    """

    def __init__(
        self, db: Database, feedback: Database, clock: Clock, zone: ZoneInfo, owed: Outbox, keys: DeskKeys
    ) -> None:
        self._db, self._feedback, self._clock, self._zone = db, feedback, clock, zone
        self._owed, self._keys = owed, keys

    async def run(self) -> None:
        """Do what is due."""
        now = self._clock.now()
        await self._gather(last_slot(now, self._zone))
        await self._tell(last_news(now, self._zone))
        await self._sweep(now.astimezone(self._zone).date())
        # Written every time, so that the file's own time tells when the bot looked last, not when somebody wrote.
        await self._feedback.write(threads.note_done, _LOOKED, micros(now))

    async def _gather(self, slot: datetime) -> None:
        """Let desks have what came in before the slot before this one."""
        if await self._is_done(_GATHERED, slot):
            return
        arriving = set(await self._feedback.read(threads.arriving))
        await self._db.write(_promise_desks, arriving, slot, self._clock.now())

        def gather(tx: Tx) -> None:
            threads.gather(tx)
            order.write_anew(tx)
            threads.note_done(tx, _GATHERED, micros(slot))

        await self._feedback.write(gather)
        self._owed.poke()

    async def _tell(self, moment: datetime) -> None:
        """Send the weekly list, the same to everybody, whether there is anything in it or not."""
        if await self._is_done(_TOLD, moment):
            return
        tags = await self._feedback.read(threads.news)
        await self._db.write(_promise_list, tags, moment, self._clock.now())

        def told(tx: Tx) -> None:
            threads.told(tx, tags)
            threads.note_done(tx, _TOLD, micros(moment))

        await self._feedback.write(told)
        self._owed.poke()

    async def _sweep(self, day: date) -> None:
        """Once a day: end threads that are over, and seal anew what the keys of an earlier month open."""
        start = datetime(day.year, day.month, day.day, tzinfo=self._zone)
        if await self._is_done(_SWEPT, start):
            return
        await self._feedback.write(threads.expire, day - KEPT)
        await self._keys.rotate(day)
        gone = await self._db.read(desks.opened_tags) - await self._feedback.read(threads.known)
        if gone:
            await self._db.write(desks.forget_openings, gone)
        await self._feedback.write(threads.note_done, _SWEPT, micros(start))

    async def _is_done(self, what: str, at: datetime) -> bool:
        return await self._feedback.read(threads.done, what) >= micros(at)


def _promise_desks(tx: Tx, arriving: set[int], slot: datetime, now: datetime) -> None:
    kind = FeedbackNews.DESK
    promised = [
        Promised(person_id, kind, desk.id, f"{kind}:{desk.id}:{micros(slot)}:{person_id}", now, {})
        for desk in desks.listed(tx)
        if desk.id in arriving and desk.staffed
        for person_id, _ in desk.readers
    ]
    outbox.promise(tx, promised, now)


def _promise_list(tx: Tx, tags: list[str], moment: datetime, now: datetime) -> None:
    kind = FeedbackNews.WEEKLY
    promised = [
        Promised(person_id, kind, 0, f"{kind}:{micros(moment)}:{person_id}", now, {"tags": tags})
        for person_id in desks.news_readers(tx)
    ]
    outbox.promise(tx, promised, now)
