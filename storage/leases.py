"""Leases: what only one process does at a time, and who does it until when."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.clock import micros
from storage.db import Tx


def take(tx: Tx, name: str, holder: str, now: datetime, length: timedelta) -> bool | None:
    """Hold or prolong a lease for `length` from `now`; return whether it came from another holder, None if not got.

    One that ends later than any could is taken for forgotten: its clock was wrong.
    """
    before = tx.one("SELECT holder FROM leases WHERE name = :name", name=name)
    got = tx.run(
        "INSERT INTO leases (name, holder, until) VALUES (:name, :holder, :until) ON CONFLICT (name) DO UPDATE SET "
        "holder = excluded.holder, until = excluded.until WHERE leases.holder = excluded.holder "
        "OR leases.until <= :now OR leases.until > :latest",
        name=name,
        holder=holder,
        until=micros(now + length),
        now=micros(now),
        latest=micros(now + 2 * length),
    )
    return (before is None or before[0] != holder) if got else None


def give_back(tx: Tx, name: str, holder: str) -> None:
    """Let others take a lease at once."""
    tx.run("UPDATE leases SET until = 0 WHERE name = :name AND holder = :holder", name=name, holder=holder)
