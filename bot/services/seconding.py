"""The second organiser: is asked about a notice, lets it be sent or not. Each method is one transaction."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from bot.clock import Clock
from bot.domain.drafts import DraftKey
from bot.domain.notices import Notice, NoticeNews, NoticeState, NotSecond
from bot.domain.outbox import Promised
from bot.services.notice_rights import load, organises
from bot.services.outbox import Outbox
from storage import audit, drafts, events, outbox, recipients
from storage import notices as rows
from storage.db import Database, Tx

_DECISION_USEFUL = timedelta(days=7)


class Seconding:
    """What a second organiser decides about."""

    def __init__(self, db: Database, clock: Clock, owed: Outbox) -> None:
        self._db, self._clock, self._owed = db, clock, owed

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

    async def asked(self, actor_id: int) -> tuple[Notice, ...]:
        """Return the notices about which the actor may decide as the second organiser."""

        def asked(tx: Tx, now: datetime) -> tuple[Notice, ...]:
            organises(tx, actor_id, now)
            return tuple(one for one in rows.asked(tx) if _may_second(tx, actor_id, one, now))

        return await self._db.read(asked, self._clock.now())

    async def _write(self, fn: Callable[[Tx, datetime], Notice]) -> Notice:
        notice = await self._db.write(fn, self._clock.now())
        self._owed.poke()
        return notice


def ask(tx: Tx, notice_id: int, author_id: int, now: datetime) -> None:
    """Ask everybody who may decide about a notice."""
    key, until = f"{NoticeNews.ASKED}:{notice_id}", now + _DECISION_USEFUL
    seconds = [
        person_id
        for person_id in rows.organisers(tx, now)
        if person_id != author_id and _may_second(tx, person_id, load(tx, notice_id), now)
    ]
    outbox.promise(
        tx, [Promised(one, NoticeNews.ASKED, notice_id, f"{key}:{one}", now, {}, until) for one in seconds], now
    )


def _may_second(tx: Tx, actor_id: int, notice: Notice, now: datetime) -> bool:
    scopes = events.scopes(tx, actor_id, now)
    covered = None in scopes or (bool(scopes) and recipients.covers(tx, actor_id, notice.id, now))
    return actor_id != notice.author_id and covered


def _seconded(tx: Tx, actor_id: int, notice_id: int, now: datetime) -> Notice:
    tx.lock("notices", notice_id)
    notice = load(tx, notice_id)
    if not _may_second(tx, actor_id, notice, now):
        raise NotSecond
    notice.require(NoticeState.ASKED)
    rows.approve(tx, notice_id, actor_id)
    return notice


def _decided(tx: Tx, notice: Notice, by: int, reason: str, now: datetime) -> None:
    key, data = f"{NoticeNews.DECIDED}:{notice.id}", {"by": by, "reason": reason}
    until = now + _DECISION_USEFUL
    promise = Promised(notice.author_id, NoticeNews.DECIDED, notice.id, key, now, dict[str, object](data), until)
    outbox.promise(tx, [promise], now)
