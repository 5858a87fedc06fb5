"""People: who somebody is to the workplace, and what they may do."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.domain.outbox import PromiseKind
from bot.errors import Refusal

# Grows with every change of the notice that people should agree to anew.
NOTICE_VERSION = 4

NAME_LIMIT = 40
POST_LIMIT = 60
STAFF_NUMBER_LIMIT = 40
DEPARTMENT_LIMIT = 60  # one name of the path


class Role(StrEnum):
    """What a person may do beyond taking part. An owner may do everything an organiser may."""

    OWNER = "owner"
    ORGANISER = "organiser"


class RoleNews(PromiseKind):
    """What somebody is told about their roles."""

    GRANTED = "role.granted"
    REVOKED = "role.revoked"


@dataclass(frozen=True, slots=True)
class Grant:
    """A role somebody holds: `department_id` None means all departments, `expires_at` None means until revoked."""

    role: Role
    department_id: int | None = None
    expires_at: datetime | None = None

    def holds(self, now: datetime) -> bool:
        """Whether the grant still counts at `now`."""
        return self.expires_at is None or now < self.expires_at


@dataclass(frozen=True, slots=True)
class Person:
    """A person as every feature sees them. `id` is ours; `telegram_id` is None until they have joined.

    Somebody who has not agreed to the notice yet is a stranger: id 0, nothing of them is stored.
    """

    id: int
    telegram_id: int | None
    name: str
    department_id: int | None
    post: str
    staff_number: str | None
    language: str | None
    consent: int  # version of the notice agreed to; 0: none
    grants: tuple[Grant, ...] = ()
    shown: bool = False  # lets cards in groups say the name, and authors know who handles their suggestion

    def is_owner(self, now: datetime) -> bool:
        """Whether the person owns the bot at `now`."""
        return any(grant.role is Role.OWNER and grant.holds(now) for grant in self.grants)

    def is_organiser(self, now: datetime) -> bool:
        """Whether the person may publish events, for all or for some department, at `now`."""
        return any(grant.holds(now) for grant in self.grants)


@dataclass(frozen=True, slots=True)
class Notice:
    """Who answers for what the bot keeps, as the notice says it; empty strings when the operator did not say."""

    operator: str = ""
    contact: str = ""


@dataclass(frozen=True, slots=True)
class Department:
    """A node of the tree; `path` has the names from the root, joined by "/", `branches` says whether some lie below."""

    id: int
    name: str
    path: str
    parent_id: int | None
    branches: bool


@dataclass(frozen=True, slots=True)
class Entry:
    """A person as those who look for one see them: an organiser among the people they may manage."""

    id: int
    name: str
    department: str  # its path, or ""
    post: str
    staff_number: str | None


@dataclass(frozen=True, slots=True)
class Seat:
    """A role in somebody's hands, as owners see it. `fixed`: it follows the OWNERS setting."""

    id: int
    person_id: int
    name: str
    grant: Grant
    department: str  # its path; "" means all
    fixed: bool


class NameUnfit(Refusal):
    """A name is 1 to NAME_LIMIT visible characters."""


class DepartmentUnknown(Refusal):
    """There is no such department, or not any more."""


class PersonUnknown(Refusal):
    """There is no such person, or not any more."""


class NoAuthority(Refusal):
    """Only somebody with `role` (for the department concerned) may do that."""

    def __init__(self, role: Role) -> None:
        super().__init__(role)
        self.role = role


class NotGroupAdmin(Refusal):
    """Only administrators of the group may do that."""


class NotJoined(Refusal):
    """A role goes to people who have joined: a link must never bring one along."""


class AlreadyJoined(Refusal):
    """The person, or the Telegram account, is bound already."""


class InvitationGone(Refusal):
    """The joining link was used, replaced, has expired or never existed."""


class TooManyGuesses(Refusal):
    """Too many links that were none; `until` says when the next try counts."""

    def __init__(self, until: datetime) -> None:
        super().__init__(until)
        self.until = until


class RoleGone(Refusal):
    """The role was revoked already."""


class RoleIsFixed(Refusal):
    """The role follows the OWNERS setting and can only be changed there."""


class LastOwner(Refusal):
    """Nobody would be left who may grant roles for good."""


class ExpiryPassed(Refusal):
    """A role cannot end before it begins."""


def check_name(text: str) -> str:
    """Return a person's name with single spaces; raises NameUnfit."""
    name = " ".join(text.split())
    if not 1 <= len(name) <= NAME_LIMIT or not re.search(r"\w", name):
        raise NameUnfit
    return name


def search_terms(text: str) -> tuple[str, ...]:
    """Return what to look for, in lower case: up to three words of what was typed."""
    return tuple(text.lower().split()[:3])
