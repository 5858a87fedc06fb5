"""Who speaks at an event: organisers say which people they are."""

from __future__ import annotations

from datetime import datetime

from bot.clock import Clock
from bot.domain.drafts import DraftKey
from bot.domain.people import PersonUnknown
from bot.services.organising import managed
from storage import audit, drafts, people, speakers
from storage.db import Database, Tx


class Speakers:
    """The speakers of events, as people: an event's card says their names in its organiser's words."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db, self._clock = db, clock

    async def of(self, actor_id: int, event_id: int) -> tuple[tuple[int, str], ...]:
        """Return the speakers, id and name, by name. Raises EventUnknown, NotYours."""
        return await self._db.read(of, actor_id, event_id, self._clock.now())

    async def add(self, actor_id: int, event_id: int, person_id: int, draft: DraftKey | None = None) -> None:
        """Let a person speak at an event; `draft` is used up by it.

        Raises EventUnknown, NotYours, PersonUnknown, DraftGone.
        """
        await self._db.write(add, actor_id, event_id, person_id, draft, self._clock.now())

    async def remove(self, actor_id: int, event_id: int, person_id: int) -> None:
        """Let a person not speak at an event, if they did. Raises EventUnknown, NotYours."""
        await self._db.write(remove, actor_id, event_id, person_id, self._clock.now())


def of(tx: Tx, actor_id: int, event_id: int, now: datetime) -> tuple[tuple[int, str], ...]:
    """See `Speakers.of`."""
    managed(tx, actor_id, event_id, now)
    return speakers.of(tx, event_id)


def add(tx: Tx, actor_id: int, event_id: int, person_id: int, draft: DraftKey | None, now: datetime) -> None:
    """See `Speakers.add`."""
    if draft:
        drafts.consume(tx, draft)
    managed(tx, actor_id, event_id, now)
    if not people.get(tx, person_id).name:  # forgotten since
        raise PersonUnknown
    if speakers.add(tx, event_id, person_id):
        audit.note(tx, now, actor_id, "speaker.add", f"event:{event_id}", f"person:{person_id}")


def remove(tx: Tx, actor_id: int, event_id: int, person_id: int, now: datetime) -> None:
    """See `Speakers.remove`."""
    managed(tx, actor_id, event_id, now)
    if speakers.remove(tx, event_id, person_id):
        audit.note(tx, now, actor_id, "speaker.remove", f"event:{event_id}", f"person:{person_id}")
