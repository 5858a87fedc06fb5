"""Cards of events in groups: sent once, then kept true by bot.cards. Each method is one transaction."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.clock import Clock, micros
from bot.domain.events import Event, EventUnknown, NotYours
from bot.domain.groups import GroupNews, NotBound
from bot.domain.outbox import Claimed, Promised, PromiseState
from bot.domain.posts import Live, Post, next_phase_at
from bot.services.organising import manages
from bot.services.outbox import Outbox
from storage import audit, events, groups, outbox, posts
from storage.db import Database, Tx

NAMES_AT_ONCE = 50
_AGAIN = timedelta(minutes=10)  # from then on the same button posts once more


class Posts:
    """The cards: posting them, and what keeping them true needs to know."""

    kind = GroupNews.CARD

    def __init__(self, db: Database, clock: Clock, owed: Outbox) -> None:
        self._db, self._clock, self._owed = db, clock, owed

    def changes(self) -> int:
        """Return a number that is another one as soon as anything was written."""
        return self._db.commits()[1]

    def now(self) -> datetime:
        """Return the moment, as the cards' phases see it."""
        return self._clock.now()

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

    async def posted(self, one: Claimed, post: Post) -> list[Post]:
        """Note that a promised card was sent; return earlier ones of the event in that place."""

        def posted(tx: Tx, now: datetime) -> list[Post]:
            outbox.settle(tx, one.id, PromiseState.SENT, "", now)
            by = one.data["by"]
            return posts.add(tx, post, by if isinstance(by, int) else None, now)

        return await self._db.write(posted, self._clock.now())

    async def failed(self, one: Claimed, title: str) -> None:
        """Tell whoever posted a card that it could not be sent to the group of that title."""

        def tell(tx: Tx, now: datetime, person_id: int) -> None:
            key = f"{GroupNews.UNPOSTED}:{one.id}"
            data: dict[str, object] = {"group": title}
            outbox.promise(tx, [Promised(person_id, GroupNews.UNPOSTED, one.subject, key, now, data)], now)

        person_id = one.data.get("by")
        if isinstance(person_id, int):
            await self._db.write(tell, self._clock.now(), person_id)
            self._owed.poke()

    async def note(self, post: Post, shown: str) -> None:
        """Note what a card says now."""
        await self._db.write(posts.note, post.id, shown)

    async def lose(self, post: Post) -> None:
        """Note that a card is not there any more."""
        await self._db.write(posts.lose, post.id)

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
