"""What suggestions are called: JDZ-2026-0001, counted anew each year."""

from __future__ import annotations

import re

_WHOLE = re.compile(r"JDZ-(\d{4})-(\d{1,9})", re.ASCII)
_LAST = re.compile(r"\d{1,9}", re.ASCII)


def number(year: int, count: int) -> str:
    """Return what the `count`th suggestion of a year is called."""
    return f"JDZ-{year}-{count:04}"


def numbered(typed: str, year: int) -> str:
    """Return the number somebody means who typed this in that year; what is none comes back as it is."""
    typed = typed.strip().upper().removeprefix("#")
    if _LAST.fullmatch(typed):
        return number(year, int(typed))
    whole = _WHOLE.fullmatch(typed)
    return number(int(whole[1]), int(whole[2])) if whole else typed
