"""Whom a notice is for, as an expression: terms that name people or groups, joined by and, or, except.

An expression is a list, kept as JSON:

    ["all"]  ["department", id]  ["post", "科长"]  ["role", "organiser"]  ["people", [id, …]]  ["topic", "金融"]
    ["task_force", id]  ["event", id, "seated"]  ["notice", id, "unacknowledged"]  ["group", id]
    ["and", a, b, …]  ["or", a, b, …]  ["except", a, b]

A department has those below it, a post is part of what somebody's post says. Groups are members like people: everybody
and one group is `["or", ["all"], ["group", id]]`, and no group is among all.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from enum import StrEnum
from functools import reduce
from typing import Any

from bot.domain.people import POST_LIMIT, Role
from bot.errors import Refusal

DEEPEST = 6  # of an expression within an expression
MOST_TERMS = 60
MOST_PEOPLE = 5_000  # in all lists of an expression
LONGEST_TOPIC = 20
UNACKNOWLEDGED = "unacknowledged"

Expression = list[Any]

_OPERATIONS = ("and", "or", "except")
_IDS = range(1, 1 << 63)
_GROUP_IDS = range(-(1 << 63), 1 << 63)


class Part(StrEnum):
    """Which of the people of an event are meant."""

    SEATED = "seated"
    WAITING = "waiting"  # also whom a seat is offered
    CAME = "came"  # checked in; where nobody did: seated
    ABSENT = "absent"  # seated, and did not come
    UNANSWERED = "unanswered"  # it is for them, and they said nothing


class AudienceUnfit(Refusal):
    """What should name an audience does not, or is too long."""


def parse(text: str) -> Expression:
    """Return the expression in JSON `text`; raises AudienceUnfit."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        raise AudienceUnfit from None
    return check(found)


def written(expression: Expression) -> str:
    """Return an expression as JSON, the same for equal ones."""
    return json.dumps(expression, ensure_ascii=False, separators=(",", ":"))


def check(expression: object) -> Expression:
    """Return `expression` if it is one, within the limits; raises AudienceUnfit."""
    if not isinstance(expression, list) or not _fits(expression, DEEPEST):
        raise AudienceUnfit
    leaves = tuple(terms(expression))
    if len(leaves) > MOST_TERMS or sum(len(one[1]) for one in leaves if one[0] == "people") > MOST_PEOPLE:
        raise AudienceUnfit
    return expression


def terms(expression: Expression) -> Iterator[Expression]:
    """Yield the terms of an expression without what joins them, from left to right."""
    if expression[0] in _OPERATIONS:
        for part in expression[1:]:
            yield from terms(part)
    else:
        yield expression


def groups(expression: Expression) -> frozenset[int]:
    """Return the ids of the groups that an expression means."""
    match expression:
        case ["group", id_]:
            return frozenset((id_,))
        case ["and", *parts]:
            return reduce(frozenset.__and__, map(groups, parts))
        case ["or", *parts]:
            return reduce(frozenset.__or__, map(groups, parts))
        case ["except", those, others]:
            return groups(those) - groups(others)
    return frozenset()


def _fits(term: object, depth: int) -> bool:  # noqa: C901, PLR0911 - one line per case
    match term:
        case ["and" | "or", _, _, *_] | ["except", _, _]:
            return depth > 1 and all(_fits(part, depth - 1) for part in term[1:])
        case ["all"]:
            return True
        case ["department" | "task_force", id_]:
            return _is_id(id_)
        case ["group", id_]:
            return _is_id(id_, _GROUP_IDS)
        case ["people", list(ids)]:
            return bool(ids) and all(map(_is_id, ids))
        case ["post", text]:
            return _is_text(text, POST_LIMIT)
        case ["topic", text]:
            return _is_text(text, LONGEST_TOPIC)
        case ["role", str(role)]:
            return role in set(Role)
        case ["event", id_, str(part)]:
            return _is_id(id_) and part in set(Part)
        case ["notice", id_, part]:
            return _is_id(id_) and part == UNACKNOWLEDGED
    return False


def _is_id(value: object, among: range = _IDS) -> bool:
    return type(value) is int and value in among


def _is_text(value: object, limit: int) -> bool:
    return isinstance(value, str) and value.strip() == value and 1 <= len(value) <= limit and value.isprintable()
