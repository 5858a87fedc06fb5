"""Rows of deliveries: each notice for each of its recipients. Who they are is fixed when a notice is confirmed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.clock import instant, micros
from bot.domain.audience_terms import Expression
from bot.domain.audience_terms import groups as meant_groups
from bot.domain.groups import Quiet, quiet_until
from bot.domain.notices import (
    MOST_REMINDERS,
    DeliveryState,
    Mailing,
    Notice,
    Progress,
    Reach,
    Reason,
    Recipient,
    RecipientPage,
)
from storage.audience_terms import people_sql
from storage.db import Row, Tx
from storage.roles import MANAGES

_LOOKED_AT = 64  # rows at a time: those who want quiet are put off, the first others are sent
_REASON = """CASE WHEN p.telegram_id IS NULL THEN 'never_started' WHEN p.consent = 0 THEN 'no_consent'
    WHEN p.reachable = 0 THEN 'blocked' WHEN p.muted = 1 AND :important = 0 THEN 'muted' ELSE '' END"""
_MEANT = f"""FROM people p LEFT JOIN departments d ON d.id = p.department_id
    WHERE p.name <> '' AND p.id IN ({{people}}) AND {MANAGES}"""


def reach(tx: Tx, actor_id: int, audience: Expression, now: datetime, *, important: bool) -> Reach:
    """Return how many of the audience the actor's authority covers, and how many of them it would reach."""
    sql, values = people_sql(tx, audience, now)
    rows = tx.all(
        f"SELECT {_REASON}, COUNT(*) {_MEANT.format(people=sql)} GROUP BY 1",
        actor=actor_id,
        now=micros(now),
        important=int(important),
        **values,
    )
    counts = Counter[str](dict(rows))
    return Reach(
        total=counts.total(),
        reachable=counts[""],
        unreachable=counts.total() - counts[""] - counts[Reason.MUTED],
        muted=counts[Reason.MUTED],
        groups=len(_groups(tx, actor_id, audience, now)),
    )


def freeze(tx: Tx, notice: Notice, now: datetime) -> int:
    """Fix the recipients of a notice: one delivery for each whom its author has authority over; return how many."""
    sql, values = people_sql(tx, notice.audience, now)
    tx.run("UPDATE notices SET frozen = 1 WHERE id = :id", id=notice.id)
    people = tx.run(
        "INSERT INTO deliveries (notice_id, person_id, reason, state) "
        "SELECT :notice, id, reason, CASE reason WHEN '' THEN 'waiting' WHEN 'muted' THEN 'skipped' ELSE 'failed' END "
        f"FROM (SELECT p.id AS id, {_REASON} AS reason {_MEANT.format(people=sql)}) AS meant ORDER BY id",
        notice=notice.id,
        actor=notice.author_id,
        now=micros(now),
        important=int(notice.important),
        **values,
    )
    groups = _groups(tx, notice.author_id, notice.audience, now)
    tx.many(
        "INSERT INTO deliveries (notice_id, group_id, state) VALUES (:notice, :group_id, 'waiting')",
        [{"notice": notice.id, "group_id": group_id} for group_id in groups],
    )
    return people + len(groups)


def covers(tx: Tx, actor_id: int, notice_id: int, now: datetime) -> bool:
    """Whether the actor has authority over all recipients of a notice."""
    return not tx.one(
        "SELECT 1 FROM deliveries x JOIN people p ON p.id = x.person_id "
        f"LEFT JOIN departments d ON d.id = p.department_id WHERE x.notice_id = :notice AND NOT {MANAGES} LIMIT 1",
        notice=notice_id,
        actor=actor_id,
        now=micros(now),
    )


def claim(tx: Tx, notice: Notice, limit: int, now: datetime, zone: ZoneInfo) -> tuple[list[Mailing], bool]:
    """Take up to `limit` deliveries of a notice in hand; also return whether there was any that is due.

    Those who want quiet now get a notice that is not important later.
    """
    rows = tx.all(
        "SELECT d.id, d.group_id, d.tries, p.telegram_id, p.consent, COALESCE(p.language, g.language), "
        "COALESCE(p.quiet_from, g.quiet_from), COALESCE(p.quiet_to, g.quiet_to), g.topic_id, g.bound_by "
        "FROM deliveries d LEFT JOIN people p ON p.id = d.person_id LEFT JOIN groups g ON g.id = d.group_id "
        "WHERE d.notice_id = :notice AND d.state = 'waiting' AND d.due_at <= :now ORDER BY d.due_at, d.id LIMIT :limit",
        notice=notice.id,
        now=micros(now),
        limit=_LOOKED_AT,
    )
    taken = list[Mailing]()
    for id_, group_id, tries, telegram_id, consent, language, quiet_from, quiet_to, topic_id, bound_by in rows:
        if len(taken) == limit:
            break
        chat_id = group_id if bound_by is not None else telegram_id if consent else None
        if chat_id is None:
            fail(tx, id_, Reason.KICKED if group_id else Reason.NO_CONSENT)
            continue
        quiet = None if quiet_from is None or notice.important else Quiet(quiet_from, quiet_to)
        if until := quiet_until(quiet, now, zone):
            tx.run("UPDATE deliveries SET due_at = :until WHERE id = :id", until=micros(until), id=id_)
        else:
            taken.append(Mailing(id_, notice.id, chat_id, language, tries + 1, group_id is not None, topic_id))
    _hold(tx, [one.id for one in taken])
    return taken, bool(rows)


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


def progress(tx: Tx, notice: Notice) -> Progress:
    """Return what became of a notice so far."""
    rows = tx.all(
        "SELECT state, reason, COUNT(*), COUNT(ack_at), COUNT(nudged_at) FROM deliveries "
        "WHERE notice_id = :n GROUP BY 1, 2",
        n=notice.id,
    )
    states, reasons, unchanged = Counter[str](), Counter[str](), Counter[str]()
    for state, reason, count, _acknowledged, _nudged in rows:
        states[state] += count
        if reason:
            (unchanged if state == DeliveryState.SENT else reasons)[reason] += count
    acknowledged, nudged = sum(row[3] for row in rows), sum(row[4] for row in rows)
    return Progress(notice, states, reasons, acknowledged, nudged, unchanged)


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


def page(
    tx: Tx, notice_id: int, state: DeliveryState, offset: int, size: int, *, silent: bool = False
) -> RecipientPage:
    """Return deliveries of a notice in `state`, only those not acknowledged when `silent`, by department and name."""
    where = (
        f"x.notice_id = :n AND x.state = :state{' AND x.ack_at IS NULL AND x.person_id IS NOT NULL' if silent else ''}"
    )
    count = tx.one(f"SELECT COUNT(*) FROM deliveries x WHERE {where}", n=notice_id, state=state)
    rows = tx.all(
        "SELECT x.id, x.person_id, x.group_id, COALESCE(p.name, g.title, ''), COALESCE(d.path, ''), x.state, x.reason, "
        "x.sent_at, x.ack_at FROM deliveries x LEFT JOIN people p ON p.id = x.person_id "
        "LEFT JOIN departments d ON d.id = p.department_id LEFT JOIN groups g ON g.id = x.group_id "
        f"WHERE {where} ORDER BY 5, 4, x.id LIMIT :size OFFSET :offset",
        n=notice_id,
        state=state,
        size=size,
        offset=offset,
    )
    return RecipientPage(tuple(map(_recipient, rows)), count[0] if count else 0)


def stale(tx: Tx, notice: Notice, after: int, limit: int) -> list[Mailing]:
    """Return deliveries beyond the id `after` that do not say what `notice` does by now, or have to be deleted."""
    rows = tx.all(
        "SELECT x.id, x.group_id, COALESCE(x.group_id, p.telegram_id), COALESCE(p.language, g.language), x.tries, "
        "x.messages, x.ack_at FROM deliveries x LEFT JOIN people p ON p.id = x.person_id "
        "LEFT JOIN groups g ON g.id = x.group_id "
        "WHERE x.notice_id = :n AND x.state = 'sent' AND x.messages <> '' AND x.revision < :revision "
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
            message_ids=tuple(map(int, messages.split())),
            acknowledged=ack_at is not None,
        )
        for id_, group_id, chat_id, language, tries, messages, ack_at in rows
    ]


def changed(tx: Tx, id_: int, revision: int, state: DeliveryState, reason: str) -> None:
    """Note that what was delivered was edited or deleted, or why it could not be."""
    tx.run(
        "UPDATE deliveries SET revision = :revision, state = :state, reason = :reason WHERE id = :id",
        id=id_,
        revision=revision,
        state=state,
        reason=reason,
    )


def _groups(tx: Tx, actor_id: int, audience: Expression, now: datetime) -> list[int]:
    """Return the bound groups of an audience that the actor may write to: all, or those they bound."""
    wanted = meant_groups(audience)
    rows = tx.all(
        "SELECT g.id FROM groups g WHERE g.bound_by IS NOT NULL AND (g.bound_by = :actor OR EXISTS (SELECT 1 FROM "
        "roles r WHERE r.person_id = :actor AND r.department_id IS NULL AND (r.expires_at IS NULL "
        "OR r.expires_at > :now))) ORDER BY g.id",
        actor=actor_id,
        now=micros(now),
    )
    return [id_ for (id_,) in rows if id_ in wanted]


def _recipient(row: Row) -> Recipient:
    id_, person_id, group_id, name, department, state, reason, sent_at, ack_at = row
    return Recipient(
        id_,
        person_id,
        group_id,
        name,
        department,
        DeliveryState(state),
        reason,
        None if sent_at is None else instant(sent_at),
        None if ack_at is None else instant(ack_at),
    )
