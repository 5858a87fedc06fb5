"""Who may do what: granted by owners, within the transaction that checks them, and noted."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from bot.clock import Clock
from bot.domain.drafts import DraftKey
from bot.domain.outbox import Promised
from bot.domain.people import Entry, ExpiryPassed, Grant, NotJoined, Role, RoleGone, RoleIsFixed, RoleNews, Seat
from bot.services.outbox import Outbox
from bot.services.people import People
from storage import audit, departments, drafts, outbox, roles
from storage import people as rows
from storage.db import Database, Tx


class Roles:
    """Roles: owners grant and revoke them; those who hold one look for the people they manage."""

    def __init__(self, db: Database, clock: Clock, people: People, outbox: Outbox) -> None:
        self._db, self._clock, self._people, self._outbox = db, clock, people, outbox

    async def may_look(self, actor_id: int) -> None:
        """Raise NoAuthority unless the actor is an organiser or owner."""
        await self._db.read(roles.require, actor_id, Role.ORGANISER, self._clock.now())

    async def find(self, actor_id: int, text: str, limit: int, *, joined: bool) -> tuple[Entry, ...]:
        """Return up to `limit` people by name, department or staff number: those the actor manages, nobody else.

        `joined` says whether those who have joined are wanted, or those who have not. Raises NoAuthority unless the
        actor is an organiser or owner.
        """

        def find(tx: Tx) -> tuple[Entry, ...]:
            now = self._clock.now()
            roles.require(tx, actor_id, Role.ORGANISER, now)
            return roles.find(tx, actor_id, text, now, limit, joined=joined)

        return await self._db.read(find)

    async def seats(self, actor_id: int) -> tuple[Seat, ...]:
        """Return all roles that count now, owners first. Raises NoAuthority unless the actor is an owner."""

        def seats(tx: Tx) -> tuple[Seat, ...]:
            now = self._clock.now()
            roles.require(tx, actor_id, Role.OWNER, now)
            return roles.seats(tx, now)

        return await self._db.read(seats)

    async def seat(self, actor_id: int, role_id: int) -> Seat:
        """Return one role. Raises NoAuthority unless the actor is an owner, RoleGone."""

        def seat(tx: Tx) -> Seat:
            now = self._clock.now()
            roles.require(tx, actor_id, Role.OWNER, now)
            return _seat(tx, role_id, now)

        return await self._db.read(seat)

    async def grant(self, actor_id: int, person_id: int, grant: Grant, draft: DraftKey | None = None) -> Seat:
        """Give a role, in place of an earlier grant of the same role and department, and tell the person.

        Raises NoAuthority, PersonUnknown, NotJoined, DepartmentUnknown, ExpiryPassed, LastOwner, DraftGone.
        """

        def give(tx: Tx) -> Seat:
            now = self._clock.now()
            roles.lock_owners(tx)
            roles.require(tx, actor_id, Role.OWNER, now)
            if draft is not None:
                drafts.consume(tx, draft)
            if rows.get(tx, person_id).telegram_id is None:
                raise NotJoined
            if grant.department_id is not None:
                departments.get(tx, grant.department_id)
            if not grant.holds(now):
                raise ExpiryPassed
            role_id = roles.put(tx, person_id, grant, actor_id, now)
            roles.keep_an_owner(tx)
            seat = _seat(tx, role_id, now)
            _note(tx, actor_id, seat, now, RoleNews.GRANTED)
            return seat

        return await self._write(give)

    async def revoke(self, actor_id: int, role_id: int) -> Seat:
        """Take a role away, and tell the person. Raises NoAuthority, RoleGone, RoleIsFixed, LastOwner."""

        def take(tx: Tx) -> Seat:
            now = self._clock.now()
            roles.lock_owners(tx)
            roles.require(tx, actor_id, Role.OWNER, now)
            seat = _seat(tx, role_id, now)
            if seat.fixed:
                raise RoleIsFixed
            roles.end(tx, role_id, now)
            roles.keep_an_owner(tx)
            _note(tx, actor_id, seat, now, RoleNews.REVOKED)
            return seat

        return await self._write(take)

    async def _write(self, fn: Callable[[Tx], Seat]) -> Seat:
        seat = await self._db.write(fn)
        self._people.forget_cached()
        self._outbox.poke()
        return seat


def _seat(tx: Tx, role_id: int, now: datetime) -> Seat:
    found = roles.seats(tx, now, role_id)
    if not found:
        raise RoleGone
    return found[0]


def _note(tx: Tx, actor_id: int, seat: Seat, now: datetime, action: str) -> None:
    until = seat.grant.expires_at.isoformat() if seat.grant.expires_at else "until revoked"
    audit.note(
        tx, now, actor_id, action, f"person:{seat.person_id}", f"{seat.grant.role}, {seat.department or 'all'}, {until}"
    )
    if seat.person_id == actor_id:
        return
    data: dict[str, object] = {"role": seat.grant.role.value, "department": seat.department}
    key = f"{action}:{seat.id}"
    outbox.promise(tx, [Promised(seat.person_id, action, seat.id, key, now, data)], now)
