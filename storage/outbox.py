"""Rows of promised messages."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from datetime import datetime

from bot.clock import micros
from bot.domain.outbox import TRIES, Claimed, Promised, PromiseState
from storage.db import Tx

_PROMISE = """
    INSERT INTO outbox (person_id, group_id, kind, subject, data, key, due_at, useful_until, state, changed_at)
    VALUES (:person_id, :group_id, :kind, :subject, :data, :key, :due_at, :useful_until, 'waiting', :now)
    ON CONFLICT (key) DO NOTHING"""
_json = json.JSONEncoder(ensure_ascii=False).encode  # json.dumps makes an encoder for each text


def promise(tx: Tx, promises: Iterable[Promised], now: datetime) -> None:
    """Owe these messages; one whose key is known already is not owed twice."""
    tx.many(_PROMISE, [_values(one, now) for one in promises])


def promise_new(tx: Tx, one: Promised, now: datetime) -> bool:
    """Owe this message; return whether it was not known already."""
    return tx.run(_PROMISE, **_values(one, now)) == 1


def _values(one: Promised, now: datetime) -> dict[str, object]:
    return {
        "person_id": one.person_id,
        "group_id": one.group_id,
        "kind": one.kind,
        "subject": one.subject,
        "data": _json(one.data),
        "key": one.key,
        "due_at": micros(one.due_at),
        "useful_until": None if one.useful_until is None else micros(one.useful_until),
        "now": micros(now),
    }


def withdraw(tx: Tx, kind: str, subject: int, person_id: int | None = None) -> int:
    """Owe the waiting messages of `kind` about `subject` no more, to one person or to all; return how many."""
    if person_id is None:
        return tx.run("DELETE FROM outbox WHERE subject = :s AND kind = :k AND state = 'waiting'", s=subject, k=kind)
    return tx.run(
        "DELETE FROM outbox WHERE subject = :s AND kind = :k AND person_id = :p AND state = 'waiting'",
        s=subject,
        k=kind,
        p=person_id,
    )


def withdraw_group(tx: Tx, kinds: Collection[str], group_id: int) -> None:
    """Owe a group the waiting messages of these kinds no more."""
    for kind in kinds:
        tx.run("DELETE FROM outbox WHERE group_id = :g AND kind = :k AND state = 'waiting'", g=group_id, k=kind)


def give_up_group(tx: Tx, group_id: int, reason: str, now: datetime) -> None:
    """Note that what waits for a group cannot reach it any more."""
    tx.run(
        "UPDATE outbox SET state = 'failed', reason = :reason, changed_at = :now "
        "WHERE group_id = :group AND state = 'waiting'",
        group=group_id,
        reason=reason,
        now=micros(now),
    )


def drop_late(tx: Tx, now: datetime) -> list[tuple[str, int]]:
    """Drop what is due but past its use; return how many of each kind."""
    rows = tx.all(
        "UPDATE outbox SET state = 'dropped', reason = 'late', changed_at = :now "
        "WHERE state = 'waiting' AND due_at <= :now AND useful_until < :now RETURNING kind",
        now=micros(now),
    )
    kinds = [kind for (kind,) in rows]
    return sorted((kind, kinds.count(kind)) for kind in set(kinds))


def claim(tx: Tx, now: datetime, limit: int) -> list[Claimed]:
    """Take up to `limit` due messages in hand, the longest due first."""
    rows = tx.all(
        "UPDATE outbox SET state = 'sending', tries = tries + 1, changed_at = :now WHERE state = 'waiting' AND id IN "
        "(SELECT id FROM outbox WHERE state = 'waiting' AND due_at <= :now ORDER BY due_at, id LIMIT :limit) "
        "RETURNING id, person_id, kind, subject, data, tries, "
        "(SELECT telegram_id FROM people WHERE people.id = outbox.person_id AND consent > 0), group_id",
        now=micros(now),
        limit=limit,
    )
    return [
        Claimed(id_, person_id, telegram_id, kind, subject, json.loads(data), tries, group_id)
        for id_, person_id, kind, subject, data, tries, telegram_id, group_id in sorted(rows)
    ]


def settle(tx: Tx, id_: int, state: PromiseState, reason: str, now: datetime) -> None:
    """Note what became of a claimed message."""
    tx.run(
        "UPDATE outbox SET state = :state, reason = :reason, changed_at = :now WHERE id = :id AND state = 'sending'",
        id=id_,
        state=state,
        reason=reason,
        now=micros(now),
    )


def postpone(tx: Tx, id_: int, until: datetime, reason: str, now: datetime, *, sent_maybe: bool) -> None:
    """Put a claimed message back until `until`; the try counts only when it may have arrived."""
    tx.run(
        "UPDATE outbox SET state = 'waiting', due_at = :until, reason = :reason, changed_at = :now, "
        "tries = tries - :back WHERE id = :id AND state = 'sending'",
        id=id_,
        until=micros(until),
        reason=reason,
        now=micros(now),
        back=0 if sent_maybe else 1,
    )


def resolve_doubt(tx: Tx, now: datetime) -> int:
    """Send again what a crash caught in hand, or list it as in doubt after TRIES; return how many there were."""
    return tx.run(
        "UPDATE outbox SET state = CASE WHEN tries < :tries THEN 'waiting' ELSE 'doubt' END, "
        "reason = 'crash', changed_at = :now WHERE state = 'sending'",
        tries=TRIES,
        now=micros(now),
    )


def next_due(tx: Tx) -> int | None:
    """Return when the next waiting message is due, in microseconds; None when nothing waits."""
    row = tx.one("SELECT MIN(due_at) FROM outbox WHERE state = 'waiting'")
    return row[0] if row else None
