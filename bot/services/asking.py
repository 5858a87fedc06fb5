"""Letting people in whom the organiser has to let in: functions of a transaction."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from bot.domain.events import Event, News, NobodyAsks, SignUpState
from bot.domain.outbox import Promised
from bot.services.line import enter
from storage import asking, news, outbox, sign_ups
from storage.db import Tx
from storage.sign_ups import Place


def admit(tx: Tx, event_id: int, person_id: int, now: datetime, zone: ZoneInfo) -> Event:
    """Let one person in, with the next turn, and tell them. Raises NobodyAsks, EventCancelled, EventOver."""
    place = _asker(tx, event_id, person_id, now)
    event, _standing = enter(tx, place, person_id, now, zone)
    _tell(tx, place, person_id, News.ADMITTED, now)
    return event


def admit_all(tx: Tx, event_id: int, now: datetime, zone: ZoneInfo) -> int:
    """Let in everybody who asks, in the order of asking; return how many that were."""
    people = asking.people(tx, event_id)
    for person_id in people:
        admit(tx, event_id, person_id, now, zone)
    return len(people)


def decline(tx: Tx, event_id: int, person_id: int, reason: str, now: datetime) -> None:
    """Do not let one person in, and tell them why. Raises NobodyAsks, EventCancelled, EventOver."""
    place = _asker(tx, event_id, person_id, now)
    sign_ups.drop_out(tx, event_id, person_id, SignUpState.DECLINED, None, reason)
    sign_ups.count(tx, place.event.moving(1, SignUpState.ASKING, SignUpState.DECLINED))
    news.silence(tx, person_id, event_id)
    _tell(tx, place, person_id, News.DECLINED, now)


def _asker(tx: Tx, event_id: int, person_id: int, now: datetime) -> Place:
    place = sign_ups.place(tx, event_id, person_id)
    place.event.expect(now)
    if place.state is not SignUpState.ASKING:
        raise NobodyAsks
    return place


def _tell(tx: Tx, place: Place, person_id: int, kind: News, now: datetime) -> None:
    key = f"{kind}:{place.event.id}:{person_id}:{place.turn}"
    outbox.promise(tx, [Promised(person_id, kind, place.event.id, key, now, {}, place.event.starts_at)], now)
