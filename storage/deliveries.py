"""Rows of deliveries: each notice for each of its recipients, taken in hand, sent, doubtful, failed."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.clock import micros
from bot.domain.deliveries import DeliveryState, Mailing, Reason
from bot.domain.groups import Quiet
from bot.domain.notices import Notice, NoticeState
from bot.domain.urgency import held_until, of_notice
from storage.db import Tx

_LOOKED_AT = 64  # rows at a time: those who want quiet are put off, the first others are sent


def claim(tx: Tx, notice: Notice, limit: int, now: datetime, zone: ZoneInfo) -> tuple[list[Mailing], bool]:
    """Take up to `limit` deliveries of a notice in hand; also return whether there was any that is due.

    Those who want quiet now get a notice that is not important later.
    """
    rows = tx.all(
        "SELECT d.id, d.group_id, d.tries, p.telegram_id, p.consent, COALESCE(p.language, g.language), "
        "COALESCE(p.quiet_from, g.quiet_from), COALESCE(p.quiet_to, g.quiet_to), g.topic_id, g.bound_by, d.messages "
        "FROM deliveries d LEFT JOIN people p ON p.id = d.person_id LEFT JOIN groups g ON g.id = d.group_id "
        "WHERE d.notice_id = :notice AND d.state = 'waiting' AND d.due_at <= :now ORDER BY d.due_at, d.id LIMIT :limit",
        notice=notice.id,
        now=micros(now),
        limit=_LOOKED_AT,
    )
    taken, urgency = list[Mailing](), of_notice(important=notice.important)
    for id_, group_id, tries, telegram_id, consent, language, quiet_from, quiet_to, topic_id, bound_by, before in rows:
        if len(taken) == limit:
            break
        chat_id = group_id if bound_by is not None else telegram_id if consent else None
        if chat_id is None:
            fail(tx, id_, Reason.KICKED if group_id else Reason.NO_CONSENT)
            continue
        quiet = None if quiet_from is None else Quiet(quiet_from, quiet_to)
        if until := held_until(urgency, None, quiet, now, zone):
            tx.run("UPDATE deliveries SET due_at = :until WHERE id = :id", until=micros(until), id=id_)
        else:
            place = (chat_id, language, tries + 1, group_id is not None, topic_id)
            taken.append(Mailing(id_, notice.id, *place, message_ids=_numbers(before)))
    _hold(tx, [one.id for one in taken])
    return taken, bool(rows)


def release(tx: Tx, person_id: int) -> None:
    """Let what a person's quiet hours hold be looked at anew."""
    tx.run("UPDATE deliveries SET due_at = 0 WHERE person_id = :person AND state = 'waiting'", person=person_id)


def _hold(tx: Tx, ids: Collection[int]) -> None:
    tx.many("UPDATE deliveries SET state = 'sending', tries = tries + 1 WHERE id = :id", [{"id": id_} for id_ in ids])


def fail(tx: Tx, id_: int, reason: Reason) -> None:
    """Note that a delivery that waits cannot be made."""
    tx.run("UPDATE deliveries SET state = 'failed', reason = :reason WHERE id = :id", reason=reason, id=id_)


def settle(
    tx: Tx, one: Mailing, state: DeliveryState, reason: str, message_ids: Collection[int], revision: int, now: datetime
) -> None:
    """Note what became of a delivery in hand; also when it was taken for doubtful meanwhile."""
    tx.run(
        "UPDATE deliveries SET state = :state, reason = :reason, messages = :messages, revision = :revision, "
        "sent_at = CAST(:sent AS BIGINT) WHERE id = :id AND tries = :tries AND state IN ('sending', 'doubt')",
        id=one.id,
        tries=one.tries,
        state=state,
        reason=reason,
        messages=" ".join(map(str, message_ids)),
        revision=revision,
        sent=micros(now) if state is DeliveryState.SENT else None,
    )


def put_back(tx: Tx, one: Mailing) -> None:
    """Let a delivery wait again that surely was not sent."""
    tx.run(
        "UPDATE deliveries SET state = 'waiting', reason = '' "
        "WHERE id = :id AND tries = :tries AND state IN ('sending', 'doubt')",
        id=one.id,
        tries=one.tries,
    )


def doubt(tx: Tx) -> int:
    """Note that nobody knows about what was in hand of a process that is gone; return how many."""
    return tx.run("UPDATE deliveries SET state = 'doubt', reason = 'crash' WHERE state = 'sending'")


def any_left(tx: Tx, notice_id: int) -> bool:
    """Whether anything of a notice waits or is in hand."""
    waiting = tx.one("SELECT 1 FROM deliveries WHERE notice_id = :n AND state = 'waiting' LIMIT 1", n=notice_id)
    return waiting is not None or in_hand(tx, notice_id)


def in_hand(tx: Tx, notice_id: int) -> bool:
    """Whether anything of a notice is on its way."""
    return bool(tx.one("SELECT 1 FROM deliveries WHERE state = 'sending' AND notice_id = :n LIMIT 1", n=notice_id))


def again(tx: Tx, notice_id: int, state: DeliveryState) -> int:
    """Let deliveries in doubt, or failed ones to people who can be reached by now, wait again; return how many."""
    if state is DeliveryState.DOUBT:
        return tx.run(
            "UPDATE deliveries SET state = 'waiting', reason = '', due_at = 0 WHERE notice_id = :n AND state = 'doubt'",
            n=notice_id,
        )
    return tx.run(
        "UPDATE deliveries SET state = 'waiting', reason = '', due_at = 0 WHERE notice_id = :n AND state = 'failed' "
        "AND (person_id IN (SELECT id FROM people WHERE telegram_id IS NOT NULL AND consent > 0 AND reachable = 1) "
        "OR group_id IN (SELECT id FROM groups WHERE bound_by IS NOT NULL))",
        n=notice_id,
    )


def stale(tx: Tx, notice: Notice, after: int, limit: int) -> list[Mailing]:
    """Return deliveries beyond the id `after` that do not say what `notice` does by now, or have to be deleted.

    Deleted is also what is there of those that did not arrive as a whole.
    """
    withdrawn = notice.state is NoticeState.WITHDRAWN
    states = "('sent', 'doubt', 'failed')" if withdrawn else "('sent')"
    rows = tx.all(
        "SELECT x.id, x.group_id, COALESCE(x.group_id, p.telegram_id), COALESCE(p.language, g.language), x.tries, "
        "x.messages, x.ack_at, x.acks FROM deliveries x LEFT JOIN people p ON p.id = x.person_id "
        "LEFT JOIN groups g ON g.id = x.group_id "
        f"WHERE x.notice_id = :n AND x.state IN {states} AND x.messages <> '' AND x.revision < :revision "
        "AND x.id > :after AND COALESCE(x.group_id, p.telegram_id) IS NOT NULL ORDER BY x.id LIMIT :limit",
        n=notice.id,
        after=after,
        revision=notice.revision,
        limit=limit,
    )
    return [
        Mailing(
            id_,
            notice.id,
            chat_id,
            language,
            tries,
            group_id is not None,
            message_ids=_numbers(messages),
            acknowledged=ack_at is not None,
            acks=acks,
        )
        for id_, group_id, chat_id, language, tries, messages, ack_at, acks in rows
    ]


def changed(tx: Tx, id_: int, revision: int, reason: str, *, deleted: bool) -> None:
    """Note that what was delivered was edited or deleted, or why it could not be."""
    tx.run(
        "UPDATE deliveries SET revision = :revision, state = CASE WHEN :deleted = 1 THEN 'taken_back' ELSE state END, "
        "reason = CASE WHEN :deleted = 1 OR state = 'sent' THEN :reason ELSE reason END WHERE id = :id",
        id=id_,
        revision=revision,
        reason=reason,
        deleted=int(deleted),
    )


def _numbers(messages: str) -> tuple[int, ...]:
    return tuple(map(int, messages.split()))
