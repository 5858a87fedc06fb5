"""Desks: owners set them up and say who reads them; readers keep templates; everybody reads what is published."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from bot.clock import Clock
from bot.domain.desks import (
    ABOUT_LIMIT,
    MOST_TEMPLATES,
    NAME_LIMIT,
    TEMPLATE_LIMIT,
    Desk,
    DeskNameUnfit,
    DeskUnknown,
    NotReader,
    Publication,
    PublicationGone,
    TooManyTemplates,
    check_words,
)
from bot.domain.drafts import DraftKey
from bot.domain.people import NotJoined, Role
from storage import audit, desks, drafts, people, roles
from storage.db import Database, Tx


class Desks:
    """Desks, in the main database: that somebody reads one is no secret."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db, self._clock = db, clock

    async def all(self, actor_id: int) -> tuple[Desk, ...]:
        """Return all desks, also those that hear nobody. Raises NoAuthority unless the actor is an owner."""

        def all_(tx: Tx) -> tuple[Desk, ...]:
            roles.require(tx, actor_id, Role.OWNER, self._clock.now())
            return desks.listed(tx)

        return await self._db.read(all_)

    async def add(
        self, actor_id: int, name: str, about: str, *, sensitive: bool, draft: DraftKey | None = None
    ) -> Desk:
        """Add a desk, which hears nobody until it has readers.

        Raises NoAuthority, DeskNameUnfit, DeskWordsUnfit, DraftGone.
        """

        def add(tx: Tx, now: datetime) -> Desk:
            if draft is not None:
                drafts.consume(tx, draft)
            desk = _named(tx, Desk(0, name, about, sensitive, closed=False, readers=()))
            id_ = desks.add(tx, desk.name, desk.about, sensitive=sensitive)
            audit.note(tx, now, actor_id, "desk.add", f"desk:{id_}", desk.name)
            return replace(desk, id=id_)

        return await self._own(actor_id, add)

    async def change(
        self,
        actor_id: int,
        desk_id: int,
        *,
        name: str | None = None,
        about: str | None = None,
        sensitive: bool | None = None,
        closed: bool | None = None,
    ) -> Desk:
        """Change what is given of a desk. Raises NoAuthority, DeskUnknown, DeskNameUnfit, DeskWordsUnfit."""

        def change(tx: Tx, now: datetime) -> Desk:
            before = _load(tx, desk_id)
            given = {"name": name, "about": about, "sensitive": sensitive, "closed": closed}
            changed = {field: value for field, value in given.items() if value is not None}
            after = _named(tx, replace(before, **changed))  # type: ignore[arg-type]
            if after != before:
                desks.change(tx, after)
                audit.note(tx, now, actor_id, "desk.change", f"desk:{desk_id}", f"{after.name}: {', '.join(changed)}")
            return after

        return await self._own(actor_id, change)

    async def admit(self, actor_id: int, desk_id: int, person_id: int) -> Desk:
        """Let a person read a desk. Raises NoAuthority, DeskUnknown, PersonUnknown, NotJoined."""

        def admit(tx: Tx, now: datetime) -> Desk:
            desk, person = _load(tx, desk_id), people.get(tx, person_id)
            if person.telegram_id is None:
                raise NotJoined
            if desks.put_reader(tx, desk_id, person_id):
                audit.note(tx, now, actor_id, "desk.admit", f"person:{person_id}", desk.name)
            return _load(tx, desk_id)

        return await self._own(actor_id, admit)

    async def dismiss(self, actor_id: int, desk_id: int, person_id: int) -> Desk:
        """Let a person read a desk no more. Raises NoAuthority, DeskUnknown."""

        def dismiss(tx: Tx, now: datetime) -> Desk:
            desk = _load(tx, desk_id)
            if desks.drop_reader(tx, desk_id, person_id):
                audit.note(tx, now, actor_id, "desk.dismiss", f"person:{person_id}", desk.name)
            return _load(tx, desk_id)

        return await self._own(actor_id, dismiss)

    async def templates(self, actor_id: int, desk_id: int) -> tuple[tuple[int, str], ...]:
        """Return a desk's templates, ids and texts. Raises DeskUnknown, NotReader."""

        def templates(tx: Tx) -> tuple[tuple[int, str], ...]:
            reader(tx, actor_id, desk_id)
            return desks.templates(tx, desk_id)

        return await self._db.read(templates)

    async def add_template(self, actor_id: int, desk_id: int, text: str) -> None:
        """Keep a text for answers. Raises DeskUnknown, NotReader, DeskWordsUnfit, TooManyTemplates."""
        text = check_words(text, TEMPLATE_LIMIT)

        def add(tx: Tx) -> None:
            reader(tx, actor_id, desk_id)
            kept = desks.templates(tx, desk_id)
            if len(kept) >= MOST_TEMPLATES:
                raise TooManyTemplates
            if text not in {one for _, one in kept}:
                desks.add_template(tx, desk_id, text)

        await self._db.write(add)

    async def drop_template(self, actor_id: int, desk_id: int, template_id: int) -> None:
        """Keep a text no more. Raises DeskUnknown, NotReader."""

        def drop(tx: Tx) -> None:
            reader(tx, actor_id, desk_id)
            desks.drop_template(tx, desk_id, template_id)

        await self._db.write(drop)

    async def publications(self, page: int, size: int) -> tuple[list[Publication], int]:
        """Return a page (from 0) of questions and answers for everybody, the latest first, and how many there are."""
        return await self._db.read(desks.publications, page, size)

    async def publication(self, publication_id: int) -> Publication:
        """Return a question and its answer. Raises PublicationGone."""
        found = await self._db.read(desks.publication, publication_id)
        if found is None:
            raise PublicationGone
        return found

    async def published(self, actor_id: int, desk_id: int, page: int, size: int) -> tuple[list[Publication], int]:
        """Return a page of what a desk published, as `publications` does, to its readers.

        Raises DeskUnknown, NotReader.
        """

        def published(tx: Tx) -> tuple[list[Publication], int]:
            reader(tx, actor_id, desk_id)
            return desks.publications(tx, page, size, desk_id)

        return await self._db.read(published)

    async def withdraw(self, actor_id: int, publication_id: int) -> None:
        """Publish a question and its answer no more. Raises PublicationGone, DeskUnknown, NotReader."""

        def withdraw(tx: Tx) -> None:
            desk_id = desks.withdraw(tx, publication_id)
            if desk_id is None:
                raise PublicationGone
            desk = reader(tx, actor_id, desk_id)
            audit.note(tx, self._clock.now(), actor_id, "desk.withdraw", f"desk:{desk_id}", desk.name)

        await self._db.write(withdraw)

    async def wants_news(self, person_id: int) -> bool:
        """Whether the person gets the weekly list of tags with news."""
        return await self._db.read(desks.wants_news, person_id)

    async def want_news(self, person_id: int, *, wanted: bool) -> None:
        """Send the person the weekly list of tags with news, or not."""
        await self._db.write(desks.want_news, person_id, wanted=wanted)

    async def _own(self, actor_id: int, fn: Callable[[Tx, datetime], Desk]) -> Desk:
        def owned(tx: Tx) -> Desk:
            now = self._clock.now()
            roles.require(tx, actor_id, Role.OWNER, now)
            return fn(tx, now)

        return await self._db.write(owned)


def reader(tx: Tx, actor_id: int, desk_id: int) -> Desk:
    """Return a desk that the actor reads. Raises DeskUnknown, NotReader."""
    desk = _load(tx, desk_id)
    if actor_id not in {person_id for person_id, _ in desk.readers}:
        raise NotReader
    return desk


def _load(tx: Tx, desk_id: int) -> Desk:
    desk = desks.load(tx, desk_id)
    if desk is None:
        raise DeskUnknown
    return desk


def _named(tx: Tx, desk: Desk) -> Desk:
    """Return the desk with its words put in order. Raises DeskNameUnfit, DeskWordsUnfit."""
    name = " ".join(desk.name.split())
    if not 1 <= len(name) <= NAME_LIMIT or desks.taken(tx, name, desk.id):
        raise DeskNameUnfit
    return replace(desk, name=name, about=check_words(desk.about, ABOUT_LIMIT))
