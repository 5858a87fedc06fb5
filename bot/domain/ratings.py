"""Ratings: stars and words of those who were there. Nobody but the server could say whose they are.

Results are shown in steps of STEP answers, so that who watches them never learns what fewer people than that gave.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.events import Event, EventState
from bot.errors import Refusal

MOST_STARS = 5
STEP = 5  # answers between one result and the next, and before the first
WORDS_FROM = 10  # answers before the first words are shown
LONGEST_WORDS = 500
OPEN_DAYS = 14  # after the event's end


class RatingClosed(Refusal):
    """Ratings are taken from the event's end on, for OPEN_DAYS."""


class NotThere(Refusal):
    """Only who was at an event rates it."""


class AlreadyRated(Refusal):
    """Somebody rates an event once; the stars can be changed where they were given."""


class StarsUnfit(Refusal):
    """There are one to MOST_STARS stars, for an event that one has rated."""


class WordsUnfit(Refusal):
    """Words have one to LONGEST_WORDS characters."""


@dataclass(frozen=True, slots=True)
class Own:
    """What is known of somebody's rating: whether they gave stars, and words. Not which."""

    rated: bool
    wrote: bool


@dataclass(frozen=True, slots=True)
class Results:
    """What organisers see: how many gave one star, two, …, at the last step; words in no order of time."""

    stars: tuple[int, ...]
    words: tuple[str, ...]

    @property
    def answers(self) -> int:
        """How many answers are counted; 0 before the first step."""
        return sum(self.stars)

    @property
    def average(self) -> float:
        """The average of the stars."""
        return sum(stars * count for stars, count in enumerate(self.stars, 1)) / max(1, self.answers)


def is_step(answers: int) -> bool:
    """Whether results are counted anew with so many answers."""
    return answers > 0 and answers % STEP == 0


def counted(stars: Sequence[int]) -> tuple[int, ...]:
    """Return how many of `stars` are one, how many two, and so on."""
    return tuple(sum(one == number for one in stars) for number in range(1, MOST_STARS + 1))


def closes_at(event: Event) -> datetime:
    """Return until when ratings are taken."""
    return event.ends_at + timedelta(days=OPEN_DAYS)


def is_open(event: Event, now: datetime) -> bool:
    """Whether ratings are taken now."""
    return event.state is EventState.PUBLISHED and event.ends_at <= now < closes_at(event)
