"""Bars over time as a picture: how something filled up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.drawing.fonts import font
from bot.drawing.picture import INK, PALE, PAPER, RULE, WIDTH, fitted, png

_HEIGHT, _MARGIN = 760, 48
_TOP, _BOTTOM, _LEFT = 205, 100, 90
_TITLE, _NOTE, _LABEL = 40, 28, 24
SEATED, WAITING, LIMIT = "#2f6fb0", "#a9c5e3", "#c0392b"
_TICKS = 4


@dataclass(frozen=True, slots=True)
class Bar:
    """One moment: its label on the axis, what is below and what is stacked upon it."""

    label: str
    value: int
    more: int = 0


@dataclass(frozen=True, slots=True)
class Chart:
    """Bars from left to right; `limit` is a line across (None: none), `legend` names value, more and limit."""

    title: str
    note: str
    bars: Sequence[Bar]
    legend: tuple[str, str, str]
    limit: int | None = None


def chart(data: Chart) -> bytes:
    """Return the PNG of `data`, which has at least one bar. Raises FontMissingError."""
    from PIL import Image, ImageDraw  # noqa: PLC0415 - heavy, and needed rarely

    image = Image.new("RGB", (WIDTH, _HEIGHT), PAPER)
    draw = ImageDraw.Draw(image)
    inner = WIDTH - 2 * _MARGIN
    draw.text((_MARGIN, 36), fitted(data.title, font(_TITLE, bold=True), inner), INK, font(_TITLE, bold=True))
    draw.text((_MARGIN, 96), fitted(data.note, font(_NOTE), inner), PALE, font(_NOTE))
    _legend(draw, data)
    top = _ceiling(max(data.limit or 0, *(bar.value + bar.more for bar in data.bars), 1))
    floor, room = _HEIGHT - _BOTTOM, _HEIGHT - _BOTTOM - _TOP
    for tick in range(_TICKS + 1):
        y = floor - room * tick / _TICKS
        draw.line((_LEFT, y, WIDTH - _MARGIN, y), RULE, 1)
        draw.text((_LEFT - 14, y), f"{top * tick // _TICKS}", PALE, font(_LABEL), anchor="rm")
    step = (WIDTH - _MARGIN - _LEFT) / len(data.bars)
    every = -(-len(data.bars) * 110 // (WIDTH - _MARGIN - _LEFT))  # labels are up to 110 pixels wide
    for number, bar in enumerate(data.bars):
        left, right = _LEFT + step * (number + 0.15), _LEFT + step * (number + 0.85)
        seated, waiting = floor - room * bar.value / top, floor - room * (bar.value + bar.more) / top
        draw.rectangle((left, seated, right, floor), SEATED)
        if bar.more:
            draw.rectangle((left, waiting, right, seated), WAITING)
        if number % every == 0:
            draw.text(((left + right) / 2, floor + 18), bar.label, PALE, font(_LABEL), anchor="ma")
    if data.limit:
        y = floor - room * data.limit / top
        draw.line((_LEFT, y, WIDTH - _MARGIN, y), LIMIT, 3)
    return png(image)


def _legend(draw: object, data: Chart) -> None:
    from PIL.ImageDraw import ImageDraw  # noqa: PLC0415

    assert isinstance(draw, ImageDraw)  # noqa: S101 - typed loosely so that Pillow is imported late
    shown = [(SEATED, data.legend[0], True)]
    shown += [(WAITING, data.legend[1], True)] if any(bar.more for bar in data.bars) else []
    shown += [(LIMIT, data.legend[2], False)] if data.limit else []
    x = float(_MARGIN)
    for colour, name, filled in shown:
        draw.rectangle((x, 146 if filled else 155, x + 24, 168 if filled else 159), colour)
        draw.text((x + 34, 157), name, INK, font(_LABEL), anchor="lm")
        x += 34 + font(_LABEL).getlength(name) + 40


def _ceiling(most: int) -> int:
    """Return where the axis ends: a number at least `most` that its ticks divide evenly."""
    unit = 1
    while unit * _TICKS * 10 < most:
        unit *= 10
    step = -(-most // (unit * _TICKS)) * unit
    return step * _TICKS
