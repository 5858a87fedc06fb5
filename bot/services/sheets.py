"""Reading a roster from .xlsx or .csv: columns by their headers, every row either a Line or Wrong with its reason."""

from __future__ import annotations

import csv
import re
import warnings
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from io import BytesIO, StringIO
from itertools import islice
from pathlib import Path

from bot.domain.people import DEPARTMENT_LIMIT, NAME_LIMIT, POST_LIMIT, STAFF_NUMBER_LIMIT, NameUnfit, check_name
from bot.texts import clean

FILE_LIMIT = 10 << 20  # bytes
UNPACKED_LIMIT = 200 << 20  # bytes an .xlsx may hold: a small file can be a bomb
ROW_LIMIT = 20_000
DEPTH_LIMIT = 8
_COLUMN_LIMIT = 60
_TITLE_ROWS = 10  # how far down the header may stand

_HEADERS = {
    "name": {"姓名", "名字", "name", "full name"},
    "staff_number": {"工号", "工號", "编号", "編號", "人员编号", "职工号", "staff number", "staff no", "staff no."},
    "department": {"部门", "部門", "单位", "單位", "所在部门", "department"},
    "post": {"职务", "職務", "职位", "職位", "岗位", "崗位", "post", "position", "job title"},
}


class RosterUnreadableError(Exception):
    """The file as a whole cannot be used; `words` says why and what fits."""

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.words = words


@dataclass(frozen=True, slots=True)
class Line:
    """One person as the file has them; None where the file says nothing: what is known then stays."""

    row: int
    staff_number: str
    name: str
    department: tuple[str, ...] | None
    post: str | None


@dataclass(frozen=True, slots=True)
class Wrong:
    """A row that cannot be used, and why."""

    row: int
    reason: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a file says, row by row as it numbers them (from 1)."""

    lines: tuple[Line, ...]
    wrong: tuple[Wrong, ...]


class _Unfit(Exception):  # noqa: N818 - the reason of a Wrong on its way
    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def read(path: Path) -> Sheet:
    """Return the roster in the first sheet of an .xlsx, or in a .csv (UTF-8 or GB 18030); no formula is executed.

    Raises RosterUnreadableError, and OSError when the file cannot be opened.
    """
    if path.stat().st_size > FILE_LIMIT:
        raise RosterUnreadableError(f"The file is larger than {FILE_LIMIT >> 20} MB.")
    kind = path.suffix.lower()
    if kind == ".csv":
        return _sheet(_csv_rows(path.read_bytes()))
    if kind == ".xlsx":
        return _sheet(_xlsx_rows(path))
    raise RosterUnreadableError("The file must be an .xlsx workbook or a .csv table.")


def cells(content: bytes, name: str) -> list[tuple[str, ...]]:
    """Return the cells as text of the first sheet of an .xlsx or of a .csv, told apart by `name`.

    Raises RosterUnreadableError.
    """
    if len(content) > FILE_LIMIT:
        raise RosterUnreadableError(f"The file is larger than {FILE_LIMIT >> 20} MB.")
    kind = Path(name).suffix.lower()
    if kind not in (".csv", ".xlsx"):
        raise RosterUnreadableError("The file must be an .xlsx workbook or a .csv table.")
    rows = _csv_rows(content) if kind == ".csv" else _xlsx_rows(BytesIO(content))
    found = [tuple(map(_text, row)) for row in islice(rows, ROW_LIMIT + 1)]
    if len(found) > ROW_LIMIT:
        raise RosterUnreadableError(f"The file has more than {ROW_LIMIT} rows.")
    return found


def _csv_rows(raw: bytes) -> Iterator[Sequence[object]]:
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("gb18030", errors="replace")  # what Excel writes on Chinese Windows
    delimiter = "\t" if "\t" in text.partition("\n")[0] else ","
    yield from csv.reader(StringIO(text), delimiter=delimiter)


def _xlsx_rows(file: Path | BytesIO) -> Iterator[Sequence[object]]:
    from openpyxl import load_workbook  # noqa: PLC0415 - the running bot never needs it

    broken = RosterUnreadableError("The file is no readable .xlsx workbook. Save it again in Excel or WPS as .xlsx.")
    try:
        with zipfile.ZipFile(file) as packed:
            if sum(part.file_size for part in packed.infolist()) > UNPACKED_LIMIT:
                raise RosterUnreadableError("The workbook holds too much. Keep only the sheet with the people.")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl warns of decoration that it leaves out
            book = load_workbook(file, read_only=True, data_only=True, keep_links=False)
    except (zipfile.BadZipFile, KeyError, ValueError, SyntaxError) as error:
        raise broken from error
    with closing(book):
        if not book.worksheets:
            raise broken
        sheet = book.worksheets[0]
        sheet.reset_dimensions()  # some programs write wrong ones
        yield from sheet.iter_rows(max_col=_COLUMN_LIMIT, values_only=True)


def _sheet(rows: Iterable[Sequence[object]]) -> Sheet:
    numbered = enumerate(rows, 1)
    columns = _header(numbered)
    lines: list[Line] = []
    wrong: list[Wrong] = []
    seen: dict[str, int] = {}
    for number, cells in numbered:
        if len(lines) + len(wrong) >= ROW_LIMIT:
            raise RosterUnreadableError(f"The file has more than {ROW_LIMIT} rows.")
        values = {name: _text(cells[at]) if at < len(cells) else "" for name, at in columns.items()}
        if not any(values.values()):
            continue
        try:
            lines.append(_line(number, values, seen))
        except _Unfit as unfit:
            wrong.append(Wrong(number, unfit.reason))
    return Sheet(tuple(lines), tuple(wrong))


def _header(rows: Iterator[tuple[int, Sequence[object]]]) -> dict[str, int]:
    for _number, cells in islice(rows, _TITLE_ROWS):
        if columns := _columns(cells):
            return columns
    raise RosterUnreadableError("No header row with at least 姓名 and 工号 (name, staff number) was found.")


def _columns(cells: Sequence[object]) -> dict[str, int] | None:
    headers = [_text(cell).lower() for cell in cells]
    found = {
        field: next(at for at, header in enumerate(headers) if header in names)
        for field, names in _HEADERS.items()
        if any(header in names for header in headers)
    }
    return found if {"name", "staff_number"} <= found.keys() else None


def _text(cell: object) -> str:
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)  # Excel keeps every number as a float
    return "" if cell is None else " ".join(str(cell).split(" ")).strip()


def _line(row: int, values: dict[str, str], seen: dict[str, int]) -> Line:
    for field, value in values.items():
        if clean(value) != value or re.search(r"\s", value.replace(" ", "")):
            raise _Unfit(f"{_label(field)}: has control or invisible characters")
        if value.startswith("#") and value.endswith(("!", "?", "N/A")):
            raise _Unfit(f"{_label(field)}: the cell shows an error")
    name, number = values["name"], values["staff_number"]
    for field, value in (("name", name), ("staff_number", number)):
        if not value:
            raise _Unfit(f"{_label(field)}: is empty")
    _limit("name", name, NAME_LIMIT)
    _limit("staff_number", number, STAFF_NUMBER_LIMIT)
    _limit("post", values.get("post", ""), POST_LIMIT)
    try:
        name = check_name(name)
    except NameUnfit:
        raise _Unfit("name: has no letters") from None
    if seen.setdefault(number, row) != row:
        raise _Unfit(f"the staff number stands in row {seen[number]} already")
    return Line(row, number, name, _path(values.get("department", "")), values.get("post") or None)


def _path(text: str) -> tuple[str, ...] | None:
    names = tuple(name.strip() for name in re.split(r"[/>／＞]", text) if name.strip())
    if len(names) > DEPTH_LIMIT:
        raise _Unfit(f"department: more than {DEPTH_LIMIT} levels")
    for name in names:
        _limit("department", name, DEPARTMENT_LIMIT)
    return names or None


def _limit(field: str, value: str, limit: int) -> None:
    if len(value) > limit:
        raise _Unfit(f"{_label(field)}: longer than {limit} characters")


def _label(field: str) -> str:
    return field.replace("_", " ")
