"""Materials of an event: links, and files that stay with Telegram."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from bot.domain.outbox import PromiseKind
from bot.errors import Refusal

MOST_MATERIALS = 20  # of an event
LONGEST_NAME = 60
_MORNING = time(9)


class MaterialKind(StrEnum):
    """What a material is."""

    LINK = "link"
    DOCUMENT = "document"
    PHOTO = "photo"


class MaterialNews(PromiseKind):
    """What those who were there are told of materials."""

    NEW = "materials.new"


class MaterialGone(Refusal):
    """The material was removed."""


class MaterialsNotYours(Refusal):
    """Materials are for those who have a seat, were there, speak or organise."""


class TooManyMaterials(Refusal):
    """An event has at most MOST_MATERIALS."""


class MaterialUnfit(Refusal):
    """A material has a name of at most LONGEST_NAME characters, and a link begins with http:// or https://."""


@dataclass(frozen=True, slots=True)
class Material:
    """One of an event's materials: `target` is a link, or Telegram's id of a file."""

    id: int
    event_id: int
    kind: MaterialKind
    name: str
    target: str

    def check(self) -> None:
        """Raise MaterialUnfit for what cannot be kept."""
        linked = self.kind is MaterialKind.LINK
        if not 1 <= len(self.name) <= LONGEST_NAME or not 1 <= len(self.target) <= 500:  # noqa: PLR2004 - as of links
            raise MaterialUnfit
        if linked and not self.target.startswith(("http://", "https://")):
            raise MaterialUnfit


def told_at(soonest: datetime, last: datetime | None, now: datetime, zone: ZoneInfo) -> datetime | None:
    """Return when new material is told: at `soonest`, but once a day at most; None when that is still to come.

    `last` is when it was, or will be, told before.
    """
    if last is not None and last > now:
        return None
    day = soonest.astimezone(zone).date()
    if last is None or last.astimezone(zone).date() < day:
        return soonest
    return datetime.combine(day + timedelta(days=1), _MORNING, zone).astimezone(UTC)
