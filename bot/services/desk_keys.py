"""The keys of desks: one of each month. What an older one opened is sealed anew and the older one destroyed."""

from __future__ import annotations

import asyncio
import secrets
from datetime import date
from functools import partial

from bot.domain.feedback import FeedbackOff, month_of
from bot.keyring import Keyring, KeysMissingError
from bot.sealing import SealBrokenError, new_pair, seal, unseal
from storage.db import Database, Tx
from storage.feedback import keys
from storage.feedback.keys import Key

_AT_ONCE = 200  # messages, which is some 50 ms of sealing


class DeskKeys:
    """Keys in the database apart (public halves) and on the `keyring` (private ones)."""

    def __init__(self, feedback: Database, keyring: Keyring) -> None:
        self._feedback, self._keyring = feedback, keyring
        self._making = asyncio.Lock()

    @property
    def ready(self) -> bool:
        """Whether the operator set anonymous feedback up."""
        return self._keyring.ready

    def pepper(self) -> bytes:
        """Return the pepper. Raises FeedbackOff."""
        try:
            return self._keyring.pepper()
        except KeysMissingError:
            raise FeedbackOff from None

    async def current(self, desk_id: int, day: date) -> Key:
        """Return the desk's key of the month of `day`, made when there is none, or when its file is lost.

        Raises FeedbackOff.
        """
        async with self._making:
            found = await self._feedback.read(keys.of_desk, desk_id, month_of(day))
            whole = [key for key in found if self._keyring.has(key.id)]
            return whole[-1] if whole else await self._make(desk_id, month_of(day))

    async def _make(self, desk_id: int, month: str) -> Key:
        pair = await asyncio.to_thread(new_pair)
        key = Key(f"{month}-{secrets.token_hex(8)}", desk_id, month, pair.public)
        try:
            # First the file: a message sealed for a key that nobody has would be lost.
            await asyncio.to_thread(self._keyring.keep, key.id, pair.private)
        except KeysMissingError:
            raise FeedbackOff from None
        await self._feedback.write(keys.put, key)
        return key

    def read(self, key_id: str, sealed: bytes) -> str | None:
        """Return what is sealed for a desk's key; None when that key is lost."""
        private = self._keyring.key(key_id)
        return None if private is None else unseal(private, sealed)

    async def rotate(self, day: date) -> None:
        """Seal what keys of earlier months open for those of this month, and destroy the earlier ones.

        It can be broken off anywhere and begun anew: a key goes when its row has gone, its row when it opens nothing.
        """
        month = month_of(day)
        for key in await self._feedback.read(keys.listed):
            if key.month < month:
                await self._retire(key, day)
        rows = {key.id for key in await self._feedback.read(keys.listed)}
        for name in self._keyring.names():
            if name not in rows and name < month:
                await asyncio.to_thread(self._keyring.destroy, name)

    async def _retire(self, old: Key, day: date) -> None:
        private = self._keyring.key(old.id)
        if private is None:
            # Lost: what it opened cannot be sealed anew, and goes when its threads do.
            return
        while batch := await self._feedback.read(keys.sealed_with, old.id, _AT_ONCE):
            new = {desk_id: await self.current(desk_id, day) for desk_id in {desk_id for _, _, desk_id, _ in batch}}
            fresh = await asyncio.to_thread(partial(_reseal, private, batch, new))
            await self._feedback.write(_store, old.id, fresh)
        await self._feedback.write(keys.drop, old.id)


def _reseal(
    private: bytes, batch: list[tuple[str, int, int, bytes]], new: dict[int, Key]
) -> list[tuple[str, int, str, bytes]]:
    fresh = []
    for tag, turn, desk_id, sealed in batch:
        try:
            text = unseal(private, sealed)
        except SealBrokenError:
            text = ""  # somebody changed it: nobody can read it, now or later
        fresh.append((tag, turn, new[desk_id].id, seal(new[desk_id].public, text)))
    return fresh


def _store(tx: Tx, old: str, fresh: list[tuple[str, int, str, bytes]]) -> None:
    for tag, turn, key_id, sealed in fresh:
        keys.reseal(tx, tag, turn, old, key_id, sealed)
