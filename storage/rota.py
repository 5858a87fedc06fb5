"""Rows of rotas: their kinds, their people, and when each had a turn."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.clock import instant, micros
from bot.domain.events import Event
from bot.domain.rota import Coming, Kind, Member, MemberState, Turn
from storage import events, rota_turns
from storage.db import Row, Tx

_SHOWN = 12  # events to come that are looked at
_MEMBERS = (
    "SELECT m.person_id, p.name, p.post, m.kind_id, m.state, m.joined_at, m.topic, m.paused_until, "
    "CASE WHEN p.telegram_id IS NOT NULL AND p.consent > 0 THEN 1 ELSE 0 END "
    "FROM rota_members m JOIN people p ON p.id = m.person_id WHERE m.series_id = :series "
)


@dataclass(frozen=True, slots=True)
class Given:
    """A turn that somebody has, or had: in which event, when that starts, and since when it is theirs."""

    event_id: int
    person_id: int
    starts_at: datetime
    at: datetime


def keeper(tx: Tx, series_id: int) -> int | None:
    """Return who keeps the rota of a series; None when there is none."""
    row = tx.one("SELECT keeper_id FROM rotas WHERE series_id = :series", series=series_id)
    return row[0] if row else None


def every(tx: Tx) -> tuple[tuple[int, str], ...]:
    """Return the series with a rota: id and name, the oldest first."""
    rows = tx.all("SELECT s.id, s.name FROM rotas r JOIN series s ON s.id = r.series_id ORDER BY s.id")
    return tuple((series_id, name) for series_id, name in rows)


def keep(tx: Tx, series_id: int, keeper_id: int) -> None:
    """Let a series have a rota, kept by that person."""
    tx.run(
        "INSERT INTO rotas (series_id, keeper_id) VALUES (:series, :keeper) "
        "ON CONFLICT (series_id) DO UPDATE SET keeper_id = excluded.keeper_id",
        series=series_id,
        keeper=keeper_id,
    )


def kinds(tx: Tx, series_id: int) -> tuple[Kind, ...]:
    """Return the kinds of a rota in their order."""
    rows = tx.all("SELECT id, name FROM rota_kinds WHERE series_id = :series ORDER BY place, id", series=series_id)
    return tuple(Kind(id_, name) for id_, name in rows)


def put_kind(tx: Tx, series_id: int, kind_id: int | None, name: str, place: int) -> None:
    """Name a kind and put it in its place; None makes a new one."""
    if kind_id is None:
        tx.run(
            "INSERT INTO rota_kinds (series_id, name, place) VALUES (:series, :name, :place)",
            series=series_id,
            name=name,
            place=place,
        )
    else:
        tx.run("UPDATE rota_kinds SET name = :name, place = :place WHERE id = :id", id=kind_id, name=name, place=place)


def used(tx: Tx, kind_id: int) -> bool:
    """Whether anybody is, or had a turn, of that kind."""
    row = tx.one(
        "SELECT 1 WHERE EXISTS (SELECT 1 FROM rota_members WHERE kind_id = :kind) "
        "OR EXISTS (SELECT 1 FROM rota_turns WHERE kind_id = :kind)",
        kind=kind_id,
    )
    return row is not None


def drop_kind(tx: Tx, kind_id: int) -> None:
    """Delete a kind that is not used."""
    tx.run("DELETE FROM rota_kinds WHERE id = :id", id=kind_id)


def members(tx: Tx, series_id: int) -> tuple[Member, ...]:
    """Return the people of a rota, volunteers too, without their turns, in the order in which they joined."""
    rows = tx.all(f"{_MEMBERS} ORDER BY m.joined_at, m.person_id", series=series_id)
    return tuple(_member(row) for row in rows)


def member(tx: Tx, series_id: int, person_id: int) -> Member | None:
    """Return somebody of a rota without their turns, or None."""
    row = tx.one(f"{_MEMBERS} AND m.person_id = :person", series=series_id, person=person_id)
    return _member(row) if row else None


def put(
    tx: Tx, series_id: int, person_id: int, kind_id: int, state: MemberState, topic: str, joined_at: datetime
) -> None:
    """Put a person into a rota, or into another kind; whoever paused goes on pausing."""
    tx.run(
        "INSERT INTO rota_members (series_id, person_id, kind_id, state, topic, joined_at) "
        "VALUES (:series, :person, :kind, :state, :topic, :at) ON CONFLICT (series_id, person_id) DO UPDATE SET "
        "kind_id = excluded.kind_id, state = excluded.state, topic = excluded.topic, joined_at = excluded.joined_at",
        series=series_id,
        person=person_id,
        kind=kind_id,
        state=state,
        topic=topic,
        at=micros(joined_at),
    )


def pause(tx: Tx, series_id: int, person_id: int, until: datetime | None) -> int:
    """Do not propose a person before then (None: any time); return 1 if they are in the rota."""
    return tx.run(
        "UPDATE rota_members SET paused_until = :until WHERE series_id = :series AND person_id = :person",
        series=series_id,
        person=person_id,
        until=None if until is None else micros(until),
    )


def remove(tx: Tx, series_id: int, person_id: int) -> int:
    """Take a person off a rota; return 1 if they were in it."""
    return tx.run(
        "DELETE FROM rota_members WHERE series_id = :series AND person_id = :person", series=series_id, person=person_id
    )


def given(tx: Tx, series_id: int, now: datetime) -> list[Given]:
    """Return the turns of everybody who speaks, spoke or is invited in the series, by the event's start.

    Since when a turn is somebody's is known where the rota gave it. Else it is theirs since the event was published,
    and since its start once that is over.
    """
    rows = tx.all(
        "SELECT e.id, x.person_id, e.starts_at, COALESCE(t.asked_at, "
        "CASE WHEN e.starts_at <= :now THEN e.starts_at ELSE e.created_at END) "
        "FROM (SELECT event_id, person_id FROM event_speakers "
        "UNION SELECT event_id, person_id FROM rota_turns WHERE state = 'invited') x "
        "JOIN events e ON e.id = x.event_id LEFT JOIN rota_turns t ON t.event_id = e.id AND t.person_id = x.person_id "
        "WHERE e.series_id = :series AND e.state = 'published' ORDER BY e.starts_at, e.id, x.person_id",
        series=series_id,
        now=micros(now),
    )
    return [Given(event_id, person_id, instant(starts_at), instant(at)) for event_id, person_id, starts_at, at in rows]


def with_turns(members_: Sequence[Member], turns: Sequence[Given], now: datetime) -> tuple[Member, ...]:
    """Return the people with when they had their last turn and when they spoke last."""
    own: dict[int, list[Given]] = defaultdict(list)
    for one in turns:
        own[one.person_id].append(one)
    return tuple(
        replace(
            each,
            given_at=max((one.at for one in own[each.person_id]), default=None),
            spoke_at=max((one.starts_at for one in own[each.person_id] if one.starts_at <= now), default=None),
        )
        for each in members_
    )


def coming(tx: Tx, series_id: int, kind_of: dict[int, int], now: datetime) -> tuple[Coming, ...]:
    """Return the next events of a series with who speaks there; `kind_of` has the kinds of people."""
    rows = tx.all(
        f"SELECT {events.COLUMNS} FROM events e LEFT JOIN series r ON r.id = e.series_id WHERE e.series_id = :series "
        "AND e.state = 'published' AND e.starts_at > :now ORDER BY e.starts_at, e.id LIMIT :limit",
        series=series_id,
        now=micros(now),
        limit=_SHOWN,
    )
    # A copy of an event says who speaks at that one: what a rota wrote there is no speaker here.
    ours = rota_turns.shown_in(tx, series_id)
    return tuple(_coming(tx, event, kind_of, ours) for event in events.events(tx, rows))


def _coming(tx: Tx, event: Event, kind_of: dict[int, int], ours: frozenset[str]) -> Coming:
    speakers = tx.all(
        "SELECT s.person_id, p.name FROM event_speakers s JOIN people p ON p.id = s.person_id "
        "WHERE s.event_id = :event ORDER BY p.name, p.id",
        event=event.id,
    )
    turns = rota_turns.of_event(tx, event.id)
    live = next((turn for turn in turns if turn.live), None)
    guest = event.speaker if event.speaker not in ours else ""
    kind = next((kind_of[person_id] for person_id, _name in speakers if person_id in kind_of), None)
    return Coming(
        event,
        turn=live,
        speaker="、".join(name for _person, name in speakers) or guest,
        kind_id=live.kind_id if live else kind,
        refused=_refused(turns),
    )


def _refused(turns: Sequence[Turn]) -> frozenset[int]:
    return frozenset(turn.person_id for turn in turns if not turn.live)


def _member(row: Row) -> Member:
    person_id, name, post, kind_id, state, joined_at, topic, paused_until, reachable = row
    return Member(
        person_id=person_id,
        name=name,
        post=post,
        kind_id=kind_id,
        state=MemberState(state),
        joined_at=instant(joined_at),
        topic=topic,
        paused_until=None if paused_until is None else instant(paused_until),
        reachable=bool(reachable),
    )
