"""Tables as .xlsx: typed cells, a frozen head, filters; what people typed is text and never a formula."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from io import BytesIO
from typing import TYPE_CHECKING
from unicodedata import east_asian_width

from bot.drawing.table import Cell, Table

if TYPE_CHECKING:
    from openpyxl.cell import Cell as SheetCell
    from openpyxl.worksheet.worksheet import Worksheet

_MOMENT = "yyyy-mm-dd hh:mm"
_NARROWEST, _WIDEST = 8, 48  # characters
_SAMPLE = 200  # rows that decide how wide a column is
_SHEET_NAME = 31  # characters, Excel's limit
_LONGEST_CELL = 32_767  # characters, Excel's limit
# What XML 1.0 cannot hold.
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def workbook(tables: Sequence[Table]) -> bytes:
    """Return an .xlsx with one sheet for each of `tables`."""
    from openpyxl import Workbook  # noqa: PLC0415 - heavy, and needed rarely

    book = Workbook(write_only=True)
    names: set[str] = set()
    for table in tables:
        _fill(book.create_sheet(_sheet_name(table.title, names)), table)
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def _fill(sheet: Worksheet, table: Table) -> None:
    from openpyxl.styles import Font, PatternFill  # noqa: PLC0415
    from openpyxl.utils import get_column_letter  # noqa: PLC0415

    last = get_column_letter(len(table.heads))
    for number, head in enumerate(table.heads):
        column = [head, *(_shown(row[number]) for row in table.rows[:_SAMPLE])]
        width = max(_NARROWEST, *(sum(_columns(char) for char in text) + 2 for text in column))
        sheet.column_dimensions[get_column_letter(number + 1)].width = min(width, _WIDEST)
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = f"A1:{last}{len(table.rows) + 1}"
    heads = [_cell(sheet, head) for head in table.heads]
    for cell in heads:
        cell.font, cell.fill = Font(bold=True), PatternFill("solid", fgColor="DCE6F1")
    sheet.append(heads)
    for row in table.rows:
        sheet.append([_cell(sheet, value) for value in row])


def _cell(sheet: Worksheet, value: Cell) -> SheetCell:
    from openpyxl.cell import WriteOnlyCell  # noqa: PLC0415

    if isinstance(value, str):
        cell = WriteOnlyCell(sheet, _UNWRITABLE.sub("", value)[:_LONGEST_CELL])
        cell.data_type = "s"  # "=1+1" that a person typed is text
        return cell
    cell = WriteOnlyCell(sheet, value)
    if isinstance(value, datetime):
        cell.number_format = _MOMENT
    return cell


def _shown(value: Cell) -> str:
    return _MOMENT if isinstance(value, datetime) else str(value if value is not None else "")


def _columns(char: str) -> int:
    return 2 if east_asian_width(char) in "WF" else 1


def _sheet_name(title: str, taken: set[str]) -> str:
    """Return a name that Excel takes: short, without its special characters, no two alike."""
    name = re.sub(r"[\[\]:*?/\\']", " ", _UNWRITABLE.sub("", title)).strip()[:_SHEET_NAME] or "Sheet"
    base, number = name, 1
    while name.lower() in taken:
        number += 1
        name = f"{base[: _SHEET_NAME - 4]} {number}"
    taken.add(name.lower())
    return name
