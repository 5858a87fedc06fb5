"""The check-in desk of an event, for its organisers: the page's link, the word, and the list of who is there."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bot.clock import Clock
from bot.domain.check_in import LONGEST_WORD, Desk, Present, Roll, Way, expect_mendable
from bot.domain.drafts import DraftKey
from bot.domain.events import EventCancelled, EventState, TextTooLong
from bot.domain.people import PersonUnknown
from bot.ids import link_token
from bot.services.organising import managed
from storage import audit, drafts
from storage import check_in as rows
from storage.db import Database, Tx

_FOUND = 20  # people that fit a name, as many as buttons fit a screen


class CheckInDesks:
    """What organisers do about check-in. Every method raises EventUnknown and NotYours."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db, self._clock = db, clock

    async def open(self, actor_id: int, event_id: int) -> Desk:
        """Return the desk, opened if need be. Raises EventCancelled."""
        return await self._db.write(open_desk, actor_id, event_id, link_token(), self._clock.now())

    async def renew(self, actor_id: int, event_id: int) -> Desk:
        """Give the page another address, and with it other codes; the old ones end. Raises EventCancelled."""
        return await self._db.write(renew, actor_id, event_id, link_token(), self._clock.now())

    async def set_word(self, actor_id: int, event_id: int, word: str, draft: DraftKey) -> Desk:
        """Let people check in by a word ("": not); `draft` is used up by it.

        Raises EventCancelled, TextTooLong, DraftGone.
        """

        def set_word(tx: Tx, now: datetime, secret: str) -> Desk:
            drafts.consume(tx, draft)
            desk = open_desk(tx, actor_id, event_id, secret, now)
            if len(word) > LONGEST_WORD:
                raise TextTooLong("word", LONGEST_WORD)
            rows.set_word(tx, event_id, word.strip())
            audit.note(tx, now, actor_id, "check_in.word", f"event:{event_id}")
            return replace(desk, word=word.strip())

        return await self._db.write(set_word, self._clock.now(), link_token())

    async def roll(self, actor_id: int, event_id: int, page: int, size: int) -> Roll:
        """Return a page of the list, counted from 0."""
        return await self._db.read(roll, actor_id, event_id, page, size, self._clock.now())

    async def search(self, actor_id: int, event_id: int, name: str) -> tuple[Present, ...]:
        """Return who is on the list with `name` in their name, and who else is called exactly so."""

        def look(tx: Tx, now: datetime) -> tuple[Present, ...]:
            managed(tx, actor_id, event_id, now)
            return tuple(rows.search(tx, event_id, name, _FOUND))

        return await self._db.read(look, self._clock.now())

    async def tick(self, actor_id: int, event_id: int, person_id: int, *, there: bool) -> Present:
        """Note that a person was there, or was not. Raises EventCancelled, ListClosed, PersonUnknown."""
        return await self._db.write(tick, actor_id, event_id, person_id, self._clock.now(), there=there)

    async def tick_all(self, actor_id: int, event_id: int) -> tuple[int, datetime]:
        """Note that everybody with a seat was there; return of how many that was news, and the instant for `undo_all`.

        Raises EventCancelled, ListClosed.
        """
        now = self._clock.now()
        return await self._db.write(tick_all, actor_id, event_id, now), now

    async def undo_all(self, actor_id: int, event_id: int, at: datetime) -> int:
        """Take back what this organiser's `tick_all` noted at that instant; return of how many.

        Raises EventCancelled, ListClosed.
        """
        return await self._db.write(undo_all, actor_id, event_id, at, self._clock.now())


def open_desk(tx: Tx, actor_id: int, event_id: int, secret: str, now: datetime) -> Desk:
    """See `CheckInDesks.open`; `secret` is for a new desk."""
    event = managed(tx, actor_id, event_id, now)
    if event.state is EventState.CANCELLED:
        raise EventCancelled
    if rows.open_desk(tx, event_id, secret, now):
        audit.note(tx, now, actor_id, "check_in.open", f"event:{event_id}")
    return Desk(event, *(rows.desk(tx, event_id) or (secret, "")), rows.counts(tx, event_id)[0])


def renew(tx: Tx, actor_id: int, event_id: int, secret: str, now: datetime) -> Desk:
    """See `CheckInDesks.renew`."""
    desk = open_desk(tx, actor_id, event_id, secret, now)
    rows.renew(tx, event_id, secret)
    audit.note(tx, now, actor_id, "check_in.renew", f"event:{event_id}")
    return replace(desk, secret=secret)


def roll(tx: Tx, actor_id: int, event_id: int, page: int, size: int, now: datetime) -> Roll:
    """See `CheckInDesks.roll`."""
    event = managed(tx, actor_id, event_id, now)
    lines, page, pages = rows.roll(tx, event_id, page, size)
    return Roll(event, tuple(lines), page, pages, *rows.counts(tx, event_id))


def tick(tx: Tx, actor_id: int, event_id: int, person_id: int, now: datetime, *, there: bool) -> Present:
    """See `CheckInDesks.tick`."""
    expect_mendable(managed(tx, actor_id, event_id, now), now)
    if rows.one(tx, event_id, person_id) is None:
        raise PersonUnknown
    if there:
        changed = rows.note(tx, event_id, person_id, Way.LIST, actor_id, now)
    else:
        changed = rows.strike_out(tx, event_id, person_id)
    if changed:
        action = "check_in.tick" if there else "check_in.untick"
        audit.note(tx, now, actor_id, action, f"event:{event_id}", f"person:{person_id}")
    present = rows.one(tx, event_id, person_id)
    assert present is not None  # noqa: S101 - people are not deleted
    return present


def tick_all(tx: Tx, actor_id: int, event_id: int, now: datetime) -> int:
    """See `CheckInDesks.tick_all`."""
    expect_mendable(managed(tx, actor_id, event_id, now), now)
    count = rows.note_all(tx, event_id, actor_id, now)
    if count:
        audit.note(tx, now, actor_id, "check_in.all", f"event:{event_id}", str(count))
    return count


def undo_all(tx: Tx, actor_id: int, event_id: int, at: datetime, now: datetime) -> int:
    """See `CheckInDesks.undo_all`."""
    expect_mendable(managed(tx, actor_id, event_id, now), now)
    count = rows.undo_all(tx, event_id, actor_id, at)
    if count:
        audit.note(tx, now, actor_id, "check_in.undo", f"event:{event_id}", str(count))
    return count
