"""What cards in groups have in common, whatever they are about: bot.cards keeps them true, bot.mail sends them."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from bot.clock import Clock
from bot.domain.outbox import Claimed, Promised, PromiseKind, PromiseState
from bot.domain.posts import Post
from bot.services.outbox import Outbox
from storage import outbox
from storage.db import Database, Tx
from storage.kept_cards import KeptCards


class Board(Protocol):
    """A kind of cards, and what they have to say."""

    @property
    def kind(self) -> PromiseKind:
        """The promise that writes such a card."""

    def changes(self) -> int:
        """Return a number that is another one as soon as anything was written."""

    def now(self) -> datetime:
        """Return the moment, as the cards' phases see it."""

    async def stale(self, chat_id: int | None = None) -> tuple[tuple[Post, ...], datetime | None]:
        """Return the cards that say what is no longer so, and when the clock changes the next."""

    async def posted(self, one: Claimed, post: Post) -> list[Post]:
        """Note that a promised card was sent; return earlier ones of the same in that place."""

    async def failed(self, one: Claimed, title: str) -> None:
        """Tell whoever posted a card that it could not be sent to the group of that title."""

    async def note(self, post: Post, shown: str) -> None:
        """Note what a card says now."""

    async def lose(self, post: Post) -> None:
        """Note that a card is not there any more."""


class KeptBoard:
    """What all boards do alike; `kind` writes a card, `unposted` tells who posted one that it could not be sent."""

    kind: PromiseKind
    unposted: PromiseKind
    cards: KeptCards

    def __init__(self, db: Database, clock: Clock, owed: Outbox) -> None:
        self._db, self._clock, self._owed = db, clock, owed

    def changes(self) -> int:
        """See `Board.changes`."""
        return self._db.commits()[1]

    def now(self) -> datetime:
        """See `Board.now`."""
        return self._clock.now()

    async def posted(self, one: Claimed, post: Post) -> list[Post]:
        """See `Board.posted`."""

        def posted(tx: Tx, now: datetime) -> list[Post]:
            outbox.settle(tx, one.id, PromiseState.SENT, "", now)
            by = one.data["by"]
            return self.cards.add(tx, post, by if isinstance(by, int) else None, now)

        return await self._db.write(posted, self._clock.now())

    async def failed(self, one: Claimed, title: str) -> None:
        """See `Board.failed`."""

        def tell(tx: Tx, now: datetime, person_id: int) -> None:
            key = f"{self.unposted}:{one.id}"
            data: dict[str, object] = {"group": title}
            outbox.promise(tx, [Promised(person_id, self.unposted, one.subject, key, now, data)], now)

        person_id = one.data.get("by")
        if isinstance(person_id, int):
            await self._db.write(tell, self._clock.now(), person_id)
            self._owed.poke()

    async def note(self, post: Post, shown: str) -> None:
        """See `Board.note`."""
        await self._db.write(self.cards.note, post.id, shown)

    async def lose(self, post: Post) -> None:
        """See `Board.lose`."""
        await self._db.write(self.cards.lose, post.id)
