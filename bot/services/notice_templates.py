"""Notices that organisers keep as templates; everybody sees their own only. Each method is one transaction."""

from __future__ import annotations

from datetime import datetime

from bot.clock import Clock
from bot.domain.drafts import DraftKey
from bot.domain.notice_templates import (
    MOST_TEMPLATES,
    NoticeTemplate,
    TemplateUnknown,
    TemplateUnnamed,
    TooManyTemplates,
    check_name,
)
from bot.services.notice_rights import organises, readable
from storage import drafts
from storage import notice_templates as rows
from storage.db import Database, Tx


class NoticeTemplates:
    """What each organiser keeps."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db, self._clock = db, clock

    async def mine(self, person_id: int) -> tuple[NoticeTemplate, ...]:
        """Return what the person keeps, by name."""
        return await self._db.read(rows.of, person_id)

    async def one(self, person_id: int, id_: int) -> NoticeTemplate:
        """Return one that the person keeps. Raises TemplateUnknown."""
        return await self._db.read(_kept, person_id, id_)

    async def keep(self, person_id: int, notice_id: int, name: str, draft: DraftKey | None = None) -> None:
        """Keep a notice as a template, in place of an earlier one of that name; `draft` is used up by it.

        Raises NoAuthority, NoticeUnknown, TemplateUnnamed, TooManyTemplates, DraftGone.
        """

        def keep(tx: Tx, now: datetime) -> None:
            if draft:
                drafts.consume(tx, draft)
            organises(tx, person_id, now)
            tx.lock("people", person_id)
            rows.put(tx, person_id, check_name(name), readable(tx, person_id, notice_id, now).plan())
            if len(rows.of(tx, person_id)) > MOST_TEMPLATES:
                raise TooManyTemplates

        await self._db.write(keep, self._clock.now())

    async def rename(self, person_id: int, id_: int, name: str, draft: DraftKey | None = None) -> None:
        """Give one another name; `draft` is used up by it. Raises TemplateUnknown, TemplateUnnamed, DraftGone."""

        def rename(tx: Tx) -> None:
            if draft:
                drafts.consume(tx, draft)
            tx.lock("people", person_id)
            _kept(tx, person_id, id_)
            if any(one.name == check_name(name) and one.id != id_ for one in rows.of(tx, person_id)):
                raise TemplateUnnamed
            rows.rename(tx, id_, check_name(name))

        await self._db.write(rename)

    async def delete(self, person_id: int, id_: int) -> None:
        """Keep one no longer. Raises TemplateUnknown."""
        if not await self._db.write(rows.delete, person_id, id_):
            raise TemplateUnknown


def _kept(tx: Tx, person_id: int, id_: int) -> NoticeTemplate:
    found = rows.load(tx, person_id, id_)
    if found is None:
        raise TemplateUnknown
    return found
