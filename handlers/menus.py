"""The command menus that Telegram shows: per scope and language, read off the features."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

import structlog
from telegram.error import TelegramError

from bot.domain.people import Person
from bot.telegram.outbound import Outbound
from bot.telegram.sender import Priority
from bot.texts import Reader
from handlers.kit import Command, Scope

log = structlog.get_logger(__name__)

# Telegram chooses a menu by the two-letter language of the reader's app; "" is everybody else.
_APP_LANGUAGES = {"en": "en", "zh": "zh_Hans"}
_GENERAL = (False, None)
_MENUS = (
    ({Scope.PRIVATE}, "all_private_chats"),
    ({Scope.GROUP}, "all_group_chats"),
    ({Scope.GROUP, Scope.ADMIN}, "all_chat_administrators"),
)


class Menus:
    """Sets the general menus at start, and an own menu for whoever has other rights or another language."""

    def __init__(self, out: Outbound, commands: Mapping[str, Command], reader: Reader) -> None:
        self._out, self._commands, self._reader = out, commands, reader
        self._own: dict[int, tuple[bool, str | None]] = {}
        self._changes: set[asyncio.Task[None]] = set()

    async def publish(self) -> None:
        """Set the menus of private chats and groups, in the workplace's language and by the app's language."""
        for scopes, kind in _MENUS:
            await self._set(scopes, self._reader, {"type": kind}, "")
            for app_language, language in _APP_LANGUAGES.items():
                await self._set(scopes, Reader(language, self._reader.zone), {"type": kind}, app_language)

    def keep(self, person: Person, *, organiser: bool) -> None:
        """See to it that a person's own menu fits their rights and their language; costs nothing when it does."""
        if person.telegram_id is None or not person.id:
            return
        wanted = (organiser, person.language)
        if self._own.get(person.telegram_id, _GENERAL) != wanted:
            self._own[person.telegram_id] = wanted
            task = asyncio.create_task(self._change(person.telegram_id, *wanted))
            self._changes.add(task)
            task.add_done_callback(self._changes.discard)

    async def settle(self) -> None:
        """Wait until no menu is being changed."""
        await asyncio.gather(*self._changes)

    async def _change(self, telegram_id: int, organiser: bool, language: str | None) -> None:
        chat = {"type": "chat", "chat_id": telegram_id}
        if (organiser, language) == _GENERAL:
            await self._call("deleteMyCommands", {"scope": chat})
            return
        scopes = {Scope.PRIVATE, Scope.ORGANISER} if organiser else {Scope.PRIVATE}
        await self._set(scopes, Reader(language, self._reader.zone) if language else self._reader, chat, "")

    async def _set(self, scopes: set[Scope], reader: Reader, scope: dict[str, Any], app_language: str) -> None:
        shown = [
            {"command": command.name, "description": reader.plain(command.about)}
            for command in self._commands.values()
            if command.scopes & scopes
        ]
        await self._call("setMyCommands", {"commands": shown, "scope": scope, "language_code": app_language})

    async def _call(self, method: str, params: dict[str, Any]) -> None:
        try:
            await self._out.call(method, params, priority=Priority.BROADCAST)
        except TelegramError as error:  # a menu is a convenience: /help says the same
            log.warning("menu not set", error=type(error).__name__)
