"""What the parts of this feature share: its declaration, its taps, and why something is refused."""

from __future__ import annotations

from bot.callbacks import Tap
from bot.domain.wishes import (
    MOST_OPEN,
    DemandNotYours,
    TooManyWishes,
    Wish,
    WishSettled,
    WishShared,
    WishUnknown,
    WishUntitled,
)
from bot.texts import Text, Words, _, joined, lines, n_
from handlers.cards import clip
from handlers.kit import Button, Feature, Row

feature = Feature("wishes", _("Wishes"))

PAGE = 8  # wishes on a phone's screen without scrolling
MINE = -1  # the `page` that leads back to the own wishes
_LABEL_TITLE = 20


class ShowWishes(Tap, wire="wi"):
    """A page of what is wished for, or MINE."""

    page: int = 0


class OpenWish(Tap, wire="wi="):
    """One wish; `page` is where it was opened."""

    wish: int
    page: int = 0


class MakeWish(Tap, wire="wi+"):
    """Wish for a topic."""


def supports_text(wish: Wish) -> Text:
    """Return how many people support a wish."""
    return n_("{n} person for it", "{n} people for it", wish.supports)


def row(wish: Wish, tap: Tap) -> Row:
    """Return the row of a wish in a list."""
    title = clip(wish.title, _LABEL_TITLE)
    return (Button(joined([joined(["✓", title], " ") if wish.supported else title, supports_text(wish)]), tap),)


def head(wish: Wish) -> Words:
    """Return what there is to know of a wish."""
    spread = n_("{n} department", "{n} departments", wish.departments)
    support = joined([supports_text(wish), spread]) if wish.wisher else supports_text(wish)
    return lines(
        _("<b>{title}</b>", title=wish.title),
        _("Field: {field}", field=wish.field) if wish.field else None,
        support,
        _("Wished by: {name}", name=wish.wisher) if wish.wisher else None,
    )


feature.refuses(WishUnknown, lambda _r: _("This wish does not exist (any more). See /wishes for those there are."))
feature.refuses(WishSettled, lambda _r: _("Something became of this wish already. See /wishes for those still open."))
feature.refuses(
    WishShared, lambda _r: _("Others support this wish by now, so it stays. You can take your support back.")
)
feature.refuses(WishUntitled, lambda _r: _("Please say what you would like to hear about."))
feature.refuses(DemandNotYours, lambda _r: _("This is for organisers. An owner can make you one with /roles."))
feature.refuses(
    TooManyWishes,
    lambda _r: _("You have {n} open wishes. Take one back first, or support one of others’.", n=MOST_OPEN),
)
