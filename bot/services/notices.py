"""Notices as organisers confirm and steer them and as people acknowledge them: each method is one transaction."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.clock import Clock
from bot.domain import audience_terms
from bot.domain.audience_terms import Expression
from bot.domain.drafts import DraftKey
from bot.domain.notices import (
    Content,
    DeliveryState,
    Importance,
    NobodyMeant,
    Notice,
    NoticeNews,
    NoticePlan,
    NoticeSettled,
    NoticeState,
    NoticeUnfit,
    NoticeUnknown,
    NotRecipient,
    NotSecond,
    Progress,
    Reach,
    RecipientPage,
    check_content,
    for_all_staff,
    same_shape,
)
from bot.domain.outbox import Promised
from bot.domain.people import NoAuthority, Role
from bot.services.outbox import Outbox
from storage import audit, deliveries, drafts, events, outbox
from storage import notices as rows
from storage.db import Database, Tx

_NUDGE_AFTER = timedelta(minutes=10)  # of the last one: a second tap nudges nobody twice
_NUDGE_USEFUL = timedelta(hours=10)
_DECISION_USEFUL = timedelta(days=7)
_STEERED = (NoticeState.SENDING, NoticeState.PAUSED)


class Notices:
    """What organisers do with notices. `second_above`: from so many recipients on, and for all staff, a second decides.

    `zone` is the workplace's. `poked` is set when there may be something to send.
    """

    def __init__(self, db: Database, clock: Clock, zone: ZoneInfo, owed: Outbox, second_above: int = 0) -> None:
        self._db, self._clock, self._zone, self._owed = db, clock, zone, owed
        self._second_above = second_above
        self.poked = asyncio.Event()

    async def preview_count(
        self, actor_id: int, audience: Expression, importance: Importance = Importance.NORMAL
    ) -> Reach:
        """Return how many an audience has within the actor's authority. Raises NoAuthority, AudienceUnfit."""

        def count(tx: Tx, now: datetime) -> Reach:
            organises(tx, actor_id, now)
            audience_terms.check(audience)
            found = deliveries.reach(tx, actor_id, audience, now, important=importance is Importance.IMPORTANT)
            return replace(found, needs_second=self._needs_second(audience, found.total))

        return await self._db.read(count, self._clock.now())

    async def confirm(self, actor_id: int, plan: NoticePlan, draft: DraftKey | None = None) -> Notice:
        """Fix the audience of a notice and let it be sent, or ask a second organiser; `draft` is used up by it.

        Raises NoAuthority, NoticeUnfit, NobodyMeant, AudienceUnfit, DraftGone.
        """
        plan.check()

        def confirm(tx: Tx, now: datetime) -> Notice:
            if draft:
                drafts.consume(tx, draft)
            organises(tx, actor_id, now)
            send_at = max(plan.send_at or now, now)
            first_day = send_at.astimezone(self._zone).date()
            id_ = rows.insert(tx, plan, actor_id, NoticeState.SCHEDULED, send_at, first_day, now)
            count = deliveries.freeze(tx, load(tx, id_), now)
            if not count:
                raise NobodyMeant
            if self._needs_second(plan.audience, count):
                rows.put(tx, id_, NoticeState.ASKED, now)
                _ask(tx, id_, actor_id, now)
            audit.note(tx, now, actor_id, "notice.confirm", f"notice:{id_}", plan.title)
            return load(tx, id_)

        return await self._write(confirm)

    async def approve(self, actor_id: int, notice_id: int) -> Notice:
        """Let a notice be sent as the second organiser. Raises NoticeUnknown, NoticeSettled, NotSecond."""

        def approve(tx: Tx, now: datetime) -> Notice:
            notice = _seconded(tx, actor_id, notice_id, now)
            rows.put(tx, notice_id, NoticeState.SCHEDULED, now)
            _decided(tx, notice, actor_id, "", now)
            audit.note(tx, now, actor_id, "notice.approve", f"notice:{notice_id}", notice.title)
            return load(tx, notice_id)

        return await self._write(approve)

    async def refuse(self, actor_id: int, notice_id: int, reason: str, draft: DraftKey | None = None) -> Notice:
        """Keep a notice from being sent and tell its author why. Raises as `approve` does, and DraftGone."""

        def refuse(tx: Tx, now: datetime) -> Notice:
            if draft:
                drafts.consume(tx, draft)
            notice = _seconded(tx, actor_id, notice_id, now)
            rows.put(tx, notice_id, NoticeState.STOPPED, now)
            _decided(tx, notice, actor_id, reason.strip(), now)
            audit.note(tx, now, actor_id, "notice.refuse", f"notice:{notice_id}", notice.title)
            return load(tx, notice_id)

        return await self._write(refuse)

    async def pause(self, actor_id: int, notice_id: int) -> Notice:
        """Send no more for now. Raises NoticeUnknown, NoticeSettled."""
        return await self._move(actor_id, notice_id, "notice.pause", NoticeState.PAUSED, NoticeState.SENDING)

    async def resume(self, actor_id: int, notice_id: int) -> Notice:
        """Go on sending. Raises NoticeUnknown, NoticeSettled."""
        return await self._move(actor_id, notice_id, "notice.resume", NoticeState.SENDING, NoticeState.PAUSED)

    async def stop(self, actor_id: int, notice_id: int) -> Notice:
        """Send no more, nor any repetition; what was sent stays. Raises NoticeUnknown, NoticeSettled."""
        before = (*_STEERED, NoticeState.SCHEDULED, NoticeState.ASKED)
        return await self._move(actor_id, notice_id, "notice.stop", NoticeState.STOPPED, *before)

    async def withdraw(self, actor_id: int, notice_id: int) -> Notice:
        """Send no more and delete what was sent, as far as Telegram lets. Raises NoticeUnknown, NoticeSettled."""

        def withdraw(tx: Tx, now: datetime) -> Notice:
            notice = managed(tx, actor_id, notice_id, now)
            notice.require(*_STEERED, NoticeState.DONE, NoticeState.STOPPED)
            rows.revise(tx, notice_id, notice.content)
            rows.put(tx, notice_id, NoticeState.WITHDRAWN, now)
            outbox.withdraw(tx, NoticeNews.NUDGE, notice_id)
            audit.note(tx, now, actor_id, "notice.withdraw", f"notice:{notice_id}", notice.title)
            return load(tx, notice_id)

        return await self._write(withdraw)

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
        first = await self._db.write(deliveries.acknowledge, notice_id, person_id, self._clock.now())
        if first is None:
            raise NotRecipient
        return first

    async def has_acknowledged(self, person_id: int, notice_id: int) -> bool:
        """Whether a recipient acknowledged. Raises NotRecipient."""
        acknowledged = await self._db.read(deliveries.acknowledged, notice_id, person_id)
        if acknowledged is None:
            raise NotRecipient
        return acknowledged

    async def awaits(self, person_id: int, notice_id: int) -> bool:
        """Whether this person has received the notice and not acknowledged it."""
        return await self._db.read(deliveries.awaits, notice_id, person_id)

    async def notice(self, notice_id: int) -> Notice:
        """Return the notice, for whoever received it or was asked about it. Raises NoticeUnknown."""
        return await self._db.read(load, notice_id)

    async def progress(self, actor_id: int, notice_id: int) -> Progress:
        """Return how far a notice is. Raises NoticeUnknown."""

        def progress(tx: Tx, now: datetime) -> Progress:
            return deliveries.progress(tx, readable(tx, actor_id, notice_id, now))

        return await self._db.read(progress, self._clock.now())

    async def unacknowledged(self, actor_id: int, notice_id: int, page: int, size: int = 20) -> RecipientPage:
        """Return a page (from 0) of those who received a notice and have not acknowledged. Raises NoticeUnknown."""
        return await self._page(actor_id, notice_id, DeliveryState.SENT, page, size, silent=True)

    async def recipients(
        self, actor_id: int, notice_id: int, state: DeliveryState, page: int, size: int = 20
    ) -> RecipientPage:
        """Return a page (from 0) of the recipients with whom a notice is in `state`. Raises NoticeUnknown."""
        return await self._page(actor_id, notice_id, state, page, size, silent=False)

    async def nudge(self, actor_id: int, notice_id: int) -> int:
        """Remind those who have not acknowledged; return how many. Raises NoticeUnknown, NoticeSettled."""

        def nudge_all(tx: Tx, now: datetime) -> int:
            notice = managed(tx, actor_id, notice_id, now)
            notice.require(NoticeState.SENDING, NoticeState.PAUSED, NoticeState.DONE, NoticeState.STOPPED)
            count = nudge(tx, notice_id, now - _NUDGE_AFTER, now)
            audit.note(tx, now, actor_id, "notice.nudge", f"notice:{notice_id}", notice.title)
            return count

        count = await self._db.write(nudge_all, self._clock.now())
        self._owed.poke()
        return count

    async def again(self, actor_id: int, notice_id: int, which: DeliveryState = DeliveryState.DOUBT) -> int:
        """Send again to those in DOUBT, or those that FAILED and can be reached by now; return to how many.

        Raises NoticeUnknown, NoticeSettled.
        """

        def again(tx: Tx, now: datetime) -> int:
            notice = managed(tx, actor_id, notice_id, now)
            notice.require(NoticeState.SENDING, NoticeState.PAUSED, NoticeState.DONE)
            count = deliveries.again(tx, notice_id, which)
            if count and notice.state is NoticeState.DONE:
                rows.put(tx, notice_id, NoticeState.SENDING, now)
            audit.note(tx, now, actor_id, "notice.again", f"notice:{notice_id}", notice.title)
            return count

        count = await self._db.write(again, self._clock.now())
        self.poked.set()
        return count

    async def mine(self, actor_id: int, page: int, size: int = 10) -> tuple[Notice, ...]:
        """Return a page (from 0) of the actor's notices, the newest first; of all to who organises for everybody."""

        def mine(tx: Tx, now: datetime) -> tuple[Notice, ...]:
            everything = None in organises(tx, actor_id, now)
            return rows.listed(tx, None if everything else actor_id, size, page * size)

        return await self._db.read(mine, self._clock.now())

    async def asked(self, actor_id: int) -> tuple[Notice, ...]:
        """Return the notices about which the actor may decide as the second organiser."""

        def asked(tx: Tx, now: datetime) -> tuple[Notice, ...]:
            organises(tx, actor_id, now)
            return tuple(one for one in rows.asked(tx) if _may_second(tx, actor_id, one, now))

        return await self._db.read(asked, self._clock.now())

    def _needs_second(self, audience: Expression, count: int) -> bool:
        return self._second_above > 0 and (count >= self._second_above or for_all_staff(audience))

    async def _page(
        self, actor_id: int, notice_id: int, state: DeliveryState, page: int, size: int, *, silent: bool
    ) -> RecipientPage:
        def read(tx: Tx, now: datetime) -> RecipientPage:
            readable(tx, actor_id, notice_id, now)
            return deliveries.page(tx, notice_id, state, page * size, size, silent=silent)

        return await self._db.read(read, self._clock.now())

    async def _move(self, actor_id: int, notice_id: int, action: str, to: NoticeState, *before: NoticeState) -> Notice:
        def move(tx: Tx, now: datetime) -> Notice:
            notice = managed(tx, actor_id, notice_id, now)
            notice.require(*before)
            rows.put(tx, notice_id, to, now)
            audit.note(tx, now, actor_id, action, f"notice:{notice_id}", notice.title)
            return load(tx, notice_id)

        return await self._write(move)

    async def _write(self, fn: Callable[[Tx, datetime], Notice]) -> Notice:
        notice = await self._db.write(fn, self._clock.now())
        self._owed.poke()
        self.poked.set()
        return notice


def organises(tx: Tx, actor_id: int, now: datetime) -> frozenset[int | None]:
    """Return for which departments the actor organises, None among them for all. Raises NoAuthority."""
    scopes = events.scopes(tx, actor_id, now)
    if not scopes:
        raise NoAuthority(Role.ORGANISER)
    return scopes


def load(tx: Tx, notice_id: int) -> Notice:
    """Return the notice. Raises NoticeUnknown."""
    notice = rows.load(tx, notice_id)
    if notice is None:
        raise NoticeUnknown
    return notice


def managed(tx: Tx, actor_id: int, notice_id: int, now: datetime) -> Notice:
    """Hold a notice for its author, or for who organises for everybody. Raises NoticeUnknown."""
    tx.lock("notices", notice_id)
    return readable(tx, actor_id, notice_id, now)


def readable(tx: Tx, actor_id: int, notice_id: int, now: datetime) -> Notice:
    """Return a notice to its author, or to who organises for everybody. Raises NoticeUnknown."""
    notice, scopes = load(tx, notice_id), events.scopes(tx, actor_id, now)
    if not scopes or (notice.author_id != actor_id and None not in scopes):
        raise NoticeUnknown
    return notice


def nudge(tx: Tx, notice_id: int, before: datetime, now: datetime) -> int:
    """Promise a reminder to who has not acknowledged what was sent, and reminded of, before `before`."""
    silent = deliveries.silent(tx, notice_id, before)
    promises = [
        Promised(
            person_id,
            NoticeNews.NUDGE,
            notice_id,
            f"{NoticeNews.NUDGE}:{notice_id}:{person_id}:{nudges}",
            now,
            {},
            now + _NUDGE_USEFUL,
        )
        for person_id, nudges in silent
    ]
    outbox.promise(tx, promises, now)
    deliveries.nudged(tx, notice_id, [person_id for person_id, _ in silent], now)
    return len(silent)


def _may_second(tx: Tx, actor_id: int, notice: Notice, now: datetime) -> bool:
    scopes = events.scopes(tx, actor_id, now)
    covered = None in scopes or (bool(scopes) and deliveries.covers(tx, actor_id, notice.id, now))
    return actor_id != notice.author_id and covered


def _seconded(tx: Tx, actor_id: int, notice_id: int, now: datetime) -> Notice:
    tx.lock("notices", notice_id)
    notice = load(tx, notice_id)
    if not _may_second(tx, actor_id, notice, now):
        raise NotSecond
    notice.require(NoticeState.ASKED)
    rows.approve(tx, notice_id, actor_id)
    return notice


def _ask(tx: Tx, notice_id: int, author_id: int, now: datetime) -> None:
    key, until = f"{NoticeNews.ASKED}:{notice_id}", now + _DECISION_USEFUL
    seconds = [
        person_id
        for person_id in rows.organisers(tx, now)
        if person_id != author_id and _may_second(tx, person_id, load(tx, notice_id), now)
    ]
    outbox.promise(
        tx, [Promised(one, NoticeNews.ASKED, notice_id, f"{key}:{one}", now, {}, until) for one in seconds], now
    )


def _decided(tx: Tx, notice: Notice, by: int, reason: str, now: datetime) -> None:
    key, data = f"{NoticeNews.DECIDED}:{notice.id}", {"by": by, "reason": reason}
    until = now + _DECISION_USEFUL
    promise = Promised(notice.author_id, NoticeNews.DECIDED, notice.id, key, now, dict[str, object](data), until)
    outbox.promise(tx, [promise], now)
