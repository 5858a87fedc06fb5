"""The rules of one event beyond its plan: who may come, what is asked, how seats are given, what lateness means.

They are kept as JSON beside the event, with only what differs from the usual; a series passes its own on to new events.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, fields
from enum import StrEnum
from functools import lru_cache
from typing import Any

from bot.errors import Refusal

OFFER_HOURS = 48  # before the start: a seat that becomes free is offered, for people have made other plans by then
RESERVED_HOURS = 24  # before the start: reserved seats that nobody took are for everybody
MOST_QUESTIONS = 5
LONGEST_QUESTION, LONGEST_OPTION, MOST_OPTIONS = 200, 40, 10


class RulesUnfit(Refusal):
    """A rule that cannot hold; `rule` is its field."""

    def __init__(self, rule: str) -> None:
        super().__init__(rule)
        self.rule = rule


class QuestionKind(StrEnum):
    """How a sign-up question is answered."""

    CHOICE = "choice"
    TEXT = "text"
    NUMBER = "number"


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked at sign-up. `key` names the answer and stays when the words change."""

    key: str
    text: str
    kind: QuestionKind
    options: tuple[str, ...] = ()
    required: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """How an event gives its seats. Hours count back from the start."""

    approval: bool = False  # the organiser lets each one in
    closed: bool = False  # only those on the event's guest list may come
    posts: tuple[str, ...] = ()  # only people whose post contains one of these; empty: every post
    reserved: tuple[tuple[int, int], ...] = ()  # (department id, seats) for its people until `reserved_hours` before
    reserved_hours: int = RESERVED_HOURS
    offer_hours: int = OFFER_HOURS  # 0: whoever is next simply moves up
    leave_hours: int = 0  # whoever leaves less than so many hours before leaves late; 0: nobody does
    strikes: int = 0  # after so many late leavings and no-shows within `strike_days` …; 0: nothing is counted
    strike_days: int = 180
    pause_days: int = 30  # … sign-up to the series rests so long after the last, but for the last day before the start
    names: bool = False  # cards in groups say the names of those who allow it
    questions: tuple[Question, ...] = ()

    def check(self, capacity: int | None) -> None:
        """Refuse what cannot hold for an event with `capacity` seats (None: no limit). Raises RulesUnfit."""
        seats = sum(seats for _department, seats in self.reserved)
        departments = {department for department, _seats in self.reserved}
        unfit = {
            "reserved": bool(self.reserved)
            and (
                capacity is None
                or seats > capacity
                or len(departments) < len(self.reserved)
                or min(seats for _department, seats in self.reserved) < 1
            ),
            "questions": len(self.questions) > MOST_QUESTIONS or not all(_fits(one) for one in self.questions),
        }
        numbers = ("reserved_hours", "offer_hours", "leave_hours", "strikes", "strike_days", "pause_days")
        unfit |= {name: not 0 <= getattr(self, name) <= _MOST[name] for name in numbers}
        for rule, wrong in unfit.items():
            if wrong:
                raise RulesUnfit(rule)


# A month of hours, three years of days.
_MOST = dict.fromkeys(("reserved_hours", "offer_hours", "leave_hours"), 744) | {
    "strikes": 100,
    "strike_days": 1096,
    "pause_days": 1096,
}
USUAL = Rules()


def _fits(question: Question) -> bool:
    choice = question.kind is QuestionKind.CHOICE
    return (
        1 <= len(question.text) <= LONGEST_QUESTION
        and (2 <= len(question.options) <= MOST_OPTIONS if choice else not question.options)  # noqa: PLR2004 - a choice
        and all(1 <= len(option) <= LONGEST_OPTION for option in question.options)
    )


def written(rules: Rules) -> str:
    """Return `rules` as they are kept: JSON of what differs from the usual, "" when nothing does."""
    plain = asdict(rules)
    usual = asdict(USUAL)
    kept = {name: value for name, value in plain.items() if value != usual[name]}
    return json.dumps(kept, ensure_ascii=False) if kept else ""


@lru_cache(maxsize=1024)
def read(kept: str) -> Rules:
    """Return what `written` wrote; names that a later release no longer knows are left out."""
    if not kept:
        return USUAL
    known = {field.name for field in fields(Rules)}
    return Rules(**{name: _value(name, value) for name, value in json.loads(kept).items() if name in known})


def _value(name: str, value: Any) -> Any:
    match name:
        case "posts":
            return tuple(value)
        case "reserved":
            return tuple((department, seats) for department, seats in value)
        case "questions":
            return tuple(
                Question(**{**one, "kind": QuestionKind(one["kind"]), "options": tuple(one["options"])})
                for one in value
            )
    return value
