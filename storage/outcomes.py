"""What became of a notice: its deliveries counted, and page by page."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from bot.clock import instant, micros
from bot.domain.deliveries import DeliveryState, Recipient, RecipientPage
from bot.domain.notices import Notice, Progress
from storage.db import Row, Tx

_RECIPIENTS = """SELECT x.id, x.person_id, x.group_id, COALESCE(p.name, g.title, ''), COALESCE(d.path, ''), x.state,
    x.reason, x.sent_at, x.ack_at, x.nudged_at, x.nudges FROM deliveries x LEFT JOIN people p ON p.id = x.person_id
    LEFT JOIN departments d ON d.id = p.department_id LEFT JOIN groups g ON g.id = x.group_id"""


def progress(tx: Tx, notice: Notice, now: datetime) -> Progress:
    """Return what became of a notice so far."""
    rows = tx.all(
        "SELECT state, reason, COUNT(*), COUNT(ack_at), COUNT(nudged_at), COUNT(group_id), "
        "SUM(CASE WHEN state = 'waiting' AND due_at > :now THEN 1 ELSE 0 END) FROM deliveries "
        "WHERE notice_id = :n GROUP BY 1, 2",
        n=notice.id,
        now=micros(now),
    )
    states, reasons, unchanged = Counter[str](), Counter[str](), Counter[str]()
    groups = 0
    for state, reason, count, _acknowledged, _nudged, to_groups, _held in rows:
        states[state] += count
        groups += to_groups if state == DeliveryState.SENT else 0
        if reason:
            (unchanged if state == DeliveryState.SENT else reasons)[reason] += count
    acknowledged, nudged = sum(row[3] for row in rows), sum(row[4] for row in rows)
    held = sum(int(row[6]) for row in rows)
    return Progress(notice, states, reasons, acknowledged, nudged, unchanged, groups, held)


def page(
    tx: Tx, notice_id: int, state: DeliveryState, offset: int, size: int, *, silent: bool = False
) -> RecipientPage:
    """Return deliveries of a notice in `state`, only those not acknowledged when `silent`, by department and name."""
    where = (
        f"x.notice_id = :n AND x.state = :state{' AND x.ack_at IS NULL AND x.person_id IS NOT NULL' if silent else ''}"
    )
    count = tx.one(f"SELECT COUNT(*) FROM deliveries x WHERE {where}", n=notice_id, state=state)
    rows = tx.all(
        f"{_RECIPIENTS} WHERE {where} ORDER BY 5, 4, x.id LIMIT :size OFFSET :offset",
        n=notice_id,
        state=state,
        size=size,
        offset=offset,
    )
    return RecipientPage(tuple(map(_recipient, rows)), count[0] if count else 0)


def everyone(tx: Tx, notice_id: int) -> tuple[Recipient, ...]:
    """Return all deliveries of a notice, by department and name."""
    rows = tx.all(f"{_RECIPIENTS} WHERE x.notice_id = :n ORDER BY 5, 4, x.id", n=notice_id)
    return tuple(map(_recipient, rows))


def _recipient(row: Row) -> Recipient:
    id_, person_id, group_id, name, department, state, reason, sent_at, ack_at, nudged_at, nudges = row
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
        None if nudged_at is None else instant(nudged_at),
        nudges,
    )
