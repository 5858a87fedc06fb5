"""Cards of events in groups: what one says, and how to see that something else is so by now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from hashlib import blake2b

from bot.domain.events import Event, EventState

NAMES_SHOWN = 30  # what a phone shows without scrolling


class Phase(StrEnum):
    """What the clock makes of an event, in order."""

    EARLY = "early"  # sign-up has not begun
    OPEN = "open"
    CLOSED = "closed"
    BEGUN = "begun"
    OVER = "over"


@dataclass(frozen=True, slots=True)
class Post:
    """A card in a chat, of the event or campaign `subject_id`; `shown` is the signature of what it says."""

    id: int
    subject_id: int
    chat_id: int
    topic_id: int | None
    message_id: int
    shown: str


@dataclass(frozen=True, slots=True)
class Live:
    """What a card says now: `names` are the first of those seated who allow it. Same words, same `signature`."""

    event: Event
    organiser: str
    names: tuple[str, ...]
    signature: str


def phase(event: Event, now: datetime) -> Phase:
    """Return where the clock stands for the event."""
    if now >= event.ends_at:
        return Phase.OVER
    if now >= event.starts_at:
        return Phase.BEGUN
    if now >= event.closes_at:
        return Phase.CLOSED
    return Phase.OPEN if now >= event.opens_at else Phase.EARLY


def next_phase_at(event: Event, now: datetime) -> datetime | None:
    """Return when the phase changes next; None when the event is over."""
    ahead = [at for at in (event.opens_at, event.closes_at, event.starts_at, event.ends_at) if at > now]
    return min(ahead, default=None)


def live(event: Event, organiser: str, names: tuple[str, ...], language: str, now: datetime) -> Live:
    """Return what a card in `language` ("": the usual one) says now."""
    facts = [f"r{event.revision}", f"{event.seated}/{event.waiting}/{event.offered}", event.state, language]
    if event.state is EventState.PUBLISHED or now >= event.ends_at:
        facts.append(phase(event, now))
    said = blake2b("\0".join((organiser, *names)).encode(), digest_size=6).hexdigest()
    return Live(event, organiser, names, " ".join((*facts, said)))


def is_last(signature: str) -> bool:
    """Whether a card that shows this says that the event is over: nothing will change any more."""
    return Phase.OVER in signature.split()
