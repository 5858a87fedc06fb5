"""The seats of an event: functions of a transaction that bring a line in order whatever has happened to it.

What people are told is promised before they move: a stretch is only then exactly those who do.
"""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from bot.domain.events import Event, News, SignUpState
from bot.domain.line import InLine, Moves, Seats, Shift, arrange, deadline, shift
from storage import events, news, pools, reminders, sign_ups
from storage.db import Tx
from storage.sign_ups import Stretch

SEATED, WAITING, OFFERED = SignUpState.SEATED, SignUpState.WAITING, SignUpState.OFFERED


def settle(tx: Tx, event: Event, now: datetime, zone: ZoneInfo) -> Event:
    """Take back what there is not enough of, let in who has a right, and write the counters; return the event then."""
    if event.pools(now):
        event = _settle_pools(tx, event, now, zone)
    elif now < event.starts_at:
        due = shift(event)
        if due.withdrawn:
            event = _withdraw(tx, event, sign_ups.tail(tx, event.id, OFFERED, due.withdrawn), due.withdrawn, now)
        if due.lost:
            event = _send_back(tx, event, sign_ups.tail(tx, event.id, SEATED, due.lost), due.lost, now)
        if due.raised:
            event = _let_in(tx, event, sign_ups.head(tx, event.id, WAITING, due.raised), due.raised, now, zone)
    sign_ups.count(tx, event)
    return event


def foreseen(tx: Tx, event: Event, now: datetime) -> Shift:
    """Return what `settle` would do."""
    return _moves(tx, event, now).shift() if event.pools(now) else shift(event)


def free_seat(tx: Tx, event: Event, department_id: int | None, now: datetime) -> tuple[bool, int | None]:
    """Return whether the next in line gets a seat, and whose reserved seat it is."""
    if not (reserved := event.pools(now)) or event.capacity is None:
        return event.next_state() is SEATED, None
    above = frozenset() if department_id is None else events.ancestry(tx, department_id)
    return Seats(event.capacity, reserved, pools.held(tx, event.id)).take(above)


def _settle_pools(tx: Tx, event: Event, now: datetime, zone: ZoneInfo) -> Event:
    moves = _moves(tx, event, now)
    for one in moves.labels:
        pools.label(tx, event.id, one)
    for one in moves.withdrawn:
        event = _withdraw(tx, event, _alone(event, one), 1, now)
    for one in moves.lost:
        event = _send_back(tx, event, _alone(event, one), 1, now)
    for one in moves.raised:
        event = _let_in(tx, event, _alone(event, one), 1, now, zone, one.pool)
    return event


def _moves(tx: Tx, event: Event, now: datetime) -> Moves:
    assert event.capacity is not None  # noqa: S101 - Rules.check: seats are reserved only where they are counted
    reserved = event.pools(now)
    return arrange(event.capacity, reserved, pools.line(tx, event.id, [pool for pool, _seats in reserved]))


def _alone(event: Event, one: InLine) -> Stretch:
    return Stretch(event.id, one.state, one.turn, one.turn)


def _let_in(
    tx: Tx, event: Event, stretch: Stretch, people: int, now: datetime, zone: ZoneInfo, pool: int | None = None
) -> Event:
    """Bring people from the waitlist to seats, or offer these shortly before the start."""
    if event.offering(now):
        until = deadline(now, event.starts_at, zone)
        news.offered(tx, event, stretch, until, now)
        sign_ups.move(tx, stretch, OFFERED, until=until, pool=pool)
        return event.moving(people, WAITING, OFFERED)
    news.moved(tx, event, stretch, News.PROMOTED, now)
    reminders.remind(tx, event, stretch, now, zone)
    sign_ups.move(tx, stretch, SEATED, pool=pool)
    return event.moving(people, WAITING, SEATED)


def _withdraw(tx: Tx, event: Event, stretch: Stretch, people: int, now: datetime) -> Event:
    """Take offers back; whom they were made to is at the head of the waitlist again."""
    news.moved(tx, event, stretch, News.WITHDRAWN, now)
    sign_ups.move(tx, stretch, WAITING)
    return event.moving(people, OFFERED, WAITING)


def _send_back(tx: Tx, event: Event, stretch: Stretch, people: int, now: datetime) -> Event:
    """Send people from their seats back to the head of the waitlist."""
    for kind in (News.REMINDER, News.LINK):
        news.unowe(tx, stretch, kind)
    news.moved(tx, event, stretch, News.DEMOTED, now)
    sign_ups.move(tx, stretch, WAITING)
    return event.moving(people, SEATED, WAITING)
