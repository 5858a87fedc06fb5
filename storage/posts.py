"""Rows of cards in groups, and what each of them has to say."""

from __future__ import annotations

from datetime import datetime

from bot.domain.events import Event
from bot.domain.posts import NAMES_SHOWN, Live, Post, is_last, live
from storage import events
from storage.db import Row, Tx
from storage.kept_cards import KeptCards

CARDS = KeptCards("posts", "event_id", is_last)
_AROUND = "LEFT JOIN series r ON r.id = e.series_id JOIN people o ON o.id = e.organiser_id LEFT JOIN groups g ON g.id ="


def kept(tx: Tx, now: datetime, chat_id: int | None = None) -> list[tuple[Post, Live]]:
    """Return the cards that are kept true (in one chat, or all), each with what it should say now."""
    rows = tx.all(
        f"SELECT {events.COLUMNS}, o.name, COALESCE(g.language, ''), {CARDS.columns} FROM posts p "
        f"JOIN events e ON e.id = p.event_id {_AROUND} p.chat_id "
        f"WHERE p.gone = 0 {'' if chat_id is None else 'AND p.chat_id = :chat'} ORDER BY p.id",
        chat=chat_id,
    )
    return [
        (Post(*row[events.WIDTH + 2 :]), _live(tx, event, row, now))
        for event, row in zip(events.events(tx, rows), rows, strict=True)
    ]


def card(tx: Tx, event_id: int, chat_id: int, now: datetime) -> Live | None:
    """Return what a card of the event says in that chat; None when there is no such event."""
    row = tx.one(
        f"SELECT {events.COLUMNS}, o.name, COALESCE(g.language, '') FROM events e {_AROUND} :chat WHERE e.id = :event",
        event=event_id,
        chat=chat_id,
    )
    return None if row is None else _live(tx, events.events(tx, [row])[0], row, now)


def names(tx: Tx, event_id: int, first: int, many: int) -> tuple[str, ...]:
    """Return up to `many` names of those seated who allow it, beginning with number `first` (from 0)."""
    rows = tx.all(
        "SELECT p.name FROM sign_ups s JOIN people p ON p.id = s.person_id WHERE s.event_id = :event "
        "AND s.state = 'seated' AND p.shown = 1 AND p.name <> '' ORDER BY s.turn LIMIT :many OFFSET :first",
        event=event_id,
        many=many,
        first=first,
    )
    return tuple(name for (name,) in rows)


def stands(tx: Tx, event_id: int, chat_id: int) -> bool:
    """Whether a card of the event is kept true in that chat."""
    return (
        tx.one(
            "SELECT 1 FROM posts WHERE gone = 0 AND chat_id = :chat AND event_id = :event LIMIT 1",
            chat=chat_id,
            event=event_id,
        )
        is not None
    )


def _live(tx: Tx, event: Event, row: Row, now: datetime) -> Live:
    organiser, language = row[events.WIDTH : events.WIDTH + 2]
    shown = names(tx, event.id, 0, NAMES_SHOWN) if event.rules.names else ()
    return live(event, organiser, shown, language, now)
