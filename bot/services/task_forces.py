"""Task forces as organisers keep them: each method is one transaction."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from bot.clock import Clock
from bot.domain.drafts import DraftKey
from bot.domain.task_forces import (
    MOST_KEPT,
    MOST_MEMBERS,
    Members,
    TaskForce,
    TaskForceUnknown,
    TooManyTaskForces,
    check_name,
)
from bot.services.notice_rights import organises
from storage import audit, drafts, events
from storage import task_forces as rows
from storage.db import Database, Tx


class TaskForces:
    """What each organiser keeps; who organises for everybody keeps all of them."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db, self._clock = db, clock

    async def mine(self, actor_id: int) -> tuple[TaskForce, ...]:
        """Return those the actor keeps and that go on, by name. Raises NoAuthority."""

        def mine(tx: Tx, now: datetime) -> tuple[TaskForce, ...]:
            everything = None in organises(tx, actor_id, now)
            return rows.going_on(tx, None if everything else actor_id)

        return await self._db.read(mine, self._clock.now())

    async def one(self, actor_id: int, id_: int) -> TaskForce:
        """Return one that the actor keeps. Raises TaskForceUnknown."""
        return await self._db.read(kept, actor_id, id_, self._clock.now())

    async def members(self, actor_id: int, id_: int, page: int, size: int) -> Members:
        """Return a page (from 0) of the members. Raises TaskForceUnknown."""

        def members(tx: Tx, now: datetime) -> Members:
            return Members(kept(tx, actor_id, id_, now), rows.members(tx, id_, page * size, size))

        return await self._db.read(members, self._clock.now())

    async def create(self, actor_id: int, name: str, draft: DraftKey | None = None) -> TaskForce:
        """Begin one without members; `draft` is used up by it.

        Raises NoAuthority, TaskForceUnnamed, TooManyTaskForces, DraftGone.
        """

        def create(tx: Tx, now: datetime) -> TaskForce:
            if draft:
                drafts.consume(tx, draft)
            organises(tx, actor_id, now)
            tx.lock("people", actor_id)
            if len(rows.going_on(tx, actor_id)) >= MOST_KEPT:
                raise TooManyTaskForces
            id_ = rows.insert(tx, actor_id, check_name(name), now)
            audit.note(tx, now, actor_id, "task_force.create", f"task_force:{id_}", check_name(name))
            return kept(tx, actor_id, id_, now)

        return await self._db.write(create, self._clock.now())

    async def add(self, actor_id: int, id_: int, person_ids: Collection[int], draft: DraftKey | None = None) -> int:
        """Take people in; return how many were not in it. `draft` is used up by it.

        Raises TaskForceUnknown, TaskForceEnded, TooManyTaskForces, DraftGone.
        """

        def add(tx: Tx, now: datetime) -> int:
            if draft:
                drafts.consume(tx, draft)
            task_force = _changing(tx, actor_id, id_, now)
            added = rows.add(tx, id_, person_ids)
            if task_force.members + added > MOST_MEMBERS:
                raise TooManyTaskForces
            if added:
                audit.note(tx, now, actor_id, "task_force.members", f"task_force:{id_}", f"+{added}")
            return added

        return await self._db.write(add, self._clock.now())

    async def remove(self, actor_id: int, id_: int, person_id: int) -> bool:
        """Take somebody out; return whether they were in it. Raises TaskForceUnknown, TaskForceEnded."""

        def remove(tx: Tx, now: datetime) -> bool:
            _changing(tx, actor_id, id_, now)
            removed = rows.remove(tx, id_, person_id)
            if removed:
                audit.note(tx, now, actor_id, "task_force.members", f"task_force:{id_}", "-1")
            return removed

        return await self._db.write(remove, self._clock.now())

    async def end(self, actor_id: int, id_: int) -> TaskForce:
        """Note that the task is done: it is no audience any more. Raises TaskForceUnknown, TaskForceEnded."""

        def end(tx: Tx, now: datetime) -> TaskForce:
            task_force = _changing(tx, actor_id, id_, now)
            rows.end(tx, id_, now)
            audit.note(tx, now, actor_id, "task_force.end", f"task_force:{id_}", task_force.name)
            return kept(tx, actor_id, id_, now)

        return await self._db.write(end, self._clock.now())


def kept(tx: Tx, actor_id: int, id_: int, now: datetime) -> TaskForce:
    """Return a task force to its keeper, or to who organises for everybody. Raises TaskForceUnknown."""
    found, scopes = rows.load(tx, id_), events.scopes(tx, actor_id, now)
    if found is None or not scopes or (found.keeper_id != actor_id and None not in scopes):
        raise TaskForceUnknown
    return found


def _changing(tx: Tx, actor_id: int, id_: int, now: datetime) -> TaskForce:
    tx.lock("task_forces", id_)
    found = kept(tx, actor_id, id_, now)
    found.going_on()
    return found
