"""Rows of deliveries: who acknowledged a notice, and who has to be nudged."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from bot.clock import micros
from bot.domain.notices import MOST_REMINDERS
from storage.db import Tx


def acknowledged(tx: Tx, notice_id: int, person_id: int) -> bool | None:
    """Return whether a recipient acknowledged, None for who is no recipient."""
    row = tx.one(
        "SELECT ack_at IS NOT NULL FROM deliveries "
        "WHERE notice_id = :n AND person_id = :p AND state IN ('sent', 'sending', 'doubt')",
        n=notice_id,
        p=person_id,
    )
    return None if row is None else bool(row[0])


def acknowledge(tx: Tx, notice_id: int, person_id: int, now: datetime) -> bool | None:
    """Note that a recipient acknowledged; return whether for the first time, None for who is no recipient."""
    if acknowledged(tx, notice_id, person_id) is None:
        return None
    # Whoever acknowledges has received it: that ends the doubt.
    changed = tx.run(
        "UPDATE deliveries SET ack_at = :now, state = CASE state WHEN 'doubt' THEN 'sent' ELSE state END, "
        "reason = '', sent_at = COALESCE(sent_at, :now) WHERE notice_id = :n AND person_id = :p AND ack_at IS NULL",
        n=notice_id,
        p=person_id,
        now=micros(now),
    )
    return bool(changed)


def awaits(tx: Tx, notice_id: int, person_id: int) -> bool:
    """Whether this person has received the notice and not acknowledged it."""
    row = tx.one(
        "SELECT 1 FROM deliveries WHERE notice_id = :n AND person_id = :p AND ack_at IS NULL AND state = 'sent'",
        n=notice_id,
        p=person_id,
    )
    return row is not None


def silent(tx: Tx, notice_id: int, before: datetime) -> list[tuple[int, int]]:
    """Return who has not acknowledged what they received before `before`, and how often they were nudged.

    Without those who were nudged since, or MOST_REMINDERS times.
    """
    rows = tx.all(
        "SELECT person_id, nudges FROM deliveries WHERE notice_id = :n AND state = 'sent' AND ack_at IS NULL "
        "AND person_id IS NOT NULL AND nudges < :most AND sent_at < :before "
        "AND COALESCE(nudged_at, 0) < :before ORDER BY person_id",
        n=notice_id,
        most=MOST_REMINDERS,
        before=micros(before),
    )
    return [(person_id, nudges) for person_id, nudges in rows]


def anybody_silent(tx: Tx, notice_id: int, before: datetime) -> bool:
    """Whether `silent` would return anybody of an important notice."""
    return bool(
        tx.one(
            "SELECT 1 FROM deliveries WHERE notice_id = :n AND state = 'sent' AND ack_at IS NULL "
            "AND person_id IS NOT NULL AND nudges < :most AND sent_at < :before "
            "AND COALESCE(nudged_at, 0) < :before LIMIT 1",
            n=notice_id,
            most=MOST_REMINDERS,
            before=micros(before),
        )
    )


def nudged(tx: Tx, notice_id: int, person_ids: Collection[int], now: datetime) -> None:
    """Note that people were nudged."""
    tx.many(
        "UPDATE deliveries SET nudged_at = :now, nudges = nudges + 1 WHERE notice_id = :n AND person_id = :p",
        [{"n": notice_id, "p": person_id, "now": micros(now)} for person_id in person_ids],
    )
