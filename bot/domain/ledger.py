"""The ledger: what people are credited with. Lines are only ever added; what was wrong is corrected by another line."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Unit(StrEnum):
    """What is counted, in hundredths."""

    HOURS = "hours"
    POINTS = "points"  # for suggestions that were adopted
    HONOURS = "honours"  # prizes; what for stands in the note


@dataclass(frozen=True, slots=True)
class Entry:
    """A line to be written: `amount` in hundredths; `key` makes it one, however often its cause is replayed."""

    person_id: int
    unit: Unit
    amount: int
    year: int
    event_id: int | None
    key: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """What a person is credited with for one event in one year: `amounts` in order; more than one are corrections."""

    event_id: int
    title: str
    starts_at: datetime
    series_id: int | None
    series: str
    year: int
    amounts: tuple[int, ...]

    @property
    def amount(self) -> int:
        """What it comes to."""
        return sum(self.amounts)
