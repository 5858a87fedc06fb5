"""Searching: Chinese has no spaces, so words are looked for inside of texts, or else the pairs of their characters."""

from __future__ import annotations

import re
import unicodedata

from bot.domain.events import Plan

_BLANK = re.compile(r"\s+")
_SEPARATORS = re.compile(r"[\s,，、;；/|·]+")
_RUN = re.compile(r"\w+")
LIKE_ESCAPE = "\\"


def fold(text: str) -> str:
    """Return `text` as it is compared: full-width and compatibility forms, case and blanks do not matter."""
    return _BLANK.sub(" ", unicodedata.normalize("NFKC", text).casefold()).strip()


def words_of(plan: Plan) -> str:
    """Return what an event is searched by: the title on a line of its own, then the rest."""
    return "\n".join((fold(plan.title), fold(f"{plan.speaker} {plan.field} {plan.place}")))


def terms(text: str) -> tuple[str, ...]:
    """Return the words that were typed, folded, each once."""
    return tuple(dict.fromkeys(term for term in _SEPARATORS.split(fold(text)) if term))


def pairs(text: str) -> tuple[str, ...]:
    """Return the overlapping pairs of characters in each run of letters, folded, each once."""
    return tuple(dict.fromkeys(run[i : i + 2] for run in _RUN.findall(fold(text)) for i in range(max(1, len(run) - 1))))


def likeness(one: str, other: str) -> float:
    """Return how much of the smaller text's pairs both have, from 0 to 1."""
    mine, theirs = set(pairs(one)), set(pairs(other))
    smaller = min(len(mine), len(theirs))
    return len(mine & theirs) / smaller if smaller else 0.0


def pattern(term: str) -> str:
    r"""Return the LIKE pattern (ESCAPE '\') of texts that hold `term` just as it stands."""
    escaped = term.replace(LIKE_ESCAPE, LIKE_ESCAPE * 2).replace("%", r"\%").replace("_", r"\_")
    return f"%{escaped}%"
