"""Rows of events, their series and who may come, and the ways to look through them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache
from typing import Any

from bot.clock import instant, micros
from bot.domain import rules
from bot.domain.events import IN_LINE, Event, EventState, Pillar, Plan, Shelf, SignUpState
from bot.domain.search import words_of
from storage.db import Row, Tx

COLUMNS = (
    "e.id, e.series_id, COALESCE(r.name, ''), e.title, e.speaker, e.pillar, e.starts_at, e.ends_at, e.place, e.link, "
    "e.capacity, e.opens_at, e.closes_at, e.hours, e.state, e.organiser_id, e.seated, e.waiting, e.revision, "
    "e.field, e.rules, e.offered, e.asking, e.repetition_id, "
    "EXISTS (SELECT 1 FROM event_departments x WHERE x.event_id = e.id)"
)
WIDTH = 25  # of COLUMNS
_SERIES = "LEFT JOIN series r ON r.id = e.series_id"
# An event is made of its row at every tap; the same few come again and again.
_instant = lru_cache(maxsize=4096)(instant)
_PILLARS, _STATES = {pillar.value: pillar for pillar in Pillar}, {state.value: state for state in EventState}
PRESENT = f"s.state IN ({', '.join(repr(state.value) for state in IN_LINE)})"

# What a person may see: UP (the departments from their own up to the root) goes before a SELECT from ALL, which holds
# what VISIBLE asks about, which is `Event.invite` in SQL; :everything is 1 for organisers.
UP = """
    WITH RECURSIVE up (id, parent_id) AS (
      SELECT id, parent_id FROM departments WHERE id = (SELECT department_id FROM people WHERE id = :person)
      UNION SELECT d.id, d.parent_id FROM departments d JOIN up ON d.id = up.parent_id)"""
VISIBLE = f"""(:everything = 1 OR {PRESENT} OR CASE WHEN e.rules LIKE '%"closed": true%'
    THEN EXISTS (SELECT 1 FROM event_guests x WHERE x.event_id = e.id AND x.person_id = :person)
    ELSE (NOT EXISTS (SELECT 1 FROM event_departments x WHERE x.event_id = e.id)
      OR EXISTS (SELECT 1 FROM event_departments x JOIN up ON up.id = x.department_id WHERE x.event_id = e.id))
    AND (e.rules NOT LIKE '%"posts": [%' OR EXISTS (SELECT 1 FROM event_posts x JOIN people p ON p.id = :person
      WHERE x.event_id = e.id AND replace(p.post, x.post, '') <> p.post)) END)"""
ALL = f"events e LEFT JOIN sign_ups s ON s.event_id = e.id AND s.person_id = :person {_SERIES}"
# SQLite reads from left to right what is joined by CROSS JOIN: from the few events to come to the person's sign-ups,
# never through everything they ever signed up for. A plus keeps a column's index from being used, where that would lead
# through all events of the past.
_MINE = f"events e CROSS JOIN sign_ups s {_SERIES}"
_IS_MINE = f"s.event_id = e.id AND s.person_id = :person AND {PRESENT} AND e.state = 'published'"
_SHELVES = {
    Shelf.ON: (ALL, f"e.state = 'published' AND e.starts_at > :now AND {VISIBLE}", "e.starts_at, e.id"),
    Shelf.OPEN: (
        ALL,
        f"e.state = 'published' AND e.starts_at > :now AND e.opens_at <= :now AND e.closes_at > :now AND {VISIBLE}",
        "e.starts_at, e.id",
    ),
    Shelf.MINE: (_MINE, f"{_IS_MINE} AND e.ends_at > :now", "+e.starts_at, e.id"),
    Shelf.PAST: (
        f"sign_ups s JOIN events e ON e.id = s.event_id {_SERIES}",
        "s.person_id = :person AND s.state = 'seated' AND e.state = 'published' AND e.ends_at <= :now",
        "e.starts_at DESC, e.id DESC",
    ),
}


def events(tx: Tx, rows: Iterable[Row]) -> list[Event]:
    """Make events of rows that begin with COLUMNS."""
    rows = list(rows)
    restricted = [row[0] for row in rows if row[WIDTH - 1]]
    departments = _departments(tx, restricted) if restricted else {}
    return [_event(row, tuple(departments.get(row[0], ()))) for row in rows]


def load(tx: Tx, event_id: int) -> Event | None:
    """Return the event, or None."""
    row = tx.one(f"SELECT {COLUMNS} FROM events e {_SERIES} WHERE e.id = :event", event=event_id)
    return None if row is None else events(tx, [row])[0]


def ensure_series(tx: Tx, name: str, pillar: Pillar) -> int:
    """Return the id of the series of that name, which is made when it is new."""
    tx.run("INSERT INTO series (name, pillar) VALUES (:name, :pillar) ON CONFLICT DO NOTHING", name=name, pillar=pillar)
    row = tx.one("SELECT id FROM series WHERE name = :name", name=name)
    return int(row[0]) if row else 0


def run_series(tx: Tx) -> tuple[tuple[int, str], ...]:
    """Return every series: id and name, the oldest first."""
    return tuple((id_, name) for id_, name in tx.all("SELECT id, name FROM series ORDER BY id"))


def insert(tx: Tx, plan: Plan, organiser_id: int, now: datetime) -> int:
    """Add an event; return its id."""
    columns = _values(tx, plan) | {
        "organiser_id": organiser_id,
        "state": EventState.PUBLISHED,
        "created_at": micros(now),
    }
    row = tx.one(
        f"INSERT INTO events ({', '.join(columns)}) VALUES ({', '.join(f':{name}' for name in columns)}) RETURNING id",
        **columns,
    )
    event_id = int(row[0]) if row else 0
    _invite(tx, event_id, plan)
    return event_id


def update(tx: Tx, event: Event) -> None:
    """Write an event that was changed: plan, state and revision."""
    columns = _values(tx, event) | {
        "state": event.state,
        "revision": event.revision,
    }
    tx.run(
        f"UPDATE events SET {', '.join(f'{name} = :{name}' for name in columns)} WHERE id = :event",
        event=event.id,
        **columns,
    )
    tx.run("DELETE FROM event_departments WHERE event_id = :event", event=event.id)
    tx.run("DELETE FROM event_posts WHERE event_id = :event", event=event.id)
    _invite(tx, event.id, event)


def clashes(tx: Tx, event: Event, person_id: int) -> tuple[Event, ...]:
    """Return what else the person is seated or waiting for while `event` lasts."""
    rows = tx.all(
        f"SELECT {COLUMNS} FROM {_MINE} WHERE {_IS_MINE} "
        "AND e.ends_at > :starts AND +e.starts_at < :ends AND e.id <> :event ORDER BY +e.starts_at, e.id",
        person=person_id,
        event=event.id,
        starts=micros(event.starts_at),
        ends=micros(event.ends_at),
    )
    return tuple(events(tx, rows))


def shelf(  # noqa: PLR0913 - it is what a person can choose by
    tx: Tx,
    which: Shelf,
    person_id: int,
    now: datetime,
    series_id: int | None,
    page: int,
    size: int,
    *,
    everything: bool,
) -> tuple[list[tuple[Event, SignUpState | None, int]], int, int]:
    """Return a page of events with the person's state and turn, the page it is (`page` is clamped), and how many.

    `everything`: also what is meant for other departments.
    """
    tables, where, order = _SHELVES[which]
    if series_id is not None:
        where += " AND e.series_id = :series"
    values = {"person": person_id, "now": micros(now), "series": series_id, "everything": int(everything)}
    total = tx.one(f"{UP} SELECT COUNT(*) FROM {tables} WHERE {where}", **values)
    pages = max(1, -(-(total[0] if total else 0) // size))
    page = min(max(page, 0), pages - 1)
    rows = tx.all(
        f"{UP} SELECT {COLUMNS}, s.state, COALESCE(s.turn, 0) FROM {tables} WHERE {where} ORDER BY {order} "
        "LIMIT :size OFFSET :skip",
        size=size,
        skip=page * size,
        **values,
    )
    found = [
        (event, SignUpState(row[WIDTH]) if row[WIDTH] else None, row[WIDTH + 1])
        for event, row in zip(events(tx, rows), rows, strict=True)
    ]
    return found, page, pages


def series(tx: Tx, person_id: int, now: datetime, *, everything: bool) -> tuple[tuple[int, str, int], ...]:
    """Return the series with events to come that the person sees: id, name, how many."""
    tables, where, _ = _SHELVES[Shelf.ON]
    return tuple(
        (id_, name, count)
        for id_, name, count in tx.all(
            f"{UP} SELECT r.id, r.name, COUNT(*) FROM {tables} WHERE {where} AND r.id IS NOT NULL "
            "GROUP BY r.id, r.name ORDER BY r.id",
            person=person_id,
            now=micros(now),
            everything=int(everything),
        )
    )


def ancestry(tx: Tx, department_id: int) -> frozenset[int]:
    """Return the department and all above it."""
    return frozenset(
        id_
        for (id_,) in tx.all(
            "WITH RECURSIVE up (id, parent_id) AS (SELECT id, parent_id FROM departments WHERE id = :department "
            "UNION SELECT d.id, d.parent_id FROM departments d JOIN up ON d.id = up.parent_id) SELECT id FROM up",
            department=department_id,
        )
    )


def scopes(tx: Tx, person_id: int, now: datetime) -> frozenset[int | None]:
    """Return the departments for which the person may organise now; None among them means all."""
    return frozenset(
        None if role == "owner" else department_id
        for role, department_id in tx.all(
            "SELECT role, department_id FROM roles "
            "WHERE person_id = :person AND (expires_at IS NULL OR expires_at > :now)",
            person=person_id,
            now=micros(now),
        )
    )


def _event(row: Row, departments: tuple[int, ...]) -> Event:
    return Event(
        id=row[0],
        series_id=row[1],
        series=row[2],
        title=row[3],
        speaker=row[4],
        pillar=_PILLARS[row[5]],
        starts_at=_instant(row[6]),
        ends_at=_instant(row[7]),
        place=row[8],
        link=row[9],
        capacity=row[10],
        opens_at=_instant(row[11]),
        closes_at=_instant(row[12]),
        hours=row[13],
        state=_STATES[row[14]],
        organiser_id=row[15],
        seated=row[16],
        waiting=row[17],
        revision=row[18],
        field=row[19],
        rules=rules.read(row[20]),
        offered=row[21],
        asking=row[22],
        repetition_id=row[23],
        departments=departments,
    )


def _departments(tx: Tx, event_ids: list[int]) -> dict[int, list[int]]:
    names = {f"id{place}": event_id for place, event_id in enumerate(event_ids)}
    found: dict[int, list[int]] = {}
    for event_id, department_id in tx.all(
        "SELECT event_id, department_id FROM event_departments "
        f"WHERE event_id IN ({', '.join(f':{name}' for name in names)}) ORDER BY department_id",
        **names,
    ):
        found.setdefault(event_id, []).append(department_id)
    return found


def _invite(tx: Tx, event_id: int, plan: Plan) -> None:
    tx.many(
        "INSERT INTO event_departments (event_id, department_id) VALUES (:event, :department)",
        [{"event": event_id, "department": department} for department in plan.departments],
    )
    tx.many(
        "INSERT INTO event_posts (event_id, post) VALUES (:event, :post)",
        [{"event": event_id, "post": post} for post in dict.fromkeys(plan.rules.posts)],
    )


def guest(tx: Tx, event_id: int, person_id: int) -> bool:
    """Whether the person stands on the event's guest list."""
    row = tx.one(
        "SELECT 1 FROM event_guests WHERE event_id = :event AND person_id = :person", event=event_id, person=person_id
    )
    return row is not None


def _values(tx: Tx, plan: Plan) -> dict[str, Any]:
    """Return the columns of events that hold a plan."""
    return {
        "series_id": ensure_series(tx, plan.series, plan.pillar) if plan.series else None,
        "title": plan.title,
        "speaker": plan.speaker,
        "pillar": plan.pillar,
        "starts_at": micros(plan.starts_at),
        "ends_at": micros(plan.ends_at),
        "place": plan.place,
        "link": plan.link,
        "capacity": plan.capacity,
        "opens_at": micros(plan.opens_at),
        "closes_at": micros(plan.closes_at),
        "hours": plan.hours,
        "field": plan.field,
        "rules": rules.written(plan.rules),
        "words": words_of(plan),
    }
