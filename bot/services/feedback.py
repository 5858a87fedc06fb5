"""Anonymous feedback, the side of who writes. Nothing here is logged, counted, noted for the audit or promised.

The account is only asked for limits in memory, and for what a receipt opened a moment ago; the rows never see it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot import ids
from bot.clock import Clock
from bot.domain.desks import Desk, DeskUnknown
from bot.domain.feedback import (
    SECRET_LENGTH,
    TAG_LENGTH,
    Conversation,
    FeedbackOff,
    Note,
    Receipt,
    ReceiptAsleep,
    ReceiptTaken,
    ReceiptWrong,
    Stage,
    ThreadClosed,
    ThreadState,
    TooManyAtOnce,
    check_text,
    parse_receipt,
)
from bot.sealing import SealBrokenError, lock, seal, unlock, unseal
from bot.services.derivations import Derivations
from bot.services.desk_keys import DeskKeys
from bot.services.feedback_limits import FeedbackLimits
from storage import desks
from storage.db import Database, Tx
from storage.feedback import threads
from storage.feedback.keys import Key

AWAKE = timedelta(minutes=15)  # so long after a receipt was typed its thread can be written to
_TRIES = 3


@dataclass(frozen=True, slots=True)
class _Session:
    tag: str
    private: bytes
    until: datetime


class Feedback:
    """Threads, by their receipts. `account` is a Telegram id, and stays in memory; `zone` is the workplace's."""

    def __init__(
        self,
        db: Database,
        feedback: Database,
        clock: Clock,
        zone: ZoneInfo,
        *,
        keys: DeskKeys,
        limits: FeedbackLimits,
    ) -> None:
        self._db, self._feedback, self._clock, self._zone = db, feedback, clock, zone
        self._keys, self._limits, self._derivations = keys, limits, Derivations()
        self._sessions: dict[bytes, _Session] = {}

    @property
    def ready(self) -> bool:
        """Whether the operator set anonymous feedback up."""
        return self._keys.ready

    async def desks(self) -> tuple[Desk, ...]:
        """Return the desks that people can write to now: none while feedback is not set up."""
        if not self.ready:
            return ()
        return tuple(desk for desk in await self._db.read(desks.listed) if desk.hears)

    async def receipt(self, account: int, desk_id: int) -> Receipt:
        """Return a new receipt, to be shown before `send`: then nothing is ever stored whose receipt nobody has.

        Raises DeskUnknown, FeedbackOff, TooManyThreads, Muted, DeskBusy.
        """
        await self._desk(desk_id)
        self._limits.admit_thread(account, desk_id)
        known = await self._feedback.read(threads.known)
        while (tag := ids.crockford(TAG_LENGTH)) in known:
            pass
        return Receipt(tag, ids.crockford(SECRET_LENGTH))

    async def send(self, account: int, desk_id: int, text: str, receipt: Receipt) -> Conversation:
        """Begin a thread with this text; it is stored when this returns. Its author may go on with it for AWAKE.

        Raises TextUnfit, DeskUnknown, FeedbackOff, TooManyThreads, Muted, DeskBusy, TooManyAtOnce, ReceiptTaken.
        """
        text, desk = check_text(text), await self._desk(desk_id)
        self._limits.admit_thread(account, desk_id)
        made, pair = await self._derivations.run(lock, receipt.tag, receipt.secret, self._keys.pepper())

        def begin(tx: Tx, key: Key, sealed: bytes, day: date) -> None:
            if not threads.begin(tx, receipt.tag, made, desk_id, day):
                raise ReceiptTaken
            _add(tx, receipt.tag, key, sealed, day)

        await self._sealed(desk_id, text, begin)
        self._limits.note_thread(account, desk_id, receipt.tag)
        self._wake(account, receipt.tag, pair.private)
        return Conversation(receipt.tag, desk_id, desk.name, closed=False, notes=(Note(False, self._today(), None),))

    async def open(self, account: int, typed: str) -> Conversation:
        """Return the thread that the typed receipt opens; for AWAKE it can then be read again and written to.

        Raises ReceiptUnfit, ReceiptWrong, TooManyReceipts, TooManyAtOnce, FeedbackOff.
        """
        receipt = parse_receipt(typed)
        at = self._limits.try_receipt(account)
        row = await self._feedback.read(threads.load, receipt.tag)
        found = None if row is None else row.lock
        try:
            private = await self._derivations.run(unlock, receipt.tag, receipt.secret, found, self._keys.pepper())
        except SealBrokenError:
            private = None
        except (TooManyAtOnce, FeedbackOff):
            self._limits.was_not_wrong(account, at)
            raise
        if private is None:
            raise ReceiptWrong(self._limits.left(account))
        self._limits.was_not_wrong(account, at)
        self._wake(account, receipt.tag, private)
        return await self.again(account)

    async def again(self, account: int) -> Conversation:
        """Return the thread that this account's receipt opened a moment ago. Raises ReceiptAsleep."""
        session = self._session(account)
        row, found = await self._feedback.read(lambda tx: (threads.load(tx, session.tag), _all(tx, session.tag)))
        if row is None:
            raise ReceiptAsleep
        desk = await self._db.read(desks.load, row.desk_id)
        notes = await asyncio.to_thread(lambda: tuple(_note(one, session.private) for one in found))
        closed = row.state is not ThreadState.OPEN
        return Conversation(row.tag, row.desk_id, desk.name if desk else "", closed, notes)

    async def write(self, account: int, text: str) -> Conversation:
        """Write more in the thread that is open. Raises TextUnfit, ReceiptAsleep, ThreadClosed, Muted, DeskBusy."""
        text, (session, desk_id) = check_text(text), await self._awake(account)
        self._limits.admit_message(account, desk_id)

        def append(tx: Tx, key: Key, sealed: bytes, day: date) -> None:
            _require_open(tx, session.tag)
            _add(tx, session.tag, key, sealed, day)

        await self._sealed(desk_id, text, append)
        self._limits.note_message(account, desk_id, session.tag)
        return await self.again(account)

    async def close(self, account: int) -> Conversation:
        """Close the thread; its desk learns that when it would get a message. Raises ReceiptAsleep, ThreadClosed."""
        session, _desk_id = await self._awake(account)

        def close(tx: Tx) -> None:
            _require_open(tx, session.tag)
            threads.set_state(tx, session.tag, ThreadState.CLOSING)

        await self._feedback.write(close)
        return await self.again(account)

    def leave(self, account: int) -> None:
        """Let the receipt be needed again."""
        self._sessions.pop(self._limits.who(account), None)

    async def _awake(self, account: int) -> tuple[_Session, int]:
        """Return what the account's receipt opened, and the desk that thread is at. Raises ReceiptAsleep."""
        session = self._session(account)
        row = await self._feedback.read(threads.load, session.tag)
        if row is None:
            raise ReceiptAsleep
        return session, row.desk_id

    async def _sealed(self, desk_id: int, text: str, store: Callable[[Tx, Key, bytes, date], None]) -> None:
        """Seal a text for a desk and store it; once more when the key was replaced meanwhile."""
        for _ in range(_TRIES):
            day = self._today()
            key = await self._keys.current(desk_id, day)
            sealed = await asyncio.to_thread(seal, key.public, text)
            with suppress(_KeyGoneError):
                return await self._feedback.write(store, key, sealed, day)
        raise RuntimeError("the desk's key is replaced again and again")

    async def _desk(self, desk_id: int) -> Desk:
        desk = await self._db.read(desks.load, desk_id)
        if desk is None or not desk.hears:
            raise DeskUnknown
        self._keys.pepper()
        return desk

    def _today(self) -> date:
        return self._clock.now().astimezone(self._zone).date()

    def _wake(self, account: int, tag: str, private: bytes) -> None:
        now = self._clock.now()
        self._sessions = {who: one for who, one in self._sessions.items() if one.until > now}
        self._sessions[self._limits.who(account)] = _Session(tag, private, now + AWAKE)

    def _session(self, account: int) -> _Session:
        found = self._sessions.get(self._limits.who(account))
        if found is None or found.until <= self._clock.now():
            raise ReceiptAsleep
        return found


class _KeyGoneError(Exception):
    """The key was replaced between sealing and storing: what was begun is undone."""


def _require_open(tx: Tx, tag: str) -> None:
    row = threads.load(tx, tag)
    if row is None:
        raise ReceiptAsleep
    if row.state is not ThreadState.OPEN:
        raise ThreadClosed


def _add(tx: Tx, tag: str, key: Key, sealed: bytes, day: date) -> None:
    if not threads.add(tx, tag, Stage.WAITING, day, key.id, sealed):
        raise _KeyGoneError


def _all(tx: Tx, tag: str) -> list[threads.Sealed]:
    return threads.messages(tx, tag)


def _note(message: threads.Sealed, private: bytes) -> Note:
    text = None
    if message.for_thread is not None:
        try:
            text = unseal(private, message.for_thread)
        except SealBrokenError:
            text = None
    return Note(message.from_desk, message.day, text)
