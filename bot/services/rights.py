"""What people may demand of what is kept about them: a copy, an end, and that it ends by itself."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from bot.clock import Clock, instant
from bot.domain.retention import Kind
from bot.services.outbox import Outbox
from bot.services.people import People
from storage import audit, rights, sweep
from storage import people as rows
from storage.db import Database, Tx

LeaveAll = Callable[[Tx, int, datetime], object]
_INSTANTS = {"at", "offer_until", "useful_until"}
_JSON = {"answers", "data", "leads"}


class Rights:
    """Acts of a person on their own rows. `leave_all(tx, person_id, now)` signs them off from all that is to come."""

    def __init__(self, db: Database, clock: Clock, people: People, outbox: Outbox, leave_all: LeaveAll) -> None:
        self._db, self._clock, self._people, self._outbox, self._leave_all = db, clock, people, outbox, leave_all

    async def export(self, person_id: int, zone: ZoneInfo) -> dict[str, Any]:
        """Return all rows that hold the person's id as JSON values, times as in `zone`."""
        exported = await self._db.read(rights.export, person_id)
        readable = {title: [_readable(row, zone) for row in found] for title, found in exported.items()}
        return {"exported_at": self._clock.now().astimezone(zone).isoformat(timespec="seconds"), **readable}

    async def forget(self, person_id: int) -> None:
        """Forget a person: coming seats go to the next in line, rows go as storage.held says.

        Raises PersonUnknown.
        """
        telegram_id = await self._db.write(self._forget, person_id, self._clock.now())
        self._people.forget_cached(telegram_id)
        self._outbox.poke()

    async def withdraw(self, person_id: int) -> None:
        """Take back the consent of a person: nothing is sent to them until they agree again. Raises PersonUnknown."""

        def withdraw(tx: Tx, now: datetime) -> int | None:
            person = rows.get(tx, person_id)
            rights.withdraw(tx, person_id, now)
            audit.note(tx, now, person_id, "person.withdraw", f"person:{person_id}")
            return person.telegram_id

        self._people.forget_cached(await self._db.write(withdraw, self._clock.now()))

    async def sweep(self) -> dict[Kind, int]:
        """Delete what has been kept long enough, forget who withdrew and stayed away; return how many of each kind."""
        now = self._clock.now()
        swept = await self._db.write(sweep.sweep, now)
        silent = await self._db.write(self._forget_silent, now)
        if silent:
            self._people.forget_cached()
            self._outbox.poke()
        return swept | {Kind.WITHDRAWN: silent}

    def _forget_silent(self, tx: Tx, now: datetime) -> int:
        silent = rights.gone_silent(tx, now)
        for person_id in silent:
            self._forget(tx, person_id, now)
        return len(silent)

    def _forget(self, tx: Tx, person_id: int, now: datetime) -> int | None:
        telegram_id = rows.get(tx, person_id).telegram_id
        self._leave_all(tx, person_id, now)
        rights.forget(tx, person_id)
        audit.note(tx, now, person_id, "person.forget", f"person:{person_id}")
        return telegram_id


def _readable(row: dict[str, Any], zone: ZoneInfo) -> dict[str, Any]:
    return {name: _value(name, value, zone) for name, value in row.items()}


def _value(name: str, value: object, zone: ZoneInfo) -> object:
    if isinstance(value, int) and (name in _INSTANTS or name.endswith("_at")):
        return instant(value).astimezone(zone).isoformat(timespec="seconds")
    if isinstance(value, str) and name in _JSON:
        return json.loads(value)
    return bool(value) if name in {"muted", "reachable", "shown"} else value
