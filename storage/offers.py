"""Rows of offered seats whose time is over, and of lines that somebody has to bring in order."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.clock import micros
from bot.domain.events import News
from storage.db import Tx


@dataclass(frozen=True, slots=True)
class Ended:
    """An offer whose time is over; `told`: its message may have arrived."""

    person_id: int
    turn: int
    told: bool


def stirring(tx: Tx, now: datetime) -> list[int]:
    """Return the ids of the events where an offer has ended, or where somebody waits though seats are free."""
    found = tx.all(  # in no order: for the sake of one, SQLite would go through all sign-ups
        "SELECT s.event_id FROM sign_ups s JOIN events e ON e.id = s.event_id "
        "WHERE s.state = 'offered' AND s.offer_until <= :now AND e.state = 'published' "
        "UNION ALL SELECT id FROM events WHERE starts_at > :now AND state = 'published' AND waiting > 0 "
        "AND seated + offered < COALESCE(capacity, seated + offered + 1)",
        now=micros(now),
    )
    return sorted({event_id for (event_id,) in found})


def ended(tx: Tx, event_id: int, now: datetime) -> list[Ended]:
    """Return the offers of an event whose time is over, in the order of the line."""
    return [
        Ended(person_id, turn, told=not untold)
        for person_id, turn, untold in tx.all(
            "SELECT s.person_id, s.turn, (SELECT COUNT(*) FROM outbox o WHERE o.subject = s.event_id "
            "AND o.kind = :kind AND o.person_id = s.person_id "
            "AND (o.state = 'dropped' OR o.state = 'waiting' AND o.tries = 0)) FROM sign_ups s "
            "WHERE s.event_id = :event AND s.state = 'offered' AND s.offer_until <= :now ORDER BY s.turn",
            event=event_id,
            kind=News.OFFERED,
            now=micros(now),
        )
    ]
