"""Guest lists: who is meant by names and staff numbers that somebody typed or pasted."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from bot.domain.people import Entry

_SEPARATORS = re.compile(r"[、，,;；\n\r\t]+")
_NUMBERING = re.compile(r"^\s*\d{1,3}\s*[.、．)）]\s*(?=\D)", re.MULTILINE)  # as in a 接龙: "1. 王敏", "2、张强"


@dataclass(frozen=True, slots=True)
class Matching:
    """What became of typed names: people, texts that fit several people, and texts that fit nobody."""

    found: tuple[Entry, ...]
    doubtful: tuple[tuple[str, tuple[Entry, ...]], ...]
    unknown: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GuestPage:
    """Some of a guest list: `page` counts from 0, `pages` is at least 1, `total` are all guests."""

    guests: tuple[Entry, ...]
    page: int
    pages: int
    total: int


def pieces(text: str) -> tuple[str, ...]:
    """Return the names and numbers of a text, each once, in order: one per line, or with 、 or commas between."""
    cut = (" ".join(piece.split()) for piece in _SEPARATORS.split(_NUMBERING.sub("", text)))
    return tuple(dict.fromkeys(piece for piece in cut if piece))


def spoken(piece: str) -> set[str]:
    """Return what in a piece may be a name or a staff number: all of it, without its blanks, and each of its words."""
    return {piece, piece.replace(" ", ""), *piece.split()}


def match(text: str, roster: Iterable[Entry]) -> Matching:
    """Return who is meant by `text` among `roster`: everybody who is called as something in it is `spoken`."""
    called: dict[str, list[Entry]] = {}
    for one in roster:
        for known_as in {one.name, one.staff_number or one.name}:
            called.setdefault(known_as, []).append(one)
    found: dict[int, Entry] = {}
    doubtful: dict[str, tuple[Entry, ...]] = {}
    unknown: list[str] = []
    for piece in pieces(text):
        for part, candidates in _meanings(piece, called):
            if len(candidates) == 1:
                found[candidates[0].id] = candidates[0]
            elif candidates:
                doubtful[part] = tuple(candidates)
            else:
                unknown.append(part)
    return Matching(tuple(found.values()), tuple(doubtful.items()), tuple(dict.fromkeys(unknown)))


def _meanings(piece: str, called: dict[str, list[Entry]]) -> list[tuple[str, list[Entry]]]:
    """Return a piece with those it fits; when it holds several names with blanks between, each of them."""
    for whole in (piece, piece.replace(" ", "")):
        if whole in called:
            return [(piece, called[whole])]
    words = piece.split()
    for word in words:
        rest = [other for other in words if other != word]
        if fitting := [one for one in called.get(word, ()) if all(_says(one, other) for other in rest)]:
            return [(piece, fitting)]
    if len(words) > 1 and all(word in called for word in words):
        return [(word, called[word]) for word in words]
    return [(piece, [])]


def _says(one: Entry, word: str) -> bool:
    """Whether a word typed beside a name fits the person: part of the department or post, name or number."""
    return word in one.department or word in one.post or word in (one.name, one.staff_number)
