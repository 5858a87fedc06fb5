"""The ways to an event: the taps that several features answer or offer, links, and where others may add."""

from __future__ import annotations

from bot.callbacks import Tap
from bot.domain.events import Card, Event, EventUnknown
from bot.domain.series import Series
from handlers.kit import Slot

_DIGITS_OF_AN_ID = 18
SHARED = "#"  # before the number of an event, where one is passed on
# Where other features add to an event: for members on its card, for organisers where it is managed, and to its rules.
CARD: Slot[Card] = Slot()
MANAGE: Slot[Card] = Slot()
MORE: Slot[Card] = Slot()  # … one tap further: what is rarely done
RULES: Slot[Card] = Slot()
SERIES: Slot[Series] = Slot()  # an organiser's screen of a series
# … to a person's agenda, and to the message that an event has changed or does not take place.
AGENDA: Slot[tuple[Card, ...]] = Slot()
NEWS: Slot[Card] = Slot()
# … and to the thanks of those who were there.
THANKS: Slot[Card] = Slot()


class SignUp(Tap, wire="ev+"):
    """Sign up. `back` is the list the card was opened from, see handlers.events."""

    event: int
    back: str = ""


class SignUpHere(Tap, wire="ev@"):
    """Sign up from a card in a group: only the toast answers."""

    event: int


class AskLeave(Tap, wire="ev?"):
    """Ask whether to leave."""

    event: int
    back: str = ""


class TakeOffer(Tap, wire="ev!"):
    """Take the seat that is offered."""

    event: int
    back: str = ""


class AskExcuse(Tap, wire="evx"):
    """Begin to say why one cannot come."""

    event: int
    back: str = ""


class Manage(Tap, wire="or"):
    """Show an organiser what can be done with the event."""

    event: int


class ShowSeries(Tap, wire="ors"):
    """Show an organiser what a series knows about its next event."""

    series: int


def event_link(event: Event) -> str:
    """Return the payload of the deep link to the event's card."""
    return f"e_{event.id}"


def event_id(payload: str) -> int:
    """Read the rest of such a payload; raises EventUnknown for anything forged."""
    if not (payload.isascii() and payload.isdigit() and len(payload) <= _DIGITS_OF_AN_ID):
        raise EventUnknown
    return int(payload)
