"""Which messages show how far a notice is: rows, so that whichever process has the turn keeps all of them true."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.clock import Clock
from bot.domain.people import Person
from bot.ids import link_token
from storage import leases, people, watches
from storage.db import Database, Tx

LEASE = "live"
LEASE_LENGTH = timedelta(seconds=15)  # after which another process goes on
_MOST = 200  # the newest notices; older ones are looked at by opening them


@dataclass(frozen=True, slots=True)
class Watch:
    """A message in somebody's chat that follows a notice; `shown` is what it says, where that is known."""

    notice_id: int
    person: Person
    message_id: int
    shown: object = None


class Watching:
    """The latest message of each person for each notice. With a `holder` one process at a time looks after them."""

    def __init__(self, db: Database, clock: Clock, holder: str = "") -> None:
        self._db, self._clock = db, clock
        self._holder = holder or ("" if db.dialect == "sqlite" else link_token())
        self._shown: dict[tuple[int, int], object] = {}  # by person and message

    async def watch(self, one: Watch) -> None:
        """Follow the notice with this message, in place of an earlier one."""
        self.said(one, one.shown)
        await self._db.write(watches.put, one.notice_id, one.person.id, one.message_id)

    async def leave(self, one: Watch) -> None:
        """Follow it no more, unless another message has taken its place."""
        await self.unwatch(one.person.id, one.message_id)

    async def unwatch(self, person_id: int, message_id: int) -> None:
        """Follow nothing with this message: it shows something else now."""
        self._shown.pop((person_id, message_id), None)
        await self._db.write(watches.delete, person_id, message_id)

    async def follows(self, person_id: int, notice_id: int) -> bool:
        """Whether somebody has a message that follows the notice."""
        return await self._db.read(watches.follows, person_id, notice_id)

    async def look(self) -> tuple[Watch, ...]:
        """Return the messages to keep true, those of the oldest notice first; none while it is another process's turn.

        It stays this one's turn for LEASE_LENGTH.
        """
        if not await self._db.read(watches.any_at_all):
            return ()
        if self._holder:
            found = await self._db.write(_in_turn, self._holder, self._clock.now())
        else:
            found = await self._db.read(_all)
        known = {(one.person.id, one.message_id) for one in found}
        self._shown = {key: shown for key, shown in self._shown.items() if key in known}
        return tuple(
            Watch(one.notice_id, one.person, one.message_id, self._shown.get((one.person.id, one.message_id)))
            for one in found
        )

    def said(self, one: Watch, screen: object) -> None:
        """Note what a message says by now."""
        self._shown[one.person.id, one.message_id] = screen


def _in_turn(tx: Tx, holder: str, now: datetime) -> list[Watch]:
    return [] if leases.take(tx, LEASE, holder, now, LEASE_LENGTH) is None else _all(tx)


def _all(tx: Tx) -> list[Watch]:
    return [Watch(notice, people.get(tx, person), message) for notice, person, message in watches.newest(tx, _MOST)]
