"""Rows of notices kept as templates: the plan as JSON."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from bot.domain import notice_parts
from bot.domain.notice_templates import NoticeTemplate
from bot.domain.notices import Importance, NoticeButton, NoticePlan
from storage.db import Row, Tx

_COLUMNS = "SELECT id, name, plan FROM notice_templates "


def of(tx: Tx, person_id: int) -> tuple[NoticeTemplate, ...]:
    """Return what a person keeps, by name."""
    return tuple(map(_template, tx.all(_COLUMNS + "WHERE person_id = :person ORDER BY name, id", person=person_id)))


def load(tx: Tx, person_id: int, id_: int) -> NoticeTemplate | None:
    """Return one that the person keeps, or None."""
    row = tx.one(_COLUMNS + "WHERE person_id = :person AND id = :id", person=person_id, id=id_)
    return None if row is None else _template(row)


def put(tx: Tx, person_id: int, name: str, plan: NoticePlan) -> None:
    """Keep a template, in place of an earlier one of that name."""
    tx.run(
        "INSERT INTO notice_templates (person_id, name, plan) VALUES (:person, :name, :plan) "
        "ON CONFLICT (person_id, name) DO UPDATE SET plan = excluded.plan",
        person=person_id,
        name=name,
        plan=_written(plan),
    )


def rename(tx: Tx, id_: int, name: str) -> None:
    """Give a template a name that no other of its owner's has."""
    tx.run("UPDATE notice_templates SET name = :name WHERE id = :id", id=id_, name=name)


def delete(tx: Tx, person_id: int, id_: int) -> bool:
    """Keep one no longer; return whether the person kept it."""
    return tx.run("DELETE FROM notice_templates WHERE person_id = :person AND id = :id", person=person_id, id=id_) > 0


def _written(plan: NoticePlan) -> str:
    kept = {
        "title": plan.title,
        "content": notice_parts.written(plan.content),
        "audience": plan.audience,
        "audience_words": plan.audience_words,
        "importance": plan.importance.value,
        "ask_ack": plan.ask_ack,
        "buttons": [asdict(button) for button in plan.buttons],
    }
    return json.dumps(kept, ensure_ascii=False)


def _template(row: Row) -> NoticeTemplate:
    id_, name, text = row
    kept: dict[str, Any] = json.loads(text)
    changed = {
        "content": notice_parts.read(kept["content"]),
        "importance": Importance(kept["importance"]),
        "buttons": tuple(NoticeButton(**button) for button in kept["buttons"]),
    }
    return NoticeTemplate(id_, name, NoticePlan(**(kept | changed)))
