"""Anonymous surveys: who has taken part is known, what was answered is counted, nothing leads from one to the other.

Whoever looks at the results, however often, learns nothing that fewer than LEAST people answered:
- as long as a survey is open, results grow by whole steps of LEAST people, and the newest full step is held back, so
  that those who come after it are never alone: closing adds what was held back and the rest together;
- by departments it is shown once, when it is closed: sums by department and by step could be subtracted;
- what people wrote is shown once, too, in no order, from TEXTS_FROM texts on.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from bot.domain.audience_terms import Expression
from bot.domain.outbox import PromiseKind
from bot.errors import Refusal

LEAST = 5  # people: asked, in a step of the results, in a department that is shown
FIRST_FROM = 2 * LEAST  # people who have taken part before an open survey shows anything
TEXTS_FROM = 10  # texts before any is shown
LEAST_CELL = 10  # people of a department who are asked, or it is counted among the others
REST = 0  # the cell of the others, and of everybody where departments do not count
MOST_STARS = 5
MOST_QUESTIONS = 5
OPTIONS = range(2, 9)
LONGEST = {"title": 60, "question": 200, "option": 30, "words": 500}

Answer = tuple[int, ...] | str | None  # the choices that were made (from 0), or words, or none
Answers = Sequence[Answer]


class SurveyNews(PromiseKind):
    """What people are told about surveys."""

    OPENED = "survey.opened"
    REMINDER = "survey.reminder"
    CLOSED = "survey.closed"
    TOLD = "survey.told"


class SurveyUnknown(Refusal):
    """There is no such survey, or it is somebody else's."""


class SurveyUnfit(Refusal):
    """A survey has a title, one to MOST_QUESTIONS questions that fit, and closes after it opens."""


class TooFewAsked(Refusal):
    """Fewer than LEAST people would be asked: they could not stay unknown."""


class NotAsked(Refusal):
    """Only those who are asked take part."""


class SurveyNotOpen(Refusal):
    """Answers are taken between `opens_at` and `closes_at`."""

    def __init__(self, survey: Survey) -> None:
        super().__init__()
        self.opens_at, self.closes_at = survey.opens_at, survey.closes_at


class AlreadyTaken(Refusal):
    """Everybody takes part once."""


class AnswersUnfit(Refusal):
    """An answer does not fit its question."""


class AlreadyReminded(Refusal):
    """Those who have not taken part are reminded once."""


class NothingToTell(Refusal):
    """Results are told when a survey has ended and enough took part, as long as it is known whom it asked."""


class AlreadyTold(Refusal):
    """Results are told once."""


class QuestionKind(StrEnum):
    """How a question is answered."""

    ONE = "one"
    SEVERAL = "several"
    STARS = "stars"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Question:
    """A question; `options` where one or several of them are chosen."""

    kind: QuestionKind
    text: str
    options: tuple[str, ...] = ()

    @property
    def choices(self) -> range:
        """What can be chosen: places of options, or stars less one."""
        return range(MOST_STARS if self.kind is QuestionKind.STARS else len(self.options))

    def check(self) -> None:
        """Raise SurveyUnfit for what is no question."""
        chosen = self.kind in (QuestionKind.ONE, QuestionKind.SEVERAL)
        if not 1 <= len(self.text.strip()) <= LONGEST["question"] or chosen != bool(self.options):
            raise SurveyUnfit
        if chosen and (len(self.options) not in OPTIONS or len(set(self.options)) != len(self.options)):
            raise SurveyUnfit
        if any(not 1 <= len(one) <= LONGEST["option"] for one in self.options):
            raise SurveyUnfit

    def fits(self, answer: Answer) -> bool:
        """Whether `answer` is one: only words may be left out."""
        if self.kind is QuestionKind.TEXT:
            return answer is None or (isinstance(answer, str) and 1 <= len(answer.strip()) <= LONGEST["words"])
        if not isinstance(answer, tuple) or not answer or len(set(answer)) != len(answer):
            return False
        return (self.kind is QuestionKind.SEVERAL or len(answer) == 1) and all(one in self.choices for one in answer)


@dataclass(frozen=True, slots=True)
class SurveyPlan:
    """What an organiser asks, whom, and from when until when; `by_department`: results are by department, too."""

    title: str
    questions: tuple[Question, ...]
    audience: Expression
    opens_at: datetime
    closes_at: datetime
    by_department: bool = False

    def check(self, now: datetime) -> None:
        """Raise SurveyUnfit for what is no survey."""
        if not 1 <= len(self.title.strip()) <= LONGEST["title"] or not 1 <= len(self.questions) <= MOST_QUESTIONS:
            raise SurveyUnfit
        for question in self.questions:
            question.check()
        if not max(self.opens_at, now) < self.closes_at:
            raise SurveyUnfit


@dataclass(frozen=True, slots=True)
class Survey:
    """A survey; `asked` people are. `closed_at` is when its last results were counted."""

    id: int
    author_id: int
    title: str
    questions: tuple[Question, ...]
    by_department: bool
    opens_at: datetime
    closes_at: datetime
    closed_at: datetime | None
    asked: int
    reminded: bool

    def expect_open(self, now: datetime) -> None:
        """Raise SurveyNotOpen unless answers are taken at `now`."""
        if self.closed_at is not None or not self.opens_at <= now < self.closes_at:
            raise SurveyNotOpen(self)

    def check(self, answers: Answers) -> None:
        """Raise AnswersUnfit unless there is one answer that fits to each question."""
        if len(answers) != len(self.questions):
            raise AnswersUnfit
        if not all(question.fits(answer) for question, answer in zip(self.questions, answers, strict=True)):
            raise AnswersUnfit


@dataclass(frozen=True, slots=True)
class Results:
    """What may be shown: how many people are counted, by cell, and the counts of each choice by (question, cell).

    `words` are those of a question, in no order. `final`: nothing more will come.
    """

    final: bool
    people: Mapping[int, int] = field(default_factory=dict)
    counts: Mapping[tuple[int, int], tuple[int, ...]] = field(default_factory=dict)
    words: Mapping[int, tuple[str, ...]] = field(default_factory=dict)

    @property
    def total(self) -> int:
        """How many people are counted."""
        return sum(self.people.values())

    def of(self, question: int) -> tuple[int, ...]:
        """Return the counts of a question over all cells."""
        return tuple(
            map(sum, zip(*(found for (one, _cell), found in self.counts.items() if one == question), strict=True))
        )

    @property
    def cells(self) -> tuple[int, ...]:
        """The departments that are shown apart, the others last; none where there is but one part."""
        shown = [cell for cell, people in self.people.items() if people]
        return tuple(sorted(shown, key=lambda cell: (cell == REST, cell))) if len(shown) > 1 else ()


def is_step(fresh: int) -> bool:
    """Whether so many people make a step of the results."""
    return fresh >= LEAST


def grouped(people: Mapping[int, int], least: int) -> dict[int, int]:
    """Return in which cell each of `people` is counted: in its own from `least` on, else in REST.

    REST has nobody or at least `least`, too: the smallest cells are counted there until it has. With fewer people than
    that in all, everybody is in REST.
    """
    rest = {cell for cell, n in people.items() if cell == REST or n < least}
    for cell in sorted(people.keys() - rest, key=lambda one: (people[one], one)):
        if not 0 < sum(people[one] for one in rest) < least:
            break
        rest.add(cell)
    return {cell: REST if cell in rest else cell for cell in people}


def votes(questions: Sequence[Question], answers: Answers) -> Iterator[tuple[int, int]]:
    """Yield the question and the choice of everything that was chosen."""
    for number, (question, answer) in enumerate(zip(questions, answers, strict=True)):
        if question.kind is not QuestionKind.TEXT and isinstance(answer, tuple):
            yield from ((number, one) for one in answer)
