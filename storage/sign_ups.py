"""Rows of sign-ups: the line of an event, person by person and stretch by stretch."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from bot.clock import instant, micros
from bot.domain.events import IN_LINE, Attendee, Event, EventUnknown, Names, SignUpState, Standing
from storage.db import Tx
from storage.events import COLUMNS, PRESENT, WIDTH, events

_FAR = 2**62  # beyond every turn

# People `s` of a stretch.
WITHIN = "s.event_id = :event AND s.state = :state AND s.turn BETWEEN :first AND :last"
_COUNTERS = "seated = :seated, waiting = :waiting, offered = :offered, asking = :asking"


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
    until: datetime | None
    reason: str

    @property
    def taken(self) -> bool:
        """Whether the person stands in the line."""
        return self.state in IN_LINE


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
        "COALESCE(p.post, ''), s.answers, s.offer_until, COALESCE(s.reason, '') FROM events e "
        "LEFT JOIN series r ON r.id = e.series_id LEFT JOIN people p ON p.id = :person "
        "LEFT JOIN sign_ups s ON s.event_id = e.id AND s.person_id = :person WHERE e.id = :event",
        event=event_id,
        person=person_id,
    )
    if row is None:
        raise EventUnknown
    last_turn, state, turn, leads, department_id, post, answers, until, reason = row[WIDTH:]
    return Place(
        events(tx, [row])[0],
        last_turn,
        SignUpState(state) if state else None,
        turn,
        leads,
        department_id,
        post,
        json.loads(answers) if answers else {},
        None if until is None else instant(until),
        reason,
    )


def standing_at(tx: Tx, place: Place) -> Standing:
    """Return where the person of a place stands."""
    until = place.until if place.state is SignUpState.OFFERED else None
    reason = place.reason if place.state in (SignUpState.EXCUSED, SignUpState.DECLINED) else ""
    return replace(standing(tx, place.event.id, place.state, place.turn), until=until, reason=reason)


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


def join(
    tx: Tx, after: Event, person_id: int, state: SignUpState, turn: int, now: datetime, pool: int | None = None
) -> None:
    """Put a person at the end of the line, in a seat of `pool`; `after` holds the counters that result."""
    tx.run(
        "INSERT INTO sign_ups (event_id, person_id, state, turn, signed_up_at, pool_id) "
        "VALUES (:event, :person, :state, :turn, :now, :pool) ON CONFLICT (event_id, person_id) DO UPDATE SET "
        "state = excluded.state, turn = excluded.turn, signed_up_at = excluded.signed_up_at, "
        "pool_id = excluded.pool_id, reason = NULL, left_at = NULL, offer_until = NULL",
        event=after.id,
        person=person_id,
        state=state,
        turn=turn,
        now=micros(now),
        pool=pool,
    )
    tx.run(
        f"UPDATE events SET {_COUNTERS}, last_turn = :turn WHERE id = :event",
        event=after.id,
        turn=turn,
        **_counters(after),
    )


def answer(tx: Tx, event_id: int, person_id: int, answers: Mapping[str, Any]) -> None:
    """Keep what somebody who signed up answered."""
    tx.run(
        "UPDATE sign_ups SET answers = :answers WHERE event_id = :event AND person_id = :person",
        event=event_id,
        person=person_id,
        answers=json.dumps(answers, ensure_ascii=False) if answers else None,
    )


def drop_out(
    tx: Tx, event_id: int, person_id: int, state: SignUpState, left_at: datetime | None, reason: str | None = None
) -> None:
    """Take a person out of the line; `left_at` is when they gave a seat up, if they had one."""
    tx.run(
        "UPDATE sign_ups SET state = :state, left_at = :left, reason = :reason, offer_until = NULL, pool_id = NULL "
        "WHERE event_id = :event AND person_id = :person",
        event=event_id,
        person=person_id,
        state=state,
        left=None if left_at is None else micros(left_at),
        reason=reason,
    )


def excuse(tx: Tx, event_id: int, person_id: int, reason: str, now: datetime) -> None:
    """Note why somebody cannot come who does not stand in the line."""
    tx.run(
        "INSERT INTO sign_ups (event_id, person_id, state, turn, signed_up_at, reason) "
        "VALUES (:event, :person, :state, 0, :now, :reason) ON CONFLICT (event_id, person_id) DO UPDATE SET "
        "state = excluded.state, reason = excluded.reason",
        event=event_id,
        person=person_id,
        state=SignUpState.EXCUSED,
        now=micros(now),
        reason=reason,
    )


def count(tx: Tx, event: Event) -> None:
    """Write the event's counters."""
    tx.run(f"UPDATE events SET {_COUNTERS} WHERE id = :event", event=event.id, **_counters(event))


def _counters(event: Event) -> dict[str, int]:
    return {"seated": event.seated, "waiting": event.waiting, "offered": event.offered, "asking": event.asking}


def head(tx: Tx, event_id: int, state: SignUpState, n: int) -> Stretch:
    """Return the first `n` of those in `state`, who must be that many."""
    return Stretch(event_id, state, 0, _nth(tx, event_id, state, n, "turn"))


def tail(tx: Tx, event_id: int, state: SignUpState, n: int) -> Stretch:
    """Return the last `n` of those in `state`, who must be that many."""
    return Stretch(event_id, state, _nth(tx, event_id, state, n, "turn DESC"))


def _nth(tx: Tx, event_id: int, state: SignUpState, n: int, order: str) -> int:
    row = tx.one(
        f"SELECT turn FROM sign_ups WHERE event_id = :event AND state = :state ORDER BY {order} LIMIT 1 OFFSET :before",
        event=event_id,
        state=state,
        before=n - 1,
    )
    if row is None:
        raise LookupError(f"event {event_id} has fewer than {n} {state}")
    return int(row[0])


def move(
    tx: Tx, stretch: Stretch, state: SignUpState, *, until: datetime | None = None, pool: int | None = None
) -> None:
    """Bring a stretch into another state: OFFERED `until` then; into a seat of `pool`."""
    tx.run(
        "UPDATE sign_ups SET state = :to, offer_until = :until, pool_id = :pool "
        "WHERE event_id = :event AND state = :state AND turn BETWEEN :first AND :last",
        to=state,
        until=None if until is None else micros(until),
        pool=pool,
        **stretch.values(),
    )


def prolong(tx: Tx, stretch: Stretch, until: datetime) -> None:
    """Hold the offered seats of a stretch until another time."""
    tx.run(
        "UPDATE sign_ups SET offer_until = :until "
        "WHERE event_id = :event AND state = :state AND turn BETWEEN :first AND :last",
        until=micros(until),
        **stretch.values(),
    )


def take(tx: Tx, after: Event, person_id: int) -> None:
    """Seat somebody who was offered a seat; `after` holds the counters that result."""
    tx.run(
        "UPDATE sign_ups SET state = 'seated', offer_until = NULL WHERE event_id = :event AND person_id = :person",
        event=after.id,
        person=person_id,
    )
    count(tx, after)


def ahead(tx: Tx, person_id: int, now: datetime) -> list[int]:
    """Return the ids of the events to come that take place and in whose line the person stands."""
    return [
        event_id
        for (event_id,) in tx.all(
            "SELECT e.id FROM events e CROSS JOIN sign_ups s WHERE e.starts_at > :now AND e.state = 'published' "
            "AND s.event_id = e.id AND s.person_id = :person "
            f"AND {PRESENT} ORDER BY +e.id",
            person=person_id,
            now=micros(now),
        )
    ]


def names(tx: Tx, event_id: int) -> Names:
    """Return who stands in the line, by state, and who is excused."""
    listed = (*IN_LINE, SignUpState.EXCUSED)
    found: dict[str, list[Attendee]] = {state: [] for state in listed}
    for state, name, department, post, reason in tx.all(
        "SELECT s.state, p.name, COALESCE(d.path, ''), p.post, COALESCE(s.reason, '') FROM sign_ups s "
        "JOIN people p ON p.id = s.person_id LEFT JOIN departments d ON d.id = p.department_id "
        f"WHERE s.event_id = :event AND (s.state = 'excused' OR {PRESENT}) ORDER BY s.turn, s.id",
        event=event_id,
    ):
        found[state].append(Attendee(name, department, post, reason))
    return Names(**{state.value: tuple(found[state]) for state in listed})
