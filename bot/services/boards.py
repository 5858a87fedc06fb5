"""What cards in groups have in common, whatever they are about: bot.cards keeps them true, bot.mail sends them."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from bot.domain.outbox import Claimed, PromiseKind
from bot.domain.posts import Post


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
