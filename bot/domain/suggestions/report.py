"""What a campaign came to: how far its suggestions got, and how long people waited for each office."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from math import ceil

from bot.domain.suggestions.states import Decision
from bot.domain.working_time import Hours


class Stage(StrEnum):
    """How far a suggestion got, in order."""

    FILED = "filed"
    ACCEPTED = "accepted"
    ASSIGNED = "assigned"
    ANSWERED = "answered"
    RESOLVED = "resolved"
    ADOPTED = "adopted"  # wholly or partly


@dataclass(frozen=True, slots=True)
class Course:
    """What became of one suggestion, and when for the first time; `office` is "" while it has none."""

    number: str
    text: str
    office: str
    filed_at: datetime
    accepted_at: datetime | None = None
    assigned_at: datetime | None = None
    answered_at: datetime | None = None
    resolved_at: datetime | None = None
    decision: Decision | None = None


@dataclass(frozen=True, slots=True)
class Spread:
    """Working time of `count` cases: half took at most `median`, nine of ten at most `ninth`; None: there are none."""

    count: int
    median: timedelta | None
    ninth: timedelta | None


@dataclass(frozen=True, slots=True)
class OfficeTimes:
    """How long people waited for an office, from filing on: for its first answer, and until it was done."""

    office: str
    count: int
    answered: Spread
    resolved: Spread


def funnel(courses: Sequence[Course]) -> tuple[tuple[Stage, int], ...]:
    """Return how many got how far. Whoever got further counts for what lies before, too, but for adoption."""
    reached = [_reached(one) for one in courses]
    counts = [(stage, sum(stage in stages for stages in reached)) for stage in Stage]
    return tuple(counts)


def times(courses: Iterable[Course], hours: Hours) -> tuple[OfficeTimes, ...]:
    """Return each office's times, the one with most suggestions first."""
    by_office: dict[str, list[Course]] = defaultdict(list)
    for one in courses:
        if one.office:
            by_office[one.office].append(one)
    found = [
        OfficeTimes(
            office,
            len(its),
            spread([hours.between(one.filed_at, one.answered_at) for one in its if one.answered_at]),
            spread([hours.between(one.filed_at, one.resolved_at) for one in its if one.resolved_at]),
        )
        for office, its in by_office.items()
    ]
    return tuple(sorted(found, key=lambda one: (-one.count, one.office)))


def spread(values: Iterable[timedelta]) -> Spread:
    """Return the median and the 90th percentile, by nearest rank: both are values that occurred."""
    ordered = sorted(values)
    if not ordered:
        return Spread(0, None, None)
    return Spread(len(ordered), *(ordered[ceil(share * len(ordered) / 10) - 1] for share in (5, 9)))


def _reached(one: Course) -> frozenset[Stage]:
    stages = {Stage.FILED}
    if one.decision in {Decision.ADOPTED, Decision.PARTLY}:
        stages.add(Stage.ADOPTED)
    marks = (one.accepted_at, one.assigned_at, one.answered_at, one.resolved_at)
    far = max((n for n, at in enumerate(marks, 1) if at), default=0)
    return frozenset(stages.union(list(Stage)[: far + 1]))
