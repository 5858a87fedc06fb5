"""The line of an event: functions of a transaction that bring people in and out, and move them along it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from bot.domain.answers import fitting
from bot.domain.drafts import DraftKey
from bot.domain.events import Event, News, NotSignedUp, Outcome, SignUpState, Standing
from storage import drafts, events, news, outbox, reminders, sign_ups
from storage.db import Tx
from storage.sign_ups import Stretch


def sign_up(
    tx: Tx,
    event_id: int,
    person_id: int,
    now: datetime,
    zone: ZoneInfo,
    answers: Mapping[str, Any] | None = None,
    draft: DraftKey | None = None,
) -> Outcome:
    """See `Events.sign_up`. What it costs does not depend on how many sign-ups there are."""
    tx.lock("events", event_id)
    if draft:
        drafts.consume(tx, draft)
    place = sign_ups.place(tx, event_id, person_id)
    event = place.event
    if place.taken:
        event.expect(now)
        if answers is not None:
            sign_ups.answer(tx, event_id, person_id, fitting(event, answers, {}))
        standing = sign_ups.standing(tx, event_id, place.state, place.turn)
        return Outcome(event, standing, already=True, clashes=events.clashes(tx, event, person_id))
    event.welcome(now, *_meant(tx, place), listed=event.rules.closed and events.guest(tx, event_id, person_id))
    answered = fitting(event, answers, place.answers)
    state, turn = event.next_state(), place.last_turn + 1
    seated = state is SignUpState.SEATED
    after = event.counting(seated=int(seated), waiting=int(not seated))
    sign_ups.join(tx, after, person_id, state, turn, now)
    if answered or place.answers:
        sign_ups.answer(tx, event_id, person_id, answered)
    if seated:
        outbox.promise(tx, reminders.of_one(after, person_id, turn, place.leads, now, zone), now)
    standing = Standing(state, after.seated if seated else after.waiting)
    return Outcome(after, standing, already=False, clashes=events.clashes(tx, event, person_id))


def _meant(tx: Tx, place: sign_ups.Place) -> tuple[Collection[int], str]:
    """Return what `Event.invite` asks of a person: the departments, own and all above, and the post."""
    ancestry: Collection[int] = ()
    if place.event.departments and place.department_id is not None:
        ancestry = events.ancestry(tx, place.department_id)
    return ancestry, place.post


def leave(tx: Tx, event_id: int, person_id: int, now: datetime, zone: ZoneInfo) -> Outcome:
    """See `Events.leave`."""
    tx.lock("events", event_id)
    place = sign_ups.place(tx, event_id, person_id)
    place.event.expect(now)
    if place.state is None:
        raise NotSignedUp
    if place.state is SignUpState.LEFT:
        return Outcome(place.event, Standing(SignUpState.LEFT), already=True)
    return Outcome(_drop_out(tx, place, person_id, now, zone), Standing(SignUpState.LEFT), already=False)


def leave_all(tx: Tx, person_id: int, now: datetime, zone: ZoneInfo) -> int:
    """Take a person out of the line of everything to come, and owe them no news; return how many lines that were."""
    event_ids = sign_ups.ahead(tx, person_id, now)
    for event_id in event_ids:
        tx.lock("events", event_id)
        place = sign_ups.place(tx, event_id, person_id)
        if place.taken:  # another process may have been faster than the lock
            _drop_out(tx, place, person_id, now, zone)
    news.silence(tx, person_id)
    return len(event_ids)


def let_in(tx: Tx, event: Event, how_many: int, now: datetime, zone: ZoneInfo) -> None:
    """Seat the head of the waitlist."""
    last = sign_ups.nth(tx, event.id, SignUpState.WAITING, how_many)
    first = sign_ups.nth(tx, event.id, SignUpState.WAITING, 1)
    stretch = sign_ups.move(tx, Stretch(event.id, SignUpState.WAITING, first, last), SignUpState.SEATED)
    news.moved(tx, event, stretch, News.PROMOTED, now)
    reminders.remind(tx, event, stretch, now, zone)


def send_back(tx: Tx, event: Event, first_seat: int, last_seat: int, now: datetime) -> None:
    """Send those from `first_seat` to the last back to the head of the waitlist."""
    first = sign_ups.nth(tx, event.id, SignUpState.SEATED, first_seat)
    last = sign_ups.nth(tx, event.id, SignUpState.SEATED, last_seat)
    stretch = sign_ups.move(tx, Stretch(event.id, SignUpState.SEATED, first, last), SignUpState.WAITING)
    news.unowe(tx, stretch, News.REMINDER)
    news.moved(tx, event, stretch, News.DEMOTED, now)


def _drop_out(tx: Tx, place: sign_ups.Place, person_id: int, now: datetime, zone: ZoneInfo) -> Event:
    """Take a person out of the line and let the next in; return the event as it is then."""
    sign_ups.drop_out(tx, place.event.id, person_id)
    news.silence(tx, person_id, place.event.id)
    seated = place.state is SignUpState.SEATED
    event = place.event.counting(seated=-int(seated), waiting=-int(not seated))
    free = event.free()
    if free:
        let_in(tx, event, free, now, zone)
        event = event.counting(seated=free, waiting=-free)
    sign_ups.count(tx, event)
    return event
