"""Rows of hours: the rules of series, whom an event owes hours, whom it owes thanks."""

from __future__ import annotations

from datetime import datetime

from bot.clock import micros
from bot.domain import hours, urgency
from bot.domain.hours import AfterNews, HoursRule
from bot.domain.ledger import Entry, Unit
from storage import ledger
from storage.attended import ATTENDED
from storage.db import Tx

_DUE = (
    "SELECT person_id, CAST(:was_there AS BIGINT) AS amount FROM check_ins WHERE event_id = :event "
    "UNION ALL SELECT person_id, CAST(:spoke AS BIGINT) FROM event_speakers WHERE event_id = :event"
)


def rule(tx: Tx, series_id: int | None) -> HoursRule | None:
    """Return the rule of a series; None when it has none."""
    row = tx.one("SELECT rule FROM hours_rules WHERE series_id = :series", series=series_id) if series_id else None
    return hours.read(row[0]) if row else None


def rule_by_name(tx: Tx, series: str) -> HoursRule | None:
    """Return the rule of the series of that name; None when it has none, or there is no such series."""
    row = tx.one("SELECT id FROM series WHERE name = :name", name=series) if series else None
    return rule(tx, row[0]) if row else None


def rules(tx: Tx) -> dict[int, HoursRule]:
    """Return the rules of all series that have one."""
    return {series_id: hours.read(kept) for series_id, kept in tx.all("SELECT series_id, rule FROM hours_rules")}


def put_rule(tx: Tx, series_id: int, rule: HoursRule) -> None:
    """Set the rule of a series."""
    tx.run(
        "INSERT INTO hours_rules (series_id, rule) VALUES (:series, :rule) "
        "ON CONFLICT (series_id) DO UPDATE SET rule = excluded.rule",
        series=series_id,
        rule=hours.written(rule),
    )


def drop_rule(tx: Tx, series_id: int) -> None:
    """Let a series have no rule."""
    tx.run("DELETE FROM hours_rules WHERE series_id = :series", series=series_id)


def ended(tx: Tx, since: datetime, now: datetime) -> list[int]:
    """Return the events that ended between `since` and `now`."""
    rows = tx.all(
        "SELECT id FROM events WHERE ends_at > :since AND ends_at <= :now ORDER BY id",
        since=micros(since),
        now=micros(now),
    )
    return [event_id for (event_id,) in rows]


def missing(tx: Tx, event_id: int, year: int, *, was_there: int, spoke: int) -> list[Entry]:
    """Return the lines that an event's ledger lacks when it is worth so much to those there and to who spoke."""
    return ledger.missing(tx, Unit.HOURS, event_id, year, _DUE, was_there=was_there, spoke=spoke)


def thank(tx: Tx, event_id: int, due: datetime, until: datetime, now: datetime) -> int:
    """Promise thanks to those who were there or spoke and have none promised yet; return to how many."""
    return tx.run(
        "INSERT INTO outbox (person_id, kind, subject, data, key, due_at, useful_until, urgency, state, changed_at) "
        "SELECT a.person_id, :kind, :event, '{}', CAST(:head AS TEXT) || CAST(a.person_id AS TEXT), "
        f":due, :until, :urgency, 'waiting', :now FROM ({ATTENDED} "
        "UNION SELECT person_id FROM event_speakers WHERE event_id = :event) a "
        "JOIN people p ON p.id = a.person_id WHERE p.consent > 0 "
        "ON CONFLICT (key) DO NOTHING",
        kind=AfterNews.THANKS,
        head=f"{AfterNews.THANKS}:{event_id}:",
        event=event_id,
        due=micros(due),
        until=micros(until),
        now=micros(now),
        urgency=urgency.of(AfterNews.THANKS, {}),
    )
