"""What the parts of this feature share: its declaration, and the way back from a card to where it was opened."""

from __future__ import annotations

from bot.callbacks import Tap
from bot.domain.events import Shelf
from bot.texts import _
from handlers.cards import BACK
from handlers.kit import Button, Feature, Go

feature = Feature("events", _("Events"))

AGENDA = "agenda"  # the `back` of cards that were opened from the agenda
_FIELD, _FOUND, _PAST = "f", "q", "p"  # and from other lists than a shelf


class Browse(Tap, wire="evb"):
    """A page of a shelf; `series` 0 means all of them."""

    shelf: str
    series: int = 0
    page: int = 0


class BrowseSeries(Tap, wire="evs"):
    """A page of the list of series."""

    page: int = 0


class BrowseFields(Tap, wire="evf"):
    """A page of the list of fields."""

    page: int = 0


class BrowseField(Tap, wire="evg"):
    """A page of the field that `event` belongs to: names of fields do not fit a button."""

    event: int
    page: int = 0


class AskFind(Tap, wire="evq?"):
    """Ask what to look for."""


class Find(Tap, wire="evq"):
    """A page of what was found for `text`, to come or past."""

    text: str
    page: int = 0
    past: bool = False


class OpenCard(Tap, wire="evc"):
    """The card of an event, opened from a list."""

    event: int
    back: str = ""


class Leave(Tap, wire="ev-"):
    """Leave, as was confirmed."""

    event: int
    back: str = ""


def way_back(tap: Browse | BrowseField | Find) -> str:
    """Return the `back` of cards that are opened from this page."""
    match tap:
        case Browse():
            return f"{tap.shelf}.{tap.series}.{tap.page}"
        case BrowseField():
            return f"{_FIELD}.{tap.event}.{tap.page}"
        case Find():
            return f"{_PAST if tap.past else _FOUND}.0.{tap.page}.{tap.text}"


def back_button(back: str) -> Button:
    """Return the button that leads to where a card was opened, or to the catalogue."""
    if back == AGENDA:
        return Button(BACK, Go("/agenda"))
    kind, number, page, text = (*back.split(".", 3), "", "", "")[:4]
    if number.isdecimal() and page.isdecimal():
        if kind in set(Shelf):
            return Button(BACK, Browse(kind, int(number), int(page)))
        if kind == _FIELD:
            return Button(BACK, BrowseField(int(number), int(page)))
        if kind in (_FOUND, _PAST):
            return Button(BACK, Find(text, int(page), kind == _PAST))
    return Button(_("See what is on"), Go("/events"))
