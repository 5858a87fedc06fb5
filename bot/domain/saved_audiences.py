"""Audiences that an organiser keeps under a name, to choose again."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.audience_terms import Expression
from bot.errors import Refusal

MOST_SAVED = 20  # of one person
LONGEST_NAME = 30


@dataclass(frozen=True, slots=True)
class SavedAudience:
    """An audience under the name that its owner gave it."""

    id: int
    name: str
    expression: Expression


class SavedAudienceUnknown(Refusal):
    """There is no such saved audience, or it is somebody else's."""


class SavedAudienceUnnamed(Refusal):
    """A saved audience has a name of 1 to LONGEST_NAME characters."""


class TooManySaved(Refusal):
    """Nobody keeps more than MOST_SAVED audiences."""


def check_name(text: str) -> str:
    """Return the name with single spaces; raises SavedAudienceUnnamed."""
    name = " ".join(text.split())
    if not 1 <= len(name) <= LONGEST_NAME or not name.isprintable():
        raise SavedAudienceUnnamed
    return name
