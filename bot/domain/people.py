"""People: who somebody is to the workplace, and what they may do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Role(StrEnum):
    """What a person may do beyond taking part. An owner may do everything an organiser may."""

    OWNER = "owner"
    ORGANISER = "organiser"


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

    def is_owner(self, now: datetime) -> bool:
        """Whether the person owns the bot at `now`."""
        return any(grant.role is Role.OWNER and grant.holds(now) for grant in self.grants)

    def is_organiser(self, now: datetime) -> bool:
        """Whether the person may publish events, for all or for some department, at `now`."""
        return any(grant.holds(now) for grant in self.grants)
