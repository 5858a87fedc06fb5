"""Keeps the cards in groups true: compares what each says with what is so, and edits what differs.

Cards are derived state: no transaction waits for them, nothing is lost with the process. What a rush changes is
gathered: whoever keeps a chat's cards looks again whenever there is room for an edit.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import datetime

import structlog
from telegram.error import BadRequest, ChatMigrated, Forbidden, RetryAfter, TelegramError

from bot.domain.posts import Post
from bot.services.boards import Board
from bot.services.groups import Groups
from bot.telegram.buckets import Buckets
from bot.telegram.faults import wait_seconds
from bot.telegram.timer import Timer, pause
from handlers.adapter import Adapter
from handlers.desk import Desk
from handlers.kit import Promise

log = structlog.get_logger(__name__)

_CARD_EVERY = 2.5  # seconds between edits of one card: with the tick of a second it follows within 3
_PAUSE = 30.0  # seconds, after a failure of the network
_GONE = ("message to edit not found", "message_id_invalid", "message can't be edited", "chat not found", "no text in")


Kept = tuple[Board, Post]


class Cards:
    """Looks whenever something was written or the clock has changed something; one keeper per chat that needs edits."""

    def __init__(self, boards: Sequence[Board], groups: Groups, desk: Desk, adapter: Adapter, timer: Timer) -> None:
        self._boards, self._groups, self._desk, self._adapter, self._timer = boards, groups, desk, adapter, timer
        self._edited: Buckets[tuple[str, int]] = Buckets(_CARD_EVERY, 1)
        self._resting: dict[int, float] = {}
        self._keepers: dict[int, asyncio.Task[None]] = {}
        self._seen = -1
        self._next_phase: datetime | None = None
        self._stopping = asyncio.Event()

    @property
    def busy(self) -> int:
        """In how many chats cards are being edited."""
        return len(self._keepers)

    async def tick(self) -> None:
        """Look if anything may have changed. For every second."""
        changed = self._boards[0].changes() != self._seen
        if changed or (self._next_phase and self._next_phase <= self._boards[0].now()):
            await self.look()

    async def look(self) -> None:
        """Begin to put right whatever is not true any more."""
        self._seen = self._boards[0].changes()
        try:
            stale, self._next_phase = await self._stale()
        except Exception as error:
            log.exception("cards not compared", kind=type(error).__name__)
            self._seen = -1
            return
        now = self._timer.now()
        self._resting = {chat_id: until for chat_id, until in self._resting.items() if until > now}
        if self._resting:
            self._seen = -1  # look again when they have rested, whether anything is written or not
        if not self._stopping.is_set():
            for chat_id in {post.chat_id for _board, post in stale} - self._keepers.keys() - self._resting.keys():
                self._keepers[chat_id] = asyncio.create_task(self._keep(chat_id))

    async def settle(self) -> None:
        """Look, and wait until every card that can be edited is true."""
        await self.look()
        while self._keepers:
            await asyncio.gather(*self._keepers.values())

    async def stop(self) -> None:
        """Leave the cards as they are; edits on their way are finished."""
        self._stopping.set()
        await asyncio.gather(*self._keepers.values())

    async def _keep(self, chat_id: int) -> None:
        """Edit the cards of a chat, the longest unedited first, until all are true."""
        try:
            while not self._stopping.is_set():
                stale, _ = await self._stale(chat_id)
                if not stale:
                    return
                board, post = min(stale, key=lambda one: self._edited.ready_at(_name(*one)))
                ready_at = self._edited.ready_at(_name(board, post))
                wait = max(ready_at, self._adapter.room_at(chat_id)) - self._timer.now()
                if wait > 0:
                    await pause(self._timer, wait, until=self._stopping)
                elif not await self._put_right(board, post):
                    return
        except Exception as error:
            log.exception("cards not kept", kind=type(error).__name__)
            self._rest(chat_id, _PAUSE)
        finally:
            del self._keepers[chat_id]

    async def _stale(self, chat_id: int | None = None) -> tuple[list[Kept], datetime | None]:
        found = [(board, *await board.stale(chat_id)) for board in self._boards]
        ahead = [at for _board, _posts, at in found if at]
        return [(board, post) for board, posts, _at in found for post in posts], min(ahead, default=None)

    async def _put_right(self, board: Board, post: Post) -> bool:
        """Edit a card; return whether the next one may be tried."""
        self._edited.take(_name(board, post), self._timer.now())
        screen, reader = await self._desk.write_to_group(Promise(board.kind, post.subject_id, {}), post.chat_id)
        if screen is None:
            await board.lose(post)
            return True
        try:
            await self._adapter.edit(post.chat_id, post.message_id, screen, reader)
        except TelegramError as error:
            return await self._refused(board, post, screen.live, error)
        await board.note(post, screen.live)
        return True

    async def _refused(self, board: Board, post: Post, shown: str, error: TelegramError) -> bool:
        match error:
            case ChatMigrated(new_chat_id=new_id):
                await self._groups.moved(post.chat_id, new_id)
                return False
            case Forbidden():
                await self._groups.removed(post.chat_id)
                return False
            case BadRequest(message=message) if any(sign in message.lower() for sign in _GONE):
                await board.lose(post)
                return True
            case BadRequest():
                log.error("card refused", post=post.id, exc_info=error)
                await board.note(post, shown)  # not again before something changes
                return True
            case _:
                log.info("cards have to wait", error=type(error).__name__)
                self._rest(post.chat_id, wait_seconds(error) if isinstance(error, RetryAfter) else _PAUSE)
                return False

    def _rest(self, chat_id: int, seconds: float) -> None:
        self._resting[chat_id] = self._timer.now() + seconds
        self._seen = -1


def _name(board: Board, post: Post) -> tuple[str, int]:
    return board.kind, post.id
