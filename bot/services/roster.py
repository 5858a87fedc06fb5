"""Roster import, for the command line.

    sheet = read(Path("people.xlsx"))            # RosterUnreadableError(.words), OSError
    roster = Roster(db, clock)
    preview = await roster.compare(sheet)        # .new .changed .unchanged .wrong .departments; changes nothing
    applied = await roster.apply(sheet, progress=lambda done, total: …)
    links = await roster.links(sheet)            # personal joining links for those who have not joined
    save_links(Path("links.xlsx"), links, username)

Importing the same file again changes nothing; people who are not in the file stay as they are.
"""

from __future__ import annotations

import csv
import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING

from bot.clock import Clock
from bot.ids import fingerprint, link_token
from bot.services.sheets import Line, RosterUnreadableError, Sheet, Wrong, read
from storage import audit, departments
from storage import people as people_rows
from storage import roster as rows
from storage.db import Database, Tx
from storage.roster import Listed

if TYPE_CHECKING:
    from openpyxl import Workbook

__all__ = [
    "Change",
    "Line",
    "Link",
    "Preview",
    "Roster",
    "RosterUnreadableError",
    "Sheet",
    "Wrong",
    "read",
    "save_links",
]

# A link that goes out with a whole roster has to wait for people on leave.
LINK_LIFETIME = timedelta(days=30)
_CHUNK = 200  # rows per transaction: the bot goes on answering in between
_FORMULA = ("=", "+", "-", "@")
_HEADER = ("姓名", "部门", "工号", "链接", "有效期至 (UTC)")


@dataclass(frozen=True, slots=True)
class Change:
    """Somebody who is known already and what would change: (field of Line, old, new), departments as paths."""

    line: Line
    fields: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class Preview:
    """What an import would do, and did."""

    new: tuple[Line, ...]
    changed: tuple[Change, ...]
    unchanged: int
    wrong: tuple[Wrong, ...]
    departments: tuple[str, ...]  # paths that would be made


@dataclass(frozen=True, slots=True)
class Link:
    """A personal joining link: what follows ?start= in it. Whoever opens it first is that person."""

    name: str
    department: str
    staff_number: str
    payload: str
    expires_at: datetime


class Roster:
    """Imports a roster."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db, self._clock = db, clock

    async def compare(self, sheet: Sheet) -> Preview:
        """Return what importing `sheet` would do."""
        return await self._db.read(_compare, sheet)

    async def apply(self, sheet: Sheet, progress: Callable[[int, int], None] = lambda _done, _total: None) -> Preview:
        """Import `sheet` and return what was done; `progress` gets (rows done, rows in all) after each step.

        It goes in steps of one transaction each: stopped in between, doing it again completes it.
        """
        preview = await self._db.read(_compare, sheet)
        work = (*preview.new, *(change.line for change in preview.changed))
        for start in range(0, len(work), _CHUNK):
            await self._db.write(_import, work[start : start + _CHUNK], self._clock.now())
            progress(min(start + _CHUNK, len(work)), len(work))
        return preview

    async def links(self, sheet: Sheet) -> tuple[Link, ...]:
        """Make personal links for those in `sheet` who have not joined; their earlier links end."""
        made: list[Link] = []
        for start in range(0, len(sheet.lines), _CHUNK):
            numbers = [(line.staff_number, link_token()) for line in sheet.lines[start : start + _CHUNK]]
            made += await self._db.write(_invite, numbers, self._clock.now())
        return tuple(made)


def save_links(path: Path, links: tuple[Link, ...], username: str) -> None:
    """Write the links as .xlsx or .csv, readable by the file's owner only: whoever has a link can be that person."""
    table = [_HEADER, *(_cells(link, username) for link in links)]
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        if path.suffix.lower() == ".csv":
            file.write(_csv(table))
        else:
            _workbook(table).save(file)


def _cells(link: Link, username: str) -> tuple[str, ...]:
    address = f"https://t.me/{username}?start={link.payload}"
    return link.name, link.department, link.staff_number, address, f"{link.expires_at:%Y-%m-%d %H:%M}"


def _csv(table: list[tuple[str, ...]]) -> bytes:
    text = StringIO()
    # A spreadsheet would execute a name that begins like a formula.
    csv.writer(text).writerows([f"'{cell}" if cell[:1] in _FORMULA else cell for cell in row] for row in table)
    return text.getvalue().encode("utf-8-sig")


def _workbook(table: list[tuple[str, ...]]) -> Workbook:
    from openpyxl import Workbook  # noqa: PLC0415 - the running bot never needs it
    from openpyxl.cell import WriteOnlyCell  # noqa: PLC0415

    book = Workbook(write_only=True)
    sheet = book.create_sheet("links")
    for row in table:
        cells = [WriteOnlyCell(sheet, cell) for cell in row]
        for cell in cells:
            cell.data_type = "s"  # a text, even when it begins like a formula
        sheet.append(cells)
    return book


def _compare(tx: Tx, sheet: Sheet) -> Preview:
    known = rows.listed(tx)
    paths = rows.paths(tx)
    new, changed, wanted = [], [], set()
    for line in sheet.lines:
        if line.department:
            wanted |= {"/".join(line.department[: depth + 1]) for depth in range(len(line.department))}
        before = known.get(line.staff_number)
        if before is None:
            new.append(line)
        elif fields := _differences(before, line):
            changed.append(Change(line, fields))
    unchanged = len(sheet.lines) - len(new) - len(changed)
    return Preview(tuple(new), tuple(changed), unchanged, sheet.wrong, tuple(sorted(wanted - paths)))


def _differences(before: Listed, line: Line) -> tuple[tuple[str, str, str], ...]:
    department = "/".join(line.department) if line.department else before.department
    pairs = (
        ("name", before.name, line.name),
        ("department", before.department, department),
        ("post", before.post, before.post if line.post is None else line.post),
    )
    return tuple(pair for pair in pairs if pair[1] != pair[2])


def _import(tx: Tx, lines: tuple[Line, ...], now: datetime) -> None:
    for line in lines:
        department_id = departments.ensure(tx, line.department) if line.department else None
        rows.put(tx, line.staff_number, line.name, department_id, line.post, now)
    audit.note(tx, now, None, "roster.import", "people", f"{len(lines)} rows")


def _invite(tx: Tx, tokens: list[tuple[str, str]], now: datetime) -> list[Link]:
    links = []
    for number, token in tokens:
        one = rows.one(tx, number)
        if one is None or one.joined:
            continue
        expires = now + LINK_LIFETIME
        people_rows.invite(tx, fingerprint(token), one.id, expires)
        audit.note(tx, now, None, "person.invite", f"person:{one.id}")
        links.append(Link(one.name, one.department, number, f"j_{token}", expires))
    return links
