"""Rows of notices: what was written, for whom, and where each stands."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from bot.clock import instant, micros
from bot.domain import notice_parts
from bot.domain.notices import Importance, Notice, NoticeButton, NoticePlan, NoticeState
from bot.domain.recurrence import Every, OffDay, Repetition
from storage.db import Row, Tx

_COLUMNS = """n.id, n.author_id, p.name, n.title, n.content, n.importance, n.ask_ack, n.buttons, n.audience,
    n.audience_words, n.state, n.send_at, n.repetition, n.revision, n.approved_by, n.created_at, n.started_at,
    n.ended_at"""
_NOTICE = f"SELECT {_COLUMNS} FROM notices n JOIN people p ON p.id = n.author_id"


def insert(
    tx: Tx, plan: NoticePlan, author_id: int, state: NoticeState, send_at: datetime, first_day: date, now: datetime
) -> int:
    """Add a notice to be sent at `send_at`, of a repetition that began on `first_day`; return its id."""
    row = tx.one(
        "INSERT INTO notices (author_id, title, content, importance, ask_ack, buttons, audience, audience_words, "
        "state, send_at, repetition, first_day, created_at) VALUES (:author, :title, :content, :importance, :ask_ack, "
        ":buttons, :audience, :words, :state, :send_at, :repetition, :first_day, :now) RETURNING id",
        author=author_id,
        title=plan.title.strip(),
        content=notice_parts.written(plan.content),
        importance=plan.importance,
        ask_ack=int(plan.ask_ack),
        buttons=json.dumps([asdict(button) for button in plan.buttons], ensure_ascii=False),
        audience=json.dumps(plan.audience, ensure_ascii=False),
        words=plan.audience_words,
        state=state,
        send_at=micros(send_at),
        repetition=plan.repetition.written() if plan.repetition else None,
        first_day=first_day.isoformat() if plan.repetition else None,
        now=micros(now),
    )
    return int(row[0]) if row else 0


def load(tx: Tx, notice_id: int) -> Notice | None:
    """Return the notice, or None."""
    row = tx.one(f"{_NOTICE} WHERE n.id = :id", id=notice_id)
    return _notice(row) if row else None


def listed(tx: Tx, author_id: int | None, limit: int, offset: int = 0) -> tuple[Notice, ...]:
    """Return notices of one author or (None) of all, the newest first."""
    rows = tx.all(
        f"{_NOTICE} WHERE :every = 1 OR n.author_id = :author ORDER BY n.id DESC LIMIT :limit OFFSET :offset",
        every=int(author_id is None),
        author=author_id or 0,
        limit=limit,
        offset=offset,
    )
    return tuple(map(_notice, rows))


def asked(tx: Tx) -> tuple[Notice, ...]:
    """Return the notices that wait for a second organiser."""
    return tuple(map(_notice, tx.all(f"{_NOTICE} WHERE n.state = 'asked' ORDER BY n.id")))


def put(tx: Tx, notice_id: int, state: NoticeState, now: datetime) -> None:
    """Let a notice stand in `state`, noting when it began and ended."""
    tx.run(
        "UPDATE notices SET state = :state, started_at = CASE WHEN :begins = 1 THEN COALESCE(started_at, :now) "
        "ELSE started_at END, ended_at = CASE WHEN :ends = 1 THEN CAST(:now AS BIGINT) END WHERE id = :id",
        id=notice_id,
        state=state,
        begins=int(state is NoticeState.SENDING),
        ends=int(state in (NoticeState.DONE, NoticeState.STOPPED, NoticeState.WITHDRAWN)),
        now=micros(now),
    )


def approve(tx: Tx, notice_id: int, by: int) -> None:
    """Note who decided about the notice as the second."""
    tx.run("UPDATE notices SET approved_by = :by WHERE id = :id", by=by, id=notice_id)


def revise(tx: Tx, notice_id: int, content: notice_parts.Content) -> None:
    """Let a notice say something else."""
    tx.run(
        "UPDATE notices SET content = :content, revision = revision + 1, changing = 1 WHERE id = :id",
        id=notice_id,
        content=notice_parts.written(content),
    )


def change(tx: Tx, notice_id: int, *, changing: bool) -> None:
    """Note whether what was delivered still has to be edited or deleted."""
    tx.run("UPDATE notices SET changing = :changing WHERE id = :id", changing=int(changing), id=notice_id)


def in_state(tx: Tx, state: NoticeState) -> list[int]:
    """Return the notices that are scheduled or being sent, in the order in which they go."""
    # Important ones first: "important" sorts before "normal".
    rows = tx.all("SELECT id FROM notices WHERE state = :state ORDER BY importance, send_at, id", state=state)
    return [id_ for (id_,) in rows]


def changing(tx: Tx) -> list[int]:
    """Return the notices of which deliveries have to be edited or deleted."""
    return [id_ for (id_,) in tx.all("SELECT id FROM notices WHERE changing = 1 ORDER BY id")]


def due(tx: Tx, now: datetime) -> list[int]:
    """Return the scheduled notices whose time has come."""
    rows = tx.all(
        "SELECT id FROM notices WHERE state = 'scheduled' AND send_at <= :now ORDER BY send_at, id", now=micros(now)
    )
    return [id_ for (id_,) in rows]


def unacknowledged_important(tx: Tx, since: datetime) -> list[int]:
    """Return the important notices begun after `since` that ask to be acknowledged."""
    rows = tx.all(
        "SELECT id FROM notices WHERE importance = 'important' AND ask_ack = 1 AND state IN ('sending', 'done') "
        "AND started_at >= :since ORDER BY id",
        since=micros(since),
    )
    return [id_ for (id_,) in rows]


def frozen(tx: Tx, notice_id: int) -> bool:
    """Whether the audience of the notice is fixed."""
    row = tx.one("SELECT frozen FROM notices WHERE id = :id", id=notice_id)
    return bool(row and row[0])


def first_day(tx: Tx, notice_id: int) -> date:
    """Return the day on which the repetition of a notice began."""
    row = tx.one("SELECT first_day FROM notices WHERE id = :id", id=notice_id)
    return date.fromisoformat(row[0]) if row else date.min


def organisers(tx: Tx, now: datetime) -> list[int]:
    """Return everybody who organises anything."""
    rows = tx.all(
        "SELECT DISTINCT person_id FROM roles WHERE expires_at IS NULL OR expires_at > :now ORDER BY person_id",
        now=micros(now),
    )
    return [person_id for (person_id,) in rows]


def _notice(row: Row) -> Notice:
    (id_, author_id, author, title, content, importance, ask_ack, buttons, audience, words) = row[:10]
    (state, send_at, repetition, revision, approved_by, created_at, started_at, ended_at) = row[10:]
    return Notice(
        id=id_,
        author_id=author_id,
        author=author,
        title=title,
        content=notice_parts.read(content),
        importance=Importance(importance),
        ask_ack=bool(ask_ack),
        buttons=tuple(NoticeButton(**button) for button in json.loads(buttons)),
        audience=json.loads(audience),
        audience_words=words,
        state=NoticeState(state),
        send_at=instant(send_at),
        repetition=_repetition(json.loads(repetition)) if repetition else None,
        revision=revision,
        approved_by=approved_by,
        created_at=instant(created_at),
        started_at=None if started_at is None else instant(started_at),
        ended_at=None if ended_at is None else instant(ended_at),
    )


def _repetition(plain: dict[str, Any]) -> Repetition:
    return Repetition(
        every=Every(plain["every"]),
        until=date.fromisoformat(plain["until"]) if plain["until"] else None,
        times=plain["times"],
        skip=frozenset(map(date.fromisoformat, plain["skip"])),
        off_day=OffDay(plain["off_day"]),
    )
