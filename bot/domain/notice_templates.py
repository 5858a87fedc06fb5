"""Notices that an organiser keeps under a name, to begin others with."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.notices import NoticePlan
from bot.errors import Refusal

MOST_TEMPLATES = 30  # of one person
LONGEST_NAME = 30


@dataclass(frozen=True, slots=True)
class NoticeTemplate:
    """What a notice says, to whom and how, under the name that its owner gave it."""

    id: int
    name: str
    plan: NoticePlan


class TemplateUnknown(Refusal):
    """There is no such template, or it is somebody else's."""


class TemplateUnnamed(Refusal):
    """A template has a name of 1 to LONGEST_NAME characters that no other of the person's has."""


class TooManyTemplates(Refusal):
    """Nobody keeps more than MOST_TEMPLATES templates."""


def check_name(text: str) -> str:
    """Return the name with single spaces; raises TemplateUnnamed."""
    name = " ".join(text.split())
    if not 1 <= len(name) <= LONGEST_NAME or not name.isprintable():
        raise TemplateUnnamed
    return name
