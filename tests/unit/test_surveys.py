"""Surveys in their two databases: taking part once whatever breaks, and results that single nobody out."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from itertools import pairwise, permutations
from pathlib import Path

import pytest

from bot.domain.people import NoAuthority
from bot.domain.retention import KEPT, Kind
from bot.domain.surveys import (
    LEAST,
    AlreadyReminded,
    AlreadyTaken,
    AnswersUnfit,
    NotAsked,
    Question,
    QuestionKind,
    Survey,
    SurveyNotOpen,
    SurveyPlan,
    SurveyUnfit,
    SurveyUnknown,
    TooFewAsked,
)
from bot.services import survey_acts as acts
from bot.services.outbox import Outbox
from bot.services.surveys import Surveys
from storage import surveys as rows
from storage.feedback import surveys as boxes
from storage.feedback.place import beside, open_feedback
from tests.databases import copy_apart
from tests.unit.events_desk import ALL, BUREAU, FORMER, HOUR, NOW, OWNER, WANG, ZHANG, ZONE, populate

CROWD = range(100, 130)  # in departments 2 (100-111), 3 (112-123), 4 (124-129)
ONE = Question(QuestionKind.ONE, "食堂怎么样", ("好", "一般", "差"))
SEVERAL = Question(QuestionKind.SEVERAL, "想要什么", ("面", "饭", "粥"))
STARS = Question(QuestionKind.STARS, "打几星")
WORDS = Question(QuestionKind.TEXT, "还想说什么")
PLAN = SurveyPlan("食堂", (ONE,), ["all"], NOW, NOW + 24 * HOUR)


def crowd(tx):
    populate(tx)
    for person in CROWD:
        department = 2 if person < 112 else 3 if person < 124 else 4
        tx.run(
            "INSERT INTO people (id, name, department_id, created_at) VALUES (:p, 'n', :d, 0)", p=person, d=department
        )


@pytest.fixture
async def desk(db, feedback_db, clock):
    await db.write(crowd)
    return Surveys(db, feedback_db, clock, ZONE, Outbox(db, clock))


def unlike(**changes):
    return replace(PLAN, **changes)


async def view(desk, survey):
    return (await desk.results(ALL, survey.id))[1]


async def test_only_organisers_ask_and_only_within_their_authority(desk):
    with pytest.raises(NoAuthority):
        await desk.open(WANG, PLAN)
    with pytest.raises(NoAuthority):
        await desk.open(FORMER, PLAN)
    assert (await desk.open(ALL, PLAN)).asked == 37
    assert (await desk.open(BUREAU, PLAN)).asked == 14
    assert await desk.reach(ALL, ["people", [WANG, ZHANG]]) == 2
    with pytest.raises(TooFewAsked):
        await desk.open(ALL, unlike(audience=["people", [WANG, ZHANG, OWNER, ALL]]))


@pytest.mark.parametrize(
    "plan",
    [
        unlike(title=" "),
        unlike(title="长" * 61),
        unlike(questions=()),
        unlike(questions=(ONE,) * 6),
        unlike(closes_at=NOW),
        unlike(opens_at=NOW + 24 * HOUR),
        unlike(questions=(replace(ONE, options=("好",)),)),
        unlike(questions=(replace(ONE, options=("好", "好")),)),
        unlike(questions=(replace(ONE, options=("好", "坏" * 31)),)),
        unlike(questions=(replace(STARS, options=("好", "坏")),)),
        unlike(questions=(replace(WORDS, text=""),)),
    ],
)
async def test_what_is_no_survey_is_refused(desk, plan):
    with pytest.raises(SurveyUnfit):
        await desk.open(ALL, plan)


async def test_who_is_asked_takes_part_once_while_it_is_open(desk, clock):
    survey = await desk.open(ALL, unlike(audience=["department", 2], opens_at=NOW + HOUR))
    with pytest.raises(SurveyNotOpen):
        await desk.take_part(100, survey.id, ((0,),))
    clock.advance(hours=1)
    await desk.take_part(100, survey.id, ((0,),))
    with pytest.raises(AlreadyTaken):
        await desk.take_part(100, survey.id, ((1,),))
    with pytest.raises(NotAsked):
        await desk.take_part(ZHANG, survey.id, ((0,),))
    with pytest.raises(NotAsked):
        await desk.take_part(100, survey.id + 1, ((0,),))
    clock.advance(hours=23)
    with pytest.raises(SurveyNotOpen):
        await desk.take_part(101, survey.id, ((0,),))


@pytest.mark.parametrize(
    "answers",
    [
        (),
        ((0,), (0,), (0,)),
        (None, (0,), (0,), None),
        ((), (0,), (0,), None),
        ((3,), (0,), (0,), None),
        ((-1,), (0,), (0,), None),
        ((0, 1), (0,), (0,), None),
        ((0,), (0, 0), (0,), None),
        ((0,), (0,), (5,), None),
        ((0,), (0,), (0,), ""),
        ((0,), (0,), (0,), "长" * 501),
        ("好", (0,), (0,), None),
        ((0,), (0,), (0,), (1,)),
    ],
)
async def test_answers_that_do_not_fit_are_refused_and_leave_nothing(desk, answers):
    survey = await desk.open(ALL, unlike(questions=(ONE, SEVERAL, STARS, WORDS)))
    with pytest.raises(AnswersUnfit):
        await desk.take_part(WANG, survey.id, answers)
    assert await desk.to_answer(WANG, survey.id) == survey
    await desk.take_part(WANG, survey.id, ((0,), (0, 2), (4,), None))


async def stored(database, sql):
    return await database.read(lambda tx: tx.all(sql))


@pytest.mark.parametrize("commits", range(4))
async def test_taking_part_survives_a_crash_after_each_commit(desk, db, feedback_db, commits, clock):
    survey = await desk.open(ALL, PLAN)
    for person in range(100, 104):
        await desk.take_part(person, survey.id, ((0,),))
    left = await db.write(acts.begin, WANG, survey.id, ((1,),), "token", NOW) if commits else None
    if left:
        found, cells, cell, token = left
        steps = [
            lambda: feedback_db.write(acts.count, found, cells, cell, token, ((1,),), None),
            lambda: db.write(rows.put, survey.id, WANG, "done"),
        ]
        for step in steps[: commits - 1]:
            await step()
    await desk.tidy()
    assert await stored(feedback_db, "SELECT token FROM survey_marks") == []
    if commits < 2:
        await desk.take_part(WANG, survey.id, ((1,),))
    with pytest.raises(AlreadyTaken):
        await desk.take_part(WANG, survey.id, ((1,),))
    assert await stored(db, "SELECT token FROM survey_roll WHERE token IS NOT NULL") == []
    await desk.close(ALL, survey.id)
    assert (await view(desk, survey)).of(0) == (4, 1, 0)


async def test_answers_given_again_before_tidying_are_not_counted_again(desk, db, feedback_db):
    survey = await desk.open(ALL, PLAN)
    found, cells, cell, token = await db.write(acts.begin, WANG, survey.id, ((1,),), "token", NOW)
    await feedback_db.write(acts.count, found, cells, cell, token, ((1,),), None)
    with pytest.raises(AlreadyTaken):
        await desk.take_part(WANG, survey.id, ((2,),))
    assert await stored(feedback_db, "SELECT choice, waiting FROM survey_tallies WHERE question = 0 ORDER BY 1") == [
        (0, 0),
        (1, 1),
        (2, 0),
    ]
    assert await stored(feedback_db, "SELECT token FROM survey_marks") == []


async def test_who_is_overtaken_by_the_closing_is_told_so_and_not_counted(desk, db, feedback_db):
    survey = await desk.open(ALL, PLAN)
    for person in range(100, 105):
        await desk.take_part(person, survey.id, ((0,),))
    await feedback_db.write(boxes.finish, survey.id, survey.questions, NOW.date())
    with pytest.raises(SurveyNotOpen):
        await desk.take_part(WANG, survey.id, ((1,),))
    assert (await view(desk, survey)).of(0) == (5, 0, 0)
    assert await stored(db, f"SELECT state, token FROM survey_roll WHERE person_id = {WANG}") == [("asked", None)]


async def watched(desk, answers):
    """What an organiser sees who looks after each of `answers` and after closing."""
    survey = await desk.open(ALL, unlike(questions=(ONE, WORDS)))
    seen = [await view(desk, survey)]
    for person, answer in zip(CROWD, answers, strict=False):
        await desk.take_part(person, survey.id, answer)
        seen.append(await view(desk, survey))
    await desk.close(ALL, survey.id)
    return [*seen, await view(desk, survey)]


def spread(seen):
    """Each view with its words in no order."""
    return [(one.final, one.people, one.counts, {n: sorted(words) for n, words in one.words.items()}) for one in seen]


@pytest.mark.parametrize("people", [4, 5, 7, 10, 13, 15, 19])
async def test_who_looks_after_each_answer_learns_sums_of_five_at_least(desk, people):
    answers = [((n * 7 % 3,), f"w{n}" if n % 2 else None) for n in range(people)]
    seen = await watched(desk, answers)
    totals = [one.total for one in seen]
    assert totals == [max(0, (n // LEAST - 1) * LEAST) for n in range(people + 1)] + [people if people >= LEAST else 0]
    steps = [later - earlier for earlier, later in pairwise(totals)]
    assert [step for step in steps if 0 < step < LEAST] == []
    assert [one.words for one in seen[:-1]] == [{}] * (people + 1)
    written = sorted(words for _, words in answers if words)
    assert sorted(seen[-1].words.get(1, ())) == (written if len(written) >= 10 else [])


@pytest.mark.parametrize(("first", "second"), [(0, 1), (0, 4), (5, 9), (10, 11), (5, 12), (10, 16)])
async def test_two_who_answer_within_one_step_could_have_answered_the_other_way_round(desk, first, second):
    """The organiser knows who answered when, looks each time, and cannot tell the two worlds apart."""
    answers = [((n % 3,), f"w{n}") for n in range(17)]
    answers[first], answers[second] = ((0,), "王"), ((2,), "张")
    swapped = list(answers)
    swapped[first], swapped[second] = answers[second], answers[first]
    same = first // LEAST == second // LEAST or min(first, second) >= 10
    assert (spread(await watched(desk, answers)) == spread(await watched(desk, swapped))) is same


async def test_too_few_answers_are_shown_to_nobody_and_kept_nowhere(desk, feedback_db):
    seen = await watched(desk, [((0,), "只有我")] * 4)
    assert seen[-1] == replace(seen[0], final=True, people={}, counts={}, words={})
    for table in ("survey_tallies", "survey_texts"):
        assert await stored(feedback_db, f"SELECT * FROM {table}") == []


async def test_departments_are_shown_when_it_is_closed_and_only_with_five_answers_each(desk):
    survey = await desk.open(ALL, unlike(by_department=True))
    takers = (*range(100, 107), *range(112, 116), *range(124, 126))
    for n, person in enumerate(takers):
        await desk.take_part(person, survey.id, ((n % 3,),))
        assert (await view(desk, survey)).total == 0
    await desk.close(ALL, survey.id)
    found = await view(desk, survey)
    # 7 in department 2; 4 in department 3 and 2 of department 4, which is too small to be counted apart.
    assert (found.people, found.cells, found.total) == ({0: 6, 2: 7}, (2, 0), 13)
    assert {cell: sum(found.counts[0, cell]) for cell in found.cells} == {2: 7, 0: 6}
    assert await desk.names((2,)) == {2: "投资促进部"}


async def test_a_remainder_of_less_than_five_takes_a_department_with_it(desk):
    survey = await desk.open(ALL, unlike(by_department=True))
    for person in (*range(100, 107), *range(112, 118), 124):
        await desk.take_part(person, survey.id, ((0,),))
    await desk.close(ALL, survey.id)
    assert (await view(desk, survey)).people == {0: 7, 2: 7}


async def test_who_has_not_taken_part_is_reminded_once(desk, db):
    survey = await desk.open(ALL, unlike(audience=["department", 3]))
    await desk.take_part(WANG, survey.id, ((0,),))
    assert (await desk.remind(ALL, survey.id)).reminded
    with pytest.raises(AlreadyReminded):
        await desk.remind(ALL, survey.id)
    told = await stored(db, "SELECT person_id FROM outbox WHERE kind = 'survey.reminder' ORDER BY 1")
    assert told == [(person,) for person in range(112, 124)]


async def test_others_surveys_are_not_for_an_organiser_of_a_department(desk):
    survey, own = await desk.open(ALL, PLAN), await desk.open(BUREAU, PLAN)
    for act in (desk.results, desk.remind, desk.close):
        with pytest.raises(SurveyUnknown):
            await act(BUREAU, survey.id)
        with pytest.raises(SurveyUnknown):
            await act(WANG, own.id)
    assert [one.id for one in await desk.mine(BUREAU, 0, 5)] == [own.id]
    assert [one.id for one in await desk.mine(OWNER, 0, 5)] == [own.id, survey.id]


async def test_a_survey_closes_by_itself_and_ends_two_years_later(desk, db, feedback_db, clock):
    survey = await desk.open(OWNER, PLAN)
    for person in range(100, 106):
        await desk.take_part(person, survey.id, ((0,),))
    clock.set(survey.closes_at)
    await desk.run_due()
    await desk.run_due()
    assert (await desk.results(OWNER, survey.id))[1].of(0) == (6, 0, 0)
    news = await stored(db, "SELECT kind, person_id FROM outbox ORDER BY id")
    assert news == [("survey.closed", OWNER)]
    with pytest.raises(SurveyNotOpen):
        await desk.remind(OWNER, survey.id)
    clock.advance(days=KEPT[Kind.SURVEY].days)
    await desk.run_due()
    assert len(await stored(feedback_db, "SELECT * FROM survey_boxes")) == 1
    clock.advance(days=1)
    await desk.run_due()
    for table in ("survey_boxes", "survey_tallies", "survey_texts"):
        assert await stored(feedback_db, f"SELECT * FROM {table}") == []


async def test_the_database_apart_is_the_same_whoever_answered_what_in_which_order(desk, db, feedback_db):
    """All orders of three different answers leave the same rows, and none of them names a person or a moment."""
    left = set()
    for order in permutations(((0,), (1,), (2,))):
        survey = await desk.open(ALL, unlike(questions=(ONE,)))
        for person, answer in zip(CROWD, order, strict=False):
            await desk.take_part(person, survey.id, (answer,))
        found = [
            await stored(feedback_db, f"SELECT {columns} FROM {table} WHERE survey_id = {survey.id} ORDER BY 1, 2, 3")
            for table, columns in (
                ("survey_boxes", "closed, closed_day, 0"),
                ("survey_tallies", "question, cell, choice, waiting, shown"),
            )
        ]
        left.add(repr(found))
    assert len(left) == 1
    assert await stored(feedback_db, "SELECT * FROM survey_marks") == []


async def test_the_file_has_the_same_bytes_whoever_answered_first(migrated_sqlite, tmp_path):
    """A counter that grows by a byte would move within its page: so all are written anew, in one order.

    Nor does it say which of them the next step will show.
    """
    survey = Survey(1, ALL, "食堂", (ONE,), False, NOW, NOW + HOUR, None, 30, False)
    files = []
    for number, order in enumerate(((0, 0, 1, 1, 2, 2, 1), (2, 1, 0, 1, 0, 1, 2), (2, 2, 1, 1, 1, 0, 0))):
        url = str(tmp_path / f"{number}.db")
        copy_apart(migrated_sqlite, url)
        apart, held = await open_feedback(url), None
        for choice in order:
            await apart.write(boxes.open_box, 1)
            held = await apart.write(boxes.count, survey, 0, ((choice,),), (0,), held)
        await apart.close()
        files.append(Path(beside(url)))
    first, *others = [await asyncio.to_thread(file.read_bytes) for file in files]
    assert [other[100:] == first[100:] for other in others] == [True, True]  # the header counts changes
