"""People who wait to be let in, as an organiser sees them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.domain.events import Event


@dataclass(frozen=True, slots=True)
class Asker:
    """Somebody who wants to come; `department` is the path of names from the root, `answers` by question key."""

    person_id: int
    name: str
    department: str
    post: str
    answers: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Queue:
    """Who asks, one at a time: `asker` is at `place` (from 0) of the event's `asking`; None when nobody asks."""

    event: Event
    place: int
    asker: Asker | None
