"""Desks that hear anonymous feedback: who reads them, and what they publish."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from bot.errors import Refusal

LEAST_READERS = 2  # one alone could be asked who it was, and nobody would see what they do
EYES = 2  # readers who open a thread of a sensitive desk before it can be read
NAME_LIMIT, ABOUT_LIMIT, TEMPLATE_LIMIT, THEME_LIMIT = 20, 200, 500, 20
MOST_TEMPLATES = 20


@dataclass(frozen=True, slots=True)
class Desk:
    """A desk and who reads it. `sensitive`: EYES readers must open each thread; `closed`: takes nothing new."""

    id: int
    name: str
    about: str
    sensitive: bool
    closed: bool
    readers: tuple[tuple[int, str], ...]  # ids of people, names

    @property
    def staffed(self) -> bool:
        """Whether enough people read it."""
        return len(self.readers) >= LEAST_READERS

    @property
    def hears(self) -> bool:
        """Whether people can write to it."""
        return self.staffed and not self.closed


@dataclass(frozen=True, slots=True)
class Publication:
    """A question and its answer that everybody may read, after somebody took out what leads to people."""

    id: int
    desk: str
    question: str
    answer: str
    day: date


class DeskUnknown(Refusal):
    """There is no such desk, or it takes nothing now."""


class DeskUnstaffed(Refusal):
    """Fewer than LEAST_READERS people read the desk: it can neither be written to nor read."""


class DeskNameUnfit(Refusal):
    """A desk's name has 1 to NAME_LIMIT characters, and no other desk has it."""


class DeskWordsUnfit(Refusal):
    """A text of the desk is empty, or longer than `limit` characters."""

    def __init__(self, limit: int) -> None:
        super().__init__(limit)
        self.limit = limit


class NotReader(Refusal):
    """Only those who read the desk may do that."""


class TooManyTemplates(Refusal):
    """A desk has MOST_TEMPLATES templates at most."""


class PublicationGone(Refusal):
    """It is not published any more."""


def check_words(text: str, limit: int) -> str:
    """Return the text without blanks around it; raises DeskWordsUnfit when nothing is left or too much."""
    text = text.strip()
    if not 1 <= len(text) <= limit:
        raise DeskWordsUnfit(limit)
    return text
