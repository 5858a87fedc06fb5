"""Wishes for topics: what people would like to hear, who supports it, and what became of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from bot.domain.events import TextTooLong
from bot.domain.outbox import PromiseKind
from bot.domain.search import likeness
from bot.errors import Refusal

LONGEST = {"title": 60, "field": 30}
LONGEST_REASON = 500
MOST_OPEN = 5  # wishes of one person that are still open
_ALIKE = 0.5  # from this likeness on a wish is worth showing before another like it is made


class WishNews(PromiseKind):
    """What supporters are told."""

    PLANNED = "wish.planned"
    CLOSED = "wish.closed"


class WishState(StrEnum):
    """What became of a wish."""

    OPEN = "open"
    PLANNED = "planned"  # there is an event
    CLOSED = "closed"


class WishUnknown(Refusal):
    """There is no such wish (any more)."""


class WishSettled(Refusal):
    """The wish is planned or closed already."""


class WishShared(Refusal):
    """Others support the wish: whoever made it cannot take it back any more."""


class DemandNotYours(Refusal):
    """Only organisers make something of wishes."""


class WishUntitled(Refusal):
    """A wish needs a topic."""


class TooManyWishes(Refusal):
    """The person has MOST_OPEN wishes that are still open."""


@dataclass(frozen=True, slots=True)
class Wish:
    """A wish as one person sees it: `supports` people of so many `departments` are for it, whoever wished among them.

    `wisher` is "" for all but organisers.
    """

    id: int
    title: str
    field: str
    state: WishState
    event_id: int | None
    reason: str
    wisher: str
    supports: int
    departments: int
    own: bool
    supported: bool

    @property
    def shared(self) -> bool:
        """Whether others than whoever wished support it."""
        return self.supports > int(self.own and self.supported)

    def open(self) -> None:
        """Refuse what is possible only while nothing became of it. Raises WishSettled."""
        if self.state is not WishState.OPEN:
            raise WishSettled


def check(title: str, field: str) -> None:
    """Refuse a wish that cannot be made. Raises WishUntitled, TextTooLong."""
    if not title:
        raise WishUntitled
    for name, text in (("title", title), ("field", field)):
        if len(text) > LONGEST[name]:
            raise TextTooLong(name, LONGEST[name])


def similar(title: str, wishes: Iterable[Wish]) -> tuple[Wish, ...]:
    """Return those of `wishes` that are about the same as `title`, the likest first."""
    likely = [(likeness(title, wish.title), wish) for wish in wishes]
    return tuple(wish for how, wish in sorted(likely, key=lambda one: -one[0]) if how >= _ALIKE)
