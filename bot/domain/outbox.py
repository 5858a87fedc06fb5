"""Promised messages: what the bot owes somebody, when, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class PromiseKind(StrEnum):
    """Kinds of promised messages: each feature that promises any has a subclass that lists them."""


class PromiseState(StrEnum):
    """Where a promised message stands."""

    WAITING = "waiting"  # until it is due
    SENDING = "sending"  # claimed; after a crash this is the state of doubt
    SENT = "sent"
    DROPPED = "dropped"  # it no longer held, or came too late to help
    FAILED = "failed"  # Telegram refused for good
    DOUBT = "doubt"  # nobody knows, and it was tried often enough


# A crash between sending and noting leaves doubt, and Telegram has no idempotency key: personal messages are sent at
# most this often (design: at least once, at most two tries after doubt).
TRIES = 2


@dataclass(frozen=True, slots=True)
class Promised:
    """One promised message, to a person or to a group (Telegram's chat id).

    `data` holds JSON values; `key` makes it one, however often its cause is replayed.
    """

    person_id: int | None
    kind: str
    subject: int
    key: str
    due_at: datetime
    data: dict[str, object]
    useful_until: datetime | None = None
    group_id: int | None = None


@dataclass(frozen=True, slots=True)
class Claimed:
    """A promised message in hand: to be sent to the person's `telegram_id`, or to the group."""

    id: int
    person_id: int | None
    telegram_id: int | None
    kind: str
    subject: int
    data: dict[str, object]
    tries: int  # before this one
    group_id: int | None = None


@dataclass(frozen=True, slots=True)
class Hand:
    """Messages in hand; the kinds of those that came too late to help and were dropped; whether more may be due."""

    claimed: tuple[Claimed, ...] = ()
    late: tuple[str, ...] = ()
    more: bool = False
