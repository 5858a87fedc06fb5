"""The bot and its people on one stage: everything somebody does is awaited until the bot has answered.

The tours play here, and so do the scenario tests. There is no waiting by time: what is under way is known.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Protocol

from bot.app import App, running
from bot.clock import Clock, ManualClock
from bot.demo.clock import RunningClock
from bot.sandbox import Chat, Message, Person, Sandbox
from bot.settings import Settings
from bot.telegram.timer import LoopTimer, Wakeup
from storage.migrate import is_current, upgrade

_HASTE = 1000
_PATIENCE = 60.0  # seconds: 2,000 people on a busy machine take some


class HastyTimer(LoopTimer):
    """Telegram's pace a thousand times faster: its limits hold, but nobody has to wait for them."""

    def now(self) -> float:
        """Return hasty seconds."""
        return super().now() * _HASTE

    def call_at(self, when: float, callback: Callable[[], None]) -> Wakeup:
        """Call `callback` at the hasty second `when`."""
        return super().call_at(when / _HASTE, callback)


class Audience(Protocol):
    """Who watches: the terminal, the page, or nobody."""

    async def does(self, player: Player, what: str, how: str, chat: Chat) -> None:
        """Watch somebody who is about to do something: `how` is "taps", "types" or "starts", `what` label or text."""

    async def sees(self) -> None:
        """Look at the chats and the clock: the bot has answered, or time has passed."""

    def missed(self) -> None:
        """Take what stands in the chats as seen: it came about backstage."""


class Player:
    """A person with a phone."""

    def __init__(self, stage: Stage, phone: Person) -> None:
        self._stage, self.phone = stage, phone

    @property
    def id(self) -> int:
        """The Telegram id."""
        return self.phone.id

    async def starts(self, payload: str | None = None) -> None:
        """Press Start, or follow a deep link with `payload`."""
        await self._stage.act(self, "starts", payload or "", lambda: self.phone.starts(payload))

    async def follows(self) -> None:
        """Go where the latest tap led, as Telegram's apps do; raises LookupError when it led nowhere."""
        address = self.phone.answer and self.phone.answer["url"]
        if not address:
            raise LookupError(f"{self.phone.name}'s tap led nowhere")
        await self._stage.act(self, "starts", address, lambda: self.phone.opens(address))

    async def sends(self, text: str, chat: Chat | None = None, reply_to: Message | None = None) -> None:
        """Type a message."""
        await self._stage.act(self, "types", text, lambda: self.phone.sends(text, chat=chat, reply_to=reply_to), chat)

    async def sends_photo(self, content: bytes, caption: str = "", chat: Chat | None = None) -> None:
        """Send a photo with what is written below it."""
        await self._stage.act(self, "types", caption, lambda: self.phone.sends_photo(content, caption, chat), chat)

    async def taps(self, label: str, message: Message | None = None, chat: Chat | None = None) -> None:
        """Tap the button of that label on the newest message that has one; raises LookupError when none has."""
        await self._stage.act(self, "taps", label, lambda: self.phone.taps(label, message=message, chat=chat), chat)

    async def finds(self, words: str, chat: Chat | None = None) -> list[str]:
        """Type the bot's name and `words` into a chat (the one with the bot); return what it offers, by title."""
        typed = f"@{self._stage.sandbox.world.bot['username']} {words}"
        await self._stage.act(self, "types", typed, lambda: self.phone.inline(words, chat), chat)
        return [found.title for found in self.phone.inline_results or ()]

    async def picks(self, title: str, chat: Chat | None = None) -> Message:
        """Send one of the finds into the chat where it was looked for."""
        sent: list[Message] = []
        await self._stage.act(self, "picks", title, lambda: sent.append(self.phone.picks(title)), chat)
        return sent[0]

    async def forges(self, data: str, message: Message | None = None) -> None:
        """Do what a hostile client can: send any callback data."""
        await self._stage.act(self, "taps", data, lambda: self.phone.taps_data(data, message or self.phone.last))

    async def blocks_bot(self) -> None:
        """Block the bot."""
        await self._stage.act(self, "blocks", "", self.phone.blocks_bot)

    @property
    def toast(self) -> str | None:
        """What flashed up after the latest tap; "" when nothing did."""
        return self.phone.toast

    @property
    def alert(self) -> str | None:
        """What stood in a dialogue after the latest tap; "" when nothing did."""
        return self.phone.alert

    @property
    def last(self) -> Message:
        """The newest message in the chat with the bot."""
        return self.phone.last

    @property
    def text(self) -> str:
        """What the newest message in the chat with the bot says."""
        return self.phone.last.text

    @property
    def labels(self) -> list[list[str]]:
        """The labels of the newest message's buttons, row by row."""
        return self.phone.last.rows

    def heard(self) -> list[str]:
        """Return the texts of all messages of the bot in the private chat, oldest first."""
        return [message.text for message in self.phone.messages() if message.by_bot]


class Stage:
    """One bot, one sandbox, one clock that stands still until it is moved."""

    def __init__(self, sandbox: Sandbox, app: App, clock: ManualClock) -> None:
        self.sandbox, self.app, self.clock = sandbox, app, clock
        self.audience: Audience | None = None

    def person(self, name: str, **about: Any) -> Player:
        """Bring somebody on stage who never met the bot."""
        return Player(self, self.sandbox.person(name, **about))

    async def act(
        self, player: Player, how: str, what: str, do: Callable[[], object], chat: Chat | None = None
    ) -> None:
        """Let `player` do something (in the private chat by default), and wait until the bot is done with it."""
        if self.audience:
            await self.audience.does(player, what, how, chat or player.phone.private)
        do()
        await self.settled()

    @contextmanager
    def backstage(self) -> Iterator[None]:
        """Let things happen that the audience does not watch."""
        audience, self.audience = self.audience, None
        try:
            yield
        finally:
            self.audience = audience
            if audience:
                audience.missed()

    async def settled(self) -> None:
        """Wait until the bot has handled everything that was done and has nothing under way."""
        await self.sandbox.confirmed(_PATIENCE)
        await self.app.settle()
        if self.audience:
            await self.audience.sees()

    async def chores(self) -> None:
        """Let the bot do now what it does by itself every few minutes."""
        for feature in self.app.desk.features:
            for job in feature.jobs:
                await job.run(self.app.desk, self.clock.now())
        await self.settled()

    async def later(self, **by: float) -> None:
        """Move the clock forward, by a timedelta's keywords, and let happen what is due."""
        await self.until(self.clock.now() + timedelta(**by))

    async def until(self, moment: datetime) -> None:
        """Move the clock to a moment and let happen what is due."""
        self.clock.set(moment)
        if self.audience:
            await self.audience.sees()
        await self.settled()


@asynccontextmanager
async def opened(
    database: str | Path, clock: ManualClock, *, prepare: Callable[[Sandbox], object] = lambda _: None, **settings: Any
) -> AsyncIterator[Stage]:
    """Open a stage on `database`, which is migrated when need be; `settings` are the bot's.

    `prepare(sandbox)` is called before the bot comes.
    """
    async with Sandbox(clock=clock, flood=False) as sandbox:
        prepare(sandbox)
        async with started(sandbox, database, clock, **settings) as app:
            stage = Stage(sandbox, app, clock)
            await stage.settled()
            yield stage


@asynccontextmanager
async def started(sandbox: Sandbox, database: str | Path, clock: Clock, **settings: Any) -> AsyncIterator[App]:
    """Start the bot against a sandbox that is there; where time stands still, nothing happens by itself."""
    if not is_current(str(database)):
        await asyncio.to_thread(upgrade, str(database))
    values = {"token": sandbox.token, "api_base": sandbox.url, "database": str(database)} | settings
    flows = isinstance(clock, RunningClock)
    async with running(Settings(**values), clock=clock, timer=HastyTimer(), by_itself=flows) as app:
        yield app
