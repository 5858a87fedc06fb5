"""Rows of deliveries: who acknowledged a notice, and who has to be nudged."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from bot.clock import instant, micros
from bot.domain.deliveries import AckInGroup, Mailing
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


def acknowledge_in_group(tx: Tx, notice_id: int, group_id: int, person_id: int, now: datetime) -> bool | None:
    """Note that somebody acknowledged in a group; return whether for the first time, None when it did not go there.

    For recipients it is theirs, too.
    """
    row = tx.one(
        "SELECT id FROM deliveries WHERE notice_id = :n AND group_id = :g AND state IN ('sent', 'sending', 'doubt')",
        n=notice_id,
        g=group_id,
    )
    if row is None:
        return None
    own = acknowledge(tx, notice_id, person_id, now)
    new = tx.run(
        "INSERT INTO group_acknowledgements (delivery_id, person_id, at) VALUES (:id, :p, :now) "
        "ON CONFLICT (delivery_id, person_id) DO NOTHING",
        id=row[0],
        p=person_id,
        now=micros(now),
    )
    if new:
        tx.run("UPDATE deliveries SET acks = acks + 1 WHERE id = :id", id=row[0])
    return bool(own) or bool(new)


def behind(tx: Tx) -> list[Mailing]:
    """Return what was delivered to groups and does not say yet how many acknowledged there."""
    rows = tx.all(
        "SELECT x.id, x.notice_id, x.group_id, g.language, x.tries, x.messages, x.acks FROM deliveries x "
        "LEFT JOIN groups g ON g.id = x.group_id "
        "WHERE x.acks > x.acks_shown AND x.state = 'sent' AND x.messages <> '' ORDER BY x.id"
    )
    return [
        Mailing(id_, notice_id, group_id, language, tries, True, message_ids=_numbers(messages), acks=acks)
        for id_, notice_id, group_id, language, tries, messages, acks in rows
    ]


def counted(tx: Tx, id_: int, acks: int) -> None:
    """Note how many a delivery to a group says that acknowledged."""
    tx.run("UPDATE deliveries SET acks_shown = :acks WHERE id = :id AND acks_shown < :acks", id=id_, acks=acks)


def in_groups(tx: Tx, notice_id: int) -> tuple[AckInGroup, ...]:
    """Return who acknowledged a notice in groups and is no recipient, by group and department."""
    rows = tx.all(
        "SELECT COALESCE(g.title, ''), p.name, COALESCE(d.path, ''), a.at FROM group_acknowledgements a "
        "JOIN deliveries x ON x.id = a.delivery_id JOIN people p ON p.id = a.person_id "
        "LEFT JOIN departments d ON d.id = p.department_id LEFT JOIN groups g ON g.id = x.group_id "
        "WHERE x.notice_id = :n AND NOT EXISTS "
        "(SELECT 1 FROM deliveries y WHERE y.notice_id = :n AND y.person_id = a.person_id) ORDER BY 1, 3, 2, p.id",
        n=notice_id,
    )
    return tuple(AckInGroup(group, name, department, instant(at)) for group, name, department, at in rows)


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


def _numbers(messages: str) -> tuple[int, ...]:
    return tuple(map(int, messages.split()))
