"""What the line of an event is told: seats won and lost, changes, cancellation.

One row per person, in one statement however long the stretch of the line is. Texts are written when a message is
delivered, so what is kept here is only what the present cannot tell; and what was never told need not be taken back.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

from bot.clock import micros
from bot.domain import urgency
from bot.domain.events import IN_LINE, TOLD, Event, News
from storage.db import Tx
from storage.sign_ups import WITHIN, Stretch

_KINDS = f"({', '.join(repr(kind.value) for kind in News)})"
# Membership is asked as NOT IN and IN … IS TRUE: PostgreSQL then makes a set of the inner SELECT. For EXISTS and plain
# IN it goes through it once per row as long as it has no statistics: half a minute for 5,000 people.
# What says the opposite: whom it was never told need not hear that it is otherwise now.
_OPPOSITE = {News.PROMOTED: News.DEMOTED, News.DEMOTED: News.PROMOTED, News.WITHDRAWN: News.OFFERED}

# A message that was tried may have arrived; one that never was can be taken back as if nothing had been.
_UNTOLD = "subject = :event AND state = 'waiting' AND tries = 0"


@dataclass(frozen=True, slots=True)
class Owed:
    """A message for many: `tail` tells it in the outbox's key from others of its kind about the same sign-up."""

    kind: News
    tail: str
    data: dict[str, object]
    due_at: datetime
    useful_until: datetime


def owe(tx: Tx, stretch: Stretch, message: Owed, now: datetime, only: str = "", **values: object) -> None:
    """Promise `message` to everybody in the stretch, or to those `only` whom the condition on `s` names."""
    tx.run(
        "INSERT INTO outbox (person_id, kind, subject, data, key, due_at, useful_until, urgency, state, changed_at) "
        "SELECT s.person_id, :kind, s.event_id, :data, "
        "CAST(:head AS TEXT) || CAST(s.person_id AS TEXT) || ':' || CAST(s.turn AS TEXT) || CAST(:tail AS TEXT), "
        f":due, :until, :urgency, 'waiting', :now FROM sign_ups s WHERE {WITHIN} {only} ON CONFLICT (key) DO NOTHING",
        kind=message.kind,
        data=json.dumps(message.data, ensure_ascii=False),
        head=f"{message.kind}:{stretch.event_id}:",
        tail=message.tail,
        due=micros(message.due_at),
        until=micros(message.useful_until),
        urgency=urgency.of(message.kind, message.data),
        now=micros(now),
        **stretch.values(),
        **values,
    )


def unowe(tx: Tx, stretch: Stretch, kind: News) -> None:
    """Take the waiting messages of that kind back from everybody in the stretch."""
    tx.run(
        "DELETE FROM outbox WHERE subject = :event AND kind = :kind AND state = 'waiting' "
        f"AND (person_id IN (SELECT s.person_id FROM sign_ups s WHERE {WITHIN})) IS TRUE",
        kind=kind,
        **stretch.values(),
    )


def moved(tx: Tx, event: Event, stretch: Stretch, kind: News, now: datetime) -> None:
    """Tell a stretch that it is going to be PROMOTED, DEMOTED or WITHDRAWN, except whom the opposite was never told."""
    opposite = _OPPOSITE[kind]
    message = Owed(kind, f":{event.revision}", {}, now, event.starts_at)
    owe(
        tx,
        stretch,
        message,
        now,
        f"AND s.person_id NOT IN (SELECT person_id FROM outbox WHERE {_UNTOLD} AND kind = :opposite)",
        opposite=opposite,
    )
    unowe(tx, stretch, opposite)
    if kind is News.PROMOTED:
        unowe(tx, stretch, News.WITHDRAWN)


def offered(tx: Tx, event: Event, stretch: Stretch, until: datetime, now: datetime) -> None:
    """Tell a stretch that it is going to be offered seats. That seats were lost before, it may still have to hear."""
    # An earlier offer is history: whether somebody has heard of an offer is always asked of the last one.
    tx.run(
        "DELETE FROM outbox WHERE subject = :event AND kind = :kind AND state <> 'sending' "
        f"AND (person_id IN (SELECT s.person_id FROM sign_ups s WHERE {WITHIN})) IS TRUE",
        kind=News.OFFERED,
        **stretch.values(),
    )
    owe(tx, stretch, Owed(News.OFFERED, f":{micros(until)}", {}, now, event.starts_at), now)


def changed(tx: Tx, before: Event, after: Event, now: datetime) -> None:
    """Tell the whole line what changed in time or place, as a change from what each of them knew last."""
    was = {field: _plain(before, field) for field in sorted(before.changed(after) & TOLD)}
    if not was:
        return
    tx.run(
        "DELETE FROM outbox WHERE subject = :event AND kind = :kind AND state = 'waiting' AND tries > 0",
        event=after.id,
        kind=News.CHANGED,
    )
    earlier = tx.all(
        f"SELECT DISTINCT data FROM outbox WHERE {_UNTOLD} AND kind = :kind", event=after.id, kind=News.CHANGED
    )
    message = Owed(News.CHANGED, f":{after.revision}", {"was": was, "revision": after.revision}, now, after.starts_at)
    untold = f"AND s.person_id NOT IN (SELECT person_id FROM outbox WHERE {_UNTOLD} AND kind = :kind)"
    for state in IN_LINE:
        owe(tx, Stretch(after.id, state), message, now, untold)
    for (data,) in earlier:
        _merge(tx, after, data, was)


def useful_until(tx: Tx, event: Event) -> None:
    """Let what waits to be told about an event be of use until its new start."""
    tx.run(
        "UPDATE outbox SET useful_until = :until WHERE subject = :event AND kind NOT IN (:reminder, :link) "
        f"AND kind IN {_KINDS} AND state = 'waiting'",
        event=event.id,
        until=micros(event.starts_at),
        reminder=News.REMINDER,
        link=News.LINK,
    )


def cancelled(tx: Tx, event: Event, reason: str, now: datetime) -> None:
    """Tell the whole line that the event does not take place, and nothing else any more."""
    tx.run(f"DELETE FROM outbox WHERE subject = :event AND kind IN {_KINDS} AND state = 'waiting'", event=event.id)
    for state in IN_LINE:
        owe(tx, Stretch(event.id, state), Owed(News.CANCELLED, "", {"reason": reason}, now, event.ends_at), now)


def answered(tx: Tx, person_id: int, event_id: int) -> None:
    """Owe nobody an offer who has taken it, nor what led to it."""
    tx.run(
        "DELETE FROM outbox WHERE person_id = :person AND subject = :event AND state = 'waiting' "
        "AND kind IN (:offered, :withdrawn, :demoted)",
        person=person_id,
        event=event_id,
        offered=News.OFFERED,
        withdrawn=News.WITHDRAWN,
        demoted=News.DEMOTED,
    )


def silence(tx: Tx, person_id: int, event_id: int | None = None) -> None:
    """Owe a person nothing more about an event, or about any."""
    about = "" if event_id is None else "AND subject = :event"
    tx.run(
        f"DELETE FROM outbox WHERE person_id = :person AND kind IN {_KINDS} AND state = 'waiting' {about}",
        person=person_id,
        event=event_id,
    )


def _merge(tx: Tx, after: Event, data: str, was: dict[str, object]) -> None:
    """Make one message of the untold `data` and a later change; none when together they change nothing.

    The revision in the data keeps a merged message from being taken for another of the earlier ones.
    """
    known = {**was, **json.loads(data)["was"]}
    known = {field: value for field, value in known.items() if value != _plain(after, field)}
    where = f"WHERE {_UNTOLD} AND kind = :kind AND data = :earlier"
    if known:
        merged = json.dumps({"was": known, "revision": after.revision}, ensure_ascii=False)
        tx.run(
            f"UPDATE outbox SET data = :merged {where}", event=after.id, kind=News.CHANGED, earlier=data, merged=merged
        )
    else:
        tx.run(f"DELETE FROM outbox {where}", event=after.id, kind=News.CHANGED, earlier=data)


def _plain(event: Event, field: str) -> object:
    """Return a field as JSON has it: instants in microseconds."""
    value = getattr(event, field)
    return micros(value) if isinstance(value, datetime) else value
