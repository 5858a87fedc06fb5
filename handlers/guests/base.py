"""The declaration of the feature, its taps, and what its parts share."""

from __future__ import annotations

from bot.callbacks import Tap
from bot.domain.audience import MOST_POSTS, PostsUnfit
from bot.domain.people import POST_LIMIT, Entry
from bot.texts import Words, _, joined
from handlers.kit import Feature

feature = Feature("guests", _("Who may come"))
feature.refuses(
    PostsUnfit, lambda _r: _("At most {n} posts of {limit} characters each, please.", n=MOST_POSTS, limit=POST_LIMIT)
)
feature.noted("event.guests", lambda details: _("changed the guest list: {n}", n=details))


class ShowMeant(Tap, wire="le"):
    """Whom an event is for."""

    event: int


class SetClosed(Tap, wire="le="):
    """Let only guests come, or not any more."""

    event: int
    closed: bool


class ListGuests(Tap, wire="lel"):
    """A page of the guest list."""

    event: int
    page: int


class AddGuests(Tap, wire="le+"):
    """Begin to put people on the list."""

    event: int


class RemoveGuest(Tap, wire="le-"):
    """Take somebody off the list."""

    event: int
    person: int
    page: int


class LimitPosts(Tap, wire="lep"):
    """Begin to choose posts."""

    event: int


def who(one: Entry) -> Words:
    """Return a person as organisers tell them from others of the same name."""
    return joined([part for part in (one.name, one.department, one.post, one.staff_number) if part])
