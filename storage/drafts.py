"""Rows of unfinished forms: one per person and chat."""

from __future__ import annotations

import json
from datetime import datetime

from bot.clock import micros
from bot.domain.drafts import Draft, DraftGone, DraftKey
from storage.db import Tx


def get(tx: Tx, person_id: int, chat_id: int, now: datetime) -> Draft | None:
    """Return the draft of this person in this chat, unless it has expired."""
    row = tx.one(
        "SELECT form, step, answers, seen FROM drafts WHERE person_id = :p AND chat_id = :c AND expires_at > :now",
        p=person_id,
        c=chat_id,
        now=micros(now),
    )
    return None if row is None else Draft(row[0], row[1], json.loads(row[2]), row[3])


def put(tx: Tx, person_id: int, chat_id: int, draft: Draft, expires_at: datetime) -> None:
    """Keep the draft, in place of an earlier one of the same person and chat."""
    tx.run(
        "INSERT INTO drafts (person_id, chat_id, form, step, answers, seen, expires_at) "
        "VALUES (:p, :c, :form, :step, :answers, :seen, :expires) ON CONFLICT (person_id, chat_id) DO UPDATE SET "
        "form = excluded.form, step = excluded.step, answers = excluded.answers, seen = excluded.seen, "
        "expires_at = excluded.expires_at",
        p=person_id,
        c=chat_id,
        form=draft.form,
        step=draft.step,
        answers=json.dumps(draft.answers, ensure_ascii=False),
        seen=draft.seen,
        expires=micros(expires_at),
    )


def consume(tx: Tx, key: DraftKey) -> None:
    """Use the draft up in the transaction that files it; raises DraftGone when it was filed or dropped already."""
    if not tx.run(
        "DELETE FROM drafts WHERE person_id = :p AND chat_id = :c AND form = :form",
        p=key.person_id,
        c=key.chat_id,
        form=key.form,
    ):
        raise DraftGone


def sweep(tx: Tx, now: datetime) -> int:
    """Delete expired drafts; return how many."""
    return tx.run("DELETE FROM drafts WHERE expires_at <= :now", now=micros(now))
