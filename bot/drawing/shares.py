"""Shares as a picture: how often each of some choices was made, one block of bars below the other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.drawing.chart import SEATED
from bot.drawing.fonts import font
from bot.drawing.picture import BAND, INK, PALE, PAPER, WIDTH, fitted, png

_MARGIN, _HEAD, _NAME, _ROW, _GAP = 48, 150, 64, 54, 36
_TITLE, _NOTE, _TEXT = 40, 28, 26
_LEFT, _RIGHT = 380, 150  # where the bars begin; what the figures take at their right


@dataclass(frozen=True, slots=True)
class Share:
    """A choice and how often it was made."""

    label: str
    count: int


@dataclass(frozen=True, slots=True)
class Block:
    """A question and its choices."""

    name: str
    shares: Sequence[Share]


def shares(title: str, note: str, blocks: Sequence[Block], whole: int) -> bytes:
    """Return the PNG of `blocks`; a bar of `whole` (at least 1) takes all the room. Raises FontMissingError."""
    from PIL import Image, ImageDraw  # noqa: PLC0415 - heavy, and needed rarely

    height = _HEAD + sum(_NAME + _ROW * len(block.shares) + _GAP for block in blocks)
    image = Image.new("RGB", (WIDTH, height), PAPER)
    draw = ImageDraw.Draw(image)
    inner = WIDTH - 2 * _MARGIN
    draw.text((_MARGIN, 36), fitted(title, font(_TITLE, bold=True), inner), INK, font(_TITLE, bold=True))
    draw.text((_MARGIN, 96), fitted(note, font(_NOTE), inner), PALE, font(_NOTE))
    text, room, y = font(_TEXT), WIDTH - _LEFT - _RIGHT - _MARGIN, _HEAD
    for block in blocks:
        draw.text((_MARGIN, y + 12), fitted(block.name, font(_NOTE, bold=True), inner), INK, font(_NOTE, bold=True))
        y += _NAME
        for one in block.shares:
            middle, end = y + _ROW / 2, _LEFT + room * one.count / whole
            draw.text((_MARGIN, middle), fitted(one.label, text, _LEFT - _MARGIN - 20), INK, text, anchor="lm")
            draw.rectangle((_LEFT, y + 10, _LEFT + room, y + _ROW - 10), BAND)
            if one.count:
                draw.rectangle((_LEFT, y + 10, end, y + _ROW - 10), SEATED)
            figures = f"{one.count} · {round(100 * one.count / whole)} %"
            draw.text((WIDTH - _MARGIN, middle), figures, PALE, text, anchor="rm")
            y += _ROW
        y += _GAP
    return png(image)
