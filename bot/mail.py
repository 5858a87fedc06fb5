"""How a promised message reaches a group: in its language and topic, outside its quiet hours; cards are noted."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import structlog
from telegram.error import BadRequest, ChatMigrated, Forbidden

from bot.domain.groups import Group
from bot.domain.outbox import Claimed, PromiseState
from bot.domain.posts import Post
from bot.services.boards import Board
from bot.services.groups import Groups
from bot.telegram.sender import Priority
from bot.texts import Reader
from handlers.adapter import Adapter
from handlers.desk import Desk
from handlers.kit import Promise, Screen

log = structlog.get_logger(__name__)

_NO_TOPIC = ("message thread not found", "topic_closed", "topic_deleted")
Fate = tuple[PromiseState, str] | datetime  # what became of a message, or until when it has to wait


class GroupMail:
    """Sends to groups what the outbox owes them."""

    def __init__(self, groups: Groups, boards: Sequence[Board], desk: Desk, adapter: Adapter) -> None:
        self._groups, self._desk, self._adapter = groups, desk, adapter
        self._boards: dict[str, Board] = {board.kind: board for board in boards}

    async def send(self, one: Claimed, group_id: int) -> Fate:
        """Send a claimed message to a group and return its fate. Raises PTB's errors but those that tell of the group.

        What somebody asked for (`by` in its data) waits for no quiet hours and needs no bound group.
        """
        group = await self._groups.known(group_id)
        asked = one.data.get("by") is not None
        if not asked and (fate := self._held_back(group)):
            return fate
        screen, reader = await self._desk.write_to_group(Promise(one.kind, one.subject, one.data), group_id)
        if screen is None:
            return PromiseState.DROPPED, "void"
        topic = one.data["topic"] if asked else group.topic_id if group else None
        try:
            await self._put(one, group_id, topic if isinstance(topic, int) else None, screen, reader)
        except ChatMigrated as moved:
            await self._groups.moved(group_id, moved.new_chat_id)
            return await self.send(one, moved.new_chat_id)
        except Forbidden:
            await self._failed(one, group)
            await self._groups.removed(group_id)
            return PromiseState.FAILED, "unreachable"
        except BadRequest as refusal:
            await self._failed(one, group)
            log.warning("a group takes no message", kind=one.kind, id=one.id)
            return PromiseState.FAILED, "unreachable" if "chat not found" in refusal.message.lower() else "refused"
        return PromiseState.SENT, ""

    def _held_back(self, group: Group | None) -> Fate | None:
        if group is None or not group.bound:
            return PromiseState.FAILED, "unreachable"
        return self._groups.quiet_until(group)

    async def _put(self, one: Claimed, group_id: int, topic: int | None, screen: Screen, reader: Reader) -> None:
        try:
            sent = await self._adapter.send(group_id, screen, reader, Priority.REMINDER, topic)
        except BadRequest as refusal:
            if topic is None or not any(sign in refusal.message.lower() for sign in _NO_TOPIC):
                raise
            topic = None  # it was closed or deleted: better in the group itself than nowhere
            sent = await self._adapter.send(group_id, screen, reader, Priority.REMINDER)
        if board := self._boards.get(one.kind):
            post = Post(0, one.subject, group_id, topic, sent, screen.live)
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
