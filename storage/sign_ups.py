"""Rows of sign-ups: the line of an event, person by person and stretch by stretch."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from bot.clock import micros
from bot.domain.events import Attendee, Event, EventUnknown, Names, SignUpState, Standing
from storage.db import Tx
from storage.events import COLUMNS, WIDTH, events

_FAR = 2**62  # beyond every turn

# People `s` of a stretch.
WITHIN = "s.event_id = :event AND s.state = :state AND s.turn BETWEEN :first AND :last"


@dataclass(frozen=True, slots=True)
class Place:
    """An event, and where somebody stands in its line: `last_turn` is the last that was given to anybody."""

    event: Event
    last_turn: int
    state: SignUpState | None
    turn: int
    leads: str | None
    department_id: int | None
    post: str
    answers: Mapping[str, Any]

    @property
    def taken(self) -> bool:
        """Whether the person stands in the line."""
        return self.state in (SignUpState.SEATED, SignUpState.WAITING)


@dataclass(frozen=True, slots=True)
class Stretch:
    """The people of an event who are in `state` and whose turns lie from `first` to `last`."""

    event_id: int
    state: SignUpState
    first: int = 0
    last: int = _FAR

    def values(self) -> dict[str, object]:
        """Return what WITHIN needs."""
        return {"event": self.event_id, "state": self.state, "first": self.first, "last": self.last}


def place(tx: Tx, event_id: int, person_id: int) -> Place:
    """Return the event and where the person stands in its line. Raises EventUnknown."""
    row = tx.one(
        f"SELECT {COLUMNS}, e.last_turn, s.state, COALESCE(s.turn, 0), p.leads, p.department_id, "
        "COALESCE(p.post, ''), s.answers FROM events e "
        "LEFT JOIN series r ON r.id = e.series_id LEFT JOIN people p ON p.id = :person "
        "LEFT JOIN sign_ups s ON s.event_id = e.id AND s.person_id = :person WHERE e.id = :event",
        event=event_id,
        person=person_id,
    )
    if row is None:
        raise EventUnknown
    last_turn, state, turn, leads, department_id, post, answers = row[WIDTH:]
    return Place(
        events(tx, [row])[0],
        last_turn,
        SignUpState(state) if state else None,
        turn,
        leads,
        department_id,
        post,
        json.loads(answers) if answers else {},
    )


def standing(tx: Tx, event_id: int, state: SignUpState | None, turn: int) -> Standing:
    """Return how far to the front somebody of that state and turn stands, by counting those before them."""
    if state not in (SignUpState.SEATED, SignUpState.WAITING):
        return Standing(state)
    row = tx.one(
        "SELECT COUNT(*) FROM sign_ups s WHERE s.event_id = :event AND s.state = :state AND s.turn <= :turn",
        event=event_id,
        state=state,
        turn=turn,
    )
    return Standing(state, row[0] if row else 0)


def join(tx: Tx, after: Event, person_id: int, state: SignUpState, turn: int, now: datetime) -> None:
    """Put a person at the end of the line; `after` holds the counters that result."""
    tx.run(
        "INSERT INTO sign_ups (event_id, person_id, state, turn, signed_up_at) "
        "VALUES (:event, :person, :state, :turn, :now) ON CONFLICT (event_id, person_id) DO UPDATE SET "
        "state = excluded.state, turn = excluded.turn, signed_up_at = excluded.signed_up_at",
        event=after.id,
        person=person_id,
        state=state,
        turn=turn,
        now=micros(now),
    )
    tx.run(
        "UPDATE events SET seated = :seated, waiting = :waiting, last_turn = :turn WHERE id = :event",
        event=after.id,
        seated=after.seated,
        waiting=after.waiting,
        turn=turn,
    )


def answer(tx: Tx, event_id: int, person_id: int, answers: Mapping[str, Any]) -> None:
    """Keep what somebody who signed up answered."""
    tx.run(
        "UPDATE sign_ups SET answers = :answers WHERE event_id = :event AND person_id = :person",
        event=event_id,
        person=person_id,
        answers=json.dumps(answers, ensure_ascii=False) if answers else None,
    )


def drop_out(tx: Tx, event_id: int, person_id: int) -> None:
    """Take a person out of the line."""
    tx.run(
        "UPDATE sign_ups SET state = 'left' WHERE event_id = :event AND person_id = :person",
        event=event_id,
        person=person_id,
    )


def count(tx: Tx, event: Event) -> None:
    """Write the event's counters."""
    tx.run(
        "UPDATE events SET seated = :seated, waiting = :waiting WHERE id = :event",
        event=event.id,
        seated=event.seated,
        waiting=event.waiting,
    )


def nth(tx: Tx, event_id: int, state: SignUpState, n: int) -> int:
    """Return the turn of the `n`th (from 1) of those in `state`, who must be that many."""
    row = tx.one(
        "SELECT turn FROM sign_ups WHERE event_id = :event AND state = :state ORDER BY turn LIMIT 1 OFFSET :before",
        event=event_id,
        state=state,
        before=n - 1,
    )
    if row is None:
        raise LookupError(f"event {event_id} has fewer than {n} {state}")
    return int(row[0])


def move(tx: Tx, stretch: Stretch, state: SignUpState) -> Stretch:
    """Bring a stretch into another state; return it as it is then."""
    tx.run(
        "UPDATE sign_ups SET state = :to WHERE event_id = :event AND state = :state AND turn BETWEEN :first AND :last",
        to=state,
        **stretch.values(),
    )
    return replace(stretch, state=state)


def ahead(tx: Tx, person_id: int, now: datetime) -> list[int]:
    """Return the ids of the events to come that take place and in whose line the person stands."""
    return [
        event_id
        for (event_id,) in tx.all(
            "SELECT e.id FROM events e CROSS JOIN sign_ups s WHERE e.starts_at > :now AND e.state = 'published' "
            "AND s.event_id = e.id AND s.person_id = :person AND s.state IN ('seated', 'waiting') ORDER BY +e.id",
            person=person_id,
            now=micros(now),
        )
    ]


def names(tx: Tx, event_id: int) -> Names:
    """Return who is seated and who waits."""
    found: dict[str, list[Attendee]] = {SignUpState.SEATED: [], SignUpState.WAITING: []}
    for state, name, department, post in tx.all(
        "SELECT s.state, p.name, COALESCE(d.path, ''), p.post FROM sign_ups s JOIN people p ON p.id = s.person_id "
        "LEFT JOIN departments d ON d.id = p.department_id "
        "WHERE s.event_id = :event AND s.state IN ('seated', 'waiting') ORDER BY s.turn",
        event=event_id,
    ):
        found[state].append(Attendee(name, department, post))
    return Names(tuple(found[SignUpState.SEATED]), tuple(found[SignUpState.WAITING]))
