"""What the parts of this feature share: its declaration, and the way back from a card to where it was opened."""

from __future__ import annotations

from bot.callbacks import Tap
from bot.domain.events import Shelf
from bot.texts import _
from handlers.cards import BACK
from handlers.kit import Button, Feature, Go

feature = Feature("events", _("Events"))

AGENDA = "agenda"  # the `back` of cards that were opened from the agenda


class Browse(Tap, wire="evb"):
    """A page of a shelf; `series` 0 means all of them."""

    shelf: str
    series: int = 0
    page: int = 0


class BrowseSeries(Tap, wire="evs"):
    """A page of the list of series."""

    page: int = 0


class OpenCard(Tap, wire="evc"):
    """The card of an event, opened from a list."""

    event: int
    back: str = ""


class Leave(Tap, wire="ev-"):
    """Leave, as was confirmed."""

    event: int
    back: str = ""


def way_back(tap: Browse) -> str:
    """Return the `back` of cards that are opened from this page of a shelf."""
    return f"{tap.shelf}.{tap.series}.{tap.page}"


def back_button(back: str) -> Button:
    """Return the button that leads to where a card was opened, or to the catalogue."""
    if back == AGENDA:
        return Button(BACK, Go("/agenda"))
    shelf, _dot, rest = back.partition(".")
    series, _dot, page = rest.partition(".")
    if shelf in set(Shelf) and series.isdecimal() and page.isdecimal():
        return Button(BACK, Browse(shelf, int(series), int(page)))
    return Button(_("See what is on"), Go("/events"))
