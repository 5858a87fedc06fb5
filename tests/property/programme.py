"""A programme in two shapes: the real storage on a database, and a model of it that a child could check.

The model knows for each event an ordered list of people, and for each of them what they were told last; what is owed to
them follows from comparing that with the present. It shares with the real thing only the plain rules of time.
"""

from __future__ import annotations

import asyncio
import json
import sqlite3
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.clock import micros
from bot.domain.events import (
    EventCancelled,
    EventOver,
    NotSignedUp,
    OfferGone,
    Pillar,
    Plan,
    SignUpClosed,
    SignUpNotOpen,
    SignUpState,
)
from bot.domain.line import deadline
from bot.domain.outbox import PromiseState
from bot.domain.reminders import USUAL, schedule
from storage import outbox
from storage.db import open_database
from storage.sqlite import SqliteTx

ZONE = ZoneInfo("Asia/Shanghai")
START = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
BOSS = 1
PEOPLE = range(2, 9)
SEATED, WAITING, OFFERED = SignUpState.SEATED, SignUpState.WAITING, SignUpState.OFFERED
LEFT, EXCUSED = SignUpState.LEFT, SignUpState.EXCUSED
RECALLED = "recalled"  # what somebody knows whose offer was taken back
_AFTER = (
    "strike_objections",
    "ledger",
    "hours_rules",
    "event_speakers",
    "rota_turns",
    "rota_members",
    "rota_kinds",
    "rotas",
    "rated",
    "ratings",
    "rating_words",
    "rating_results",
    "check_ins",
)
_CORE = ("outbox", "sign_ups", "event_departments", "events", "series", "roles", "audit", "drafts", "people")
_SUGGESTIONS = (
    *("suggestion_seconds", "suggestion_steps", "suggestion_files", "suggestion_comments", "suggestion_grams"),
    *("suggestions", "campaign_departments", "campaigns", "counters"),
)
TABLES = (*_AFTER, *_SUGGESTIONS, *_CORE, "departments")


class InMemory:
    """The real statements on a real SQLite, without threads and files: thousands of transactions a second."""

    def __init__(self, template: Path) -> None:
        self._template = sqlite3.connect(template)
        self._connection = sqlite3.connect(":memory:", isolation_level=None)

    def reset(self) -> None:
        self._template.backup(self._connection)
        self._connection.execute("PRAGMA foreign_keys = ON")

    def write(self, fn, *args):
        self._connection.execute("BEGIN")
        try:
            result = fn(SqliteTx(self._connection), *args)
        except BaseException:
            self._connection.execute("ROLLBACK")
            raise
        self._connection.execute("COMMIT")
        return result

    def close(self) -> None:
        self._connection.close()
        self._template.close()


class Served:
    """A database behind the facade."""

    def __init__(self, url: str) -> None:
        self._runner = asyncio.Runner()
        self._db = self._runner.run(open_database(url))

    def reset(self) -> None:
        self.write(_wipe)

    def write(self, fn, *args):
        return self._runner.run(self._db.write(fn, *args))

    def close(self) -> None:
        self._runner.run(self._db.close())
        self._runner.close()


def _wipe(tx):
    for table in TABLES:
        tx.run(f"DELETE FROM {table}")


def populate(tx):
    """A boss and some people."""
    for person in (BOSS, *PEOPLE):
        tx.run("INSERT INTO people (id, name, created_at) VALUES (:id, :name, 0)", id=person, name=f"person {person}")
    tx.run("INSERT INTO roles (person_id, role, granted_at) VALUES (:boss, 'owner', 0)", boss=BOSS)


def plan(starts_at=START + timedelta(days=3), *, capacity=2, **more):
    """An evening lecture of two hours, sign-up from now until it starts."""
    values = {
        "title": "知行讲堂",
        "pillar": Pillar.LEARN,
        "starts_at": starts_at,
        "ends_at": starts_at + timedelta(hours=2),
        "opens_at": START - timedelta(days=1),
        "closes_at": starts_at,
        "place": "一楼报告厅",
        "capacity": capacity,
    }
    return Plan(**(values | more))


def told_fields(what: Plan):
    """What a person who knows the present knows of time and place."""
    return {
        "starts_at": micros(what.starts_at),
        "ends_at": micros(what.ends_at),
        "place": what.place,
        "link": what.link,
    }


@dataclass
class Knowledge:
    """What somebody in the line was told last, and which reminders they can still expect.

    `what` is a state, (OFFERED, until) or RECALLED; `heard` is the end of the last offer that really reached them.
    """

    what: object
    fields: dict
    reminders: dict
    heard: datetime | None = None


@dataclass
class ModelEvent:
    """An event: its plan, and who stands in its line, in order."""

    plan: Plan
    line: list = field(default_factory=list)
    states: dict = field(default_factory=dict)  # of everybody who ever signed up or excused themselves
    until: dict = field(default_factory=dict)
    known: dict = field(default_factory=dict)
    lapsed: list = field(default_factory=list)
    cancelled: str | None = None
    to_be_told_of_cancelling: list = field(default_factory=list)

    def those(self, state):
        return [person for person in self.line if self.states[person] is state]

    def seats(self):
        return self.those(SEATED)

    def held(self):
        return [person for person in self.line if self.states[person] is not WAITING]

    def gone(self, state):
        return sorted(person for person, own in self.states.items() if own is state and person not in self.line)

    def full(self):
        return self.plan.capacity is not None and len(self.held()) >= self.plan.capacity

    def state(self, person):
        return self.states.get(person)

    def place(self, person):
        alike = self.those(self.states[person])
        return 0 if self.states[person] is OFFERED else alike.index(person) + 1

    def now_true(self, person):
        """What a person would know who knows the present."""
        return (OFFERED, self.until[person]) if self.states[person] is OFFERED else self.states[person]


class Model:
    """All events, the clock, everybody's leads."""

    def __init__(self) -> None:
        self.now = START
        self.events: dict[int, ModelEvent] = {}
        self.leads = dict.fromkeys(PEOPLE, USUAL)

    def refusal(self, event_id):
        """Why nobody can sign up or leave, if so."""
        event = self.events[event_id]
        if event.cancelled is not None:
            return EventCancelled
        return EventOver if self.now >= event.plan.starts_at else None

    def sign_up_refusal(self, event_id, person):
        event = self.events[event_id]
        if (why := self.refusal(event_id)) or person in event.line:
            return why
        if self.now < event.plan.opens_at:
            return SignUpNotOpen
        return SignUpClosed if self.now >= event.plan.closes_at else None

    def leave_refusal(self, event_id, person):
        event = self.events[event_id]
        return self.refusal(event_id) or (NotSignedUp if event.state(person) is None else None)

    def clashes(self, event_id, person):
        plan = self.events[event_id].plan
        return [
            other
            for other, event in sorted(self.events.items(), key=lambda item: (item[1].plan.starts_at, item[0]))
            if other != event_id
            and person in event.line
            and event.cancelled is None
            and event.plan.starts_at < plan.ends_at
            and plan.starts_at < event.plan.ends_at
        ]

    def take_refusal(self, event_id, person):
        event = self.events[event_id]
        return self.refusal(event_id) or (None if event.state(person) in (SEATED, OFFERED) else OfferGone)

    def sign_up(self, event_id, person):
        event = self.events[event_id]
        if event.state(person) is OFFERED:
            self.take(event_id, person)
            return
        event.states[person] = WAITING if event.full() else SEATED
        event.line.append(person)
        seated = event.states[person] is SEATED
        reminders = self.dues(event, person) if seated else {}
        event.known[person] = Knowledge(event.states[person], told_fields(event.plan), reminders)

    def take(self, event_id, person):
        event = self.events[event_id]
        if self.now >= event.until[person]:
            self.move_on(event_id)
        if event.state(person) is OFFERED:
            event.states[person] = SEATED
            event.known[person].what = SEATED
            event.known[person].reminders = self.dues(event, person)

    def leave(self, event_id, person, state=LEFT):
        event = self.events[event_id]
        if person in event.line:
            self.drop(event, person, state)
            self.settle(event)
        event.states[person] = state

    def drop(self, event, person, state):
        event.line.remove(person)
        event.states[person] = state
        event.lapsed = [one for one in event.lapsed if one != person]
        del event.known[person]

    def move_on(self, event_id):
        """End the offers whose time is over; those that nobody heard of are made again."""
        event = self.events[event_id]
        for person in event.those(OFFERED):
            if self.now < event.until[person]:
                continue
            if event.known[person].heard != event.until[person] and self.now < event.plan.starts_at:
                event.until[person] = deadline(self.now, event.plan.starts_at, ZONE)
                continue
            self.drop(event, person, LEFT)
            event.lapsed.append(person)
        self.settle(event)

    def settle(self, event):
        """Offers go first, then seats, the last of the line first; what is free goes to the head of the waitlist."""
        if self.now >= event.plan.starts_at:
            return
        while event.plan.capacity is not None and len(event.held()) > event.plan.capacity:
            person = (event.those(OFFERED) or event.seats())[-1]
            known = event.known[person]
            if event.states[person] is OFFERED and known.what == (OFFERED, event.until[person]):
                known.what = RECALLED
            event.states[person] = WAITING
            known.reminders = {}
        while event.those(WAITING) and not event.full():
            person = event.those(WAITING)[0]
            if self.now > event.plan.starts_at - timedelta(hours=48):
                event.states[person] = OFFERED
                event.until[person] = deadline(self.now, event.plan.starts_at, ZONE)
            else:
                event.states[person] = SEATED
                event.known[person].reminders = self.dues(event, person)

    def forget(self, person):
        for event_id, event in self.events.items():
            if person in event.line and event.cancelled is None and self.now < event.plan.starts_at:
                self.leave(event_id, person)
            elif person in event.known:
                event.known[person] = Knowledge(event.now_true(person), told_fields(event.plan), {})
            event.lapsed = [one for one in event.lapsed if one != person]
            event.to_be_told_of_cancelling = [one for one in event.to_be_told_of_cancelling if one != person]

    def revise(self, event_id, plan):
        event = self.events[event_id]
        moved = plan.starts_at != event.plan.starts_at
        event.plan = plan
        self.settle(event)
        if moved:
            for person in event.seats():
                event.known[person].reminders = self.dues(event, person)

    def cancel(self, event_id, reason):
        event = self.events[event_id]
        event.cancelled = reason
        event.to_be_told_of_cancelling = list(event.line)
        event.known, event.lapsed = {}, []

    def choose(self, person, leads):
        self.leads[person] = leads
        for event in self.events.values():
            if person in event.known:
                event.known[person].reminders = self.dues(event, person) if person in event.seats() else {}

    def deliver(self):
        """Everything due is delivered, or dropped because it is too late: either way it is not owed any more."""
        for event in self.events.values():
            event.to_be_told_of_cancelling, event.lapsed = [], []
            for person, known in event.known.items():
                known.what = event.now_true(person)
                if event.states[person] is OFFERED and self.now <= event.plan.starts_at:
                    known.heard = event.until[person]
                known.fields = told_fields(event.plan)
                known.reminders = {lead: due for lead, due in known.reminders.items() if due > self.now}

    def owed(self):
        """Every waiting message: kind, event, person, data, due (of reminders), useful until."""
        rows = []
        for event_id, event in self.events.items():
            start, end = micros(event.plan.starts_at), micros(event.plan.ends_at)
            rows += [
                ("event.cancelled", event_id, person, {"reason": event.cancelled}, None, end)
                for person in event.to_be_told_of_cancelling
            ]
            rows += [("event.lapsed", event_id, person, {}, None, start) for person in event.lapsed]
            for person, known in event.known.items():
                present = told_fields(event.plan)
                rows += [
                    (f"event.{kind}", event_id, person, {}, None, start)
                    for kind in self.news(known.what, event.now_true(person))
                ]
                was = {name: value for name, value in known.fields.items() if value != present[name]}
                if was:
                    rows.append(("event.changed", event_id, person, was, None, start))
                rows += [
                    ("event.reminder", event_id, person, {"lead": lead.value}, micros(due), start)
                    for lead, due in known.reminders.items()
                ]
        return sorted(rows, key=repr)

    def news(self, known, present):
        """What somebody who knows `known` of their place has to hear."""
        if present is SEATED:
            return [] if known is SEATED else ["promoted"]
        lost = {SEATED: ["demoted"], RECALLED: ["withdrawn"]}.get(known, [])
        return lost if present is WAITING or known == present else [*lost, "offered"]

    def dues(self, event, person):
        return dict(schedule(self.leads[person], event.plan.starts_at, self.now, ZONE))


def stored_lines(tx):
    """Each event's seated and waiting as rows have them, in order of turn, and what the counters say."""
    lines = {}
    for event_id, seated, waiting in tx.all("SELECT id, seated, waiting FROM events ORDER BY id"):
        rows = tx.all("SELECT person_id, state FROM sign_ups WHERE event_id = :e ORDER BY turn", e=event_id)
        lines[event_id] = (
            [person for person, state in rows if state == SEATED],
            [person for person, state in rows if state == WAITING],
            sorted(person for person, state in rows if state == LEFT),
            (seated, waiting),
        )
    return lines


def stored_offers(tx):
    """Each event's offers in order of turn with their ends, who is excused, and what the other counters say."""
    found = {}
    for event_id, offered, asking in tx.all("SELECT id, offered, asking FROM events ORDER BY id"):
        rows = tx.all(
            "SELECT person_id, state, offer_until FROM sign_ups WHERE event_id = :e ORDER BY turn", e=event_id
        )
        found[event_id] = (
            [(person, until) for person, state, until in rows if state == OFFERED],
            sorted(person for person, state, _ in rows if state == EXCUSED),
            (offered, asking),
        )
    return found


def stored_owed(tx):
    """Every waiting message as `Model.owed` has it."""
    rows = []
    for kind, event_id, person, text, due, until in tx.all(
        "SELECT kind, subject, person_id, data, due_at, useful_until FROM outbox WHERE state = 'waiting'"
    ):
        data = json.loads(text)
        data = data["was"] if kind == "event.changed" else data
        rows.append((kind, event_id, person, data, due if kind == "event.reminder" else None, until))
    return sorted(rows, key=repr)


def deliver(tx, now):
    """Do what the sender does with everything due."""
    for one in outbox.claim(tx, now, 1000, ZONE).claimed:
        outbox.settle(tx, one.id, PromiseState.SENT, "", now)
