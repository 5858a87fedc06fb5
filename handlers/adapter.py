"""Between Telegram and the desk: an update becomes Said, an answer becomes Bot API calls. Knows no feature."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import lru_cache
from typing import Any

import structlog
import telegram
from telegram.constants import ChatType
from telegram.error import BadRequest

from bot.callbacks import encode
from bot.telegram.incoming import RawUpdate, parse
from bot.telegram.outbound import Outbound
from bot.telegram.sender import Priority
from bot.texts import Reader, Words, clean
from handlers.desk import Desk, Reply, Said
from handlers.kit import Chat, ChatKind, Row, Screen, Toast

log = structlog.get_logger(__name__)

# Telegram's own accounts that stand for anonymous group admins and for channels: never a person.
_NOBODY = {1087968824, 136817688, 777000}
_TOAST = 200  # characters, Bot API answerCallbackQuery
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
        on_reply: Callable[[Reply], None],
    ) -> None:
        self._desk, self._out, self._bot = desk, out, bot
        self._on_reach, self._on_reply = on_reach, on_reply

    async def handle(self, raw: RawUpdate) -> None:
        """Answer an update; returns when what it caused is committed and answered."""
        update = parse(raw, self._bot)
        if update is None:
            return
        if update.my_chat_member is not None:
            await self._membership(update.my_chat_member)
        elif update.callback_query is not None:
            await self._tap(update.callback_query)
        elif update.message is not None and (said := _said(update.message)):
            reply = await self._desk.answer(said)
            self._on_reply(reply)
            if isinstance(reply.answer, Screen):
                await self.send(said.chat.id, reply.answer, reply.reader, Priority.REPLY)

    async def send(self, chat_id: int, screen: Screen, reader: Reader, priority: Priority) -> None:
        """Send `screen` as a new message; raises PTB's errors."""
        if screen.document:
            content = {"document": (screen.document.name, screen.document.content)}
            params = {"chat_id": chat_id, "caption": reader.html(screen.body), **_markup(screen.rows, reader)}
            await self._out.call("sendDocument", params, priority=priority, chat_id=chat_id, files=content)
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
        reply = await self._desk.answer(
            Said(query.from_user.id, _name(query.from_user), chat, message.message_id, data=query.data or "")
        )
        self._on_reply(reply)
        await self._answer(query.id, _spinner(reply))
        screen = reply.answer
        if isinstance(screen, Screen):
            if screen.fresh or screen.document:
                await self.send(chat.id, screen, reply.reader, Priority.REPLY)
            else:
                self._out.edit(chat.id, message.message_id, _content(screen, reply.reader))

    async def _answer(self, query_id: str, params: dict[str, Any]) -> None:
        try:
            await self._out.call(
                "answerCallbackQuery", {"callback_query_id": query_id, **params}, priority=Priority.ANSWER
            )
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
        "text": reader.html(screen.body),
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
