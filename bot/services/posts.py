"""Cards of events in groups: sent once, then kept true by bot.cards. Each method is one transaction."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.clock import micros
from bot.domain.events import Event, EventUnknown, NotYours
from bot.domain.groups import GroupNews, NotBound
from bot.domain.outbox import Promised
from bot.domain.posts import Live, Post, next_phase_at
from bot.services.boards import KeptBoard
from bot.services.organising import manages
from storage import audit, events, groups, outbox, posts
from storage.db import Tx

NAMES_AT_ONCE = 50
_AGAIN = timedelta(minutes=10)  # from then on the same button posts once more


class Posts(KeptBoard):
    """The cards: posting them, and what keeping them true needs to know."""

    kind = GroupNews.CARD
    unposted = GroupNews.UNPOSTED
    cards = posts.CARDS

    async def post(
        self,
        actor_id: int,
        event_id: int,
        chat_id: int,
        topic_id: int | None,
        message_id: int,
        *,
        bound: bool,
    ) -> Event:
        """Promise a chat the event's card, once for each message that asks; `bound`: only when the chat is bound.

        Raises EventUnknown, NotYours, NotBound, EventCancelled, EventOver.
        """

        def post(tx: Tx, now: datetime) -> Event:
            event = events.load(tx, event_id)
            if event is None:
                raise EventUnknown
            if not manages(tx, actor_id, events.scopes(tx, actor_id, now), event):
                raise NotYours
            group = groups.load(tx, chat_id)
            if bound and not (group and group.bound):
                raise NotBound
            event.manageable(now)
            topic = group.topic_id if bound and group else topic_id
            data: dict[str, object] = {"by": actor_id, "topic": topic}
            key = f"{GroupNews.CARD}:{event_id}:{chat_id}:{topic or 0}:{message_id}:{micros(now) // micros_of(_AGAIN)}"
            promised = Promised(None, GroupNews.CARD, event_id, key, now, data, event.ends_at, chat_id)
            if outbox.promise_new(tx, promised, now):
                audit.note(tx, now, actor_id, "post", f"event:{event_id}", f"group:{chat_id}")
            return event

        event = await self._db.write(post, self._clock.now())
        self._owed.poke()
        return event

    async def card(self, event_id: int, chat_id: int) -> Live | None:
        """Return what a card of the event says in that chat; None when there is no such event."""
        return await self._db.read(posts.card, event_id, chat_id, self._clock.now())

    async def stands(self, event_id: int, chat_id: int) -> bool:
        """Whether a card of the event is kept true in that chat."""
        return await self._db.read(posts.stands, event_id, chat_id)

    async def stale(self, chat_id: int | None = None) -> tuple[tuple[Post, ...], datetime | None]:
        """Return the cards (of one chat, or all) that say what is no longer so, and when the clock changes the next."""
        now = self._clock.now()
        kept = await self._db.read(posts.kept, now, chat_id)
        ahead = [at for _post, live in kept if (at := next_phase_at(live.event, now))]
        return tuple(post for post, live in kept if post.shown != live.signature), min(ahead, default=None)

    async def names(self, event_id: int, page: int) -> tuple[Event, tuple[str, ...]]:
        """Return the event and a page (from 0) of those seated who let others see it; none where the event does not.

        Raises EventUnknown.
        """

        def look(tx: Tx) -> tuple[Event, tuple[str, ...]]:
            event = events.load(tx, event_id)
            if event is None:
                raise EventUnknown
            shown = posts.names(tx, event_id, page * NAMES_AT_ONCE, NAMES_AT_ONCE) if event.rules.names else ()
            return event, shown

        return await self._db.read(look)


def micros_of(span: timedelta) -> int:
    """Return a span in microseconds."""
    return span // timedelta(microseconds=1)
