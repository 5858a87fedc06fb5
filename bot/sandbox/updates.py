"""Updates on their way to the bot: queued, delivered by long polling, confirmed by the next offset."""

from __future__ import annotations

import asyncio
import json
from collections import OrderedDict
from itertools import count, islice
from typing import TYPE_CHECKING

from .wire import ApiError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from .feed import Feed
    from .wire import Json

# How long Telegram keeps an update that nobody fetches, in seconds.
KEPT = 24 * 3600
CALLBACK_KEPT = 150
# What a bot must ask for by name.
ON_REQUEST = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
_BATCH = 100
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


class Entry:
    """One delivery: the same update may be delivered again on order, as an entry of its own."""

    __slots__ = ("again", "body", "delivered", "expires", "kind", "lane", "update_id")

    def __init__(self, update_id: int, kind: str, body: bytes, expires: float, lane: object) -> None:
        self.update_id = update_id
        self.kind = kind
        self.body = body
        self.expires = expires
        self.lane = lane
        self.delivered = False
        self.again = False


class Updates:
    """The queue. `now` tells the seconds of the injected clock; expiry follows it, waiting is real."""

    def __init__(self, feed: Feed, now: Callable[[], float], *, record: bool, first_id: int = 100_000_001) -> None:
        self.outstanding: OrderedDict[int, Entry] = OrderedDict()
        self.history: dict[int, Entry] = {}
        self.expired: list[int] = []
        self.made = 0
        self.wanted: frozenset[str] | None = None
        self.on_push: Callable[[int, Entry], None] | None = None
        self._feed = feed
        self.now = now
        self._record = record
        self._serial = count(1)
        self._last = 0
        self.next_id = first_id
        self._delivered: list[int] = []
        self._poll: asyncio.Future[bool] | None = None

    def push(self, kind: str, body: Json, lane: object) -> int | None:
        """Queue an update of `kind`; return its id, None when the bot does not ask for this kind.

        Webhook deliveries of the same `lane` (a chat, a person) go one after another.
        """
        if kind in ON_REQUEST if self.wanted is None else kind not in self.wanted:
            return None
        update_id = self.next_id
        self.next_id += 1
        self.made += 1
        text = f'{{"update_id":{update_id},"{kind}":{_encode(body)}}}'
        kept = CALLBACK_KEPT if kind == "callback_query" else KEPT
        entry = Entry(update_id, kind, text.encode(), self.now() + kept, lane)
        if self._record:
            self.history[update_id] = entry
        self._add(entry)
        return update_id

    def redeliver(self, update_ids: Iterable[int]) -> None:
        """Deliver updates that were made before once more, in this order."""
        for update_id in update_ids:
            old = self.history[update_id]
            entry = Entry(old.update_id, old.kind, old.body, self.now() + KEPT, old.lane)
            entry.again = True
            self._add(entry)

    def _add(self, entry: Entry) -> None:
        self._last = serial = next(self._serial)
        self.outstanding[serial] = entry
        if self.on_push:
            self.on_push(serial, entry)
        elif self._poll and not self._poll.done():
            self._poll.set_result(True)

    def want(self, kinds: list[str] | None) -> None:
        """Remember `allowed_updates`: None changes nothing, an empty list means the default."""
        if kinds is not None:
            self.wanted = frozenset(kinds) or None

    def confirm(self, serial: int) -> None:
        """Strike out a delivery: the bot has it."""
        if self.outstanding.pop(serial, None):
            self._feed.changed("confirmed")

    @property
    def polling(self) -> bool:
        """Whether a poll waits for news."""
        return self._poll is not None

    def drop_all(self) -> None:
        """Forget what waits."""
        for serial in tuple(self.outstanding):
            self.confirm(serial)

    def drop_expired(self, serial: int, entry: Entry) -> bool:
        """Strike out a delivery that Telegram would have forgotten by now; say whether it did."""
        if entry.expires > self.now():
            return False
        self.expired.append(entry.update_id)
        self.confirm(serial)
        return True

    def confirmed(self) -> Callable[[], bool]:
        """Return what tells whether all deliveries made so far are confirmed."""
        last = self._last

        def done() -> bool:
            return not self.outstanding or next(iter(self.outstanding)) > last

        return done

    async def poll(self, offset: int, limit: int, timeout: float) -> bytes:  # noqa: ASYNC109
        """Answer getUpdates: confirm what lies before `offset`, then wait up to `timeout` seconds for news."""
        self.conflict("terminated by other getUpdates request; make sure that only one bot instance is running")
        self._confirm_before(offset)
        ready = self._ready(limit)
        if not ready and timeout > 0:
            future = self._poll = asyncio.get_running_loop().create_future()
            handle = asyncio.get_running_loop().call_later(timeout, _settle, future)
            self._feed.changed("polling")
            try:
                if not await future:
                    return b'{"ok":true,"result":[]}'
            finally:
                handle.cancel()
                if self._poll is future:
                    self._poll = None
            ready = self._ready(limit)
        return b'{"ok":true,"result":[' + b",".join(ready) + b"]}"

    def conflict(self, reason: str) -> None:
        """End the poll that waits, with a 409."""
        if self._poll and not self._poll.done():
            self._poll.set_exception(ApiError(409, f"Conflict: {reason}"))
        self._poll = None

    def release(self) -> None:
        """Answer the poll that waits with nothing: the server stops."""
        if self._poll:
            _settle(self._poll)

    def _confirm_before(self, offset: int) -> None:
        if offset < 0:
            for serial in list(self.outstanding)[:offset]:
                self.confirm(serial)
            return
        for serial in self._delivered:
            entry = self.outstanding.get(serial)
            if entry and entry.update_id < offset:
                self.confirm(serial)
        self._delivered = []
        while self.outstanding:
            serial, entry = next(iter(self.outstanding.items()))
            if entry.update_id >= offset or (entry.again and not entry.delivered):
                break
            self.confirm(serial)

    def _ready(self, limit: int) -> list[bytes]:
        taken: list[bytes] = []
        for serial, entry in list(islice(self.outstanding.items(), min(max(limit, 1), _BATCH))):
            if self.drop_expired(serial, entry):
                continue
            entry.delivered = True
            self._delivered.append(serial)
            taken.append(entry.body)
        return taken


def _settle(future: asyncio.Future[bool]) -> None:
    if not future.done():
        future.set_result(False)
