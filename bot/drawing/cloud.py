"""Frequent words as a picture: the more frequent the larger, in lines from the middle outwards."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.drawing.fonts import font
from bot.drawing.picture import INK, PALE, PAPER, WIDTH, fitted, png

INKS = ("#1d4f8b", "#2f6fb0", "#c0392b", "#2e7d5b", "#8a5a00", "#66727f")
_MARGIN, _TOP, _GAP = 48, 160, 36
_TITLE, _NOTE = 40, 28
_LARGEST, _SMALLEST = 92, 28


@dataclass(frozen=True, slots=True)
class Cloud:
    """Words with their counts, the most frequent first."""

    title: str
    note: str
    words: Sequence[tuple[str, int]]


def cloud(data: Cloud) -> bytes:
    """Return the PNG of `data`. Raises FontMissingError."""
    from PIL import Image, ImageDraw  # noqa: PLC0415 - heavy, and needed rarely

    lines = _lines(data.words)
    height = _TOP + sum(max(size for _word, size, _ink in line) + _GAP // 2 for line in lines) + _MARGIN
    image = Image.new("RGB", (WIDTH, height), PAPER)
    draw = ImageDraw.Draw(image)
    inner = WIDTH - 2 * _MARGIN
    draw.text((_MARGIN, 36), fitted(data.title, font(_TITLE, bold=True), inner), INK, font(_TITLE, bold=True))
    draw.text((_MARGIN, 96), fitted(data.note, font(_NOTE), inner), PALE, font(_NOTE))
    y = float(_TOP)
    for line in lines:
        high = max(size for _word, size, _ink in line)
        x = (WIDTH - _width(line)) / 2
        for word, size, ink in line:
            draw.text((x, y + high / 2), word, ink, font(size, bold=True), anchor="lm")
            x += font(size, bold=True).getlength(word) + _GAP
        y += high + _GAP // 2
    return png(image)


Sized = tuple[str, int, str]  # word, pixels, colour


def _lines(words: Sequence[tuple[str, int]]) -> list[list[Sized]]:
    """Return the lines from top to bottom: the largest words stand in the middle ones."""
    most = max((count for _word, count in words), default=1)
    lines: list[list[Sized]] = []
    for number, (word, count) in enumerate(words):
        size = round(_SMALLEST + (_LARGEST - _SMALLEST) * (count / most) ** 0.7)
        one = (word, size, INKS[number % len(INKS)])
        if lines and _width([*lines[-1], one]) <= WIDTH - 2 * _MARGIN:
            lines[-1].append(one)
        else:
            lines.append([one])
    return [*reversed(lines[1::2]), *lines[::2]]


def _width(line: Sequence[Sized]) -> float:
    return sum(font(size, bold=True).getlength(word) for word, size, _ink in line) + _GAP * (len(line) - 1)
