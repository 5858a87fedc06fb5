"""Sign-up questions: what is typed, what keeps its meaning, what answers add up to."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.domain.events import AnswersMissing, AnswerUnfit, NotSignedUp, NotYours, SignUpClosed
from bot.domain.questions import Given, QuestionGone, number, options, placed, tally, without
from bot.domain.rules import Question, QuestionKind, Rules, RulesUnfit
from bot.services.audience import Audiences
from bot.services.questions import Questions
from tests.unit.events_desk import (
    BUREAU,
    FORMER,
    HOUR,
    NOW,
    OWNER,
    WANG,
    ZHANG,
    ZONE,
    plan,
)

MEAL = Question("q1", "午餐", QuestionKind.CHOICE, ("普通", "清真"))
COUNT = Question("q2", "几人", QuestionKind.NUMBER, required=False)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("2", 2),
        ("２．５", 2.5),
        (" -1 ", -1),
        ("1,200", 1200),
        ("两", None),
        ("1e9", None),
        ("", None),
        ("9" * 20, None),
    ],
)
def test_numbers_are_read_as_people_type_them(typed, read):
    assert number(typed) == read


def test_options_are_separated_by_what_people_type_between():
    assert options("普通、清真\n 不 用餐 ，普通;素食") == ("普通", "清真", "不 用餐", "素食")


def test_a_question_keeps_its_key_as_long_as_answers_mean_the_same():
    rules = Rules(questions=(MEAL, COUNT))
    reworded = replace(MEAL, text="午餐要哪种？", options=("普通", "清真", "素食"))
    assert placed(rules, reworded, "q1", 5, {"q1"}).questions == (reworded, COUNT)
    other = replace(MEAL, kind=QuestionKind.TEXT, options=())
    assert placed(rules, other, "q1", 5, {"q1"}).questions == (replace(other, key="q5"), COUNT)
    assert placed(rules, other, "q1", 5, set()).questions == (other, COUNT)
    fewer = replace(MEAL, options=("普通", "素食"))
    assert placed(rules, fewer, "q1", 5, {"q1"}).questions[0].key == "q5"


def test_a_new_question_never_gets_the_key_of_another():
    rules = placed(Rules(questions=(MEAL, COUNT)), COUNT, "", 1, {"q3", "q4"})
    assert [one.key for one in rules.questions] == ["q1", "q2", "q5"]
    assert without(rules, "q2").questions == (MEAL, replace(COUNT, key="q5"))
    with pytest.raises(QuestionGone):
        without(rules, "q9")


def test_answers_that_no_longer_fit_are_not_counted():
    given = [
        Given("王敏", "", {"q1": "清真", "q2": 2}),
        Given("张强", "", {"q1": "自助", "q2": 0.5}),
        Given("赵磊", "", {}),
    ]
    meals, people = tally(MEAL, given), tally(COUNT, given)
    assert (meals.counts, meals.answered, meals.asked) == ((("普通", 0), ("清真", 1)), 1, 3)
    assert (people.total, people.average, people.answered) == (2.5, 1.25, 2)
    assert tally(COUNT, []).average == 0


@pytest.fixture
def questions(db, clock, outbox):
    return Questions(db, clock, Audiences(db, clock, ZONE, outbox))


@pytest.mark.parametrize("actor", [0, WANG, FORMER, BUREAU])
async def test_only_whoever_manages_an_event_asks_and_reads(events, questions, actor):
    event = await events.publish(OWNER, plan(rules=Rules(questions=(MEAL,))))
    for act in (
        lambda: questions.put(actor, event.id, COUNT),
        lambda: questions.drop(actor, event.id, "q1"),
        lambda: questions.tallies(actor, event.id),
        lambda: questions.page(actor, event.id, "q1", 0, 9),
    ):
        with pytest.raises(NotYours):
            await act()
    assert (await events.card(event.id, WANG)).event == event


async def test_answers_are_changed_by_those_in_the_line_until_sign_up_closes(events, questions, clock):
    event = await events.publish(OWNER, plan(rules=Rules(questions=(MEAL,)), closes_at=NOW + HOUR))
    await events.sign_up(event.id, WANG, {"q1": "普通"})
    await questions.change(event.id, WANG, {"q1": "清真"})
    with pytest.raises(AnswersMissing):
        await questions.change(event.id, WANG, {"q1": None})
    with pytest.raises(AnswerUnfit):
        await questions.change(event.id, WANG, {"q1": "自助"})
    with pytest.raises(NotSignedUp):
        await questions.change(event.id, ZHANG, {"q1": "清真"})
    clock.advance(hours=1)
    with pytest.raises(SignUpClosed):
        await questions.change(event.id, WANG, {"q1": "普通"})
    assert await questions.own(event.id, WANG) == {"q1": "清真"}


async def test_those_who_left_are_not_among_the_answers(events, questions):
    event = await events.publish(OWNER, plan(rules=Rules(questions=(MEAL,))))
    for person in (WANG, ZHANG):
        await events.sign_up(event.id, person, {"q1": "清真"})
    await events.leave(event.id, WANG)
    (meals,) = await questions.tallies(OWNER, event.id)
    assert (meals.asked, meals.counts) == (1, (("普通", 0), ("清真", 1)))
    page = await questions.page(OWNER, event.id, "q1", 5, 9)
    assert ([one.name for one in page.given], page.page, page.pages) == (["张强"], 0, 1)


async def test_a_sixth_question_is_refused(events, questions):
    event = await events.publish(OWNER, plan())
    for n in range(5):
        await questions.put(OWNER, event.id, replace(COUNT, text=f"第 {n} 问"))
    with pytest.raises(RulesUnfit):
        await questions.put(OWNER, event.id, COUNT)
    assert len({one.key for one in (await events.card(event.id, OWNER)).event.rules.questions}) == 5
