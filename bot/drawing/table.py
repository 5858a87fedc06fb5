"""What a table is before it becomes a workbook or a picture."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

Cell = str | int | float | datetime | None


@dataclass(frozen=True, slots=True)
class Table:
    """A title, column heads and rows as long as these. Instants stand in cells as local time without a zone."""

    title: str
    heads: tuple[str, ...]
    rows: Sequence[Sequence[Cell]]
    note: str = ""  # below the title: when it was made, how many rows
