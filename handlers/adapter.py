"""Between Telegram and the desk: an update becomes Said, an answer becomes Bot API calls. Knows no feature."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from functools import lru_cache, partial
from typing import Any

import structlog
import telegram
from telegram.constants import ChatType
from telegram.error import BadRequest, Forbidden, TelegramError

from bot.callbacks import encode
from bot.ids import reference
from bot.telegram.incoming import RawUpdate, parse
from bot.telegram.outbound import Outbound
from bot.telegram.sender import Priority
from bot.texts import Reader, Words, clean, fitting
from handlers.desk import Desk, Reply, Said, sorry
from handlers.kit import Chat, ChatKind, Row, Screen, Toast

log = structlog.get_logger(__name__)

# Telegram's own accounts that stand for anonymous group admins and for channels: never a person.
_NOBODY = {1087968824, 136817688, 777000}
_TEXT, _CAPTION, _TOAST = 4096, 1024, 200  # characters, Bot API sendMessage, sendDocument, answerCallbackQuery
_NAME = 64


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
            params = {"chat_id": chat_id, "caption": caption, **_markup(screen.rows, reader)}
            files = {field: (file.name, file.content)}
            await self._out.call(method, params, priority=priority, chat_id=chat_id, files=files)
        else:
            await self._out.call(
                "sendMessage", {"chat_id": chat_id, **_content(screen, reader)}, priority=priority, chat_id=chat_id
            )

    async def _tap(self, query: telegram.CallbackQuery) -> None:
        message = query.message
        if message is None or query.from_user.id in _NOBODY:
            await self._answer(query.id, {})
            return
        chat = _chat(message.chat)
        data = clean(query.data or "")
        reply = await self._desk.answer(
            Said(query.from_user.id, _name(query.from_user), chat, message.message_id, data=data)
        )
        self._on_reply(reply)
        await self._answer(query.id, _spinner(reply))
        if isinstance(reply.answer, Screen):
            await self._show(chat, reply.answer, reply, message.message_id)

    async def _show(self, chat: Chat, screen: Screen, reply: Reply, message_id: int | None = None) -> None:
        """Put a screen in the place of a message if it takes it, else send it; apologise when it cannot be shown."""
        try:
            if message_id is None or screen.fresh or screen.document or screen.picture:
                await self.send(chat.id, screen, reply.reader, Priority.REPLY)
            else:
                anew = partial(self._show, chat, screen, reply) if chat.kind is ChatKind.PRIVATE else None
                self._out.edit(chat.id, message_id, _content(screen, reply.reader), refused=anew)
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


def _content(screen: Screen, reader: Reader) -> dict[str, Any]:
    return {
        "text": fitting(reader.html(screen.body), _TEXT),
        "parse_mode": "HTML",
        "link_preview_options": {"is_disabled": True},
        **_markup(screen.rows, reader),
    }


def _markup(rows: tuple[Row, ...], reader: Reader) -> dict[str, Any]:
    return {"parse_mode": "HTML", "reply_markup": _keyboard(rows, reader)} if rows else {"parse_mode": "HTML"}


@lru_cache(maxsize=1024)
def _keyboard(rows: tuple[Row, ...], reader: Reader) -> dict[str, Any]:
    keyboard = []
    for row in rows:
        shown = []
        for button in row:
            raw: dict[str, Any] = {"text": reader.plain(button.label)}
            if button.tap is not None:
                raw["callback_data"] = encode(button.tap)
            elif button.url:
                raw["url"] = button.url
            else:
                raw["copy_text"] = {"text": button.copy}
            if button.style:
                raw["style"] = button.style.value
            shown.append(raw)
        keyboard.append(shown)
    return {"inline_keyboard": keyboard}


def _spinner(reply: Reply) -> dict[str, Any]:
    answer = reply.answer
    toast: Words | None = None
    if isinstance(answer, Toast):
        if answer.url:
            return {"url": answer.url}
        toast = answer.text
    elif answer is not None:
        toast = answer.toast
    if toast is None or answer is None:
        return {}
    text = reply.reader.plain(toast)
    if len(text) > _TOAST:
        text = text[: _TOAST - 1] + "…"
    return {"text": text, "show_alert": True} if answer.alert else {"text": text}
