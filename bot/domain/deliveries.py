"""Deliveries: where a notice stands with each of its recipients, and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class DeliveryState(StrEnum):
    """Where a notice stands with one recipient."""

    WAITING = "waiting"
    SENDING = "sending"  # claimed; after a crash this is doubt
    SENT = "sent"
    DOUBT = "doubt"  # nobody knows; never sent again by itself
    FAILED = "failed"
    SKIPPED = "skipped"  # muted
    TAKEN_BACK = "taken_back"  # withdrawn, and deleted


class Reason(StrEnum):
    """Why a delivery failed or was left out."""

    NEVER_STARTED = "never_started"
    NO_CONSENT = "no_consent"
    BLOCKED = "blocked"
    DEACTIVATED = "deactivated"
    KICKED = "kicked"  # of a group
    NO_RIGHTS = "no_rights"  # to write in a group or channel
    REFUSED = "refused"  # Telegram did not take this message
    CRASH = "crash"
    NO_ANSWER = "no_answer"
    MUTED = "muted"
    TOO_OLD = "too_old"  # to be deleted: Telegram allows it for 48 hours


@dataclass(frozen=True, slots=True)
class Reach:
    """How many an audience has: people in all, of whom so many can be reached, cannot, or muted; and groups.

    `outside`: how many more it means over whom the organiser has no authority; `named` are the first of those who stand
    in a list or task force of the organiser's own.
    """

    total: int
    reachable: int
    unreachable: int
    muted: int
    groups: int
    needs_second: bool = False
    outside: int = 0
    named: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Recipient:
    """One delivery as an organiser sees it."""

    id: int
    person_id: int | None
    group_id: int | None
    name: str
    department: str  # its path, or ""
    state: DeliveryState
    reason: str
    sent_at: datetime | None
    acknowledged_at: datetime | None
    nudged_at: datetime | None = None  # the last time
    nudges: int = 0


@dataclass(frozen=True, slots=True)
class RecipientPage:
    """A page of recipients, of `total` in all."""

    recipients: tuple[Recipient, ...]
    total: int


@dataclass(frozen=True, slots=True)
class Mailing:
    """A delivery in hand: to the chat `chat_id`, whose reader has chosen `language`."""

    id: int
    notice_id: int
    chat_id: int
    language: str | None
    tries: int
    is_group: bool = False
    topic_id: int | None = None
    message_ids: tuple[int, ...] = ()  # the last with the buttons; of a try that broke, its beginning
    acknowledged: bool = False
    revision: int = 0
    acks: int = 0  # in the group


@dataclass(frozen=True, slots=True)
class AckInGroup:
    """Somebody who is no recipient and acknowledged in the group of that title."""

    group: str
    name: str
    department: str  # its path, or ""
    at: datetime
