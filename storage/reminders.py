"""Rows of reminders: promised to those seated, each by their own leads."""

from __future__ import annotations

import json
from collections.abc import Collection
from datetime import datetime
from functools import cache
from zoneinfo import ZoneInfo

from bot.clock import micros
from bot.domain.events import LINK_BEFORE, Event, News
from bot.domain.outbox import Promised
from bot.domain.reminders import USUAL, Lead, schedule
from storage.db import Tx
from storage.news import Owed, owe
from storage.sign_ups import WITHIN, Stretch


@cache
def read_leads(stored: str | None) -> tuple[Lead, ...]:
    """Make leads of what stands in people.leads."""
    return USUAL if stored is None else tuple(Lead(code) for code in json.loads(stored))


def leads(tx: Tx, person_id: int) -> tuple[Lead, ...]:
    """Return when the person wants to be reminded."""
    row = tx.one("SELECT leads FROM people WHERE id = :person", person=person_id)
    return read_leads(row[0] if row else None)


def choose(tx: Tx, person_id: int, chosen: Collection[Lead]) -> None:
    """Note when the person wants to be reminded, and owe them none of the reminders promised so far."""
    stored = json.dumps([lead for lead in Lead if lead in chosen])
    tx.run("UPDATE people SET leads = :leads WHERE id = :person", leads=stored, person=person_id)
    tx.run(
        "DELETE FROM outbox WHERE person_id = :person AND kind = :kind AND state = 'waiting'",
        person=person_id,
        kind=News.REMINDER,
    )


def of_one(
    event: Event, person_id: int, turn: int, stored: str | None, now: datetime, zone: ZoneInfo
) -> list[Promised]:
    """Return the reminders still to come of somebody who takes a seat: what `remind` promises to many."""
    due = _link_due(event, now)
    key = f"{News.LINK}:{event.id}:{person_id}:{turn}:{micros(due)}" if due else ""
    link = [Promised(person_id, News.LINK, event.id, key, due, {}, event.ends_at)] if due else []
    return link + [
        Promised(
            person_id,
            News.REMINDER,
            event.id,
            f"{News.REMINDER}:{event.id}:{person_id}:{turn}:{lead}:{micros(due)}",
            due,
            {"lead": lead},
            event.starts_at,
        )
        for lead, due in schedule(read_leads(stored), event.starts_at, now, zone)
    ]


def remind(tx: Tx, event: Event, stretch: Stretch, now: datetime, zone: ZoneInfo) -> None:
    """Promise a stretch of those seated the reminders still to come, and the link if it is online."""
    for (stored,) in tx.all(
        f"SELECT DISTINCT p.leads FROM sign_ups s JOIN people p ON p.id = s.person_id WHERE {WITHIN}",
        **stretch.values(),
    ):
        for lead, due in schedule(read_leads(stored), event.starts_at, now, zone):
            owe(
                tx,
                stretch,
                Owed(News.REMINDER, f":{lead}:{micros(due)}", {"lead": lead}, due, event.starts_at),
                now,
                "AND EXISTS (SELECT 1 FROM people WHERE id = s.person_id AND COALESCE(leads, '') = :leads)",
                leads=stored or "",
            )
    if link_due := _link_due(event, now):
        owe(tx, stretch, Owed(News.LINK, f":{micros(link_due)}", {}, link_due, event.ends_at), now)


def _link_due(event: Event, now: datetime) -> datetime | None:
    """Return when the link is due; None when there is none, or when cards show it by now."""
    due = event.starts_at - LINK_BEFORE
    return due if event.link and due > now else None
