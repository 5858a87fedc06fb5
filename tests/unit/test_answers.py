"""Answers to sign-up questions: what fits, what is missing, what is kept."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.domain.answers import LONGEST_ANSWER, fitting
from bot.domain.events import AnswersMissing, AnswerUnfit
from bot.domain.rules import Question, QuestionKind, Rules
from tests.unit.test_events import event

MEAL = Question("meal", "午餐", QuestionKind.CHOICE, ("需要", "不需要"))
CARS = Question("cars", "几辆车", QuestionKind.NUMBER, required=False)
TOPIC = Question("topic", "想听什么", QuestionKind.TEXT, required=False)
EVENT = event(rules=Rules(questions=(MEAL, CARS, TOPIC)))
WHOLE = {"meal": "需要", "cars": 0, "topic": "x" * LONGEST_ANSWER}


def test_what_fits_is_kept_without_what_was_left_empty():
    assert fitting(EVENT, WHOLE, {}) == WHOLE
    assert fitting(EVENT, {"meal": "不需要", "cars": None, "topic": ""}, WHOLE) == {"meal": "不需要"}


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("meal", "也许"),
        ("meal", 1),
        ("cars", "两辆"),
        ("cars", True),
        ("cars", float("inf")),
        ("topic", "x" * (LONGEST_ANSWER + 1)),
        ("topic", 7),
        ("stranger", "需要"),
    ],
)
def test_what_does_not_fit_is_refused_by_its_key(key, value):
    with pytest.raises(AnswerUnfit) as refused:
        fitting(EVENT, {**WHOLE, key: value}, {})
    assert refused.value.key == key


@pytest.mark.parametrize("given", [None, {}, {"cars": 2}])
def test_a_required_question_cannot_stay_open(given):
    with pytest.raises(AnswersMissing) as refused:
        fitting(EVENT, given, {})
    assert refused.value.event_id == EVENT.id


def test_earlier_answers_count_while_they_fit():
    assert fitting(EVENT, None, {**WHOLE, "gone": "x"}) == WHOLE
    other = replace(MEAL, options=("中餐", "西餐"))
    with pytest.raises(AnswersMissing):
        fitting(event(rules=Rules(questions=(other,))), None, WHOLE)
    assert fitting(event(rules=Rules(questions=(replace(other, required=False),))), None, WHOLE) == {}


def test_an_event_without_questions_asks_nothing():
    assert fitting(event(), None, WHOLE) == {}
