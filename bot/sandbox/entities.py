"""Formatting as Telegram keeps it: entities over plain text, in UTF-16 units; how they may nest; back to HTML."""

from __future__ import annotations

import re
from heapq import heapify, heappop, heappush
from itertools import pairwise
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .wire import Json

_SPLITTABLE = {"bold", "italic", "underline", "strikethrough", "spoiler"}
_QUOTES = {"blockquote", "expandable_blockquote"}
_ORDER = (*sorted(_QUOTES), "text_link", "text_mention", "date_time", "bold", "italic", "underline", "strikethrough")
_ASTRAL = re.compile("[\U00010000-\U0010ffff]")


def utf16(text: str) -> int:
    """Return the length of `text` in UTF-16 code units, which is how Telegram counts."""
    return len(text) if text.isascii() else len(text) + len(_ASTRAL.findall(text))


def tidy(entities: list[Json]) -> list[Json]:
    """Apply the nesting rules: what may not contain each other loses its inner part, code and pre stay bare."""
    for entity in entities:
        if entity["type"] == "code":
            entity.pop("language", None)
    continuous = _apart([item for item in entities if item["type"] not in _SPLITTABLE | _QUOTES])
    quotes = _apart([item for item in entities if item["type"] in _QUOTES])
    bare = [(item["offset"], item["offset"] + item["length"]) for item in continuous if item["type"] in {"code", "pre"}]
    walls = sorted({edge for item in (*continuous, *quotes) for edge in _span(item)})
    loose: list[Json] = []
    for kind in sorted(_SPLITTABLE):
        spans = sorted(_span(item) for item in entities if item["type"] == kind)
        for start, end in _without(_union(spans), bare):
            loose += _cut(kind, start, end, [wall for wall in walls if start < wall < end], (*continuous, *quotes))
    return _without_crossings([*continuous, *quotes, *loose])


def _span(entity: Json) -> tuple[int, int]:
    return entity["offset"], entity["offset"] + entity["length"]


def _cut(kind: str, start: int, end: int, walls: list[int], firm: tuple[Json, ...]) -> list[Json]:
    """Return the span in pieces, cut where it would reach only partly into something `firm`."""
    inside = [
        wall
        for wall in walls
        if any(begin < start < wall == stop or start < wall == begin < end < stop for begin, stop in map(_span, firm))
    ]
    return [{"type": kind, "offset": a, "length": b - a} for a, b in pairwise([start, *inside, end])]


def _without_crossings(entities: list[Json]) -> list[Json]:
    """Return the entities sorted, each one that would outlast the one around it in two pieces."""
    waiting = [(order(entity), number, entity) for number, entity in enumerate(entities)]
    heapify(waiting)
    nested: list[Json] = []
    ends: list[int] = []
    while waiting:
        _, _, entity = heappop(waiting)
        start, end = _span(entity)
        while ends and ends[-1] <= start:
            ends.pop()
        if ends and end > ends[-1]:
            rest = entity | {"offset": ends[-1], "length": end - ends[-1]}
            heappush(waiting, (order(rest), len(nested) + len(entities), rest))
            entity = entity | {"length": ends[-1] - start}
            heappush(waiting, (order(entity), -1 - len(nested), entity))
            continue
        nested.append(entity)
        ends.append(end)
    return nested


def order(entity: Json) -> tuple[int, int, int]:
    """Return the sort key of entities: outer ones first, and always in the same order."""
    kind = entity["type"]
    return entity["offset"], -entity["length"], _ORDER.index(kind) if kind in _ORDER else len(_ORDER)


def _apart(entities: list[Json]) -> list[Json]:
    kept: list[Json] = []
    end = 0
    for entity in sorted(entities, key=lambda item: (item["offset"], -item["length"])):
        if entity["offset"] >= end:
            kept.append(entity)
            end = entity["offset"] + entity["length"]
    return kept


def _union(spans: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    current: tuple[int, int] | None = None
    for start, end in spans:
        if current is None or start > current[1]:
            if current:
                yield current
            current = (start, end)
        else:
            current = (current[0], max(current[1], end))
    if current:
        yield current


def _without(spans: Iterator[tuple[int, int]], holes: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    for begin, end in spans:
        start = begin
        for hole_start, hole_end in holes:
            if hole_end <= start or hole_start >= end:
                continue
            if start < hole_start:
                yield start, hole_start
            start = hole_end
        if start < end:
            yield start, end


def escape(text: str) -> str:
    """Return `text` so that Telegram shows it as it is."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _tag(entity: Json) -> tuple[str, str]:
    kind: str = entity["type"]
    opening: dict[str, Any] = {
        "text_link": lambda: f'a href="{_quoted(entity["url"])}"',
        "text_mention": lambda: f'a href="tg://user?id={entity["user"]["id"]}"',
        "custom_emoji": lambda: f'tg-emoji emoji-id="{entity["custom_emoji_id"]}"',
        "date_time": lambda: f'tg-time unix="{entity["unix_time"]}" format="{entity["date_time_format"]}"',
        "expandable_blockquote": lambda: "blockquote expandable",
        "spoiler": lambda: "tg-spoiler",
        "bold": lambda: "b",
        "italic": lambda: "i",
        "underline": lambda: "u",
        "strikethrough": lambda: "s",
    }
    if kind == "pre" and entity.get("language"):
        return f'<pre><code class="language-{_quoted(entity["language"])}">', "</code></pre>"
    if kind in {"code", "pre", "blockquote"}:
        return f"<{kind}>", f"</{kind}>"
    if kind not in opening:
        return "", ""
    start = opening[kind]()
    return f"<{start}>", f"</{start.split()[0]}>"


def _quoted(text: str) -> str:
    return escape(text).replace('"', "&quot;")


def render(text: str, entities: list[Json]) -> str:
    """Return `text` with `entities` (offsets in UTF-16 units, properly nested) as HTML that parses to the same."""
    data = text.encode("utf-16-le")
    cuts: list[str] = []
    done = 0
    closing: list[tuple[int, str]] = []

    def upto(offset: int) -> None:
        nonlocal done
        cuts.append(escape(data[done * 2 : offset * 2].decode("utf-16-le")))
        done = offset

    for entity in sorted(entities, key=order):
        while closing and closing[-1][0] <= entity["offset"]:
            end, tag = closing.pop()
            upto(end)
            cuts.append(tag)
        upto(entity["offset"])
        opening, tag = _tag(entity)
        cuts.append(opening)
        closing.append((entity["offset"] + entity["length"], tag))
    while closing:
        end, tag = closing.pop()
        upto(end)
        cuts.append(tag)
    upto(len(data) // 2)
    return "".join(cuts)
