"""Suggestions in lists, as one person sees them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from bot.domain.suggestions.suggestion import Suggestion

ALIKE = 5  # suggestions about the same matter that are shown before another is filed


class Order(StrEnum):
    """Which suggestions of a campaign come first."""

    NEW = "new"
    SECONDED = "seconded"


@dataclass(frozen=True, slots=True)
class Line:
    """A suggestion in a list; `counted`: they may see how many second it, `votable`: they may second it."""

    suggestion: Suggestion
    own: bool
    seconded: bool
    counted: bool
    votable: bool


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a list, counted from 0; `more`: another follows."""

    lines: tuple[Line, ...]
    page: int
    more: bool
