"""How many got how far, as a picture: one bar below the other, each in the middle."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.drawing.fonts import font
from bot.drawing.picture import INK, PALE, PAPER, WIDTH, fitted, png

BAR = "#2f6fb0"
_MARGIN, _TOP, _ROW, _THICK = 48, 170, 92, 60
_TITLE, _NOTE, _LABEL = 40, 28, 30
_LEFT, _RIGHT = 180, 210  # for the names, and for the shares
_SLIVER = 6  # pixels, so that one of thousands is still seen


@dataclass(frozen=True, slots=True)
class Funnel:
    """Stages from top to bottom: names and counts."""

    title: str
    note: str
    stages: Sequence[tuple[str, int]]


def funnel(data: Funnel) -> bytes:
    """Return the PNG of `data`, which has at least one stage. Raises FontMissingError."""
    from PIL import Image, ImageDraw  # noqa: PLC0415 - heavy, and needed rarely

    image = Image.new("RGB", (WIDTH, _TOP + _ROW * len(data.stages) + _MARGIN), PAPER)
    draw = ImageDraw.Draw(image)
    inner = WIDTH - 2 * _MARGIN
    draw.text((_MARGIN, 36), fitted(data.title, font(_TITLE, bold=True), inner), INK, font(_TITLE, bold=True))
    draw.text((_MARGIN, 96), fitted(data.note, font(_NOTE), inner), PALE, font(_NOTE))
    most, room = max(1, *(count for _name, count in data.stages)), inner - _LEFT - _RIGHT
    middle = _MARGIN + _LEFT + room / 2
    for number, (name, count) in enumerate(data.stages):
        y = _TOP + _ROW * number + _THICK / 2
        half = max(_SLIVER, room * count / most) / 2
        draw.text((_MARGIN, y), fitted(name, font(_LABEL), _LEFT - 20), INK, font(_LABEL), anchor="lm")
        draw.rectangle((middle - half, y - _THICK / 2, middle + half, y + _THICK / 2), BAR if count else PALE)
        share = f"{count} · {round(100 * count / most)}%"
        draw.text((WIDTH - _MARGIN, y), share, INK, font(_LABEL, bold=True), anchor="rm")
    return png(image)
