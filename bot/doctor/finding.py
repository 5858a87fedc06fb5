"""One line of the doctor's report."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """How well it is."""

    GOOD = "✔"
    ODD = "!"  # works, but somebody should look
    BAD = "✘"


@dataclass(frozen=True, slots=True)
class Finding:
    """What was looked at, how it is, and what to do about it."""

    verdict: Verdict
    subject: str
    what: str
    advice: str = ""

    def __str__(self) -> str:
        advice = f"; {self.advice}" if self.advice else ""
        return f"{self.verdict} {self.subject}: {self.what}{advice}"


def good(subject: str, what: str) -> Finding:
    """Return a finding that needs nothing."""
    return Finding(Verdict.GOOD, subject, what)


def odd(subject: str, what: str, advice: str) -> Finding:
    """Return a finding that somebody should look at."""
    return Finding(Verdict.ODD, subject, what, advice)


def bad(subject: str, what: str, advice: str) -> Finding:
    """Return a finding with which the bot cannot work."""
    return Finding(Verdict.BAD, subject, what, advice)
