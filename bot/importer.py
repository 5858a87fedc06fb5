"""`faguang import`: shows what a roster would change, asks, and writes it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.progress import Progress
from telegram.error import TelegramError

from bot.clock import SystemClock
from bot.failure import CommandError
from bot.services.roster import Line, Preview, Roster, RosterUnreadableError, Sheet, read, save_links
from bot.settings import missing
from bot.telegram.http import HttpRequest
from bot.texts import Reader
from storage.db import open_database

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from bot.settings import Settings

_SHOWN = 20  # of what is well; what is wrong is listed to the end


class NotImportedError(CommandError):
    """Nothing was written; its text says why."""


async def import_roster(settings: Settings, file: Path, *, links: Path | None, agree: Callable[[str], bool]) -> None:
    """Import the roster in `file` into the migrated database when `agree` says yes to the question.

    `links` is a file for personal joining links; Telegram is asked for the bot's name, which stands in them. Raises
    NotImportedError, and SettingsError when links are wanted without a token.
    """
    if links and settings.token is None:
        raise missing("token", "the links of --links lead to the bot")
    reader = Reader("en", settings.timezone)
    sheet = _read(file, reader)
    username = await _username(settings) if links else ""
    # Names may hold what rich would take for markup.
    console = Console(markup=False, highlight=False, emoji=False, soft_wrap=True)
    database = await open_database(settings.database)
    try:
        roster = Roster(database, SystemClock())
        preview = await roster.compare(sheet)
        for line in _shown(preview, reader):
            console.print(line)
        await _apply(roster, sheet, preview, console, agree)
        if links:
            save_links(links, await roster.links(sheet), username)
            console.print(f"Joining links are in {links}; whoever opens a link first joins as that person.")
    finally:
        await database.close()


def _read(file: Path, reader: Reader) -> Sheet:
    try:
        return read(file)
    except RosterUnreadableError as unreadable:
        raise NotImportedError(f"{file}: {reader.plain(unreadable.words)}") from unreadable
    except OSError as problem:
        raise NotImportedError(f"{file}: {problem.strerror}") from problem


async def _apply(
    roster: Roster, sheet: Sheet, preview: Preview, console: Console, agree: Callable[[str], bool]
) -> None:
    if not (preview.new or preview.changed):
        console.print("Nothing to import.")
        return
    left_out = f", leaving out {len(preview.wrong)} wrong rows" if preview.wrong else ""
    if not agree(f"Import {len(preview.new)} new and {len(preview.changed)} changed people{left_out}?"):
        raise NotImportedError("Nothing was imported.")
    with Progress(console=console) as progress:
        task = progress.add_task("Importing", total=None)
        await roster.apply(sheet, lambda done, total: progress.update(task, completed=done, total=total))


def _shown(preview: Preview, reader: Reader) -> Iterator[str]:
    yield (
        f"{len(preview.new)} new, {len(preview.changed)} changed, {preview.unchanged} unchanged, "
        f"{len(preview.wrong)} wrong"
    )
    yield from _first([f"+ {_person(line)}" for line in preview.new])
    for change in preview.changed:
        fields = "; ".join(f"{field}: {old or '-'} → {new}" for field, old, new in change.fields)
        yield f"~ {_person(change.line)}: {fields}"
    yield from _first([f"+ department {path}" for path in preview.departments])
    for wrong in preview.wrong:
        yield f"✘ row {wrong.row}: {reader.plain(wrong.reason)}"


def _first(lines: list[str]) -> Iterator[str]:
    yield from lines[:_SHOWN]
    if len(lines) > _SHOWN:
        yield f"  … and {len(lines) - _SHOWN} more"


def _person(line: Line) -> str:
    return f"{line.name} ({line.staff_number})"


async def _username(settings: Settings) -> str:
    http = HttpRequest(proxy=settings.proxy)
    await http.initialize()
    try:
        token = settings.token.get_secret_value() if settings.token else ""
        me: Any = await http.call(f"{settings.api_base}/bot{token}/getMe", {})
        return str(me["username"])
    except TelegramError as problem:
        what = f"Telegram does not say the bot's name ({problem}); `faguang doctor` looks closer"
        raise NotImportedError(what) from problem
    finally:
        await http.shutdown()
