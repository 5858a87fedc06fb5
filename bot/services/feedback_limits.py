"""How much one account may do anonymously: in memory, under a key that dies at midnight; a restart forgets it all."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Hashable
from datetime import date, datetime, timedelta
from typing import Generic, TypeVar
from zoneinfo import ZoneInfo

from bot.clock import Clock
from bot.domain.feedback import DeskBusy, Muted, NothingToMute, TooManyReceipts, TooManyThreads

THREADS_A_DAY, WRONG_AN_HOUR, DESK_AN_HOUR = 3, 5, 10
_HOUR = timedelta(hours=1)
_MOST = 10_000  # accounts that are remembered: beyond it the oldest go

K = TypeVar("K", bound=Hashable)


class _Recent(Generic[K]):
    """When something was done in the last hour, by key."""

    def __init__(self) -> None:
        self._at: dict[K, list[datetime]] = {}

    def of(self, key: K, now: datetime) -> list[datetime]:
        return [at for at in self._at.get(key, ()) if at > now - _HOUR]

    def add(self, key: K, now: datetime) -> None:
        recent = [*self.of(key, now), now]
        self._at.pop(key, None)
        while len(self._at) >= _MOST:
            del self._at[next(iter(self._at))]
        self._at[key] = recent

    def take_back(self, key: K, at: datetime) -> None:
        if at in self._at.get(key, ()):
            self._at[key].remove(at)


class FeedbackLimits:
    """Counts of the day in `zone`. An account is a hash in them, whose key is forgotten with them at midnight."""

    def __init__(self, clock: Clock, zone: ZoneInfo) -> None:
        self._clock, self._zone = clock, zone
        self._begin(self._today())

    def _today(self) -> date:
        return self._clock.now().astimezone(self._zone).date()

    def _begin(self, day: date) -> None:
        self._day, self._key = day, secrets.token_bytes(32)
        self._threads: dict[bytes, int] = {}
        self._wrong: _Recent[bytes] = _Recent()
        self._desks: _Recent[int] = _Recent()
        self._wrote: dict[str, bytes] = {}
        self._muted: set[tuple[int, bytes]] = set()

    def who(self, account: int) -> bytes:
        """Return what stands for an account today."""
        if (today := self._today()) != self._day:
            self._begin(today)
        return hashlib.blake2b(str(account).encode(), key=self._key, digest_size=16).digest()

    def admit_thread(self, account: int, desk_id: int) -> None:
        """Raise TooManyThreads, Muted or DeskBusy when that account cannot begin a thread at that desk now."""
        if self._threads.get(self.who(account), 0) >= THREADS_A_DAY:
            raise TooManyThreads(THREADS_A_DAY)
        self.admit_message(account, desk_id)

    def admit_message(self, account: int, desk_id: int) -> None:
        """Raise Muted or DeskBusy when that account cannot write to that desk now."""
        if (desk_id, self.who(account)) in self._muted:
            raise Muted
        if len(self._desks.of(desk_id, self._clock.now())) >= DESK_AN_HOUR:
            raise DeskBusy

    def note_thread(self, account: int, desk_id: int, tag: str) -> None:
        """Count a thread that was begun."""
        who = self.who(account)
        self._threads[who] = self._threads.get(who, 0) + 1
        self.note_message(account, desk_id, tag)

    def note_message(self, account: int, desk_id: int, tag: str) -> None:
        """Count a message that was written, and by whom until midnight: so that the desk can mute through it."""
        self._wrote[tag] = self.who(account)
        self._desks.add(desk_id, self._clock.now())

    def mute(self, desk_id: int, tag: str) -> None:
        """Keep who wrote in a thread today from that desk until midnight. Raises NothingToMute."""
        self.who(0)
        if tag not in self._wrote:
            raise NothingToMute
        self._muted.add((desk_id, self._wrote[tag]))

    def try_receipt(self, account: int) -> datetime:
        """Count a receipt as wrong before it is tried, so that many at once are no more than one by one; return when.

        Raises TooManyReceipts.
        """
        who, now = self.who(account), self._clock.now()
        recent = self._wrong.of(who, now)
        if len(recent) >= WRONG_AN_HOUR:
            raise TooManyReceipts(recent[0] + _HOUR)
        self._wrong.add(who, now)
        return now

    def left(self, account: int) -> int:
        """Return how many more wrong receipts that account may type now."""
        return WRONG_AN_HOUR - len(self._wrong.of(self.who(account), self._clock.now()))

    def was_not_wrong(self, account: int, at: datetime) -> None:
        """Take back that the receipt tried `at` was counted as wrong: it was right, or not tried after all."""
        self._wrong.take_back(self.who(account), at)
