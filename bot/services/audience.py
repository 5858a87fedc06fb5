"""Whom an event is for, as its organiser sees and sets it."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.clock import Clock
from bot.domain.audience import Meant, check_posts, of_event
from bot.domain.drafts import DraftKey
from bot.domain.events import Event
from bot.domain.rules import Rules
from bot.services.organising import managed, revise
from bot.services.outbox import Outbox
from storage import audience, departments, guests
from storage.db import Database, Tx


class Audiences:
    """Who may come: posts, and whether only guests may. Departments belong to the plan. `zone` is the workplace's."""

    def __init__(self, db: Database, clock: Clock, zone: ZoneInfo, outbox: Outbox) -> None:
        self._db, self._clock, self._zone, self._outbox = db, clock, zone, outbox

    async def meant(self, actor_id: int, event_id: int) -> Meant:
        """Return whom the event is for, and how many that are. Raises EventUnknown, NotYours."""
        return await self._db.read(meant, actor_id, event_id, self._clock.now())

    async def posts(self, limit: int) -> tuple[tuple[str, int], ...]:
        """Return the most frequent posts of people, each with how many have it."""
        return await self._db.read(audience.posts, limit)

    async def limit_to(
        self, actor_id: int, event_id: int, posts: Collection[str], draft: DraftKey | None = None
    ) -> None:
        """Let only people come whose post contains one of `posts` (none: any post); `draft` is used up by it.

        Raises PostsUnfit and what `Events.revise` raises.
        """
        kept = check_posts(posts)
        await self.rule(actor_id, event_id, lambda _tx, event: replace(event.rules, posts=kept), draft)

    async def close(self, actor_id: int, event_id: int, *, closed: bool) -> None:
        """Let only guests come, or not any more. Raises what `Events.revise` raises."""
        await self.rule(actor_id, event_id, lambda _tx, event: replace(event.rules, closed=closed))

    async def rule(
        self, actor_id: int, event_id: int, change: Callable[[Tx, Event], Rules], draft: DraftKey | None = None
    ) -> None:
        """Change the rules of an event from what they are by then; `draft` is used up by it.

        Raises what `Events.revise` and `change` raise.
        """

        def revised(tx: Tx, now: datetime) -> None:
            tx.lock("events", event_id)
            event = managed(tx, actor_id, event_id, now)
            plan = replace(event.plan(), rules=change(tx, event))
            revise(tx, actor_id, event_id, plan, draft, now, self._zone)

        await self._db.write(revised, self._clock.now())
        self._outbox.poke()


def meant(tx: Tx, actor_id: int, event_id: int, now: datetime) -> Meant:
    """See `Audiences.meant`."""
    event = managed(tx, actor_id, event_id, now)
    paths = tuple(departments.get(tx, id_).path for id_ in event.departments)
    return Meant(event, paths, guests.count(tx, event_id), audience.size(tx, of_event(event_id, event)))
