"""Rows of surveys, and of who is asked. Whether somebody took part is known, never when, nor what they answered."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import asdict
from datetime import datetime

from bot.clock import instant, micros
from bot.domain.audience_terms import Expression, written
from bot.domain.surveys import LEAST_CELL, REST, Question, QuestionKind, Survey, SurveyPlan, grouped
from storage.audience_terms import people_sql
from storage.db import Row, Tx
from storage.roles import MANAGES

_SURVEY = """SELECT id, author_id, title, questions, by_department, opens_at, closes_at, closed_at, asked, reminded
    FROM surveys """
_MEANT = f"""FROM people p LEFT JOIN departments d ON d.id = p.department_id
    WHERE p.name <> '' AND p.id IN ({{people}}) AND {MANAGES}"""


def meant(tx: Tx, actor_id: int, audience: Expression, now: datetime) -> dict[int, int]:
    """Return the people of an audience over whom the actor has authority, each with their department (REST: none)."""
    sql, values = people_sql(tx, audience, now)
    rows = tx.all(
        f"SELECT p.id, COALESCE(p.department_id, {REST}) {_MEANT.format(people=sql)} ORDER BY p.id",
        actor=actor_id,
        now=micros(now),
        **values,
    )
    return dict(rows)


def insert(tx: Tx, plan: SurveyPlan, author_id: int, asked: dict[int, int], now: datetime) -> int:
    """Add a survey and those whom it asks, by their departments; return its id."""
    row = tx.one(
        "INSERT INTO surveys (author_id, title, questions, audience, by_department, opens_at, closes_at, asked, "
        "created_at) VALUES (:author, :title, :questions, :audience, :by_department, :opens, :closes, :asked, :now) "
        "RETURNING id",
        author=author_id,
        title=plan.title.strip(),
        questions=json.dumps([asdict(one) for one in plan.questions], ensure_ascii=False),
        audience=written(plan.audience),
        by_department=int(plan.by_department),
        opens=micros(max(plan.opens_at, now)),
        closes=micros(plan.closes_at),
        asked=len(asked),
        now=micros(now),
    )
    id_ = int(row[0]) if row else 0
    sizes = dict[int, int]()
    for department in asked.values():
        sizes[department] = sizes.get(department, 0) + 1
    cells = grouped(sizes, LEAST_CELL) if plan.by_department else dict.fromkeys(sizes, REST)
    tx.many(
        "INSERT INTO survey_roll (survey_id, person_id, cell, state) VALUES (:survey, :person, :cell, 'asked')",
        [{"survey": id_, "person": person, "cell": cells[department]} for person, department in asked.items()],
    )
    return id_


def load(tx: Tx, survey_id: int) -> Survey | None:
    """Return the survey, or None."""
    row = tx.one(f"{_SURVEY} WHERE id = :id", id=survey_id)
    return _survey(row) if row else None


def listed(tx: Tx, author_id: int | None, limit: int, offset: int) -> tuple[Survey, ...]:
    """Return surveys of one author or (None) of all, the newest first."""
    rows = tx.all(
        f"{_SURVEY} WHERE :every = 1 OR author_id = :author ORDER BY id DESC LIMIT :limit OFFSET :offset",
        every=int(author_id is None),
        author=author_id or 0,
        limit=limit,
        offset=offset,
    )
    return tuple(map(_survey, rows))


def waiting(tx: Tx, person_id: int, now: datetime) -> tuple[Survey, ...]:
    """Return the surveys that somebody can answer now, whose end is nearest first."""
    rows = tx.all(
        f"{_SURVEY} WHERE opens_at <= :now AND closes_at > :now AND closed_at IS NULL AND id IN (SELECT survey_id "
        "FROM survey_roll WHERE person_id = :person AND state <> 'done') ORDER BY closes_at, id",
        now=micros(now),
        person=person_id,
    )
    return tuple(map(_survey, rows))


def over(tx: Tx, now: datetime) -> tuple[Survey, ...]:
    """Return the surveys whose time is over and whose last results are not counted yet."""
    return tuple(
        map(_survey, tx.all(f"{_SURVEY} WHERE closed_at IS NULL AND closes_at <= :now ORDER BY id", now=micros(now)))
    )


def end(tx: Tx, survey_id: int, at: datetime) -> None:
    """Take answers until `at` only."""
    tx.run("UPDATE surveys SET closes_at = :at WHERE id = :id", id=survey_id, at=micros(at))


def settle(tx: Tx, survey_id: int, at: datetime) -> None:
    """Note that the last results are counted."""
    tx.run("UPDATE surveys SET closed_at = :at WHERE id = :id AND closed_at IS NULL", id=survey_id, at=micros(at))


def note_reminded(tx: Tx, survey_id: int) -> None:
    """Note that those who have not taken part were reminded."""
    tx.run("UPDATE surveys SET reminded = 1 WHERE id = :id", id=survey_id)


def cells(tx: Tx, survey_id: int) -> tuple[int, ...]:
    """Return the cells of those who are asked."""
    rows = tx.all("SELECT DISTINCT cell FROM survey_roll WHERE survey_id = :id ORDER BY cell", id=survey_id)
    return tuple(cell for (cell,) in rows)


def place(tx: Tx, survey_id: int, person_id: int) -> tuple[int, str, str | None] | None:
    """Return the cell of somebody who is asked, their state ("asked", "casting", "done") and token; else None."""
    row = tx.one(
        "SELECT cell, state, token FROM survey_roll WHERE survey_id = :id AND person_id = :person",
        id=survey_id,
        person=person_id,
    )
    return None if row is None else (row[0], row[1], row[2])


def put(tx: Tx, survey_id: int, person_id: int, state: str, token: str | None = None) -> None:
    """Let somebody who is asked stand in `state`."""
    tx.run(
        "UPDATE survey_roll SET state = :state, token = :token WHERE survey_id = :id AND person_id = :person",
        id=survey_id,
        person=person_id,
        state=state,
        token=token,
    )


def casting(tx: Tx) -> tuple[str, ...]:
    """Return the tokens of those whose taking part has begun and is not noted as done."""
    return tuple(token for (token,) in tx.all("SELECT token FROM survey_roll WHERE state = 'casting' ORDER BY token"))


def done(tx: Tx, tokens: Collection[str]) -> None:
    """Note that those with these tokens have taken part."""
    for token in tokens:
        tx.run("UPDATE survey_roll SET state = 'done', token = NULL WHERE token = :token", token=token)


def silent(tx: Tx, survey_id: int) -> tuple[int, ...]:
    """Return those who are asked and have not taken part."""
    rows = tx.all(
        "SELECT person_id FROM survey_roll WHERE survey_id = :id AND state <> 'done' ORDER BY person_id", id=survey_id
    )
    return tuple(person for (person,) in rows)


def asked(tx: Tx, survey_id: int) -> tuple[int, ...]:
    """Return those who were asked."""
    rows = tx.all("SELECT person_id FROM survey_roll WHERE survey_id = :id ORDER BY person_id", id=survey_id)
    return tuple(person for (person,) in rows)


def _survey(row: Row) -> Survey:
    id_, author_id, title, questions, by_department, opens_at, closes_at, closed_at, asked, reminded = row
    return Survey(
        id_,
        author_id,
        title,
        tuple(Question(QuestionKind(one["kind"]), one["text"], tuple(one["options"])) for one in json.loads(questions)),
        bool(by_department),
        instant(opens_at),
        instant(closes_at),
        None if closed_at is None else instant(closed_at),
        asked,
        bool(reminded),
    )
