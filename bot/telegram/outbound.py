"""The one door out: calls by priority, and card edits of which only the latest counts."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import IO, TYPE_CHECKING

import structlog
from telegram.error import BadRequest

from bot.telegram.carrier import CARRIER
from bot.telegram.edgebot import EdgeBot, build_bot
from bot.telegram.faults import Dropped
from bot.telegram.sender import Chat, Priority, Sender
from bot.telegram.timer import LoopTimer, Timer, pause
from bot.telegram.uploads import Upload, content

if TYPE_CHECKING:
    from collections.abc import Mapping

log = structlog.get_logger(__name__)

__all__ = ["Outbound", "build_bot"]

# Doing these twice leaves the same state as doing them once.
_REPEATABLE = ("answer", "edit", "delete", "get", "set", "pin", "unpin")
_Message = tuple[Chat | None, int | str]
_Refused = Callable[[], Awaitable[object]]
_Edit = tuple[str, dict[str, object], _Refused | None]
_File = tuple[str, bytes | IO[bytes]] | Upload


class Outbound:
    """Calls the Bot API in the sender's order and returns raw JSON: nobody reads PTB's types of the answers.

    `edit` is for cards, which are derived state: it returns at once, of several edits of one message only the latest is
    sent, and in groups one message is edited at most every `card_every` seconds. Counter: `edits_saved`.
    """

    def __init__(self, bot: EdgeBot, sender: Sender, *, card_every: float = 3.0, timer: Timer | None = None) -> None:
        self._bot = bot
        self._sender = sender
        self._card_every = card_every
        self._timer = timer or LoopTimer()
        self._wanted: dict[_Message, _Edit] = {}
        self._editors: dict[_Message, asyncio.Task[None]] = {}
        self._hurry = asyncio.Event()
        self.edits_saved = 0

    async def call(
        self,
        method: str,
        params: dict[str, object],
        *,
        priority: Priority,
        chat_id: Chat | None = None,
        files: Mapping[str, _File] | None = None,
        leaving: Callable[[], Awaitable[None]] | None = None,
    ) -> object:
        """Return Telegram's raw result of `method`; an edit that changes nothing counts as done and returns True.

        `chat_id` is the chat whose limits count, the one in `params` unless given. `leaving` is awaited whenever its
        turn has come, before the request leaves. What may be repeated without harm is repeated once when the connection
        breaks. Raises PTB's exceptions.
        """
        chat = chat_id if chat_id is not None else _chat(params)
        uploads = await _uploads(files) if files else None

        async def attempt() -> object:
            if leaving:
                await leaving()
            return await self._attempt(method, params, uploads)

        return await self._sender.send(attempt, method=method, priority=priority, chat=chat)

    async def download(self, file_id: str) -> bytes:
        """Return a file that somebody sent. Raises PTB's exceptions, as for one that is too large for bots."""
        file = await self._bot.get_file(file_id)
        return bytes(await file.download_as_bytearray())

    async def answer(self, query_id: str, params: Mapping[str, object]) -> None:
        """Answer a tap: within the webhook's answer where there is room, else by a call. Raises PTB's exceptions."""
        answer = {"callback_query_id": query_id, **params}
        carrier = CARRIER.get()
        if carrier is None or not carrier.put("answerCallbackQuery", answer):
            await self.call("answerCallbackQuery", answer, priority=Priority.ANSWER)

    def edit(
        self,
        chat_id: Chat | None,
        message_id: int | str,
        params: dict[str, object],
        *,
        method: str = "editMessageText",
        refused: _Refused | None = None,
    ) -> None:
        """See to it that a message comes to look like `params`; a failure is logged.

        A message sent through inline mode has no chat: None and its inline message id; it counts as in a group.
        `refused` is called when Telegram does not take the edit.
        """
        message = (chat_id, message_id)
        if message in self._wanted:
            self.edits_saved += 1
        self._wanted[message] = (method, params, refused)
        if message not in self._editors:
            self._editors[message] = asyncio.get_running_loop().create_task(self._keep_current(message))

    def room_at(self, chat_id: int) -> float:
        """See `Sender.room_at`."""
        return self._sender.room_at(chat_id)

    def waiting(self, priority: Priority) -> int:
        """See `Sender.waiting`."""
        return self._sender.waiting(priority)

    async def settle(self) -> None:
        """Wait until nothing is queued or on its way; edits that wait for `card_every` go out at once."""
        self._hurry.set()
        while self._editors:
            await asyncio.gather(*self._editors.values())
        self._hurry.clear()
        await self._sender.settle()

    async def _attempt(self, method: str, params: Mapping[str, object], files: Mapping[str, Upload] | None) -> object:
        try:
            return await self._bot.raw(method, params, files)
        except Dropped:
            if not method.startswith(_REPEATABLE):
                raise
            return await self._bot.raw(method, params, files)
        except BadRequest as refusal:
            if method.startswith("edit") and "message is not modified" in refusal.message.lower():
                return True
            raise

    async def _keep_current(self, message: _Message) -> None:
        chat_id, message_id = message
        place = {"chat_id": chat_id, "message_id": message_id} if chat_id else {"inline_message_id": message_id}
        try:
            while message in self._wanted:
                next_at = self._timer.now() + self._card_every
                await self._edit(message, place)
                if chat_id is None or isinstance(chat_id, str) or chat_id < 0:  # None may well be a group
                    await pause(self._timer, next_at - self._timer.now(), until=self._hurry)
        finally:
            del self._editors[message]

    async def _edit(self, message: _Message, place: Mapping[str, object]) -> None:
        method, params, refused = self._wanted.pop(message)

        async def latest() -> object:
            # Chosen only when its turn has come, and again after a 429: what was wanted meanwhile goes instead.
            nonlocal method, params, refused
            method, params, refused = self._wanted.pop(message, (method, params, refused))
            return await self._attempt(method, {**place, **params}, None)

        try:
            await self._sender.send(latest, method=method, priority=Priority.REPLY, chat=message[0])
        except Exception as error:  # noqa: BLE001 - nobody waits for it, and the next edit may succeed
            log.warning("edit failed", error=type(error).__name__)
            if refused and isinstance(error, BadRequest):
                await refused()


async def _uploads(files: Mapping[str, _File]) -> dict[str, Upload]:
    # Read once: after a 429 the same content goes again.
    uploads = {name: Upload(*file) for name, file in files.items()}
    return {name: upload._replace(content=await content(upload.content)) for name, upload in uploads.items()}


def _chat(params: Mapping[str, object]) -> Chat | None:
    chat = params.get("chat_id")
    return chat if isinstance(chat, int | str) else None
