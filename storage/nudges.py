"""Who has not answered an event: its audience without those who have a row in sign_ups; and nudging them."""

from __future__ import annotations

import json
from datetime import datetime

from bot.clock import instant, micros
from bot.domain import urgency
from bot.domain.audience import of_event
from bot.domain.events import Event
from bot.domain.nudges import Branch, NudgeNews, Reach, Silence, Silent, SilentPage, Wave
from storage.audience import within
from storage.db import Tx

# Membership is asked as NOT IN: PostgreSQL then makes a set of the inner SELECT, whatever it knows of the tables.
_UNANSWERED = "p.id NOT IN (SELECT s.person_id FROM sign_ups s WHERE s.event_id = :event)"
_NUDGED = "p.id IN (SELECT o.person_id FROM outbox o WHERE o.subject = :event AND o.kind = :nudge)"
_REACHED = "p.telegram_id IS NOT NULL AND p.consent > 0 AND p.reachable = 1"
_REACH = (
    "CASE WHEN p.telegram_id IS NULL THEN 'absent' WHEN p.consent = 0 THEN 'silent' "
    "WHEN p.reachable = 0 THEN 'blocked' ELSE 'reached' END"
)


def _silent(event: Event) -> tuple[str, dict[str, object]]:
    """Return a condition on people `p` who have not answered the event, and its values."""
    condition, values = within(of_event(event.id, event))
    return f"{condition} AND {_UNANSWERED}", {**values, "event": event.id}


def silence(tx: Tx, event: Event) -> Silence:
    """Return how many have not answered."""
    condition, values = within(of_event(event.id, event))
    row = tx.one(
        "SELECT COUNT(*), COALESCE(SUM(silent), 0), COALESCE(SUM(silent * (1 - reached)), 0), "
        "COALESCE(SUM(silent * nudged), 0), COALESCE(SUM(silent * reached * (1 - nudged)), 0) FROM (SELECT "
        f"CASE WHEN {_UNANSWERED} THEN 1 ELSE 0 END AS silent, CASE WHEN {_REACHED} THEN 1 ELSE 0 END AS reached, "
        f"CASE WHEN {_NUDGED} THEN 1 ELSE 0 END AS nudged FROM people p WHERE {condition}) x",
        **values,
        event=event.id,
        nudge=NudgeNews.NUDGE,
    )
    meant, silent, unreached, nudged, fresh = map(int, row or (0, 0, 0, 0, 0))
    return Silence(event, meant, silent, unreached, nudged, fresh, waves(tx, event.id))


def waves(tx: Tx, event_id: int) -> tuple[Wave, ...]:
    """Return when people were nudged about the event, the earliest first; a nudge that did not arrive is none."""
    rows = tx.all(
        "SELECT o.data, COUNT(*), COUNT(s.id) FROM outbox o "
        "LEFT JOIN sign_ups s ON s.event_id = o.subject AND s.person_id = o.person_id "
        "WHERE o.subject = :event AND o.kind = :nudge AND o.state NOT IN ('dropped', 'failed') GROUP BY o.data",
        event=event_id,
        nudge=NudgeNews.NUDGE,
    )
    return tuple(sorted((Wave(instant(json.loads(data)["at"]), *n) for data, *n in rows), key=lambda wave: wave.at))


def branches(tx: Tx, event: Event) -> tuple[Branch, ...]:
    """Return the departments of those who have not answered, the most silent first."""
    condition, values = _silent(event)
    rows = tx.all(
        "SELECT p.department_id, COALESCE(d.path, ''), COUNT(*) FROM people p "
        f"LEFT JOIN departments d ON d.id = p.department_id WHERE {condition} "
        "GROUP BY p.department_id, COALESCE(d.path, '') ORDER BY 3 DESC, 2",
        **values,
    )
    return tuple(Branch(*row) for row in rows)


def page(
    tx: Tx, event: Event, number: int, size: int, *, department: int | None = None, unreached: bool = False
) -> SilentPage:
    """Return a page of those who have not answered, by department and name; `number` is clamped to what there is.

    With `department` only its own people (0: those without one). `unreached`: only those whom no message reaches, by
    the reason for it.
    """
    condition, values = _silent(event)
    if department is not None:
        condition += " AND COALESCE(p.department_id, 0) = :department"
        values["department"] = department
    if unreached:
        condition += f" AND NOT ({_REACHED})"
    row = tx.one(f"SELECT COUNT(*) FROM people p WHERE {condition}", **values)
    total = int(row[0]) if row else 0
    pages = max(1, -(-total // size))
    number = min(max(number, 0), pages - 1)
    rows = tx.all(
        f"SELECT p.name, COALESCE(d.path, ''), p.post, {_REACH} FROM people p "
        f"LEFT JOIN departments d ON d.id = p.department_id WHERE {condition} "
        f"ORDER BY {'4, ' if unreached else ''}2, p.name, p.id LIMIT :size OFFSET :skip",
        **values,
        size=size,
        skip=number * size,
    )
    people = tuple(Silent(name, path, post, Reach(reach)) for name, path, post, reach in rows)
    return SilentPage(people, number, pages, total)


def nudge(tx: Tx, event: Event, now: datetime) -> int:
    """Promise a nudge to everybody who has not answered, whom it reaches and who never got one; return how many."""
    condition, values = _silent(event)
    return tx.run(
        "INSERT INTO outbox (person_id, kind, subject, data, key, due_at, useful_until, urgency, state, changed_at) "
        "SELECT p.id, :nudge, :event, :data, CAST(:head AS TEXT) || CAST(p.id AS TEXT), :now, :until, "
        ":urgency, 'waiting', :now "
        f"FROM people p WHERE {condition} AND {_REACHED} ON CONFLICT (key) DO NOTHING",
        **values,
        nudge=NudgeNews.NUDGE,
        data=json.dumps({"at": micros(now)}),
        head=f"{NudgeNews.NUDGE}:{event.id}:",
        now=micros(now),
        until=micros(event.closes_at),
        urgency=urgency.of(NudgeNews.NUDGE, {}),
    )


def silent(tx: Tx, event: Event, person_id: int) -> bool:
    """Whether the person is meant and has not answered."""
    condition, values = _silent(event)
    row = tx.one(f"SELECT 1 FROM people p WHERE p.id = :person AND {condition}", **values, person=person_id)
    return row is not None
