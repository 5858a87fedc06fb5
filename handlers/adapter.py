"""Between Telegram and the desk: an update becomes Said, an answer becomes Bot API calls. Knows no feature."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from functools import partial
from typing import Any

import structlog
import telegram
from telegram.constants import ChatType
from telegram.error import BadRequest, Forbidden, TelegramError

from bot.ids import reference
from bot.telegram.incoming import RawUpdate, parse
from bot.telegram.outbound import Outbound
from bot.telegram.sender import Priority
from bot.texts import Reader, clean, fitting
from handlers import shown
from handlers.desk import Desk, Reply, Said, sorry
from handlers.kit import NOWHERE, Chat, ChatKind, Finds, Screen

log = structlog.get_logger(__name__)

# Telegram's own accounts that stand for anonymous group admins and for channels: never a person.
_NOBODY = {1087968824, 136817688, 777000}
_CAPTION = 1024  # characters, Bot API sendDocument
_NAME = 64
_QUERY = 256  # characters, Bot API InlineQuery
_FRESH = 5  # seconds for which Telegram may repeat an offer to the same person: seats go fast


class Adapter:
    """Handles one update: from what Telegram sends to what Telegram is asked to show."""

    def __init__(
        self,
        desk: Desk,
        out: Outbound,
        bot: telegram.Bot,
        *,
        on_reach: Callable[[int, bool], Awaitable[None]],
        on_upgrade: Callable[[int, int], Awaitable[None]],
        on_reply: Callable[[Reply], None],
    ) -> None:
        self._desk, self._out, self._bot = desk, out, bot
        self._on_reach, self._on_upgrade, self._on_reply = on_reach, on_upgrade, on_reply

    async def handle(self, raw: RawUpdate) -> None:
        """Answer an update; returns when what it caused is committed and answered."""
        update = parse(raw, self._bot)
        if update is None:
            return
        if update.my_chat_member is not None:
            await self._membership(update.my_chat_member)
        elif update.callback_query is not None:
            await self._tap(update.callback_query)
        elif update.inline_query is not None:
            await self._query(update.inline_query)
        elif update.message is not None and update.message.migrate_to_chat_id:
            await self._on_upgrade(update.message.chat.id, update.message.migrate_to_chat_id)
        elif update.message is not None and (said := _said(update.message)):
            reply = await self._desk.answer(said)
            self._on_reply(reply)
            if isinstance(reply.answer, Screen):
                await self._show(said.chat, reply.answer, reply)

    async def send(self, chat_id: int, screen: Screen, reader: Reader, priority: Priority) -> None:
        """Send `screen` as a new message; raises PTB's errors."""
        if file := screen.picture or screen.document:
            method, field = ("sendPhoto", "photo") if screen.picture else ("sendDocument", "document")
            caption = fitting(reader.html(screen.body), _CAPTION)
            params = {"chat_id": chat_id, "caption": caption, **shown.markup(screen.rows, reader)}
            files = {field: (file.name, file.content)}
            await self._out.call(method, params, priority=priority, chat_id=chat_id, files=files)
        else:
            await self._out.call(
                "sendMessage", {"chat_id": chat_id, **shown.content(screen, reader)}, priority=priority, chat_id=chat_id
            )

    async def _tap(self, query: telegram.CallbackQuery) -> None:
        message = query.message
        if (message is None and not query.inline_message_id) or query.from_user.id in _NOBODY:
            await self._answer(query.id, {})
            return
        chat, message_id = (_chat(message.chat), message.message_id) if message else (NOWHERE, 0)
        data = clean(query.data or "")
        reply = await self._desk.answer(Said(query.from_user.id, _name(query.from_user), chat, message_id, data=data))
        self._on_reply(reply)
        await self._answer(query.id, shown.spinner(reply))
        if isinstance(reply.answer, Screen):
            if query.inline_message_id:
                self._out.edit(None, query.inline_message_id, shown.content(reply.answer, reply.reader))
            else:
                await self._show(chat, reply.answer, reply, message_id)

    async def _query(self, query: telegram.InlineQuery) -> None:
        user = query.from_user
        here = Chat(user.id, ChatKind.PRIVATE) if query.chat_type == ChatType.SENDER else NOWHERE
        finds, reply = Finds(), None
        # All there is comes with the first answer: nobody is told an offset, whoever has one made it up.
        if not (user.is_bot or query.offset):
            words = clean(query.query[:_QUERY]).strip()
            finds, reply = await self._desk.find(Said(user.id, _name(user), here, 0), words)
            self._on_reply(reply)
        params = shown.offers(finds, reply.reader) if reply else {"results": []}
        try:
            await self._out.call(
                "answerInlineQuery",
                {"inline_query_id": query.id, "is_personal": True, "cache_time": _FRESH, **params},
                priority=Priority.ANSWER,
            )
        except BadRequest:  # too old: the person has typed on since
            log.info("inline query expired")

    async def _show(self, chat: Chat, screen: Screen, reply: Reply, message_id: int | None = None) -> None:
        """Put a screen in the place of a message if it takes it, else send it; apologise when it cannot be shown."""
        try:
            if message_id is None or screen.fresh or screen.document or screen.picture:
                await self.send(chat.id, screen, reply.reader, Priority.REPLY)
            else:
                anew = partial(self._show, chat, screen, reply) if chat.kind is ChatKind.PRIVATE else None
                self._out.edit(chat.id, message_id, shown.content(screen, reply.reader), refused=anew)
        except Forbidden:
            log.info("answer not wanted")  # the bot was blocked, or left the group, before it could answer
            if chat.kind is ChatKind.PRIVATE:
                await self._on_reach(chat.id, False)
        except Exception as error:
            if isinstance(error, TelegramError) and not isinstance(error, BadRequest):
                raise
            await self._apologise(chat, reply, error)

    async def _apologise(self, chat: Chat, reply: Reply, error: Exception) -> None:
        code = reference()
        log.error("answer not shown", reference=code, kind=type(error).__name__, exc_info=error)
        self._on_reply(replace(reply, refusal="", failure=code))
        try:
            await self.send(chat.id, Screen(sorry(code)), reply.reader, Priority.REPLY)
        except TelegramError as worse:
            log.warning("apology not sent", reference=code, error=type(worse).__name__)

    async def _answer(self, query_id: str, params: dict[str, Any]) -> None:
        try:
            await self._out.answer(query_id, params)
        except BadRequest:  # the query is too old: what it asked for is done, only its spinner is gone
            log.info("callback expired")

    async def _membership(self, change: telegram.ChatMemberUpdated) -> None:
        if change.chat.type == ChatType.PRIVATE:
            gone = change.new_chat_member.status in {telegram.ChatMember.BANNED, telegram.ChatMember.LEFT}
            await self._on_reach(change.from_user.id, not gone)


def _said(message: telegram.Message) -> Said | None:
    user = message.from_user
    if user is None or user.is_bot or user.id in _NOBODY or message.sender_chat is not None:
        return None
    chat = _chat(message.chat)
    text = None if message.text is None else clean(message.text)
    if chat.kind is ChatKind.GROUP and not (text or "").startswith("/"):
        return None
    return Said(user.id, _name(user), chat, message.message_id, text=text)


def _chat(chat: telegram.Chat) -> Chat:
    return Chat(chat.id, ChatKind.PRIVATE if chat.type == ChatType.PRIVATE else ChatKind.GROUP)


def _name(user: telegram.User) -> str:
    # Chinese names are written family name first and without a space; Telegram has them as last and first name.
    parts = [clean(part).strip() for part in (user.last_name, user.first_name) if part]
    latin = all(part.isascii() for part in parts)
    return (" ".join(reversed(parts)) if latin else "".join(parts))[:_NAME]
