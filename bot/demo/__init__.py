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
from bot.failure import CommandError
from bot.settings import Settings


async def tour(settings: Settings, name: str = "", *, pace: float = 1.0, console: Console | None = None) -> None:
    """Play the story `name` (the first one by default) in the terminal, on a fresh database that is gone afterwards.

    `pace` stretches the pauses for reading; 0 plays without any. Zone and operator are those of `settings`. Raises
    CommandError for a story that is not there.
    """
    story = next((one for one in TOURS if name in {"", one.name}), None)
    if story is None:
        raise CommandError(f"no story is called {name}; there are: {', '.join(one.name for one in TOURS)}")
    console = console or Console()
    start = next_morning(SystemClock().now(), settings.timezone)
    with tempfile.TemporaryDirectory() as folder:
        database = Path(folder) / "demo.db"
        async with opened(database, ManualClock(start), **bot_settings(settings, database.parent)) as stage:
            play = await cast(stage, settings.timezone)
            terminal = Terminal(stage, console, settings, lambda seconds: asyncio.sleep(seconds * pace))
            terminal.follow(play.organiser, *play.members)
            stage.audience = terminal
            await story.play(play, terminal.tell)
