"""Mirrors: robots of groups elsewhere, or mail, to which a notice goes as well, as text."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

RETRIES = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30))  # after each failure; then it is given up
IN_HAND = timedelta(minutes=2)  # whoever was killed with a copy in hand has it tried again after that


class EchoState(StrEnum):
    """Where a notice stands with one mirror."""

    WAITING = "waiting"
    SENT = "sent"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Echo:
    """A notice for one mirror; `tries` counts the one in hand."""

    notice_id: int
    mirror: str
    state: EchoState
    tries: int
    sent_at: datetime | None = None
