"""A table as a picture that a phone shows well: PNG, one page of rows."""

from __future__ import annotations

from datetime import datetime
from io import BytesIO
from typing import TYPE_CHECKING

from bot.drawing.fonts import font
from bot.drawing.table import Cell, Table

if TYPE_CHECKING:
    from PIL.ImageFont import FreeTypeFont

WIDTH = 1080  # pixels: what phones show without scaling down
ROWS = 40  # that a phone still shows legibly in one picture
INK, PALE, RULE, PAPER, BAND = "#1f2933", "#66727f", "#d5dbe1", "#ffffff", "#f3f6f9"
_MARGIN, _GAP, _ROW, _HEAD = 40, 24, 56, 52
_TITLE, _NOTE, _TEXT = 40, 26, 30


def picture(table: Table) -> bytes:
    """Return the PNG of `table`, which has at most ROWS rows. Raises FontMissingError."""
    from PIL import Image, ImageDraw  # noqa: PLC0415 - heavy, and needed rarely

    top = _MARGIN + _TITLE + 16 + (_NOTE + 18 if table.note else 0) + 12
    height = top + _HEAD + _ROW * max(1, len(table.rows)) + _MARGIN
    image = Image.new("RGB", (WIDTH, height), PAPER)
    draw = ImageDraw.Draw(image)
    inner = WIDTH - 2 * _MARGIN
    draw.text((_MARGIN, _MARGIN), fitted(table.title, font(_TITLE, bold=True), inner), INK, font(_TITLE, bold=True))
    if table.note:
        draw.text((_MARGIN, _MARGIN + _TITLE + 20), fitted(table.note, font(_NOTE), inner), PALE, font(_NOTE))
    text, strong = font(_TEXT), font(_TEXT, bold=True)
    widths = _widths(table, text, inner)
    lines: list[tuple[tuple[str, ...], FreeTypeFont]] = [(table.heads, strong)]
    lines += [(tuple(_shown(cell) for cell in row), text) for row in table.rows]
    y = top
    for number, (cells, face) in enumerate(lines):
        high = _HEAD if number == 0 else _ROW
        if number and number % 2 == 0:
            draw.rectangle((_MARGIN - 12, y, WIDTH - _MARGIN + 12, y + high), BAND)
        x = float(_MARGIN)
        for cell, width in zip(cells, widths, strict=True):
            draw.text((x, y + high / 2), fitted(cell, face, width), INK if number else PALE, face, anchor="lm")
            x += width + _GAP
        y += high
        if number == 0:
            draw.line((_MARGIN, y - 2, WIDTH - _MARGIN, y - 2), RULE, 2)
    return png(image)


def png(image: object) -> bytes:
    """Return a Pillow image as PNG."""
    from PIL import Image  # noqa: PLC0415

    assert isinstance(image, Image.Image)  # noqa: S101 - typed loosely so that Pillow is imported late
    stream = BytesIO()
    image.save(stream, "PNG", optimize=False)
    return stream.getvalue()


def fitted(text: str, face: FreeTypeFont, width: float) -> str:
    """Return `text`, cut with an ellipsis to `width` pixels; line breaks become blanks."""
    text = " ".join(text.split())
    if face.getlength(text) <= width:
        return text
    low, high = 0, len(text)
    while low < high:  # the longest beginning that fits
        middle = (low + high + 1) // 2
        low, high = (middle, high) if face.getlength(text[:middle] + "…") <= width else (low, middle - 1)
    return text[:low] + "…"


def _widths(table: Table, face: FreeTypeFont, inner: float) -> list[float]:
    """Return each column's pixels: what it needs; when that is too much, the widest give way."""
    columns = zip(table.heads, *(map(_shown, row) for row in table.rows), strict=True)
    needed = [max(face.getlength(" ".join(cell.split())) for cell in column) + 2 for column in columns]
    room = inner - _GAP * (len(needed) - 1)
    fair, left = room / len(needed), len(needed)
    for width in sorted(needed):  # those that need less than their share leave the rest to the others
        if width > fair:
            break
        room, left = room - width, left - 1
        fair = room / left if left else fair
    return [min(width, fair) for width in needed]


def _shown(cell: Cell) -> str:
    match cell:
        case None:
            return ""
        case datetime():
            return f"{cell:%m-%d %H:%M}"
        case float():
            return f"{cell:g}"
    return str(cell)
