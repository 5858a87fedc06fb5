"""What the author of a notice does while it goes out and afterwards: each method is one transaction."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from bot.clock import Clock
from bot.domain.deliveries import DeliveryState
from bot.domain.notices import Notice, NoticeNews, NoticeState
from bot.domain.outbox import Promised
from bot.services.notice_rights import load, managed
from bot.services.outbox import Outbox
from storage import acknowledgements, audit, deliveries, outbox
from storage import notices as rows
from storage.db import Database, Tx

_NUDGE_AFTER = timedelta(minutes=10)  # of the last one: a second tap nudges nobody twice
_NUDGE_USEFUL = timedelta(hours=10)
_STEERED = (NoticeState.SENDING, NoticeState.PAUSED)


class NoticeSteering:
    """Pausing, stopping, withdrawing, reminding, sending again."""

    def __init__(self, db: Database, clock: Clock, owed: Outbox) -> None:
        self._db, self._clock, self._owed = db, clock, owed

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

        return await self._db.write(again, self._clock.now())

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
        return notice


def nudge(tx: Tx, notice_id: int, before: datetime, now: datetime) -> int:
    """Promise a reminder to who has not acknowledged what was sent, and reminded of, before `before`."""
    silent = acknowledgements.silent(tx, notice_id, before)
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
    acknowledgements.nudged(tx, notice_id, [person_id for person_id, _ in silent], now)
    return len(silent)
