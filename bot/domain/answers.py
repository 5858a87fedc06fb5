"""Answers to an event's sign-up questions: whether they fit, and whether anything is missing."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from bot.domain.events import AnswersMissing, AnswerUnfit, Event
from bot.domain.rules import Question, QuestionKind

LONGEST_ANSWER = 200


def fitting(event: Event, given: Mapping[str, Any] | None, kept: Mapping[str, Any]) -> dict[str, Any]:
    """Return the answers that a sign-up leaves: those given (None: nobody asked), else what is kept and still fits.

    An empty answer is none. Raises AnswerUnfit for what is given and does not fit, AnswersMissing when a required
    question stays open.
    """
    questions = {question.key: question for question in event.rules.questions}
    if given is None:
        answers = {key: kept[key] for key, question in questions.items() if key in kept and fits(question, kept[key])}
    else:
        answers = {key: value for key, value in given.items() if value not in (None, "")}
        for key, value in answers.items():
            if key not in questions or not fits(questions[key], value):
                raise AnswerUnfit(key)
    if any(question.required and key not in answers for key, question in questions.items()):
        raise AnswersMissing(event.id)
    return answers


def fits(question: Question, value: object) -> bool:
    """Whether `value` answers the question: an option, a finite number, or a text of at most LONGEST_ANSWER."""
    match question.kind:
        case QuestionKind.CHOICE:
            return value in question.options
        case QuestionKind.NUMBER:
            return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
        case QuestionKind.TEXT:
            return isinstance(value, str) and 1 <= len(value) <= LONGEST_ANSWER
