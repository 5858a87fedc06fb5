"""What the broadcast asks for: which notice goes out now, to whom, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.clock import Clock
from bot.domain.deliveries import DeliveryState, Mailing
from bot.domain.notices import Notice, NoticeNews, NoticeState
from bot.domain.outbox import Promised
from bot.domain.recurrence import occurrences
from bot.domain.workdays import is_workday
from bot.ids import link_token
from bot.services.notice_rights import load
from bot.services.notice_steering import nudge
from bot.services.outbox import Outbox
from storage import acknowledgements, deliveries, leases, mirrored, notices, outbox, recipients
from storage.db import Database, Tx

LEASE = "broadcast"
LEASE_LENGTH = timedelta(seconds=15)  # after which another process goes on
_REMIND_AT, _REMIND_UNTIL = time(10), time(17)
_REMIND_AFTER = timedelta(hours=12)  # nobody is reminded on the morning of the evening before
_REMIND_DAYS = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Batch:
    """Deliveries of one notice that are in hand. `held`: this process holds the lease; `more`: there may be more."""

    held: bool
    notice: Notice | None = None
    mailings: tuple[Mailing, ...] = ()
    more: bool = False


class Mailings:
    """The queue of deliveries, drained by whichever process holds the lease."""

    def __init__(self, db: Database, clock: Clock, zone: ZoneInfo, owed: Outbox, holder: str = "") -> None:
        self._db, self._clock, self._zone, self._owed = db, clock, zone, owed
        self._holder = holder or link_token()

    async def tick(self) -> bool:
        """Begin what is due, remind of what is important; return whether there is anything to send or to change."""
        now = self._clock.now()
        if await self._db.read(_due, now):
            await self._db.write(_begin, now, self._zone)
        if await self._db.read(_silent, now, self._zone):
            await self._db.write(_remind, now, self._zone)
            self._owed.poke()
        return await self._db.read(_work)

    async def claim(self, limit: int) -> Batch:
        """Take up to `limit` deliveries in hand if this process holds the lease, or can have it."""
        batch = await self._db.write(_claim, self._holder, limit, self._clock.now(), self._zone)
        if batch.held and batch.notice is None:
            self._owed.poke()  # somebody may have been promised the news that all is sent
        return batch

    async def settle(
        self, one: Mailing, state: DeliveryState, reason: str = "", message_ids: tuple[int, ...] = (), revision: int = 0
    ) -> None:
        """Note what became of a delivery in hand."""
        await self._db.write(deliveries.settle, one, state, reason, message_ids, revision, self._clock.now())

    async def put_back(self, one: Mailing) -> None:
        """Let a delivery wait again that surely was not sent."""
        await self._db.write(deliveries.put_back, one)

    async def stale(self, after: int, limit: int) -> Batch:
        """Return deliveries beyond the id `after` that are to be edited or deleted, if this process holds the lease."""
        return await self._db.write(_stale, self._holder, after, limit, self._clock.now())

    async def changed(self, one: Mailing, revision: int, reason: str = "", *, deleted: bool = False) -> None:
        """Note that what was delivered was edited or deleted, or why it could not be."""

        def changed(tx: Tx) -> None:
            deliveries.changed(tx, one.id, revision, reason, deleted=deleted)

        await self._db.write(changed)

    async def recover(self) -> None:
        """Take what is in hand for doubtful, if this process holds the lease."""

        def recover(tx: Tx, now: datetime) -> None:
            if _hold(tx, self._holder, now):
                deliveries.doubt(tx)

        await self._db.write(recover, self._clock.now())

    async def release(self) -> None:
        """Let another process go on at once."""
        await self._db.write(leases.give_back, LEASE, self._holder)


def _hold(tx: Tx, holder: str, now: datetime) -> bool:
    taken_over = leases.take(tx, LEASE, holder, now, LEASE_LENGTH)
    if taken_over:
        deliveries.doubt(tx)
    return taken_over is not None


def _due(tx: Tx, now: datetime) -> bool:
    return bool(notices.due(tx, now))


def _work(tx: Tx) -> bool:
    return bool(notices.in_state(tx, NoticeState.SENDING) or notices.changing(tx))


def _begin(tx: Tx, now: datetime, zone: ZoneInfo) -> None:
    """Let what is due be sent, and have the next of a repetition."""
    for id_ in notices.due(tx, now):
        tx.lock("notices", id_)
        notice = load(tx, id_)
        if notice.state is not NoticeState.SCHEDULED:
            continue
        notices.put(tx, id_, NoticeState.SENDING, now)
        if not notices.frozen(tx, id_):
            recipients.freeze(tx, notice, now)
        _repeat(tx, notice, now, zone)


def _repeat(tx: Tx, notice: Notice, now: datetime, zone: ZoneInfo) -> None:
    if notice.repetition is None:
        return
    first, sent = notices.first_day(tx, notice.id), notice.send_at.astimezone(zone)
    days = [one.day for one in occurrences(first, notice.repetition) if one.day and one.day > sent.date()]
    after = next((day for day in days if datetime.combine(day, sent.time(), zone) > now), None)
    if after:
        send_at = datetime.combine(after, sent.time(), zone).astimezone(UTC)
        id_ = notices.insert(tx, notice, notice.author_id, NoticeState.SCHEDULED, send_at, first, now)
        mirrored.insert(tx, id_, (one.mirror for one in mirrored.of(tx, notice.id)), send_at)
        if notice.approved_by:
            notices.approve(tx, id_, notice.approved_by)


def _claim(tx: Tx, holder: str, limit: int, now: datetime, zone: ZoneInfo) -> Batch:
    if not _hold(tx, holder, now):
        return Batch(held=False)
    for id_ in notices.in_state(tx, NoticeState.SENDING):
        notice = load(tx, id_)
        taken, more = deliveries.claim(tx, notice, limit, now, zone)
        if more:
            return Batch(held=True, notice=notice, mailings=tuple(taken), more=True)
        if not deliveries.any_left(tx, id_):
            notices.put(tx, id_, NoticeState.DONE, now)
            key = f"{NoticeNews.DONE}:{id_}"
            outbox.promise(tx, [Promised(notice.author_id, NoticeNews.DONE, id_, key, now, {})], now)
    return Batch(held=True)


def _stale(tx: Tx, holder: str, after: int, limit: int, now: datetime) -> Batch:
    if not _hold(tx, holder, now):
        return Batch(held=False)
    for id_ in notices.changing(tx):
        notice = load(tx, id_)
        found = deliveries.stale(tx, notice, after, limit)
        if found:
            return Batch(held=True, notice=notice, mailings=tuple(found), more=True)
        if not after and not deliveries.in_hand(tx, id_):
            notices.change(tx, id_, changing=False)
    return Batch(held=True)


def _reminding(now: datetime, zone: ZoneInfo) -> datetime | None:
    """Return since when reminders of this work day are due, None when they are not."""
    local = now.astimezone(zone)
    if not is_workday(local.date()) or not _REMIND_AT <= local.time() < _REMIND_UNTIL:
        return None
    return datetime.combine(local.date(), _REMIND_AT, zone).astimezone(UTC)


def _silent(tx: Tx, now: datetime, zone: ZoneInfo) -> bool:
    since = _reminding(now, zone)
    if since is None:
        return False
    before = since - _REMIND_AFTER
    found = notices.unacknowledged_important(tx, now - _REMIND_DAYS)
    return any(acknowledgements.anybody_silent(tx, id_, before) for id_ in found)


def _remind(tx: Tx, now: datetime, zone: ZoneInfo) -> None:
    since = _reminding(now, zone)
    if since is not None:
        for id_ in notices.unacknowledged_important(tx, now - _REMIND_DAYS):
            nudge(tx, id_, since - _REMIND_AFTER, now)
