"""Which suggestions are about the same matter: BM25 over single characters and pairs, for Chinese has no spaces."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping
from itertools import pairwise

from bot.domain.search import fold

LONGEST = 400  # characters of a text that count: what it is about stands at its beginning
ALL = 0  # the gram that every suggestion has

_RUN = re.compile(r"\w+")
_WIDTH = 21  # bits of a character
_SCALE = 1000  # weights are kept as integers
_K1, _B = 1.2, 0.75  # how soon repetition stops to count, how much length does
_USUAL = 60  # grams of a usual suggestion
_BUDGET = 10_000  # how many rows one search may read


def grams(text: str) -> Counter[int]:
    """Return the characters and the overlapping pairs of the text's runs of letters, as numbers, with their counts."""
    counts: Counter[int] = Counter()
    for run in _RUN.findall(fold(text[:LONGEST])):
        codes = [ord(one) for one in run]
        counts.update(codes)
        counts.update(one << _WIDTH | other for one, other in pairwise(codes))
    return counts


def pairs(text: str) -> tuple[int, ...]:
    """Return what a text must have to hold the words of `text`: their pairs, or the character of a shorter word."""
    found: dict[int, None] = {}
    for run in _RUN.findall(fold(text[:LONGEST])):
        codes = [ord(one) for one in run]
        both = [one << _WIDTH | other for one, other in pairwise(codes)]
        found.update(dict.fromkeys(both or codes))
    return tuple(found)


def weights(text: str) -> dict[int, int]:
    """Return how much each gram of a text counts, in thousandths: the part of BM25 that knows no other text."""
    counts = grams(text)
    length = _K1 * (1 - _B + _B * counts.total() / _USUAL)
    return {gram: round(_SCALE * n * (_K1 + 1) / (n + length)) for gram, n in counts.items()}


def telling(text: str, known: Mapping[int, int]) -> dict[int, int]:
    """Return the grams to look for and how much each tells, in thousandths, the rarest first.

    `known` says how many suggestions have each gram, and how many there are (ALL). What is left out once _BUDGET
    suggestions would have to be read is what nearly everybody writes.
    """
    found: dict[int, int] = {}
    total, budget = known.get(ALL, 0), _BUDGET
    for gram in sorted((one for one in grams(text) if known.get(one)), key=lambda one: (known[one], one)):
        budget -= known[gram]
        if budget < 0 and found:
            break
        rarity = math.log(1 + (total - known[gram] + 0.5) / (known[gram] + 0.5))
        found[gram] = round(_SCALE * rarity)
    return found
