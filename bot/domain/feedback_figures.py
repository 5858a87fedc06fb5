"""A desk's month in numbers, none of which is so small that it could point to somebody."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from bot.domain.feedback import month_of

LEAST_COUNT = 5


@dataclass(frozen=True, slots=True)
class Figures:
    """A desk's month. Numbers under LEAST_COUNT are None, and so is what they could be worked out from."""

    month: str
    threads: int | None
    answered: int | None  # of these
    days: float | None  # until the first answer, on average
    themes: tuple[tuple[str, int], ...]  # the most frequent first, those with few left out


def figures(month: str, threads: Iterable[tuple[date, date | None, str]]) -> Figures:
    """Count a month's threads: the day of each, the day of its first answer if there is one, its theme."""
    month_s = [one for one in threads if month_of(one[0]) == month]
    waits = [(answered - day).days for day, answered, _ in month_s if answered is not None]
    total, answered = len(month_s), len(waits)
    themes = {theme: sum(one[2] == theme for one in month_s) for theme in {one[2] for one in month_s} if theme}
    told = _told(total, answered)
    return Figures(
        month,
        total if total >= LEAST_COUNT else None,
        answered if told else None,
        sum(waits) / answered if told and answered else None,
        _counts(total, themes),
    )


def _told(total: int, part: int) -> bool:
    """Whether a part may be told beside its total: neither it nor the rest is few."""
    return total >= LEAST_COUNT and all(number == 0 or number >= LEAST_COUNT for number in (part, total - part))


def _counts(total: int, themes: dict[str, int]) -> tuple[tuple[str, int], ...]:
    """Return the themes that may be told: what is left of the total must not be few either."""
    found = sorted((item for item in themes.items() if item[1] >= LEAST_COUNT), key=lambda item: (-item[1], item[0]))
    while found and 0 < total - sum(count for _, count in found) < LEAST_COUNT:
        found.pop()
    return tuple(found)
