"""Sign-up questions of an event: how organisers write them, and what the answers add up to."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from bot.domain.answers import fits
from bot.domain.rules import Question, QuestionKind, Rules
from bot.errors import Refusal

_BETWEEN_OPTIONS = re.compile(r"[、，,;；\n]+")
_NUMBER = re.compile(r"[+-]?(\d{1,9}|\d{1,3}(,\d{3}){1,2})(\.\d{1,6})?", re.ASCII)


class QuestionGone(Refusal):
    """The event does not ask that (any more)."""


@dataclass(frozen=True, slots=True)
class Given:
    """What somebody in the line of an event answered, by the questions' keys; `department` is a path."""

    name: str
    department: str
    answers: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Tally:
    """What became of a question: `counts` per option, `total` of numbers, `answered` of `asked` people."""

    question: Question
    asked: int
    answered: int
    counts: tuple[tuple[str, int], ...] = ()
    total: float = 0.0

    @property
    def average(self) -> float:
        """The mean of the numbers, 0 when there are none."""
        return self.total / self.answered if self.answered else 0.0


@dataclass(frozen=True, slots=True)
class AnswerPage:
    """Some of the answers to one question: `page` counts from 0, `pages` is at least 1."""

    question: Question
    given: tuple[Given, ...]
    page: int
    pages: int


def options(text: str) -> tuple[str, ...]:
    """Return the options of a choice as they were typed with 、, commas or new lines between, each once."""
    return tuple(dict.fromkeys(one for piece in _BETWEEN_OPTIONS.split(text) if (one := " ".join(piece.split()))))


def number(text: str) -> int | float | None:
    """Return the number that was typed, also with full-width digits; None when it is none."""
    plain = unicodedata.normalize("NFKC", text).strip()
    if not _NUMBER.fullmatch(plain):
        return None
    plain = plain.replace(",", "")
    return float(plain) if "." in plain else int(plain)


def find(rules: Rules, key: str) -> Question:
    """Return the question with that key. Raises QuestionGone."""
    for question in rules.questions:
        if question.key == key:
            return question
    raise QuestionGone


def placed(rules: Rules, question: Question, key: str, revision: int, answered: Collection[str]) -> Rules:
    """Return rules that ask `question` in place of the one with `key` ("": as the last one).

    What was answered stays the answer to what was asked: once there are answers (`answered` has the keys of all that
    were ever given), a question of another kind or without the options people chose from gets a new key. `revision`
    is the event's. Raises QuestionGone.
    """
    taken = {one.key for one in rules.questions} | {*answered}
    fresh = replace(question, key=next(name for n in range(revision, 2**62) if (name := f"q{n}") not in taken))
    if not key:
        return replace(rules, questions=(*rules.questions, fresh))
    before = find(rules, key)
    means_the_same = before.kind is question.kind and {*before.options} <= {*question.options}
    now = replace(question, key=key) if means_the_same or key not in answered else fresh
    return replace(rules, questions=tuple(now if one.key == key else one for one in rules.questions))


def without(rules: Rules, key: str) -> Rules:
    """Return rules that do not ask that. Raises QuestionGone."""
    find(rules, key)
    return replace(rules, questions=tuple(one for one in rules.questions if one.key != key))


def tally(question: Question, given: Iterable[Given]) -> Tally:
    """Return what the answers to one question add up to; those that no longer fit it are not counted."""
    everybody = tuple(given)
    values = [one.answers[question.key] for one in everybody if answers_it(question, one)]
    counts = tuple((option, values.count(option)) for option in question.options)
    total = float(sum(values)) if question.kind is QuestionKind.NUMBER else 0.0
    return Tally(question, len(everybody), len(values), counts, total)


def answers_it(question: Question, one: Given) -> bool:
    """Whether somebody's answers have one that fits the question."""
    return question.key in one.answers and fits(question, one.answers[question.key])
