"""Notices as organisers confirm and edit them and as people acknowledge them: each method is one transaction."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.clock import Clock
from bot.domain import audience_terms
from bot.domain.audience_terms import Expression
from bot.domain.deliveries import DeliveryState, Reach, RecipientPage
from bot.domain.drafts import DraftKey
from bot.domain.notice_parts import Content, NoticeUnfit, check_content, same_shape
from bot.domain.notices import (
    Importance,
    NobodyMeant,
    Notice,
    NoticePlan,
    NoticeSettled,
    NoticeState,
    NotRecipient,
    Progress,
    for_all_staff,
)
from bot.services.mirroring import offered
from bot.services.notice_rights import load, managed, organises, readable
from bot.services.outbox import Outbox
from bot.services.seconding import ask
from storage import acknowledgements, audit, drafts, mirrored, outcomes, recipients
from storage import notices as rows
from storage.db import Database, Tx


class Notices:
    """What organisers do with notices. `second_above`: from so many recipients on, and for all staff, a second decides.

    `zone` is the workplace's, `mirrors` are those of the settings.
    """

    def __init__(
        self,
        db: Database,
        clock: Clock,
        zone: ZoneInfo,
        owed: Outbox,
        second_above: int = 0,
        mirrors: tuple[str, ...] = (),
    ) -> None:
        self._db, self._clock, self._zone, self._owed = db, clock, zone, owed
        self._second_above, self._mirrors = second_above, mirrors

    async def preview_count(
        self, actor_id: int, audience: Expression, importance: Importance = Importance.NORMAL
    ) -> Reach:
        """Return how many an audience has within the actor's authority. Raises NoAuthority, AudienceUnfit."""

        def count(tx: Tx, now: datetime) -> Reach:
            organises(tx, actor_id, now)
            audience_terms.check(audience)
            found = recipients.reach(tx, actor_id, audience, now, important=importance is Importance.IMPORTANT)
            return replace(found, needs_second=self._needs_second(audience, found.total))

        return await self._db.read(count, self._clock.now())

    async def confirm(self, actor_id: int, plan: NoticePlan, draft: DraftKey | None = None) -> Notice:
        """Fix the audience of a notice and let it be sent, or ask a second organiser; `draft` is used up by it.

        Raises NoAuthority, NoticeUnfit, NobodyMeant, AudienceUnfit, DraftGone; NoticeUnfit also for mirrors that there
        are not, or not for this organiser.
        """
        plan.check()

        def confirm(tx: Tx, now: datetime) -> Notice:
            if draft:
                drafts.consume(tx, draft)
            organises(tx, actor_id, now)
            send_at = max(plan.send_at or now, now)
            first_day = send_at.astimezone(self._zone).date()
            id_ = rows.insert(tx, plan, actor_id, NoticeState.SCHEDULED, send_at, first_day, now)
            count = recipients.freeze(tx, load(tx, id_), now)
            if not count:
                raise NobodyMeant
            if self._needs_second(plan.audience, count):
                rows.put(tx, id_, NoticeState.ASKED, now)
                ask(tx, id_, actor_id, now)
            if not {*plan.mirrors} <= {*offered(tx, actor_id, self._mirrors, now)}:
                raise NoticeUnfit
            mirrored.insert(tx, id_, plan.mirrors, send_at)
            audit.note(tx, now, actor_id, "notice.confirm", f"notice:{id_}", plan.title)
            return load(tx, id_)

        return await self._write(confirm)

    async def edit(self, actor_id: int, notice_id: int, content: Content, draft: DraftKey | None = None) -> Notice:
        """Let a notice say something else, also where it was delivered; `draft` is used up by it.

        Raises NoticeUnknown, NoticeSettled, NoticeUnfit when the parts are of other kinds than before, DraftGone.
        """
        check_content(content)

        def edit(tx: Tx, now: datetime) -> Notice:
            if draft:
                drafts.consume(tx, draft)
            notice = managed(tx, actor_id, notice_id, now)
            if notice.state is NoticeState.WITHDRAWN:
                raise NoticeSettled(notice.state)
            if not same_shape(notice.content, content):
                raise NoticeUnfit
            rows.revise(tx, notice_id, content)
            audit.note(tx, now, actor_id, "notice.edit", f"notice:{notice_id}", notice.title)
            return load(tx, notice_id)

        return await self._write(edit)

    async def acknowledge(self, person_id: int, notice_id: int) -> bool:
        """Note that a recipient has read it; return whether for the first time. Raises NotRecipient."""
        first = await self._db.write(acknowledgements.acknowledge, notice_id, person_id, self._clock.now())
        if first is None:
            raise NotRecipient
        return first

    async def has_acknowledged(self, person_id: int, notice_id: int) -> bool:
        """Whether a recipient acknowledged. Raises NotRecipient."""
        acknowledged = await self._db.read(acknowledgements.acknowledged, notice_id, person_id)
        if acknowledged is None:
            raise NotRecipient
        return acknowledged

    async def awaits(self, person_id: int, notice_id: int) -> bool:
        """Whether this person has received the notice and not acknowledged it."""
        return await self._db.read(acknowledgements.awaits, notice_id, person_id)

    async def notice(self, notice_id: int) -> Notice:
        """Return the notice, for whoever received it or was asked about it. Raises NoticeUnknown."""
        return await self._db.read(load, notice_id)

    async def progress(self, actor_id: int, notice_id: int) -> Progress:
        """Return how far a notice is. Raises NoticeUnknown."""

        def progress(tx: Tx, now: datetime) -> Progress:
            return outcomes.progress(tx, readable(tx, actor_id, notice_id, now), now)

        return await self._db.read(progress, self._clock.now())

    async def unacknowledged(self, actor_id: int, notice_id: int, page: int, size: int = 20) -> RecipientPage:
        """Return a page (from 0) of those who received a notice and have not acknowledged. Raises NoticeUnknown."""
        return await self._page(actor_id, notice_id, DeliveryState.SENT, page, size, silent=True)

    async def recipients(
        self, actor_id: int, notice_id: int, state: DeliveryState, page: int, size: int = 20
    ) -> RecipientPage:
        """Return a page (from 0) of the recipients with whom a notice is in `state`. Raises NoticeUnknown."""
        return await self._page(actor_id, notice_id, state, page, size, silent=False)

    async def mine(self, actor_id: int, page: int, size: int = 10) -> tuple[Notice, ...]:
        """Return a page (from 0) of the actor's notices, the newest first; of all to who organises for everybody."""

        def mine(tx: Tx, now: datetime) -> tuple[Notice, ...]:
            everything = None in organises(tx, actor_id, now)
            return rows.listed(tx, None if everything else actor_id, size, page * size)

        return await self._db.read(mine, self._clock.now())

    def _needs_second(self, audience: Expression, count: int) -> bool:
        return self._second_above > 0 and (count >= self._second_above or for_all_staff(audience))

    async def _page(
        self, actor_id: int, notice_id: int, state: DeliveryState, page: int, size: int, *, silent: bool
    ) -> RecipientPage:
        def read(tx: Tx, now: datetime) -> RecipientPage:
            readable(tx, actor_id, notice_id, now)
            return outcomes.page(tx, notice_id, state, page * size, size, silent=silent)

        return await self._db.read(read, self._clock.now())

    async def _write(self, fn: Callable[[Tx, datetime], Notice]) -> Notice:
        notice = await self._db.write(fn, self._clock.now())
        self._owed.poke()
        return notice
