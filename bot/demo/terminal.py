"""The stage in a terminal, readable as a chat: people on the right, the bot on the left, the clock between."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from datetime import datetime

from rich.align import Align
from rich.box import ROUNDED
from rich.cells import cell_len
from rich.console import Console, Group
from rich.panel import Panel
from rich.rule import Rule
from rich.text import Text

from bot.demo.stage import Player, Stage
from bot.sandbox import Button, Chat, Message
from bot.settings import Settings

_WIDTH = 46  # of a bubble, in columns: what a phone shows
_STYLES = {"primary": "white on blue", "success": "black on green", "danger": "white on red", None: "reverse"}
_Look = tuple[str, tuple[tuple[str, ...], ...]]
_WEEKDAYS = "一二三四五六日"


class Terminal:
    """An Audience that prints: what people do, what the bot answers, and what else changed in anybody's chat.

    `breathe(seconds)` is awaited after each step, so that it can be read along.
    """

    def __init__(
        self, stage: Stage, console: Console, settings: Settings, breathe: Callable[[float], Awaitable[None]]
    ) -> None:
        self._stage, self._console, self._breathe = stage, console, breathe
        self._zone, self._english = settings.timezone, settings.language == "en"
        self._private: set[int] = set()  # the chats of those who are watched
        self._seen: dict[tuple[int, int], _Look] = {}
        self._shown_at: datetime | None = None
        self._acting: Player | None = None

    def follow(self, *players: Player) -> None:
        """Watch the chats of these people, and all groups, from now on; what stands there already is not shown."""
        self._private |= {player.id for player in players}
        self.missed()

    def missed(self) -> None:
        """Show nothing of what stands in the chats now."""
        self._seen |= {(chat.id, one.id): _look(one) for chat in self._chats() for one in chat.messages.values()}

    async def tell(self, chinese: str, english: str) -> None:
        """Say what happens and why."""
        self._console.print()
        self._console.print(Text(english if self._english else chinese, style="bold cyan"))
        self._console.print()
        await self._breathe(1.5)

    async def does(self, player: Player, what: str, how: str, chat: Chat) -> None:
        """Show what somebody does."""
        self._clock()
        self._acting = player if how == "taps" else None  # only taps make something flash up
        said = {"taps": f"👆 {what}", "starts": "▶ /start", "types": what}.get(how, how)
        name = player.phone.name if chat.type == "private" else f"{chat.title} · {player.phone.name}"
        bubble = Panel(Text(said), title=name, title_align="right", box=ROUNDED, border_style="green")
        self._console.print(Align.right(_fit(bubble)))
        await self._breathe(0.6)

    async def sees(self) -> None:
        """Show what flashed up, and every message that is new or looks different."""
        self._clock()
        if self._acting and (flashed := self._acting.toast or self._acting.alert):
            self._console.print(Text(f"  ⟨ {flashed} ⟩", style="bold yellow"))
            await self._breathe(0.8)
        self._acting = None
        for chat in self._chats():
            for message in list(chat.messages.values()):
                await self._show(chat, message)

    def _chats(self) -> list[Chat]:
        chats = self._stage.sandbox.world.chats.values()
        return [chat for chat in chats if chat.type != "private" or chat.id in self._private]

    async def _show(self, chat: Chat, message: Message) -> None:
        look, key = _look(message), (chat.id, message.id)
        known = self._seen.get(key)
        self._seen[key] = look
        if not message.by_bot or known == look:
            return
        title = f"发光 → {chat.title}" + (" ✎" if known else "")
        said = "…" if known and known[0] == message.text else message.text
        if message.file:
            said = f"📎 {message.file_name or 'PNG'}\n{said}"
        rows = [_keys(row) for row in message.buttons]
        body = Group(Text(_wrapped(said)), *([Text(""), *rows] if rows else []))
        self._console.print(_fit(Panel(body, title=title, title_align="left", box=ROUNDED, border_style="blue")))
        await self._breathe(1.2)

    def _clock(self) -> None:
        now = self._stage.clock.now().astimezone(self._zone)
        if now != self._shown_at:
            self._shown_at = now
            day = f"{now.month}月{now.day}日 周{_WEEKDAYS[now.weekday()]} {now:%H:%M}"
            self._console.print()
            self._console.print(Rule(Text(day, style="bold magenta"), style="magenta"))


def _look(message: Message) -> _Look:
    return message.text, tuple(tuple(row) for row in message.rows)


def _wrapped(text: str) -> str:
    """Break lines as phones do: Chinese anywhere, Latin words as a whole, no closing mark at the start of a line."""
    lines = []
    for line in text.splitlines():
        width, made = 0, ""
        for word in re.findall(r"[\x21-\x7e]+|.[，。、；：？！」』）》]*", line):
            if width + cell_len(word) > _WIDTH - 4 and made:
                lines.append(made.rstrip())
                width, made = 0, ""
            width, made = width + cell_len(word), made + word
        lines.append(made)
    return "\n".join(lines)


def _keys(row: list[Button]) -> Text:
    keys = Text(" ", no_wrap=False)
    for button in row:
        keys.append(f" {button.label} ", style=_STYLES.get(button.style, "reverse"))
        keys.append(" ")
    return keys


def _fit(panel: Panel) -> Panel:
    panel.width = _WIDTH
    return panel
