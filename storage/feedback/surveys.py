"""What surveys count: how often each choice was made, and words. No person, no time, no order, no sheet of answers.

Whatever an answer could have touched is written anew with it, in the order of its keys: all counters of the survey, and
its newest texts under new random keys. So neither where rows stand nor which were written last says whose they are. A
mark lives from the commit here until the main database has noted that its owner took part: see bot.services.surveys.
"""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Collection, Sequence
from datetime import date

from bot.domain.surveys import (
    LEAST,
    REST,
    TEXTS_FROM,
    Answers,
    Question,
    QuestionKind,
    Results,
    Survey,
    grouped,
    is_step,
    votes,
)
from storage.db import Tx

_PEOPLE = -1  # the question under which people are counted
_MIXED = 16  # texts that are written anew with each that comes; half of them, by lot, then stay as they are

Place = tuple[int, int, int]  # question, cell, choice
Tallies = dict[Place, tuple[int, int]]  # not shown yet, shown
Held = dict[Place, int]  # of what is not shown yet: what the next step will show


def open_box(tx: Tx, survey_id: int) -> bool:
    """Hold the box of a survey until the end of the transaction, made if need be; return whether it takes answers."""
    row = tx.one(
        "INSERT INTO survey_boxes (survey_id, closed) VALUES (:id, 0) "
        "ON CONFLICT (survey_id) DO UPDATE SET closed = survey_boxes.closed RETURNING closed",
        id=survey_id,
    )
    return row is not None and not row[0]


def mark(tx: Tx, token: str) -> bool:
    """Leave a mark; return whether it was not there."""
    return tx.run("INSERT INTO survey_marks (token) VALUES (:token) ON CONFLICT (token) DO NOTHING", token=token) == 1


def marks(tx: Tx) -> tuple[str, ...]:
    """Return the marks."""
    return tuple(token for (token,) in tx.all("SELECT token FROM survey_marks ORDER BY token"))


def unmark(tx: Tx, tokens: Collection[str]) -> None:
    """Take marks away."""
    tx.many("DELETE FROM survey_marks WHERE token = :token", [{"token": token} for token in tokens])


def count(
    tx: Tx, survey: Survey, cell: int, answers: Answers, cells: Collection[int], held: Held | None
) -> Held | None:
    """Count the answers of somebody in `cell`, one of `cells`; return what is held for the next step.

    Nobody but the caller, in memory, knows where in what is not shown a step ends: here it would set the newest few
    apart. Who has forgotten (None) begins anew, with all that is not shown.
    """
    tallies = dict.fromkeys(_places(survey.questions, cells), (0, 0)) | _take(tx, survey.id)
    for question, choice in ((_PEOPLE, 0), *votes(survey.questions, answers)):
        waiting, shown = tallies[question, cell, choice]
        tallies[question, cell, choice] = waiting + 1, shown
    if held and is_step(_people(tallies) - held[_PEOPLE, REST, 0]):
        tallies = {
            place: (waiting - held.get(place, 0), shown + held.get(place, 0))
            for place, (waiting, shown) in tallies.items()
        }
        held = None
    if held is None and not survey.by_department and is_step(_people(tallies)):
        held = {place: waiting for place, (waiting, _shown) in tallies.items()}
    _put(tx, survey.id, tallies)
    _write(tx, survey.id, [(n, one.strip()) for n, one in enumerate(answers) if isinstance(one, str)])
    return held


def finish(tx: Tx, survey_id: int, questions: Sequence[Question], day: date) -> None:
    """Take no more answers and let everything be shown that may be; the rest goes for good. Twice is once."""
    if not open_box(tx, survey_id):
        return
    tallies = {place: sum(stages) for place, stages in _take(tx, survey_id).items()}
    people = {cell: n for (question, cell, _choice), n in tallies.items() if question == _PEOPLE}
    enough, parts = sum(people.values()) >= LEAST, grouped(people, LEAST)
    sums = Counter[Place]()
    for (question, cell, choice), n in tallies.items():
        sums[question, parts[cell], choice] += n
    _put(tx, survey_id, {place: (0, n) for place, n in sums.items() if enough})
    for number, one in enumerate(questions):
        if one.kind is QuestionKind.TEXT:
            _settle_words(tx, survey_id, number, enough=enough)
    tx.run(
        "UPDATE survey_boxes SET closed = 1, closed_day = :day WHERE survey_id = :id", id=survey_id, day=day.toordinal()
    )


def results(tx: Tx, survey_id: int) -> Results:
    """Return what may be shown now."""
    box = tx.one("SELECT closed FROM survey_boxes WHERE survey_id = :id", id=survey_id)
    people, counts = dict[int, int](), dict[tuple[int, int], tuple[int, ...]]()
    for question, cell, _choice, n in tx.all(
        "SELECT question, cell, choice, shown FROM survey_tallies WHERE survey_id = :id "
        "ORDER BY question, cell, choice",
        id=survey_id,
    ):
        if question == _PEOPLE:
            people[cell] = n
        else:
            counts[question, cell] = (*counts.get((question, cell), ()), n)
    words = dict[int, tuple[str, ...]]()
    for question, text in tx.all(
        "SELECT t.question, t.text FROM survey_texts t JOIN survey_boxes b ON b.survey_id = t.survey_id "
        "WHERE t.survey_id = :id AND b.closed = 1 ORDER BY t.key",
        id=survey_id,
    ):
        words[question] = (*words.get(question, ()), text)
    return Results(bool(box and box[0]), people, counts, words)


def sweep(tx: Tx, before: date) -> int:
    """Delete what was closed before that day; return how many surveys."""
    found = tx.all("SELECT survey_id FROM survey_boxes WHERE closed_day < :day", day=before.toordinal())
    for table in ("survey_texts", "survey_tallies", "survey_boxes"):
        tx.many(f"DELETE FROM {table} WHERE survey_id = :id", [{"id": id_} for (id_,) in found])
    return len(found)


def _places(questions: Sequence[Question], cells: Collection[int]) -> list[Place]:
    asked = [(_PEOPLE, 0), *((number, choice) for number, one in enumerate(questions) for choice in one.choices)]
    return [(question, cell, choice) for cell in cells for question, choice in asked]


def _people(tallies: Tallies) -> int:
    """Return how many people are not shown yet."""
    return sum(waiting for (question, _cell, _choice), (waiting, _shown) in tallies.items() if question == _PEOPLE)


def _take(tx: Tx, survey_id: int) -> Tallies:
    """Take the counters of a survey out, to be put back by `_put`."""
    rows = tx.all(
        "DELETE FROM survey_tallies WHERE survey_id = :id RETURNING question, cell, choice, waiting, shown",
        id=survey_id,
    )
    return {(question, cell, choice): (waiting, shown) for question, cell, choice, waiting, shown in rows}


def _put(tx: Tx, survey_id: int, tallies: Tallies) -> None:
    names = ("question", "cell", "choice", "waiting", "shown")
    tx.many(
        "INSERT INTO survey_tallies (survey_id, question, cell, choice, waiting, shown) "
        "VALUES (:id, :question, :cell, :choice, :waiting, :shown)",
        [dict(zip(names, (*place, *counts), strict=True), id=survey_id) for place, counts in sorted(tallies.items())],
    )


def _write(tx: Tx, survey_id: int, words: Sequence[tuple[int, str]]) -> None:
    """Keep words, mixed with the newest of those that are there."""
    if not words:
        return
    newest = tx.all(
        "DELETE FROM survey_texts WHERE survey_id = :id AND fresh = 1 RETURNING question, text", id=survey_id
    )
    mixed = [*((question, text) for question, text in newest), *words]
    _put_words(tx, survey_id, mixed, settled=_MIXED // 2 if len(mixed) >= _MIXED else 0)


def _settle_words(tx: Tx, survey_id: int, question: int, *, enough: bool) -> None:
    """Write all texts of a question anew under other keys, or let them go when there are too few to be shown."""
    found = tx.all(
        "DELETE FROM survey_texts WHERE survey_id = :id AND question = :question RETURNING question, text",
        id=survey_id,
        question=question,
    )
    if enough and len(found) >= TEXTS_FROM:
        _put_words(tx, survey_id, [(one, text) for one, text in found], settled=len(found))


def _put_words(tx: Tx, survey_id: int, words: Sequence[tuple[int, str]], *, settled: int) -> None:
    """Write words under random keys; the first `settled` of them, as the keys fall, are not written anew any more."""
    drawn = sorted((secrets.token_hex(16), question, text) for question, text in words)
    tx.many(
        "INSERT INTO survey_texts (key, survey_id, question, fresh, text) VALUES (:key, :id, :question, :fresh, :text)",
        [
            {"key": key, "id": survey_id, "question": question, "fresh": int(place >= settled), "text": text}
            for place, (key, question, text) in enumerate(drawn)
        ],
    )
