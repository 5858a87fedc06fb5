"""Between Telegram and the desk: an update becomes Said, an answer becomes Bot API calls. Knows no feature."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from dataclasses import replace
from functools import partial
from typing import Any

import structlog
import telegram
from telegram.constants import ChatType
from telegram.error import BadRequest, Forbidden, TelegramError

from bot.ids import reference
from bot.services.groups import Groups
from bot.telegram.incoming import RawUpdate, parse, quoted
from bot.telegram.outbound import Outbound
from bot.telegram.sender import Priority
from bot.telegram.tidy import Tidy
from bot.texts import Reader, clean, fitting
from handlers import shown
from handlers.desk import Desk, Reply, Said, sorry
from handlers.kit import NOWHERE, Answer, Attachment, Chat, ChatKind, FileKind, Finds, Screen, Sent

log = structlog.get_logger(__name__)

# Telegram's own accounts that stand for anonymous group admins and for channels: never a person.
_NOBODY = {1087968824, 136817688, 777000}
_CAPTION = 1024  # characters, Bot API sendDocument
_NAME = 64
_FILE_NAME = 120
_TAG = re.compile(r"#(\w+)")
_FILES = ("photo", "animation", "video", "audio", "voice", "document")  # an animation is a document, too
_CARRIED = ("text", *_FILES)
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
        groups: Groups,
        tidy: Tidy,
        on_reach: Callable[[int, bool], Awaitable[None]],
        on_reply: Callable[[Reply], None],
    ) -> None:
        self._desk, self._out, self._bot, self._groups, self._tidy = desk, out, bot, groups, tidy
        self._on_reach, self._on_reply = on_reach, on_reply

    async def handle(self, raw: RawUpdate) -> None:
        """Answer an update; returns when what it caused is committed and answered."""
        update = parse(raw, self._bot)
        if update is None:
            return
        if update.my_chat_member is not None:
            await self._membership(update.my_chat_member)
        elif update.callback_query is not None:
            await self._tap(update.callback_query, quoted(raw, self._bot))
        elif update.inline_query is not None:
            await self._query(update.inline_query)
        elif update.message is not None and update.message.migrate_to_chat_id:
            await self._groups.moved(update.message.chat.id, update.message.migrate_to_chat_id)
        elif update.message is not None and (said := _said(update.message)):
            await self._answer_to(said)

    async def send(
        self,
        chat_id: int,
        screen: Screen,
        reader: Reader,
        priority: Priority,
        topic: int | None = None,
        *,
        leaving: Callable[[], Awaitable[None]] | None = None,
        said: int | None = None,
    ) -> int:
        """Send `screen` as a new message (into a forum's topic); return its number. Raises PTB's errors.

        `leaving` is awaited whenever it is its turn to leave: what stopped before that was surely not sent. `said` is
        the number of the message that a screen may quote.
        """
        place: dict[str, object] = {"chat_id": chat_id, **({} if topic is None else {"message_thread_id": topic})}
        call = partial(self._out.call, priority=priority, chat_id=chat_id, leaving=leaving)
        if screen.before:
            await self.send(chat_id, screen.before, reader, priority, topic, leaving=leaving)
        if screen.parts:
            for method, params in shown.sending(screen, reader):
                sent = await call(method, place | params)
            return int(sent["message_id"]) if isinstance(sent, dict) else 0
        if file := screen.picture or screen.document:
            method, field = ("sendPhoto", "photo") if screen.picture else ("sendDocument", "document")
            caption = fitting(reader.html(screen.body), _CAPTION)
            params = {**place, "caption": caption, **shown.markup(screen.rows, reader)}
            files = {field: (file.name, file.content)}
            sent = await call(method, params, files=files)
        elif kept := screen.attachment:
            caption = fitting(reader.html(screen.body), _CAPTION)
            params = {**place, kept.kind.value: kept.id, "caption": caption, **shown.markup(screen.rows, reader)}
            method = "sendPhoto" if kept.kind is FileKind.PHOTO else "sendDocument"
            sent = await call(method, params)
        elif screen.point:
            latitude, longitude = screen.point
            params = {**place, "latitude": latitude, "longitude": longitude, **shown.markup(screen.rows, reader)}
            params.pop("parse_mode")
            sent = await call("sendLocation", params)
        else:
            quote = {"message_id": said, "allow_sending_without_reply": True} if said and screen.quotes else None
            params = {**place, **shown.content(screen, reader), **({"reply_parameters": quote} if quote else {})}
            sent = await call("sendMessage", params)
        return int(sent["message_id"]) if isinstance(sent, dict) else 0

    async def edit(self, chat_id: int, message_id: int, screen: Screen, reader: Reader) -> None:
        """Let a card in a group say what `screen` does, when there is room for it. Raises PTB's errors."""
        params = {"chat_id": chat_id, "message_id": message_id, **shown.content(screen, reader)}
        await self._out.call("editMessageText", params, priority=Priority.CARD)

    def room_at(self, chat_id: int) -> float:
        """Return the timer's second from which a card in a group may be edited and a reply still finds room."""
        return self._out.room_at(chat_id)

    async def delete(self, chat_id: int, message_id: int) -> None:
        """Take one of the bot's messages back. Raises PTB's errors, BadRequest for one older than two days."""
        await self._out.call("deleteMessage", {"chat_id": chat_id, "message_id": message_id}, priority=Priority.CARD)

    async def _answer_to(self, said: Said) -> None:
        reply = await self._desk.answer(said)
        self._on_reply(reply)
        answer = reply.answer
        sent = await self._show(said.chat, answer, reply, said=said.message_id) if isinstance(answer, Screen) else None
        self._note(answer, said.chat, said.message_id, sent)
        if said.chat.kind is ChatKind.GROUP and reply.answer is not None:
            self._tidy.later(said.chat.id, command=None if said.tag else said.message_id, answer=sent)

    async def _tap(self, query: telegram.CallbackQuery, quote: telegram.Message | None) -> None:
        message = query.message
        if (message is None and not query.inline_message_id) or query.from_user.id in _NOBODY:
            await self._answer(query.id, {})
            return
        chat, message_id = (_chat(message.chat), message.message_id) if message else (NOWHERE, 0)
        data = clean(query.data or "")
        own = _sent(quote) if quote and quote.from_user == query.from_user and not quote.sender_chat else None
        said = Said(query.from_user.id, _name(query.from_user), chat, message_id, data=data, own=own)
        reply = await self._desk.answer(said)
        self._on_reply(reply)
        await self._answer(query.id, shown.spinner(reply))
        if isinstance(reply.answer, Screen):
            if query.inline_message_id:
                self._out.edit(None, query.inline_message_id, shown.content(reply.answer, reply.reader))
            else:
                sent = await self._show(chat, reply.answer, reply, message_id)
                self._note(reply.answer, chat, message_id, sent)
        elif reply.answer and reply.answer.wipes:
            await self._tidy.traces.wipe(chat.id)

    def _note(self, answer: Answer, chat: Chat, *messages: int | None) -> None:
        if isinstance(answer, Screen) and answer.secret and chat.kind is ChatKind.PRIVATE:
            self._tidy.traces.note(chat.id, *(one for one in messages if one))

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

    async def _show(
        self, chat: Chat, screen: Screen, reply: Reply, message_id: int | None = None, *, said: int | None = None
    ) -> int | None:
        """Put a screen in the place of a message if it takes it, else send it; apologise when it cannot be shown.

        `said` is what it may quote. Return the number of the message that was sent, if one was.
        """
        try:
            if message_id is None or _is_new(screen):
                return await self.send(chat.id, screen, reply.reader, Priority.REPLY, chat.topic, said=said)
            if screen.only_rows:
                looks = {"reply_markup": {"inline_keyboard": []}} | shown.markup(screen.rows, reply.reader)
                looks.pop("parse_mode")
                self._out.edit(chat.id, message_id, looks, method="editMessageReplyMarkup")
                return None
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
        return None

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
        gone = change.new_chat_member.status in {telegram.ChatMember.BANNED, telegram.ChatMember.LEFT}
        if change.chat.type == ChatType.PRIVATE:
            await self._on_reach(change.from_user.id, not gone)
        elif gone:
            await self._groups.removed(change.chat.id)
        else:
            await self._groups.taken_in(change.chat.id, clean(change.chat.title or ""), change.from_user.id)


def _is_new(screen: Screen) -> bool:
    """Whether a screen cannot take the place of a message."""
    files = screen.document or screen.picture or screen.attachment or screen.parts or screen.before or screen.point
    return screen.fresh or bool(files and not screen.only_rows)


def _said(message: telegram.Message) -> Said | None:
    if message.via_bot is not None and message.via_bot.id == message.get_bot().id:
        return None  # a find of ours, sent to us: nobody typed that
    user, speaker = message.from_user, message.sender_chat
    chat = _chat(message.chat, message.message_thread_id if message.is_topic_message else None)
    text = None if message.text is None else clean(message.text)
    tag = _TAG.match(clean(message.text or message.caption or "")) if chat.kind is ChatKind.GROUP else None
    if chat.kind is ChatKind.GROUP and not tag and not (text or "").startswith("/"):
        return None
    if speaker is not None and speaker.id == chat.id:
        return Said(0, "", chat, message.message_id, text=text)
    if user is None or user.is_bot or user.id in _NOBODY or speaker is not None:
        return None
    return Said(
        user.id,
        _name(user),
        chat,
        message.message_id,
        text=text,
        attachment=_attachment(message),
        sent=_sent(message) if chat.kind is ChatKind.PRIVATE else None,
        tag=tag[1] if tag else "",
    )


def _attachment(message: telegram.Message) -> Attachment | None:
    caption = clean(message.caption or "")
    if message.photo:
        largest = message.photo[-1]
        return Attachment(FileKind.PHOTO, largest.file_id, size=largest.file_size or 0, caption=caption)
    if message.document:
        file = message.document
        name = " ".join(clean(file.file_name or "").split())[:_FILE_NAME]
        return Attachment(FileKind.DOCUMENT, file.file_id, name, file.file_size or 0, caption)
    return None


def _sent(message: telegram.Message) -> Sent:
    kind = next((one for one in _CARRIED if getattr(message, one)), "copy")
    file = getattr(message, kind, None) if kind in _FILES else None
    file = file[-1] if isinstance(file, tuple) else file
    html = message.text_html if message.text else message.caption_html if message.caption else ""
    name = " ".join(clean(getattr(file, "file_name", None) or "").split())[:_FILE_NAME]
    album = message.media_group_id or ""
    file_id = file.file_id if file else ""
    point = (message.location.latitude, message.location.longitude) if message.location else None
    return Sent(
        kind,
        message.chat.id,
        message.message_id,
        clean(html),
        file_id,
        name,
        album,
        clean(message.text or message.caption or ""),
        getattr(file, "file_size", None) or 0,
        point,
    )


def _chat(chat: telegram.Chat, topic: int | None = None) -> Chat:
    if chat.type == ChatType.PRIVATE:
        return Chat(chat.id, ChatKind.PRIVATE)
    return Chat(chat.id, ChatKind.GROUP, topic, clean(chat.title or ""))


def _name(user: telegram.User) -> str:
    # Chinese names are written family name first and without a space; Telegram has them as last and first name.
    parts = [clean(part).strip() for part in (user.last_name, user.first_name) if part]
    latin = all(part.isascii() for part in parts)
    return (" ".join(reversed(parts)) if latin else "".join(parts))[:_NAME]
