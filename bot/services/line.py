"""The line of an event: functions of a transaction that bring people in and out, and move them along it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from bot.clock import instant, micros
from bot.domain.answers import fitting
from bot.domain.drafts import DraftKey
from bot.domain.events import (
    Event,
    EventState,
    News,
    NotSignedUp,
    OfferGone,
    OrganiserNews,
    Outcome,
    SignUpDeclined,
    SignUpState,
    Standing,
    TextTooLong,
)
from bot.domain.line import deadline
from bot.domain.outbox import Promised
from bot.domain.strikes import admit
from bot.domain.strikes import strikes as derived
from bot.services.seats import free_seat, settle
from storage import drafts, events, news, offers, outbox, reminders, sign_ups, strikes
from storage.db import Tx
from storage.sign_ups import Place, Stretch

LONGEST_EXCUSE = 200
ASKED_EVERY = timedelta(minutes=5)  # an organiser hears at most so often that people wait to be let in


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
    if place.taken:
        place.event.expect(now)
        if answers is not None:
            sign_ups.answer(tx, event_id, person_id, fitting(place.event, answers, {}))
        if place.state is SignUpState.OFFERED:
            return _take(tx, place, person_id, now, zone)
        clashes = events.clashes(tx, place.event, person_id)
        return Outcome(place.event, sign_ups.standing_at(tx, place), already=True, clashes=clashes)
    place.event.welcome(now, *_meant(tx, place), listed=_listed(tx, place, person_id))
    if place.state is SignUpState.DECLINED and place.event.rules.approval:
        raise SignUpDeclined(place.reason)
    _expect_no_pause(tx, place.event, person_id, now)
    answered = fitting(place.event, answers, place.answers)
    if place.event.rules.approval:
        event, standing = _ask(tx, place, person_id, now)
    else:
        event, standing = enter(tx, place, person_id, now, zone)
    if answered or place.answers:
        sign_ups.answer(tx, event_id, person_id, answered)
    return Outcome(event, standing, already=False, clashes=events.clashes(tx, event, person_id))


def _expect_no_pause(tx: Tx, event: Event, person_id: int, now: datetime) -> None:
    """Refuse whoever has too many strikes in the series of an event that counts them. Raises SignUpPaused."""
    if event.rules.strikes and event.series_id is not None:
        since = now - timedelta(days=event.rules.strike_days + event.rules.pause_days)
        admit(event, derived(strikes.of_person(tx, person_id, since, event.series_id), now), now)


def enter(tx: Tx, place: Place, person_id: int, now: datetime, zone: ZoneInfo) -> tuple[Event, Standing]:
    """Give a person the next turn: a seat, with its reminders, or the end of the waitlist."""
    # Seats that were reserved until a moment ago are for who waits before they are for who comes.
    event = settle(tx, place.event, now, zone) if place.event.free() and not place.event.pools(now) else place.event
    got, pool = free_seat(tx, event, place.department_id, now)
    state, turn = SignUpState.SEATED if got else SignUpState.WAITING, place.last_turn + 1
    after = event.moving(1, place.state, state)
    sign_ups.join(tx, after, person_id, state, turn, now, pool)
    if got:
        outbox.promise(tx, reminders.of_one(after, person_id, turn, place.leads, now, zone), now)
    return after, Standing(state, after.seated if got else after.waiting)


def take(tx: Tx, event_id: int, person_id: int, now: datetime, zone: ZoneInfo) -> Outcome:
    """See `Events.take`."""
    tx.lock("events", event_id)
    place = sign_ups.place(tx, event_id, person_id)
    place.event.expect(now)
    if place.state is SignUpState.SEATED:
        return Outcome(place.event, sign_ups.standing_at(tx, place), already=True)
    if place.state is not SignUpState.OFFERED:
        raise OfferGone
    return _take(tx, place, person_id, now, zone)


def leave(tx: Tx, event_id: int, person_id: int, now: datetime, zone: ZoneInfo) -> Outcome:
    """See `Events.leave`."""
    tx.lock("events", event_id)
    place = sign_ups.place(tx, event_id, person_id)
    place.event.expect(now)
    if place.state is None:
        raise NotSignedUp
    if not place.taken:
        return Outcome(place.event, sign_ups.standing_at(tx, place), already=True)
    return Outcome(_drop_out(tx, place, person_id, now, zone), Standing(SignUpState.LEFT), already=False)


def excuse(
    tx: Tx, event_id: int, person_id: int, reason: str, draft: DraftKey | None, now: datetime, zone: ZoneInfo
) -> Outcome:
    """See `Events.excuse`."""
    tx.lock("events", event_id)
    if draft:
        drafts.consume(tx, draft)
    reason = reason.strip()
    if not 1 <= len(reason) <= LONGEST_EXCUSE:
        raise TextTooLong("reason", LONGEST_EXCUSE)
    place = sign_ups.place(tx, event_id, person_id)
    place.event.expect(now)
    if place.state is SignUpState.DECLINED:
        raise SignUpDeclined(place.reason)
    if place.taken:
        event = _drop_out(tx, place, person_id, now, zone, SignUpState.EXCUSED, reason)
    else:
        if place.state is None:
            expect_invited(tx, place, person_id)
        sign_ups.excuse(tx, event_id, person_id, reason, now)
        event = place.event
    already = place.state is SignUpState.EXCUSED
    return Outcome(event, Standing(SignUpState.EXCUSED, reason=reason), already=already)


def expect_invited(tx: Tx, place: Place, person_id: int) -> None:
    """Refuse somebody for whom the event is not meant. Raises NotInvited."""
    place.event.invite(*_meant(tx, place), listed=_listed(tx, place, person_id))


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


def move_on(tx: Tx, event_id: int, now: datetime, zone: ZoneInfo) -> None:
    """See `Events.move_on`."""
    tx.lock("events", event_id)
    event = events.load(tx, event_id)
    if event is not None and event.state is EventState.PUBLISHED:
        _move_on(tx, event, now, zone)


def _move_on(tx: Tx, event: Event, now: datetime, zone: ZoneInfo) -> Event:
    """End the offers whose time is over, and bring the line in order.

    An offer that nobody could hear of, because the bot was away, is made again rather than lost.
    """
    for one in offers.ended(tx, event.id, now):
        alone = Stretch(event.id, SignUpState.OFFERED, one.turn, one.turn)
        if not one.told and now < event.starts_at:
            until = deadline(now, event.starts_at, zone)
            news.offered(tx, event, alone, until, now)
            sign_ups.prolong(tx, alone, until)
            continue
        news.silence(tx, one.person_id, event.id)
        sign_ups.drop_out(tx, event.id, one.person_id, SignUpState.LEFT, None)
        event = event.moving(1, SignUpState.OFFERED, SignUpState.LEFT)
        key = f"{News.LAPSED}:{event.id}:{one.person_id}:{one.turn}"
        outbox.promise(tx, [Promised(one.person_id, News.LAPSED, event.id, key, now, {}, event.starts_at)], now)
    return settle(tx, event, now, zone)


def _take(tx: Tx, place: Place, person_id: int, now: datetime, zone: ZoneInfo) -> Outcome:
    """Seat somebody who was offered a seat, or move the line on when the offer has ended."""
    if place.until is not None and now >= place.until:
        event = _move_on(tx, place.event, now, zone)
        place = sign_ups.place(tx, event.id, person_id)
        if place.state is not SignUpState.OFFERED:  # else nobody had told them, and they come by themselves
            return Outcome(event, Standing(SignUpState.LEFT), already=True)
    event = place.event.moving(1, SignUpState.OFFERED, SignUpState.SEATED)
    sign_ups.take(tx, event, person_id)
    news.answered(tx, person_id, event.id)
    outbox.promise(tx, reminders.of_one(event, person_id, place.turn, place.leads, now, zone), now)
    standing = sign_ups.standing(tx, event.id, SignUpState.SEATED, place.turn)
    return Outcome(event, standing, already=False, clashes=events.clashes(tx, event, person_id))


def _ask(tx: Tx, place: Place, person_id: int, now: datetime) -> tuple[Event, Standing]:
    """Let a person wait for the organiser, who hears of it once for all who ask within ASKED_EVERY."""
    event = place.event.moving(1, place.state, SignUpState.ASKING)
    sign_ups.join(tx, event, person_id, SignUpState.ASKING, place.last_turn + 1, now)
    slot = micros(now) // (every := ASKED_EVERY // timedelta(microseconds=1)) + 1
    key = f"{OrganiserNews.ASKED}:{event.id}:{slot}"
    due = instant(slot * every)
    asked = Promised(event.organiser_id, OrganiserNews.ASKED, event.id, key, due, {}, event.starts_at)
    outbox.promise(tx, [asked], now)
    return event, Standing(SignUpState.ASKING)


def _drop_out(
    tx: Tx,
    place: Place,
    person_id: int,
    now: datetime,
    zone: ZoneInfo,
    state: SignUpState = SignUpState.LEFT,
    reason: str | None = None,
) -> Event:
    """Take a person out of the line and let the next in; return the event as it is then."""
    gave_up = now if place.state is SignUpState.SEATED else None
    sign_ups.drop_out(tx, place.event.id, person_id, state, gave_up, reason)
    news.silence(tx, person_id, place.event.id)
    return settle(tx, place.event.moving(1, place.state, state), now, zone)


def _meant(tx: Tx, place: Place) -> tuple[Collection[int], str]:
    """Return what `Event.invite` asks of a person: the departments, own and all above, and the post."""
    ancestry: Collection[int] = ()
    if place.event.departments and place.department_id is not None:
        ancestry = events.ancestry(tx, place.department_id)
    return ancestry, place.post


def _listed(tx: Tx, place: Place, person_id: int) -> bool:
    return place.event.rules.closed and events.guest(tx, place.event.id, person_id)
