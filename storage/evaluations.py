"""Rows of evaluation: criteria, evaluators, who judges which suggestion, and the marks they give."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.clock import micros
from bot.domain.suggestions.evaluation import Criterion
from bot.domain.suggestions.states import Decision
from storage.db import Tx

# What is judged: what was accepted, and has not become part of another.
_JUDGED = "s.campaign_id = :campaign AND s.state NOT IN ('submitted', 'returned', 'declined', 'merged', 'withdrawn')"


@dataclass(frozen=True, slots=True)
class Judge:
    """An evaluator of a campaign: `given` suggestions are theirs to judge, `done` of them are judged."""

    person_id: int
    name: str
    given: int
    done: int


@dataclass(frozen=True, slots=True)
class Task:
    """A suggestion as its evaluator has it before them: nothing in it says whose it is."""

    suggestion_id: int
    number: str
    text: str
    done: bool


def criteria(tx: Tx, campaign_id: int) -> tuple[Criterion, ...]:
    """Return the criteria of a campaign in their order."""
    rows = tx.all(
        "SELECT id, name, weight FROM criteria WHERE campaign_id = :campaign ORDER BY place", campaign=campaign_id
    )
    return tuple(Criterion(*row) for row in rows)


def put_criteria(tx: Tx, campaign_id: int, wanted: Iterable[tuple[str, int]]) -> None:
    """Let a campaign be judged by these, names with weights, instead of what was there."""
    row = tx.one("SELECT COALESCE(MAX(id), 0) FROM criteria WHERE campaign_id = :campaign", campaign=campaign_id)
    tx.many(
        "INSERT INTO criteria (campaign_id, place, name, weight) VALUES (:campaign, :place, :name, :weight)",
        [
            {"campaign": campaign_id, "place": place, "name": name, "weight": weight}
            for place, (name, weight) in enumerate(wanted)
        ],
    )
    # Afterwards, so that no id comes back: a judge's old button would mark something else.
    last = row[0] if row else 0
    tx.run("DELETE FROM criteria WHERE campaign_id = :campaign AND id <= :last", campaign=campaign_id, last=last)


def marked(tx: Tx, campaign_id: int) -> bool:
    """Whether anybody gave a mark in that campaign."""
    row = tx.one(
        "SELECT 1 FROM scores m JOIN criteria c ON c.id = m.criterion_id WHERE c.campaign_id = :campaign LIMIT 1",
        campaign=campaign_id,
    )
    return row is not None


def judges(tx: Tx, campaign_id: int) -> tuple[Judge, ...]:
    """Return the evaluators of a campaign by name."""
    rows = tx.all(
        "SELECT e.person_id, p.name, COUNT(s.id), COUNT(v.done_at) FROM evaluators e "
        "JOIN people p ON p.id = e.person_id LEFT JOIN evaluations v ON v.person_id = e.person_id "
        f"AND v.suggestion_id IN (SELECT s.id FROM suggestions s WHERE {_JUDGED}) "
        "LEFT JOIN suggestions s ON s.id = v.suggestion_id "
        "WHERE e.campaign_id = :campaign GROUP BY e.person_id, p.name ORDER BY p.name, e.person_id",
        campaign=campaign_id,
    )
    return tuple(Judge(*row) for row in rows)


def add_judge(tx: Tx, campaign_id: int, person_id: int) -> bool:
    """Make somebody an evaluator; return whether they were none."""
    return bool(
        tx.run(
            "INSERT INTO evaluators (campaign_id, person_id) VALUES (:campaign, :person) ON CONFLICT DO NOTHING",
            campaign=campaign_id,
            person=person_id,
        )
    )


def remove_judge(tx: Tx, campaign_id: int, person_id: int) -> bool:
    """Let somebody judge no more; what they have judged to the end stays. Return whether they did judge."""
    values = {"campaign": campaign_id, "person": person_id}
    undone = (
        "person_id = :person AND suggestion_id IN (SELECT v.suggestion_id FROM evaluations v "
        "JOIN suggestions s ON s.id = v.suggestion_id "
        "WHERE s.campaign_id = :campaign AND v.person_id = :person AND v.done_at IS NULL)"
    )
    tx.run(f"DELETE FROM scores WHERE {undone}", **values)
    tx.run(f"DELETE FROM evaluations WHERE {undone}", **values)
    return bool(tx.run("DELETE FROM evaluators WHERE campaign_id = :campaign AND person_id = :person", **values))


def to_share(tx: Tx, campaign_id: int) -> tuple[dict[int, set[int]], dict[int, set[int]]]:
    """Return what is judged: by suggestion, who must not judge it (its authors), and who judges it already."""
    barred: dict[int, set[int]] = defaultdict(set)
    for suggestion_id, author_id in tx.all(
        f"SELECT s.id, s.author_id FROM suggestions s WHERE {_JUDGED} UNION "
        f"SELECT s.id, o.author_id FROM suggestions s JOIN suggestions o ON o.root_id = s.id WHERE {_JUDGED}",
        campaign=campaign_id,
    ):
        barred[suggestion_id].add(author_id)
    held: dict[int, set[int]] = defaultdict(set)
    for suggestion_id, person_id in tx.all(
        "SELECT v.suggestion_id, v.person_id FROM evaluations v JOIN suggestions s ON s.id = v.suggestion_id "
        f"WHERE {_JUDGED}",
        campaign=campaign_id,
    ):
        held[suggestion_id].add(person_id)
    return dict(barred), dict(held)


def drop(tx: Tx, suggestion_id: int, person_id: int) -> None:
    """Take a suggestion from an evaluator who turned out to be one of its authors."""
    for table in ("scores", "evaluations"):
        tx.run(
            f"DELETE FROM {table} WHERE suggestion_id = :suggestion AND person_id = :person",
            suggestion=suggestion_id,
            person=person_id,
        )


def give(tx: Tx, shares: Mapping[int, Iterable[int]]) -> None:
    """Ask people, by suggestion, to judge it."""
    tx.many(
        "INSERT INTO evaluations (suggestion_id, person_id) VALUES (:suggestion, :person) ON CONFLICT DO NOTHING",
        [{"suggestion": one, "person": person} for one, people in shares.items() for person in people],
    )


def tasks(tx: Tx, campaign_id: int, person_id: int) -> tuple[Task, ...]:
    """Return what somebody has to judge in a campaign, what is not done yet first."""
    rows = tx.all(
        "SELECT s.id, s.number, s.text, CASE WHEN v.done_at IS NULL THEN 0 ELSE 1 END FROM evaluations v "
        f"JOIN suggestions s ON s.id = v.suggestion_id WHERE v.person_id = :person AND {_JUDGED} ORDER BY 4, s.id",
        campaign=campaign_id,
        person=person_id,
    )
    return tuple(Task(id_, number, text, bool(done)) for id_, number, text, done in rows)


def judging(tx: Tx, person_id: int) -> list[int]:
    """Return the campaigns in which somebody is an evaluator."""
    rows = tx.all("SELECT campaign_id FROM evaluators WHERE person_id = :person ORDER BY campaign_id", person=person_id)
    return [campaign_id for (campaign_id,) in rows]


def marks(tx: Tx, suggestion_id: int, person_id: int) -> dict[int, int]:
    """Return the marks that somebody gave a suggestion, by criterion."""
    rows = tx.all(
        "SELECT criterion_id, points FROM scores WHERE suggestion_id = :suggestion AND person_id = :person",
        suggestion=suggestion_id,
        person=person_id,
    )
    return dict(rows)


def mark(tx: Tx, suggestion_id: int, person_id: int, criterion_id: int, points: int) -> None:
    """Note a mark, or another one instead."""
    tx.run(
        "INSERT INTO scores (suggestion_id, person_id, criterion_id, points) "
        "VALUES (:suggestion, :person, :criterion, :points) "
        "ON CONFLICT (suggestion_id, person_id, criterion_id) DO UPDATE SET points = excluded.points",
        suggestion=suggestion_id,
        person=person_id,
        criterion=criterion_id,
        points=points,
    )


def done(tx: Tx, suggestion_id: int, person_id: int, now: datetime) -> None:
    """Note that somebody gave a suggestion its last mark; the first time counts."""
    tx.run(
        "UPDATE evaluations SET done_at = COALESCE(done_at, :now) "
        "WHERE suggestion_id = :suggestion AND person_id = :person",
        suggestion=suggestion_id,
        person=person_id,
        now=micros(now),
    )


def judged(tx: Tx, campaign_id: int) -> list[tuple[int, str, str, int, Decision | None, bool]]:
    """Return what is judged: id, number, text, seconds, what was decided, whether the author's name is hidden."""
    rows = tx.all(
        f"SELECT s.id, s.number, s.text, s.seconds, s.decision, s.hidden FROM suggestions s WHERE {_JUDGED} "
        "ORDER BY s.id",
        campaign=campaign_id,
    )
    return [
        (id_, number, text, seconds, Decision(decision) if decision else None, bool(hidden))
        for id_, number, text, seconds, decision, hidden in rows
    ]


def all_marks(tx: Tx, campaign_id: int) -> dict[int, list[dict[int, int]]]:
    """Return the marks of each suggestion that is judged, one dictionary per evaluator."""
    given: dict[int, dict[int, dict[int, int]]] = {}
    for suggestion_id, person_id, criterion_id, points in tx.all(
        "SELECT s.id, v.person_id, m.criterion_id, m.points FROM suggestions s "
        "LEFT JOIN evaluations v ON v.suggestion_id = s.id "
        f"LEFT JOIN scores m ON m.suggestion_id = s.id AND m.person_id = v.person_id WHERE {_JUDGED} "
        "ORDER BY s.id, v.person_id, m.criterion_id",
        campaign=campaign_id,
    ):
        of_one = given.setdefault(suggestion_id, {})
        if person_id is not None:
            by_person = of_one.setdefault(person_id, {})
            if criterion_id is not None:
                by_person[criterion_id] = points
    return {suggestion_id: list(by_person.values()) for suggestion_id, by_person in given.items()}
