"""Task forces: named rosters that an organiser keeps, across departments, until the task is done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.domain.people import Entry
from bot.errors import Refusal

LONGEST_NAME = 30
MOST_KEPT = 50  # going on at a time, of one organiser
MOST_MEMBERS = 2_000


class TaskForceUnknown(Refusal):
    """There is no such task force, or it is somebody else's."""


class TaskForceUnnamed(Refusal):
    """A task force has a name of 1 to LONGEST_NAME characters."""


class TaskForceEnded(Refusal):
    """A task force that has ended changes no more and is no audience."""


class TooManyTaskForces(Refusal):
    """Nobody keeps more than MOST_KEPT task forces, and none has more than MOST_MEMBERS members."""


@dataclass(frozen=True, slots=True)
class TaskForce:
    """A task force with how many members it has; `keeper` is a name, "" of somebody who was forgotten."""

    id: int
    keeper_id: int
    keeper: str
    name: str
    created_at: datetime
    ended_at: datetime | None
    members: int

    def going_on(self) -> None:
        """Raise TaskForceEnded once it is over."""
        if self.ended_at is not None:
            raise TaskForceEnded


@dataclass(frozen=True, slots=True)
class Members:
    """A task force with a page of its members, by department and name."""

    task_force: TaskForce
    members: tuple[Entry, ...]


def check_name(text: str) -> str:
    """Return the name with single spaces; raises TaskForceUnnamed."""
    name = " ".join(text.split())
    if not 1 <= len(name) <= LONGEST_NAME or not name.isprintable():
        raise TaskForceUnnamed
    return name
