"""Storage: transactions per second of 64 callers who each wait for theirs to be on disk."""

from __future__ import annotations

import asyncio
import itertools
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from statistics import median

from storage.db import open_database
from storage.migrate import upgrade
from tests.bench.machine import FOLDER
from tests.databases import PostgresServer, server_programs

CALLERS = 64
_EVENTS = 64
_PEOPLE = 100_000
_ROUNDS = 3
_SECONDS = 0.5
_AIMS = {"SQLite": "30,000", "PostgreSQL": "2,000"}


def _prepare(tx):
    tx.many("INSERT INTO people (id, created_at) VALUES (:id, 0)", [{"id": 1 + number} for number in range(_PEOPLE)])
    tx.many(
        "INSERT INTO events (id, organiser_id, title, pillar, state, opens_at, closes_at, starts_at, ends_at,"
        " created_at) VALUES (:id, 1, '', 'learn', 'open', 0, 0, 0, 0, 0)",
        [{"id": number} for number in range(1 + _EVENTS)],
    )


def _add(tx, number, _):
    tx.run("INSERT INTO series (name, pillar) VALUES (:name, 'learn')", name=str(number))


def _sign_up(tx, number, event):
    """What a sign-up costs at least: lock, look, add, count."""
    tx.lock("events", event)
    turn, capacity = tx.one("SELECT last_turn + 1, capacity FROM events WHERE id = :id", id=event)
    tx.run(
        "INSERT INTO sign_ups (event_id, person_id, state, turn, signed_up_at)"
        " VALUES (:event, :person, :state, :turn, :at) ON CONFLICT DO NOTHING",
        event=event,
        person=1 + number % _PEOPLE,
        state="seated" if capacity is None else "waiting",
        turn=turn,
        at=number,
    )
    tx.run("UPDATE events SET seated = seated + 1, last_turn = :turn WHERE id = :id", turn=turn, id=event)


def _look(tx, _, event):
    return tx.one("SELECT seated, waiting FROM events WHERE id = :id", id=event)


_LOADS = (
    ("one row added", "write", _add, lambda _: 0),
    (f"sign-ups to {_EVENTS} events", "write", _sign_up, lambda number: number % _EVENTS),
    ("sign-ups to one event", "write", _sign_up, lambda _: _EVENTS),
    ("events read", "read", _look, lambda number: number % _EVENTS),
)


async def measure():
    """Return the figures: name, value, unit."""
    figures = []
    with places() as found:
        for kind, url in found:
            upgrade(url)
            database = await open_database(url)
            await database.write(_prepare)
            for name, how, fn, event in _LOADS:
                numbers = itertools.count()
                rates = [await _rate(getattr(database, how), fn, numbers, event) for _ in range(_ROUNDS)]
                aim = f" (aim: >= {_AIMS[kind]})" if how == "write" else ""
                figures.append((f"{kind}: {name}, {CALLERS} callers{aim}", median(rates), "/s"))
            await database.close()
    return figures


@contextmanager
def places():
    """Yield both kinds of database on a real disk with fsync; PostgreSQL where its programs are installed."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=FOLDER) as folder:
        sqlite = ("SQLite", str(Path(folder) / "bench.db"))
        if server_programs() is None:
            yield [sqlite]
            return
        server = PostgresServer(durable=True)
        yield [sqlite, ("PostgreSQL", server.url())]
        server.remove()


async def _rate(how, fn, numbers, event):
    began = time.perf_counter()
    done = 0

    async def caller():
        nonlocal done
        while time.perf_counter() < began + _SECONDS:
            number = next(numbers)
            await how(fn, number, event(number))
            done += 1

    await asyncio.gather(*(caller() for _ in range(CALLERS)))
    return done / (time.perf_counter() - began)
