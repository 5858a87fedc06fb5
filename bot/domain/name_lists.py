"""Names and staff numbers in a table: which column has them, and who is meant by each row."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from bot.domain.guests import Matching
from bot.domain.people import Entry
from bot.errors import Refusal

Rows = Sequence[Sequence[str]]


class ListUnreadable(Refusal):
    """The file is no table of names that can be read."""


def by_what_they_are_called(roster: Iterable[Entry]) -> dict[str, list[Entry]]:
    """Return the people by name and by staff number."""
    called: dict[str, list[Entry]] = {}
    for one in roster:
        for known_as in {one.name, one.staff_number or one.name}:
            called.setdefault(known_as, []).append(one)
    return called


def in_table(rows: Rows, roster: Iterable[Entry]) -> Matching:
    """Return who is meant by a table in one column of which names or staff numbers stand.

    The column is the one with most that somebody is called; what stands above its first name is heading. The other
    cells of a row tell people of the same name apart. Raises ListUnreadable when no column has a name.
    """
    called = by_what_they_are_called(roster)
    column = _column(rows, called)
    found: dict[int, Entry] = {}
    doubtful: dict[str, tuple[Entry, ...]] = {}
    unknown: list[str] = []
    begun = False
    for row in rows:
        text = row[column] if column < len(row) else ""
        candidates = _narrowed(called.get(text, []), [cell for cell in row if cell and cell != text])
        begun = begun or bool(candidates)
        if len(candidates) == 1:
            found[candidates[0].id] = candidates[0]
        elif candidates:
            doubtful[text] = tuple(candidates)
        elif text and begun:
            unknown.append(text)
    return Matching(tuple(found.values()), tuple(doubtful.items()), tuple(dict.fromkeys(unknown)))


def _column(rows: Rows, called: Mapping[str, object]) -> int:
    widest = max((len(row) for row in rows), default=0)
    hits = [sum(column < len(row) and row[column] in called for row in rows) for column in range(widest)]
    if not any(hits):
        raise ListUnreadable
    return hits.index(max(hits))


def _narrowed(candidates: list[Entry], cells: list[str]) -> list[Entry]:
    fitting = [one for one in candidates if any(_says(one, cell) for cell in cells)]
    return fitting or candidates


def _says(one: Entry, cell: str) -> bool:
    return cell in (one.department, one.post, one.staff_number) or cell in one.department.split("/")
