"""Unfinished forms."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bot.errors import Refusal


class DraftGone(Refusal):
    """The form was filed already, or dropped, or it expired."""


@dataclass(frozen=True, slots=True)
class DraftKey:
    """Whose unfinished form, in which chat: what a service consumes in the transaction that files it."""

    person_id: int
    chat_id: int
    form: str


@dataclass(frozen=True, slots=True)
class Draft:
    """An unfinished form: where it stands, the answers so far, and the last message taken as an answer."""

    form: str
    step: str
    answers: dict[str, Any]
    seen: int
