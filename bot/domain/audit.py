"""What was done with authority: one entry per act, some of which can be taken back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.errors import Refusal


class UndoGone(Refusal):
    """The act was taken back already, cannot be, or is not the reader's to take back."""


class ChangedSince(Refusal):
    """What the act was done to has been changed since: taking it back would undo that as well."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One act. `actor` is the name, "" for the operator at the console and for who was forgotten.

    `about` is the title or name of what it was done to, "" when that is gone. `undo` is JSON for who carries it out.
    """

    id: int
    at: datetime
    actor_id: int | None
    actor: str
    action: str
    subject: str  # "person:7", "event:12"
    about: str
    details: str
    undo: str | None
    undone_at: datetime | None

    @property
    def event_id(self) -> int | None:
        """The event it was done to, if it was one."""
        kind, _colon, number = self.subject.partition(":")
        return int(number) if kind == "event" else None


@dataclass(frozen=True, slots=True)
class Trail:
    """A page of entries, the latest first: `page` counts from 0, `pages` is at least 1."""

    entries: tuple[Entry, ...]
    page: int
    pages: int
