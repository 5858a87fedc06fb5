"""Rows of promised messages."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.clock import instant, micros
from bot.domain import urgency
from bot.domain.groups import Quiet
from bot.domain.outbox import TRIES, Claimed, Hand, Promised, PromiseState
from bot.domain.urgency import Urgency, held_until
from storage.db import Row, Tx

_LOOKED_AT = 64  # rows of an urgency at a time: late ones and those that quiet hours hold are passed over
QUIET = "quiet"  # the reason of a message that quiet hours hold

_PROMISE = """
    INSERT INTO outbox (person_id, group_id, kind, subject, data, key, due_at, useful_until, urgency, state, changed_at)
    VALUES (:person_id, :group_id, :kind, :subject, :data, :key, :due_at, :useful_until, :urgency, 'waiting', :now)
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
        "urgency": urgency.of(one.kind, one.data),
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


def claim(tx: Tx, now: datetime, limit: int, zone: ZoneInfo) -> Hand:
    """Take up to `limit` due messages in hand, the most urgent first, of these the longest due.

    On the way, what comes too late is dropped, and what quiet hours hold is put off until they end. `zone`: theirs.
    """
    claimed, late, looked_at = list[Claimed](), list[str](), False
    for level in Urgency:
        for id_, useful_until, quiet_from, quiet_to, person_id, chat_id, kind, subject, data, tries, group_id in _due(
            tx, level, now, max(limit, _LOOKED_AT)
        ):
            if len(claimed) == limit:
                return Hand(tuple(claimed), tuple(late), more=True)
            looked_at = True
            useful = None if useful_until is None else instant(useful_until)
            quiet = None if quiet_from is None else Quiet(quiet_from, quiet_to)
            if useful is not None and useful < now:
                late += [kind] * _put(tx, id_, PromiseState.DROPPED, "late", now)
            elif until := held_until(level, useful, quiet, now, zone):
                _put(tx, id_, PromiseState.WAITING, QUIET, now, until)
            elif _put(tx, id_, PromiseState.SENDING, "", now):
                claimed.append(Claimed(id_, person_id, chat_id, kind, subject, json.loads(data), tries, group_id))
    return Hand(tuple(claimed), tuple(late), more=looked_at)


def _due(tx: Tx, level: Urgency, now: datetime, limit: int) -> list[Row]:
    return tx.all(
        "SELECT o.id, o.useful_until, COALESCE(p.quiet_from, g.quiet_from), COALESCE(p.quiet_to, g.quiet_to), "
        "o.person_id, CASE WHEN p.consent > 0 THEN p.telegram_id END, o.kind, o.subject, o.data, o.tries, o.group_id "
        "FROM outbox o LEFT JOIN people p ON p.id = o.person_id LEFT JOIN groups g ON g.id = o.group_id "
        "WHERE o.state = 'waiting' AND o.urgency = :urgency AND o.due_at <= :now ORDER BY o.due_at, o.id LIMIT :limit",
        urgency=level,
        now=micros(now),
        limit=limit,
    )


def _put(tx: Tx, id_: int, state: PromiseState, reason: str, now: datetime, due_at: datetime | None = None) -> int:
    """Change a message that waits; return 1, or 0 when another process was first."""
    return tx.run(
        "UPDATE outbox SET state = :state, reason = :reason, changed_at = :now, "
        "due_at = COALESCE(CAST(:due AS BIGINT), due_at) WHERE id = :id AND state = 'waiting'",
        id=id_,
        state=state,
        reason=reason,
        now=micros(now),
        due=None if due_at is None else micros(due_at),
    )


def leave(tx: Tx, one: Claimed) -> None:
    """Note that a claimed message leaves now: from here on it may have arrived."""
    tx.run("UPDATE outbox SET tries = :tries WHERE id = :id AND state = 'sending'", id=one.id, tries=one.tries + 1)


def release(tx: Tx, person_id: int, now: datetime) -> None:
    """Let what a person's quiet hours hold be looked at anew."""
    tx.run(
        "UPDATE outbox SET due_at = :now WHERE person_id = :person AND state = 'waiting' AND reason = :quiet",
        person=person_id,
        now=micros(now),
        quiet=QUIET,
    )


def settle(tx: Tx, id_: int, state: PromiseState, reason: str, now: datetime) -> None:
    """Note what became of a claimed message."""
    tx.run(
        "UPDATE outbox SET state = :state, reason = :reason, changed_at = :now WHERE id = :id AND state = 'sending'",
        id=id_,
        state=state,
        reason=reason,
        now=micros(now),
    )


def postpone(tx: Tx, one: Claimed, until: datetime, reason: str, now: datetime, *, sent_maybe: bool) -> None:
    """Put a claimed message back until `until`; the try counts only when it may have arrived."""
    tx.run(
        "UPDATE outbox SET state = 'waiting', due_at = :until, reason = :reason, changed_at = :now, "
        "tries = :tries WHERE id = :id AND state = 'sending'",
        id=one.id,
        until=micros(until),
        reason=reason,
        now=micros(now),
        tries=one.tries + int(sent_maybe),
    )


_STUCK = "state = 'sending' AND (changed_at <= :since OR changed_at > :ahead)"


def resolve_doubt(tx: Tx, now: datetime, after: timedelta = timedelta()) -> int:
    """Send again what a crash caught in hand, or list it as in doubt after TRIES; return how many there were.

    Only what has been in hand for `after`; or since a time to come, when the clock was set back.
    """
    return tx.run(
        "UPDATE outbox SET state = CASE WHEN tries < :tries THEN 'waiting' ELSE 'doubt' END, "
        f"reason = 'crash', changed_at = :now WHERE {_STUCK}",
        tries=TRIES,
        now=micros(now),
        since=micros(now - after),
        ahead=micros(now + after),
    )


def stuck(tx: Tx, now: datetime, after: timedelta) -> bool:
    """Whether `resolve_doubt` would find anything."""
    found = tx.one(f"SELECT 1 FROM outbox WHERE {_STUCK} LIMIT 1", since=micros(now - after), ahead=micros(now + after))
    return found is not None


def next_due(tx: Tx) -> int | None:
    """Return when the next waiting message is due, in microseconds; None when nothing waits."""
    dues = [
        row[0]
        for level in Urgency
        if (row := tx.one("SELECT MIN(due_at) FROM outbox WHERE state = 'waiting' AND urgency = :u", u=level))
    ]
    return min((due for due in dues if due is not None), default=None)
