"""The demo world: stories that the unchanged bot plays with people of the sandbox."""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path

from rich.console import Console

from bot.clock import ManualClock, SystemClock
from bot.demo.show import bot_settings
from bot.demo.stage import opened
from bot.demo.terminal import Terminal
from bot.demo.tours import TOURS
from bot.demo.tours.cast import cast, next_morning
from bot.settings import Settings


async def tour(settings: Settings, *, pace: float = 1.0, console: Console | None = None) -> None:
    """Play the story in the terminal, on a fresh database that is gone afterwards.

    `pace` stretches the pauses for reading; 0 plays without any. Zone and operator are those of `settings`.
    """
    console = console or Console()
    start = next_morning(SystemClock().now(), settings.timezone)
    with tempfile.TemporaryDirectory() as folder:
        database = Path(folder) / "demo.db"
        async with opened(database, ManualClock(start), **bot_settings(settings)) as stage:
            play = await cast(stage, settings.timezone)
            terminal = Terminal(stage, console, settings, lambda seconds: asyncio.sleep(seconds * pace))
            terminal.follow(play.organiser, *play.members)
            stage.audience = terminal
            await TOURS[0].play(play, terminal.tell)
