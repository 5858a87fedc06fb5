"""Rows of the groups the bot is in: whether each is bound, and what it wants to hear."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.clock import micros
from bot.domain.events import Event
from bot.domain.groups import QUIET, Group, GroupNews, Quiet, announced_at, planned
from bot.domain.outbox import Promised
from storage import events, outbox
from storage.db import Row, Tx

_COLUMNS = (
    "SELECT g.id, g.title, g.bound_at, g.language, g.topic_id, g.everything, g.digest, g.reminders, g.quiet_from, "
    "g.quiet_to FROM groups g "
)
_PLANNED = (GroupNews.DIGEST, GroupNews.REMINDER)


def load(tx: Tx, group_id: int) -> Group | None:
    """Return a group the bot knows, or None."""
    row = tx.one(f"{_COLUMNS} WHERE g.id = :id", id=group_id)
    return None if row is None else _groups(tx, [row])[0]


def known(tx: Tx, *, bound: bool) -> tuple[Group, ...]:
    """Return the groups the bot is in, or only those that are bound, by title."""
    where = "WHERE g.bound_at IS NOT NULL" if bound else ""
    return _groups(tx, tx.all(f"{_COLUMNS} {where} ORDER BY g.title, g.id"))


def see(tx: Tx, group_id: int, title: str) -> None:
    """Note that the bot is in a group of that title."""
    tx.run(
        "INSERT INTO groups (id, title) VALUES (:id, :title) ON CONFLICT (id) DO UPDATE SET title = excluded.title",
        id=group_id,
        title=title,
    )


def bind(tx: Tx, group: Group, person_id: int, now: datetime) -> None:
    """Bind a group, or bind it anew; its title and topic are noted, all else stays as it was or is usual."""
    see(tx, group.id, group.title)
    tx.run(
        "UPDATE groups SET bound_by = :person, bound_at = :now, topic_id = :topic, "
        "quiet_from = CASE WHEN bound_at IS NULL THEN :from_ ELSE quiet_from END, "
        "quiet_to = CASE WHEN bound_at IS NULL THEN :to ELSE quiet_to END WHERE id = :id",
        id=group.id,
        person=person_id,
        now=micros(now),
        topic=group.topic_id,
        from_=group.quiet.from_ if group.quiet else None,
        to=group.quiet.to if group.quiet else None,
    )


def change(tx: Tx, group: Group) -> None:
    """Write what a group wants to hear."""
    tx.run(
        "UPDATE groups SET topic_id = :topic, everything = :everything, digest = :digest, reminders = :reminders, "
        "quiet_from = :from_, quiet_to = :to WHERE id = :id",
        id=group.id,
        topic=group.topic_id,
        everything=int(group.everything),
        digest=int(group.digest),
        reminders=int(group.reminders),
        from_=group.quiet.from_ if group.quiet else None,
        to=group.quiet.to if group.quiet else None,
    )
    tx.run("DELETE FROM group_series WHERE group_id = :id", id=group.id)
    tx.many(
        "INSERT INTO group_series (group_id, series_id) VALUES (:id, :series)",
        [{"id": group.id, "series": series} for series in sorted(group.series)],
    )


def unbind(tx: Tx, group_id: int, now: datetime) -> None:
    """Bind a group no longer, and owe it nothing; its language and its cards stay."""
    tx.run("UPDATE groups SET bound_by = NULL, bound_at = NULL, topic_id = NULL WHERE id = :id", id=group_id)
    tx.run("DELETE FROM group_series WHERE group_id = :id", id=group_id)
    outbox.withdraw_group(tx, _PLANNED, group_id)
    outbox.give_up_group(tx, group_id, "unbound", now)


def leave(tx: Tx, group_id: int, now: datetime) -> None:
    """Forget a group that the bot is no longer in, with its cards; what it was owed cannot be delivered."""
    tx.run("DELETE FROM group_series WHERE group_id = :id", id=group_id)
    tx.run("DELETE FROM groups WHERE id = :id", id=group_id)
    tx.run("UPDATE posts SET gone = 1 WHERE chat_id = :id AND gone = 0", id=group_id)
    outbox.withdraw_group(tx, _PLANNED, group_id)
    outbox.give_up_group(tx, group_id, "unreachable", now)


def move(tx: Tx, old_id: int, new_id: int, now: datetime, zone: ZoneInfo) -> None:
    """Give everything of a group to the supergroup it became; what that one chose by itself stays."""
    tx.run(
        "INSERT INTO groups (id, language, title, bound_by, bound_at, topic_id, everything, digest, reminders, "
        "quiet_from, quiet_to) SELECT :new, language, title, bound_by, bound_at, topic_id, everything, digest, "
        "reminders, quiet_from, quiet_to FROM groups WHERE id = :old AND true ON CONFLICT (id) DO UPDATE SET "
        "language = COALESCE(groups.language, excluded.language), bound_by = excluded.bound_by, "
        "bound_at = excluded.bound_at, everything = excluded.everything, digest = excluded.digest, "
        "reminders = excluded.reminders, quiet_from = excluded.quiet_from, quiet_to = excluded.quiet_to "
        "WHERE groups.bound_at IS NULL",
        old=old_id,
        new=new_id,
    )
    tx.run(
        "INSERT INTO group_series (group_id, series_id) SELECT :new, series_id FROM group_series "
        "WHERE group_id = :old AND true ON CONFLICT DO NOTHING",
        old=old_id,
        new=new_id,
    )
    tx.run("DELETE FROM group_series WHERE group_id = :old", old=old_id)
    tx.run("DELETE FROM groups WHERE id = :old", old=old_id)
    tx.run("UPDATE posts SET chat_id = :new WHERE chat_id = :old", old=old_id, new=new_id)
    tx.run(
        "UPDATE deliveries SET group_id = :new WHERE group_id = :old AND notice_id NOT IN "
        "(SELECT notice_id FROM deliveries WHERE group_id = :new)",
        old=old_id,
        new=new_id,
    )
    replan(tx, old_id, None, now, zone)
    tx.run("UPDATE outbox SET group_id = :new WHERE group_id = :old", old=old_id, new=new_id)
    replan(tx, new_id, load(tx, new_id), now, zone)


def replan(tx: Tx, group_id: int, group: Group | None, now: datetime, zone: ZoneInfo) -> None:
    """Owe a group what it wants to hear in the coming days, and none of what was planned before."""
    outbox.withdraw_group(tx, _PLANNED, group_id)
    if group and group.bound:
        plan(tx, group, now, zone)


def plan(tx: Tx, group: Group, now: datetime, zone: ZoneInfo) -> None:
    """Owe a group what it wants to hear in the coming days; what is owed already is not owed twice."""
    outbox.promise(
        tx,
        [
            Promised(None, kind, _number(day), f"{kind}:{group.id}:{day}", due, {"day": str(day)}, until, group.id)
            for kind, day, due, until in planned(group, now, zone)
        ],
        now,
    )


def hearing(tx: Tx, event: Event) -> list[int]:
    """Return the groups that are told of an event by themselves."""
    return [group.id for group in known(tx, bound=True) if group.hears_of(event)]


def announce(tx: Tx, event: Event, now: datetime) -> None:
    """Promise the event's card to the groups that hear of such events."""
    outbox.promise(
        tx,
        [
            Promised(
                None,
                GroupNews.CARD,
                event.id,
                f"{GroupNews.CARD}:{event.id}:{group_id}:new",
                announced_at(event, now),
                {"by": None},
                event.starts_at,
                group_id,
            )
            for group_id in hearing(tx, event)
        ],
        now,
    )


def programme(tx: Tx, group: Group, since: datetime, until: datetime) -> tuple[Event, ...]:
    """Return what begins in that time and the group hears of, or has a card of; the earliest first."""
    rows = tx.all(
        f"SELECT {events.COLUMNS}, EXISTS (SELECT 1 FROM posts p WHERE p.event_id = e.id AND p.chat_id = :group) "
        "FROM events e LEFT JOIN series r ON r.id = e.series_id WHERE e.starts_at >= :since AND e.starts_at < :until "
        "AND e.state = 'published' ORDER BY e.starts_at, e.id",
        group=group.id,
        since=micros(since),
        until=micros(until),
    )
    return tuple(
        event
        for event, row in zip(events.events(tx, rows), rows, strict=True)
        if row[events.WIDTH] or group.hears_of(event)
    )


def _groups(tx: Tx, rows: list[Row]) -> tuple[Group, ...]:
    chosen: dict[int, set[int]] = {}
    if not all(everything for _id, _title, _bound, _language, _topic, everything, *_rest in rows):
        for group_id, series_id in tx.all("SELECT group_id, series_id FROM group_series"):
            chosen.setdefault(group_id, set()).add(series_id)
    return tuple(
        Group(
            id_,
            title,
            bound_at is not None,
            language,
            topic_id,
            bool(everything),
            frozenset(chosen.get(id_, ())),
            bool(digest),
            bool(reminders),
            _quiet(from_, to) if bound_at is not None else QUIET,
        )
        for id_, title, bound_at, language, topic_id, everything, digest, reminders, from_, to in rows
    )


def _quiet(from_: int | None, to: int | None) -> Quiet | None:
    return None if from_ is None or to is None else Quiet(from_, to)


def _number(day: date) -> int:
    """Return a day as the number that a promise is about: 20261123."""
    return int(f"{day:%Y%m%d}")
