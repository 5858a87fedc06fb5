"""What became of a notice, for its organiser: by department, and over time."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from itertools import takewhile
from zoneinfo import ZoneInfo

from bot.domain.deliveries import AckInGroup, DeliveryState, Recipient
from bot.domain.mirroring import Echo
from bot.domain.notices import Progress
from bot.domain.time_axis import moments

_HAVE_IT = (DeliveryState.SENT, DeliveryState.TAKEN_BACK)


@dataclass(frozen=True, slots=True)
class Branch:
    """A department ("": people of none) with those below it: how many were meant, have received, acknowledged.

    `name` is its own: what is above it, all of them have in common.
    """

    name: str
    meant: int
    received: int
    acknowledged: int

    @property
    def silent(self) -> int:
        """How many received it and have not acknowledged."""
        return self.received - self.acknowledged

    @property
    def percent(self) -> int:
        """How many of those who received it have acknowledged, in percent."""
        return self.acknowledged * 100 // self.received if self.received else 0


@dataclass(frozen=True, slots=True)
class Report:
    """A notice with everybody it was for."""

    progress: Progress
    recipients: tuple[Recipient, ...]
    in_groups: tuple[AckInGroup, ...] = ()
    echoes: tuple[Echo, ...] = ()

    @property
    def people(self) -> tuple[Recipient, ...]:
        """Those who are no groups."""
        return tuple(one for one in self.recipients if one.group_id is None)


def branches(people: tuple[Recipient, ...]) -> tuple[Branch, ...]:
    """Return the departments one level below the one that all have in common, most of the silent first."""
    paths = {one.department: one.department.split("/") for one in people}
    shared = _shared([names for path, names in paths.items() if path])
    name_of = {path: "".join(names[shared : shared + 1]) for path, names in paths.items()}
    meant, received, acknowledged = Counter[str](), Counter[str](), Counter[str]()
    for one in people:
        name = name_of[one.department]
        meant[name] += 1
        if one.state in _HAVE_IT:
            received[name] += 1
            acknowledged[name] += one.acknowledged_at is not None
    found = (Branch(name, count, received[name], acknowledged[name]) for name, count in meant.items())
    return tuple(sorted(found, key=lambda one: (-one.silent, one.name)))


def acknowledging(
    people: tuple[Recipient, ...], since: datetime, now: datetime, zone: ZoneInfo
) -> tuple[tuple[tuple[datetime, int], ...], bool]:
    """Return how many had acknowledged at the end of each hour or day since then, and whether hour by hour."""
    times = sorted(one.acknowledged_at for one in people if one.acknowledged_at)
    axis, hourly = moments(since, max([now, *times[-1:]]), zone)
    return tuple((at, bisect_right(times, at)) for at in axis), hourly


def _shared(paths: list[list[str]]) -> int:
    """Return how many departments the paths have in common, without the last of the shortest."""
    same = len(list(takewhile(lambda level: len(set(level)) == 1, zip(*paths, strict=False))))
    return min([same, *(len(names) - 1 for names in paths)])
