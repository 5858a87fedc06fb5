"""A series of events, and what its next event begins with."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, fields, replace

from bot.domain import rules
from bot.domain.events import Pillar
from bot.domain.rules import USUAL, Rules
from bot.errors import Refusal


class SeriesUnknown(Refusal):
    """There is no such series."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Defaults:
    """What is known about the events of a series beforehand. None: it is asked each time."""

    speaker: str = ""
    place: str | None = None
    link: str = ""
    capacity: int | None = None  # 0: no limit
    weekday: int | None = None  # 0: Monday
    starts: int | None = None  # minutes after midnight, in the workplace's zone
    lasts: int | None = None  # minutes
    departments: tuple[int, ...] = ()
    opens: str = "now"  # when sign-up opens and closes: a rule of the form of events
    closes: str = "start"
    hours: float | None = None  # None: they follow the duration
    rules: Rules = USUAL

    def written(self) -> str:
        """Return the defaults as they are kept."""
        return json.dumps(asdict(self) | {"rules": rules.written(self.rules)}, ensure_ascii=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """A series; without `defaults` its next event begins like its last one."""

    id: int
    name: str
    pillar: Pillar
    field: str = ""
    defaults: Defaults | None = None


def read(kept: str) -> Defaults | None:
    """Return what `Defaults.written` wrote, None for ""; names that a later release no longer knows are left out."""
    if not kept:
        return None
    known = {field.name for field in fields(Defaults)}
    found = {name: value for name, value in json.loads(kept).items() if name in known}
    defaults = Defaults(**found)
    return replace(defaults, departments=tuple(defaults.departments), rules=rules.read(found.get("rules", "")))
