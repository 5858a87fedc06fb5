"""Checking in: by the code on the screen, by the word of the speaker; and the page that shows the code."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.clock import Clock
from bot.domain import check_in as rules
from bot.domain.check_in import (
    Arrival,
    CodeOld,
    CodeWrong,
    Fit,
    NoSeat,
    Shown,
    TooManyCodes,
    Way,
    WordWrong,
    code,
    expect_open,
    judge,
)
from bot.domain.drafts import DraftKey
from bot.domain.events import NotInvited, SignUpState
from bot.domain.people import Person
from bot.services.guesses import Guesses
from bot.services.line import enter, expect_invited, take
from bot.services.seats import free_seat
from storage import check_in as rows
from storage import drafts, events, sign_ups
from storage.db import Database, Tx

_ANY_SECRET = re.compile(r"[A-Za-z0-9_-]{16,43}")


@dataclass(frozen=True, slots=True)
class Proof:
    """What shows that somebody is there: the way, and the code, ticket or word."""

    way: Way
    shown: str


class CheckIns:
    """Checking in. `screens` is the address under which the pages with the codes are served; "": nowhere."""

    def __init__(self, db: Database, clock: Clock, zone: ZoneInfo, screens: str = "") -> None:
        self._db, self._clock, self._zone, self.screens = db, clock, zone, screens
        self._guesses = Guesses(TooManyCodes)

    async def check_in(self, event_id: int, person: Person, proof: Proof, *, sign_up: bool = False) -> Arrival:
        """Note that a person is there, or say what keeps them; without a seat they take one if `sign_up`.

        Raises EventUnknown, EventCancelled, CheckInEarly, CheckInLate, CodeOld, CodeWrong, WordWrong, NoSeat,
        TooManyCodes.
        """
        with self._counting(person):
            return await self._db.write(arrive, event_id, person, proof, self._clock.now(), self._zone, sign_up=sign_up)

    async def check_in_by_word(self, event_id: int, person: Person, word: str, draft: DraftKey) -> Arrival:
        """Note that a person has heard the word; `draft` is used up by it. Raises as `check_in`, and DraftGone."""

        def arrive_by_word(tx: Tx, now: datetime) -> Arrival:
            drafts.consume(tx, draft)
            return arrive(tx, event_id, person, Proof(Way.WORD, word), now, self._zone)

        with self._counting(person):
            return await self._db.write(arrive_by_word, self._clock.now())

    async def find(self, person: Person, typed: str) -> int | None:
        """Return whose event's code was typed; None when no event within a day has a desk.

        Raises CodeOld, CodeWrong, TooManyCodes.
        """
        self._guesses.refuse(person.telegram_id or 0, self._clock.now())
        now = self._clock.now()
        desks = await self._db.read(rows.desks_around, person.id, now)
        fits = [judge(secret, typed, now) for _event_id, secret in desks]
        if Fit.GOOD in fits:
            return desks[fits.index(Fit.GOOD)][0]
        if Fit.OLD in fits:
            raise CodeOld
        if desks:
            self._guesses.note(person.telegram_id or 0, now)
            raise CodeWrong
        return None

    async def ticket(self, event_id: int, telegram_id: int, typed: str) -> str:
        """Return what stands for a good code for half an hour; anything else as it came."""
        now = self._clock.now()
        try:
            self._guesses.refuse(telegram_id, now)
        except TooManyCodes:
            return typed
        desk = await self._db.read(rows.desk, event_id)
        if desk is None or (fit := judge(desk[0], typed, now)) is Fit.OLD:
            return typed
        if fit is Fit.GOOD:
            return rules.ticket(desk[0], telegram_id, now)
        self._guesses.note(telegram_id, now)
        return typed

    async def own(self, event_id: int, person_id: int) -> tuple[datetime | None, str | None]:
        """Return when the person was checked in, and the word of the desk: "" when it has none, None without a desk."""

        def look(tx: Tx) -> tuple[datetime | None, str | None]:
            desk = rows.desk(tx, event_id)
            return rows.at(tx, event_id, person_id), desk and desk[1]

        return await self._db.read(look)

    async def shown(self, secret: str) -> Shown | None:
        """Return what the page of that secret shows now, or None when there is no such page."""
        if not _ANY_SECRET.fullmatch(secret):
            return None
        return await self._db.read(shown, secret, self._clock.now())

    @contextmanager
    def _counting(self, person: Person) -> Iterator[None]:
        """Count wrong guesses, and refuse those of somebody who has used theirs up."""
        self._guesses.refuse(person.telegram_id or 0, self._clock.now())
        try:
            yield
        except (CodeWrong, WordWrong):
            self._guesses.note(person.telegram_id or 0, self._clock.now())
            raise


def arrive(
    tx: Tx, event_id: int, person: Person, proof: Proof, now: datetime, zone: ZoneInfo, *, sign_up: bool = False
) -> Arrival:
    """See `CheckIns.check_in`."""
    tx.lock("events", event_id)
    place = sign_ups.place(tx, event_id, person.id)
    if at := rows.at(tx, event_id, person.id):
        return Arrival(place.event, at, already=True)
    organiser = rows.name(tx, place.event.organiser_id)
    # Without a good code, only who may come is told whom to ask.
    expect_open(place.event, organiser if place.state or _invited(tx, place, person.id) else "", now)
    secret = _admit(tx, event_id, person, proof, now)
    if place.state is not SignUpState.SEATED:
        if place.state is SignUpState.OFFERED and now < place.event.starts_at:
            standing = take(tx, event_id, person.id, now, zone).standing
        elif place.taken or not _has_room(tx, place, person.id, now):
            raise NoSeat(sign_ups.standing_at(tx, place), organiser)
        elif not sign_up:
            return Arrival(place.event, None, ticket=rules.ticket(secret, person.telegram_id or 0, now))
        else:
            _event, standing = enter(tx, place, person.id, now, zone)
        if standing.state is not SignUpState.SEATED:
            raise NoSeat(standing, organiser)
    rows.note(tx, event_id, person.id, proof.way, None, now)
    return Arrival(place.event, now)


def shown(tx: Tx, secret: str, now: datetime) -> Shown | None:
    """See `CheckIns.shown`."""
    event_id = rows.by_secret(tx, secret)
    event = None if event_id is None else events.load(tx, event_id)
    if event is None:
        return None
    digits = code(secret, rules.step_of(now)) if rules.is_open(event, now) else ""
    return Shown(event, digits, rules.next_step(now), rows.counts(tx, event.id)[0])


def _admit(tx: Tx, event_id: int, person: Person, proof: Proof, now: datetime) -> str:
    """Return the desk's secret when the proof is good. Raises CodeOld, CodeWrong, WordWrong."""
    secret, word = rows.desk(tx, event_id) or ("", "")
    if proof.way is Way.WORD:
        if not rules.is_word(word, proof.shown):
            raise WordWrong
        return secret
    if not secret:
        raise CodeWrong
    if rules.ticket_holds(secret, person.telegram_id or 0, proof.shown, now):
        return secret
    match judge(secret, proof.shown, now):
        case Fit.OLD:
            raise CodeOld
        case Fit.WRONG:
            raise CodeWrong
    return secret


def _has_room(tx: Tx, place: sign_ups.Place, person_id: int, now: datetime) -> bool:
    """Whether somebody who is not in the line can take a seat at the door: it is free, nobody's turn, and for them."""
    event = place.event
    if event.waiting or event.rules.approval or not free_seat(tx, event, place.department_id, now)[0]:
        return False
    return _invited(tx, place, person_id)


def _invited(tx: Tx, place: sign_ups.Place, person_id: int) -> bool:
    try:
        expect_invited(tx, place, person_id)
    except NotInvited:
        return False
    return True
