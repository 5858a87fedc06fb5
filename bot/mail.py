"""How a promised message reaches a group: in its language and topic; cards are noted."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from functools import partial

import structlog
from telegram.error import BadRequest, ChatMigrated, Forbidden

from bot.domain.groups import Group
from bot.domain.outbox import Claimed, PromiseState
from bot.domain.posts import Post
from bot.services.boards import Board
from bot.services.groups import Groups
from bot.telegram.faults import topic_gone
from bot.telegram.sender import Priority
from handlers.adapter import Adapter
from handlers.desk import Desk
from handlers.kit import Promise

log = structlog.get_logger(__name__)

Fate = tuple[PromiseState, str]  # what became of a message


class GroupMail:
    """Sends to groups what the outbox owes them."""

    def __init__(self, groups: Groups, boards: Sequence[Board], desk: Desk, adapter: Adapter) -> None:
        self._groups, self._desk, self._adapter = groups, desk, adapter
        self._boards: dict[str, Board] = {board.kind: board for board in boards}

    async def send(self, one: Claimed, group_id: int, leaving: Callable[[], Awaitable[None]]) -> Fate:
        """Send a claimed message to a group and return its fate; `leaving` is awaited before each call that sends.

        What somebody asked for (`by` in its data) needs no bound group. Raises PTB's errors but those that tell of the
        group.
        """
        group = await self._groups.known(group_id)
        asked = one.data.get("by") is not None
        if not asked and (group is None or not group.bound):
            return PromiseState.FAILED, "unreachable"
        screen, reader = await self._desk.write_to_group(Promise(one.kind, one.subject, one.data), group_id)
        if screen is None:
            return PromiseState.DROPPED, "void"
        topic = one.data["topic"] if asked else group.topic_id if group else None
        try:
            send = partial(self._adapter.send, group_id, screen, reader, Priority.REMINDER, leaving=leaving)
            await self._put(one, group_id, topic if isinstance(topic, int) else None, screen.live, send)
        except ChatMigrated as moved:
            await self._groups.moved(group_id, moved.new_chat_id)
            return await self.send(one, moved.new_chat_id, leaving)
        except Forbidden:
            await self._failed(one, group)
            await self._groups.removed(group_id)
            return PromiseState.FAILED, "unreachable"
        except BadRequest as refusal:
            await self._failed(one, group)
            log.warning("a group takes no message", kind=one.kind, id=one.id)
            return PromiseState.FAILED, "unreachable" if "chat not found" in refusal.message.lower() else "refused"
        return PromiseState.SENT, ""

    async def _put(
        self, one: Claimed, group_id: int, topic: int | None, live: str, send: Callable[[int | None], Awaitable[int]]
    ) -> None:
        try:
            sent = await send(topic)
        except BadRequest as refusal:
            if topic is None or not topic_gone(refusal):
                raise
            topic = None  # it was closed or deleted: better in the group itself than nowhere
            sent = await send(None)
        if board := self._boards.get(one.kind):
            post = Post(0, one.subject, group_id, topic, sent, live)
            for earlier in await board.posted(one, post):
                await self._take_back(board, earlier)

    async def _failed(self, one: Claimed, group: Group | None) -> None:
        if board := self._boards.get(one.kind):
            await board.failed(one, group.title if group else "")

    async def _take_back(self, board: Board, post: Post) -> None:
        try:
            await self._adapter.delete(post.chat_id, post.message_id)
        except BadRequest:  # too old to be deleted: it is kept true where it is
            return
        await board.lose(post)
