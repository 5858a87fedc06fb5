"""Which messages show how far a notice is: kept in memory, and in rows for the bot that starts next."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.people import Person
from storage import people, watches
from storage.db import Database, Tx

_MOST = 200  # the oldest is forgotten first


@dataclass(frozen=True, slots=True, eq=False)
class Watch:
    """A message in somebody's chat that follows a notice; `shown` is what it says as the watching begins."""

    notice_id: int
    person: Person
    message_id: int
    shown: object = None


class Watching:
    """The latest message of each person for each notice."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._watches: dict[tuple[int, int], Watch] = {}

    async def resume(self) -> None:
        """Follow what was followed when the bot stopped. For its start."""

        def read(tx: Tx) -> list[Watch]:
            return [
                Watch(notice, people.get(tx, person), message) for notice, person, message in watches.all_of_them(tx)
            ]

        for one in await self._db.read(read):
            self._watches[one.notice_id, one.person.id] = one

    async def watch(self, one: Watch) -> None:
        """Follow the notice with this message."""
        key = (one.notice_id, one.person.id)
        before = self._watches.pop(key, None)
        self._watches[key] = one
        if before is None or before.message_id != one.message_id:
            await self._db.write(watches.put, one.notice_id, one.person.id, one.message_id)
        if len(self._watches) > _MOST:
            await self.leave(next(iter(self._watches.values())))

    async def leave(self, one: Watch) -> None:
        """Follow it no more, unless another message has taken its place."""
        key = (one.notice_id, one.person.id)
        if self._watches.get(key) == one:
            del self._watches[key]
            await self._db.write(watches.delete, one.notice_id, one.person.id, one.message_id)

    async def unwatch(self, person_id: int, message_id: int) -> None:
        """Follow nothing with this message: it shows something else now."""
        for one in self.watches():
            if (one.person.id, one.message_id) == (person_id, message_id):
                await self.leave(one)

    def watches(self) -> tuple[Watch, ...]:
        """Return all of them, the oldest first."""
        return tuple(self._watches.values())
