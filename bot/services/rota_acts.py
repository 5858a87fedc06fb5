"""What happens to somebody's turn to speak: functions of a transaction.

Each holds the event's row first: one after the other is invited, accepts, declines.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.clock import micros
from bot.domain.drafts import DraftKey
from bot.domain.events import LONGEST, Event, EventUnknown, TextTooLong, TitleMissing
from bot.domain.materials import Material
from bot.domain.outbox import Promised
from bot.domain.rota import (
    LONGEST_REASON,
    MemberGone,
    MemberState,
    RotaNews,
    SpeakerFound,
    Turn,
    TurnGone,
    TurnState,
    shown,
    takes_place,
)
from bot.domain.rota_times import answer_by, feedback_due, reminders
from bot.services import materials
from bot.services.organising import managed
from bot.services.plans import kept
from storage import audit, drafts, events, outbox, people, rota, rota_turns, speakers
from storage.db import Tx

_ABOUT_THE_DAY = (RotaNews.REMINDER, RotaNews.FEEDBACK)


def invite(tx: Tx, actor_id: int, event_id: int, person_id: int, now: datetime, zone: ZoneInfo) -> Turn:
    """See `Turns.invite`."""
    tx.lock("events", event_id)
    event = managed(tx, actor_id, event_id, now)
    event.expect(now)
    live = rota_turns.live(tx, event_id)
    if live and live.person_id == person_id:
        return live
    if live or speakers.of(tx, event_id):
        raise SpeakerFound
    member = rota.member(tx, event.series_id, person_id) if event.series_id else None
    if member is None or member.state is not MemberState.MEMBER or not member.reachable:
        raise MemberGone
    until = answer_by(now, event.starts_at, zone)
    turn_id = rota_turns.ask(tx, event_id, person_id, member.kind_id, event.starts_at, until, now)
    _tell(tx, person_id, RotaNews.INVITED, event, turn_id, now)
    audit.note(tx, now, actor_id, "rota.invite", f"event:{event_id}", f"person:{person_id}")
    return _turn(tx, event_id, person_id)


def withdraw(tx: Tx, actor_id: int, event_id: int, now: datetime) -> None:
    """See `Turns.withdraw`."""
    tx.lock("events", event_id)
    event = managed(tx, actor_id, event_id, now)
    turn = rota_turns.live(tx, event_id)
    if turn is None:
        return
    event.expect(now)
    _end(tx, turn, event, TurnState.WITHDRAWN, now)
    _tell(tx, turn.person_id, RotaNews.OFF, event, turn.id, now)
    audit.note(tx, now, actor_id, "rota.withdraw", f"event:{event_id}", f"person:{turn.person_id}")


def accept(tx: Tx, person_id: int, event_id: int, now: datetime, zone: ZoneInfo) -> None:
    """See `Turns.accept`."""
    tx.lock("events", event_id)
    event, turn = _expected(tx, person_id, event_id, now)
    if turn.state is TurnState.ACCEPTED:
        return
    live = rota_turns.live(tx, event_id)
    if turn.state is TurnState.WITHDRAWN or (live and live.id != turn.id) or speakers.of(tx, event_id):
        raise TurnGone
    person = people.get(tx, person_id)
    said = shown(person.name, person.post)
    rota_turns.settle(tx, turn.id, TurnState.ACCEPTED, shown=said)
    rota_turns.move(tx, turn.id, event.starts_at, turn.answer_by)
    speakers.add(tx, event_id, person_id)
    events.update(tx, replace(event, speaker=said, revision=event.revision + 1))
    audit.note(tx, now, person_id, "rota.accept", f"event:{event_id}")
    _remind(tx, person_id, event, now, zone)
    _tell(tx, event.organiser_id, RotaNews.ANSWERED, event, turn.id, now)


def decline(tx: Tx, person_id: int, event_id: int, reason: str, draft: DraftKey | None, now: datetime) -> None:
    """See `Turns.decline`."""
    tx.lock("events", event_id)
    if draft:
        drafts.consume(tx, draft)
    event, turn = _expected(tx, person_id, event_id, now)
    reason = reason.strip()
    if not 1 <= len(reason) <= LONGEST_REASON:
        raise TextTooLong("reason", LONGEST_REASON)
    if turn.state is TurnState.WITHDRAWN:
        raise TurnGone
    if turn.live:
        _end(tx, turn, event, TurnState.DECLINED, now, reason)
        audit.note(tx, now, person_id, "rota.decline", f"event:{event_id}")
        _tell(tx, event.organiser_id, RotaNews.ANSWERED, event, turn.id, now)


def resign_all(tx: Tx, person_id: int, now: datetime) -> None:
    """Let somebody who is to be forgotten speak nowhere; organisers are told that a speaker is missing."""
    for turn in rota_turns.of_person(tx, person_id, now):
        tx.lock("events", turn.event_id)
        event = _load(tx, turn.event_id)
        _end(tx, turn, event, TurnState.DECLINED, now)
        _tell(tx, event.organiser_id, RotaNews.ANSWERED, event, turn.id, now)


def entitle(tx: Tx, person_id: int, event_id: int, title: str, draft: DraftKey | None, now: datetime) -> None:
    """See `Turns.entitle`."""
    tx.lock("events", event_id)
    if draft:
        drafts.consume(tx, draft)
    event, turn = _expected(tx, person_id, event_id, now)
    if turn.state is not TurnState.ACCEPTED:
        raise TurnGone
    title = title.strip()
    if not title:
        raise TitleMissing
    if len(title) > LONGEST["title"]:
        raise TextTooLong("title", LONGEST["title"])
    rota_turns.titled(tx, turn.id)
    if title == event.title:
        return
    after = replace(event, title=title, revision=event.revision + 1)
    events.update(tx, after)
    back = {"revision": after.revision, "was": kept(event, ["title"])}
    audit.note(tx, now, person_id, "rota.title", f"event:{event_id}", title, undo=back)
    _tell(tx, event.organiser_id, RotaNews.HANDED_IN, event, turn.id, now)


def hand_in(tx: Tx, person_id: int, material: Material, draft: DraftKey | None, now: datetime, zone: ZoneInfo) -> None:
    """See `Turns.hand_in`. Also after the event: slides that come late are better than none."""
    tx.lock("events", material.event_id)
    if draft:
        drafts.consume(tx, draft)
    event = _load(tx, material.event_id)
    if _turn(tx, event.id, person_id).state is not TurnState.ACCEPTED or not takes_place(event):
        raise TurnGone
    materials.keep(tx, event, material, person_id, now, zone)


def follow(tx: Tx, turn_id: int, now: datetime, zone: ZoneInfo) -> None:
    """Bring one live turn in line with what happened to its event, and tell who has to know."""
    turn = rota_turns.get(tx, turn_id)
    if turn is None:
        return
    tx.lock("events", turn.event_id)
    event, turn = _load(tx, turn.event_id), rota_turns.get(tx, turn_id)
    if turn is None or not turn.live or now >= event.starts_at:
        return
    speaks = [person_id for person_id, _name in speakers.of(tx, event.id)]
    accepted = turn.state is TurnState.ACCEPTED
    if not takes_place(event) or (turn.person_id not in speaks if accepted else speaks):
        _end(tx, turn, event, TurnState.WITHDRAWN, now)
        _tell(tx, turn.person_id, RotaNews.OFF, event, turn.id, now)
    elif not accepted and turn.answer_by <= now:
        _end(tx, turn, event, TurnState.EXPIRED, now)
        _tell(tx, event.organiser_id, RotaNews.ANSWERED, event, turn.id, now)
    elif turn.starts_at != event.starts_at:
        until = min(turn.answer_by, answer_by(now, event.starts_at, zone))
        rota_turns.move(tx, turn.id, event.starts_at, until)
        _tell(tx, turn.person_id, RotaNews.MOVED, event, turn.id, now)
        if accepted:
            _forget_the_day(tx, turn)
            _remind(tx, turn.person_id, event, now, zone)


def _end(tx: Tx, turn: Turn, event: Event, state: TurnState, now: datetime, reason: str = "") -> None:
    """End a live turn; the card of the event says no more that they speak, unless an organiser wrote something else."""
    rota_turns.settle(tx, turn.id, state, reason=reason)
    for kind in (RotaNews.INVITED, RotaNews.MOVED):
        outbox.withdraw(tx, kind, event.id, turn.person_id)
    if turn.state is TurnState.ACCEPTED:
        _forget_the_day(tx, turn)
        speakers.remove(tx, event.id, turn.person_id)
        if event.speaker == turn.shown and now < event.starts_at:
            events.update(tx, replace(event, speaker="", revision=event.revision + 1))


def _forget_the_day(tx: Tx, turn: Turn) -> None:
    for kind in _ABOUT_THE_DAY:
        outbox.withdraw(tx, kind, turn.event_id, turn.person_id)


def _remind(tx: Tx, person_id: int, event: Event, now: datetime, zone: ZoneInfo) -> None:
    """Promise the speaker everything about the day."""
    due = feedback_due(event.ends_at, zone)
    promises = [
        Promised(
            person_id,
            RotaNews.REMINDER,
            event.id,
            f"{RotaNews.REMINDER}:{event.id}:{person_id}:{days}:{micros(at)}:{micros(now)}",
            at,
            {"days": days},
            event.starts_at,
        )
        for days, at in reminders(event.starts_at, now, zone)
    ]
    key = f"{RotaNews.FEEDBACK}:{event.id}:{person_id}:{micros(due)}:{micros(now)}"
    outbox.promise(tx, [*promises, Promised(person_id, RotaNews.FEEDBACK, event.id, key, due, {})], now)


def _tell(tx: Tx, person_id: int, kind: RotaNews, event: Event, turn_id: int, now: datetime) -> None:
    """Promise news of a turn, worth reading until the event begins."""
    turn = rota_turns.get(tx, turn_id)
    key = f"{kind}:{turn_id}:{turn.state if turn else None}:{micros(now)}"
    outbox.promise(tx, [Promised(person_id, kind, event.id, key, now, {"turn": turn_id}, event.starts_at)], now)


def _expected(tx: Tx, person_id: int, event_id: int, now: datetime) -> tuple[Event, Turn]:
    event = _load(tx, event_id)
    turn = _turn(tx, event_id, person_id)
    event.expect(now)
    return event, turn


def _turn(tx: Tx, event_id: int, person_id: int) -> Turn:
    turn = rota_turns.of(tx, event_id, person_id)
    if turn is None:
        raise TurnGone
    return turn


def _load(tx: Tx, event_id: int) -> Event:
    event = events.load(tx, event_id)
    if event is None:
        raise EventUnknown
    return event
