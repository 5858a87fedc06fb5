"""Groups that hear of the programme: binding them, what they hear, and what Telegram does to them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from bot.clock import Clock, micros
from bot.domain.events import Event, NotYours
from bot.domain.groups import Group, GroupNews, NotBound
from bot.domain.outbox import Promised
from bot.domain.people import NotGroupAdmin, Person
from bot.services.outbox import Outbox
from bot.services.people import People
from storage import audit, events, groups, outbox, people
from storage.db import Database, Tx

_SHOWN = 30  # groups of an organiser: each costs a question to Telegram


class Groups:
    """The groups and channels the bot is in. `is_admin(chat_id, telegram_id)` asks Telegram; `zone`: the workplace's.

    Who changes a group is an organiser and administers it, or owns the bot.
    """

    def __init__(
        self,
        db: Database,
        clock: Clock,
        zone: ZoneInfo,
        known: People,
        owed: Outbox,
        is_admin: Callable[[int, int], Awaitable[bool]],
    ) -> None:
        self._db, self._clock, self._zone, self._people = db, clock, zone, known
        self._owed, self._is_admin = owed, is_admin

    async def taken_in(self, group_id: int, title: str, by: int) -> None:
        """Note that the Telegram account `by` took the bot into a chat; an organiser is asked whether to bind it."""

        def see(tx: Tx, now: datetime) -> None:
            news = groups.load(tx, group_id) is None
            groups.see(tx, group_id, title)
            person = people.by_telegram(tx, by)
            if news and person and person.is_organiser(now):
                key = f"{GroupNews.ADDED}:{group_id}:{micros(now)}"
                outbox.promise(tx, [Promised(person.id, GroupNews.ADDED, group_id, key, now, {"title": title})], now)

        await self._db.write(see, self._clock.now())
        self._owed.poke()

    async def removed(self, group_id: int) -> None:
        """Forget a chat that the bot was thrown out of, with its cards."""
        await self._db.write(groups.leave, group_id, self._clock.now())
        self._people.forget_group(group_id)

    async def moved(self, old_id: int, new_id: int) -> None:
        """Keep everything when Telegram upgrades a group, which gives it another id."""
        await self._db.write(groups.move, old_id, new_id, self._clock.now(), self._zone)
        self._people.forget_group(old_id)
        self._people.forget_group(new_id)

    async def bind(self, actor: Person, group_id: int, title: str = "", topic_id: int | None = None) -> Group:
        """Let a group hear of the programme, in that topic; without a title it is one the bot knows.

        Raises NotYours, NotGroupAdmin, NotBound when the bot does not know it.
        """

        def bind(tx: Tx, now: datetime) -> Group:
            _organises(tx, actor.id, now)
            known = groups.load(tx, group_id)
            group = replace(known or Group(group_id, title, bound=False), topic_id=topic_id)
            groups.bind(tx, replace(group, title=title or group.title), actor.id, now)
            audit.note(tx, now, actor.id, "group.bind", f"group:{group_id}")
            return self._replanned(tx, group_id, now)

        await self._check(actor, group_id, there=bool(title))
        return await self._db.write(bind, self._clock.now())

    async def unbind(self, actor: Person, group_id: int) -> None:
        """Tell a group nothing by itself any more. Raises NotYours, NotGroupAdmin, NotBound."""

        def unbind(tx: Tx, now: datetime) -> None:
            _organises(tx, actor.id, now)
            _bound(tx, group_id)
            groups.unbind(tx, group_id, now)
            audit.note(tx, now, actor.id, "group.unbind", f"group:{group_id}")

        await self._check(actor, group_id)
        await self._db.write(unbind, self._clock.now())

    async def settings(self, actor: Person, group_id: int) -> Group:
        """Return what a group hears. Raises NotYours, NotGroupAdmin, NotBound."""
        await self._check(actor, group_id)
        return await self._db.read(_bound, group_id)

    async def change(self, actor: Person, group_id: int, change: Callable[[Group], dict[str, Any]]) -> Group:
        """Change fields of a group as `change` says of the present ones. Raises NotYours, NotGroupAdmin, NotBound."""

        def write(tx: Tx, now: datetime) -> Group:
            _organises(tx, actor.id, now)
            group = _bound(tx, group_id)
            changes = change(group)
            groups.change(tx, replace(group, **changes))
            audit.note(tx, now, actor.id, "group.change", f"group:{group_id}", " ".join(sorted(changes)))
            return self._replanned(tx, group_id, now)

        await self._check(actor, group_id)
        return await self._db.write(write, self._clock.now())

    async def speak(self, actor: Person, group_id: int, language: str) -> Group:
        """Choose the language of a group, a key of LANGUAGES (checked by the caller). Raises as `change` does."""

        def write(tx: Tx, now: datetime) -> Group:
            _organises(tx, actor.id, now)
            _bound(tx, group_id)
            people.set_group_language(tx, group_id, language)
            audit.note(tx, now, actor.id, "group.language", f"group:{group_id}", language)
            return _bound(tx, group_id)

        await self._check(actor, group_id)
        group = await self._db.write(write, self._clock.now())
        self._people.forget_group(group_id)
        return group

    async def bound(self) -> tuple[Group, ...]:
        """Return all groups that are bound, by title."""
        return await self._db.read(groups.known, bound=True)

    async def of(self, actor: Person) -> tuple[Group, ...]:
        """Return the groups and channels that a person may bind or change, by title."""
        found = (await self._db.read(groups.known, bound=False))[:_SHOWN]
        return tuple([group for group in found if await self._may(actor, group.id)])

    async def known(self, group_id: int) -> Group | None:
        """Return a group the bot is in; None when it knows none of that id."""
        return await self._db.read(groups.load, group_id)

    async def programme(self, group_id: int, first: date, last: date) -> tuple[Event, ...]:
        """Return what begins on those days of the workplace and concerns a group; nothing for one that is not bound."""

        def look(tx: Tx) -> tuple[Event, ...]:
            group = groups.load(tx, group_id)
            since = datetime.combine(first, time(), self._zone)
            until = datetime.combine(last + timedelta(days=1), time(), self._zone)
            return groups.programme(tx, group, since, until) if group and group.bound else ()

        return await self._db.read(look)

    async def plan(self) -> None:
        """Owe all groups their digests and reminders of the coming days. Doing it again changes nothing."""

        def plan(tx: Tx, now: datetime) -> None:
            for group in groups.known(tx, bound=True):
                groups.plan(tx, group, now, self._zone)

        await self._db.write(plan, self._clock.now())

    def _replanned(self, tx: Tx, group_id: int, now: datetime) -> Group:
        group = _bound(tx, group_id)
        groups.replan(tx, group_id, group, now, self._zone)
        return group

    async def _check(self, actor: Person, group_id: int, *, there: bool = False) -> None:
        """Refuse who may not change the group; `there`: the bot hears them in it.

        Raises NotYours, NotGroupAdmin, NotBound when the bot knows no such group.
        """

        def known(tx: Tx, now: datetime) -> bool:
            _organises(tx, actor.id, now)
            return there or groups.load(tx, group_id) is not None

        if not await self._db.read(known, self._clock.now()):
            raise NotBound
        if not await self._may(actor, group_id):
            raise NotGroupAdmin

    async def _may(self, actor: Person, group_id: int) -> bool:
        now = self._clock.now()
        if actor.is_owner(now):
            return True
        return (
            actor.is_organiser(now)
            and actor.telegram_id is not None
            and await self._is_admin(group_id, actor.telegram_id)
        )


def _organises(tx: Tx, actor_id: int, now: datetime) -> None:
    if not events.scopes(tx, actor_id, now):
        raise NotYours


def _bound(tx: Tx, group_id: int) -> Group:
    group = groups.load(tx, group_id)
    if group is None or not group.bound:
        raise NotBound
    return group
