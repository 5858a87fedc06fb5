"""What became of a notice, for who may steer it. Each method is one transaction."""

from __future__ import annotations

from datetime import datetime

from bot.clock import Clock
from bot.domain.notice_reports import Report
from bot.services.notice_rights import readable
from storage import acknowledgements, audit, mirrored, outcomes
from storage.db import Database, Tx


class NoticeReports:
    """Reports of notices."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db, self._clock = db, clock

    async def report(self, actor_id: int, notice_id: int) -> Report:
        """Return the report to the author, or to who organises for everybody. Raises NoticeUnknown."""
        return await self._db.read(report, actor_id, notice_id, self._clock.now())

    async def take(self, actor_id: int, notice_id: int) -> Report:
        """Return it for a file with everybody's name, which is noted. Raises NoticeUnknown."""
        return await self._db.write(take, actor_id, notice_id, self._clock.now())


def report(tx: Tx, actor_id: int, notice_id: int, now: datetime) -> Report:
    """See `NoticeReports.report`."""
    notice = readable(tx, actor_id, notice_id, now)
    return Report(
        outcomes.progress(tx, notice, now),
        outcomes.everyone(tx, notice_id),
        acknowledgements.in_groups(tx, notice_id),
        mirrored.of(tx, notice_id),
    )


def take(tx: Tx, actor_id: int, notice_id: int, now: datetime) -> Report:
    """See `NoticeReports.take`."""
    found = report(tx, actor_id, notice_id, now)
    audit.note(tx, now, actor_id, "notice.list", f"notice:{notice_id}", found.progress.notice.title)
    return found
