"""The command line: run · demo · doctor · import · backup · restore · version."""

from __future__ import annotations

import argparse
import asyncio
import sqlite3
import sys
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

from bot import __version__
from bot.doctor.finding import Verdict
from bot.failure import CommandError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from bot.doctor.finding import Finding
    from bot.settings import Settings

    Command = Callable[[Settings, argparse.Namespace], int]

# Commands import what they need by themselves: `version` answers at once, and `run` does not wait for the demo's parts.
# ruff: noqa: PLC0415, T201

DONE, FAILED, INTERRUPTED = 0, 1, 130


def main(argv: Sequence[str] | None = None) -> int:
    """Do what the command line says; return the exit code: 0 done, 1 failed, 2 wrong settings or command line.

    Without a command: `run` when a token is set, else `demo`.
    """
    for stream in (sys.stdout, sys.stderr):
        # A terminal that lacks a character shows another; it is no reason to fail.
        stream.reconfigure(errors="replace")  # type: ignore[union-attr]
    arguments = _parser().parse_args(argv)
    command: Command | None = arguments.command
    if command is _version:
        return _version()
    from bot.settings import load

    try:
        settings = load()
        if command is None:
            arguments = _parser().parse_args(["run" if settings.token else "demo"])
        return _do(arguments.command, settings, arguments)
    except CommandError as problem:
        print(problem, file=sys.stderr)
        return problem.exit_code
    except KeyboardInterrupt:
        return INTERRUPTED


def _do(command: Command, settings: Settings, arguments: argparse.Namespace) -> int:
    import structlog

    from bot import logs

    log = structlog.get_logger("bot")
    # The others talk by themselves; of them the log has only what goes wrong.
    logs.configure(settings if command is _run else settings.model_copy(update={"log_level": "WARNING"}))
    try:
        return command(settings, arguments)
    except CommandError:
        raise
    except Exception:
        log.exception("failed")
        return FAILED


def _run(settings: Settings, _arguments: argparse.Namespace) -> int:
    import resource

    from bot.doctor import database, machine
    from bot.settings import missing

    # What people say anonymously passes through memory.
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if settings.token is None:
        raise missing("token", "`faguang demo` needs none")
    _insist(machine.look(settings))
    with _alone(settings):
        _insist([database.look(settings)])
        if settings.listen:
            _insist([machine.listen(settings.listen)])
        _migrate(settings.database)
        return _serve(settings)


def _migrate(url: str) -> None:
    """Bring both databases up to date, in a process of its own: what that imports would stay in memory for good."""
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    from storage.feedback.place import beside
    from storage.migrate import FEEDBACK, MAIN, is_current, upgrade

    behind = [one for one in ((url, MAIN), (beside(url), FEEDBACK)) if not is_current(*one)]
    if behind:
        with ProcessPoolExecutor(1, mp_context=get_context("fork")) as aside:
            for one in behind:
                aside.submit(upgrade, *one).result()


def _insist(findings: Iterable[Finding]) -> None:
    """Show what is not well; raise CommandError when the bot cannot work with it."""
    bad = []
    for finding in findings:
        if finding.verdict is Verdict.BAD:
            bad.append(str(finding))
        elif finding.verdict is Verdict.ODD:
            print(finding, file=sys.stderr)
    if bad:
        raise CommandError("\n".join(bad))


def _alone(settings: Settings) -> AbstractContextManager[None]:
    """Keep every other faguang from an SQLite file; a PostgreSQL server arbitrates by itself."""
    from bot.lock import holding

    return holding(settings.sqlite) if settings.sqlite else nullcontext()


def _serve(settings: Settings) -> int:
    import structlog
    from telegram.error import TelegramError

    from bot import logs
    from bot.app import serve

    try:
        with asyncio.Runner() as runner:
            runner.get_loop().set_exception_handler(logs.report_loop_problem)
            runner.run(serve(settings))
    except TelegramError as problem:
        advice = "`faguang doctor` looks closer"
        structlog.get_logger("bot").critical("no_telegram", reason=str(problem), advice=advice)
        return FAILED
    return DONE


def _demo(settings: Settings, arguments: argparse.Namespace) -> int:
    from bot.demo import tour

    if arguments.tour is not None:
        # Pauses are for readers; into a file or a pipe it is told at once.
        asyncio.run(tour(settings, arguments.tour, pace=1.0 if sys.stdout.isatty() else 0.0))
    else:
        asyncio.run(_show(settings, arguments))
    return DONE


async def _show(settings: Settings, arguments: argparse.Namespace) -> None:
    import signal

    from bot.demo.site import PORT, page

    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    port = PORT if arguments.port is None else arguments.port
    async with page(settings, host=arguments.host, port=port, keep=arguments.keep) as shown:
        moved = f"  (port {shown.moved_from} is taken)" if shown.moved_from else ""
        print(f"{shown.url}{moved}", flush=True)
        await stop.wait()


def _doctor(settings: Settings, _arguments: argparse.Namespace) -> int:
    from bot.clock import SystemClock
    from bot.doctor.examination import examine

    async def show() -> bool:
        well = True
        async for finding in examine(settings, SystemClock()):
            print(finding, flush=True)
            well &= finding.verdict is not Verdict.BAD
        return well

    return DONE if asyncio.run(show()) else FAILED


def _import(settings: Settings, arguments: argparse.Namespace) -> int:
    from bot.doctor import database
    from bot.importer import import_roster
    from storage.migrate import is_current, upgrade

    def agree(question: str) -> bool:
        if arguments.yes:
            return True
        print(question, "[y/N]", end=" ", flush=True)
        return sys.stdin.readline().strip().lower() in {"y", "yes"}

    _insist([database.look(settings)])
    if not is_current(settings.database):
        with _alone(settings):
            upgrade(settings.database)
    asyncio.run(import_roster(settings, arguments.file, links=arguments.links, agree=agree))
    return DONE


def _backup(settings: Settings, arguments: argparse.Namespace) -> int:
    from bot.doctor import database
    from storage.backup import backup
    from storage.feedback.place import beside
    from storage.migrate import FEEDBACK, revision

    _insist([database.look(settings)])
    source, apart = beside(settings.database), Path(beside(str(arguments.file)))
    with _plainly():
        asyncio.run(backup(settings.database, arguments.file))
        print(f"{arguments.file} holds the whole database.")
        if revision(source) is not None:
            asyncio.run(backup(source, apart, FEEDBACK))
            print(f"{apart} holds what was said anonymously, sealed. The keys are in neither.")
    return DONE


def _restore(settings: Settings, arguments: argparse.Namespace) -> int:
    from bot.doctor import database
    from storage.backup import check, restore
    from storage.feedback.place import beside
    from storage.migrate import FEEDBACK

    if settings.sqlite is None:
        # A damaged file is what one restores; a server has to answer first.
        _insist([database.look(settings)])
    apart = Path(beside(str(arguments.file)))
    with _alone(settings), _plainly():
        if apart.exists() and (damage := asyncio.run(check(str(apart)))):
            raise CommandError(f"{apart}: {damage[0]}")
        try:
            asyncio.run(restore(arguments.file, settings.database, force=arguments.force))
        except FileExistsError as there:
            raise CommandError(f"{there}; --force replaces it") from there
        print(f"The database is as {arguments.file} has it.")
        if apart.exists():
            asyncio.run(restore(apart, beside(settings.database), FEEDBACK, force=True))
            print(f"What was said anonymously is as {apart} has it; keys that were replaced since do not come back.")
    return DONE


def _init_desk(settings: Settings, _arguments: argparse.Namespace) -> int:
    import secrets

    from bot.doctor import feedback
    from bot.keyring import Keyring
    from bot.sealing import PEPPER_BYTES

    with _plainly():
        if feedback.beside_the_database(settings):
            raise CommandError(
                f"{settings.keys} lies where the database does, and would be copied with it; "
                "name a folder elsewhere in FAGUANG_KEYS"
            )
        try:
            Keyring(settings.keys).begin(secrets.token_bytes(PEPPER_BYTES))
        except FileExistsError as there:
            raise CommandError(f"{settings.keys} has its pepper already; nothing was changed") from there
    print(feedback.MADE.format(folder=settings.keys))
    return DONE


@contextmanager
def _plainly() -> Iterator[None]:
    """Turn what storage and the system say about files into a CommandError."""
    try:
        yield
    except (OSError, RuntimeError, sqlite3.Error) as problem:
        raise CommandError(str(problem)) from problem


def _version(*_: object) -> int:
    print(f"faguang {__version__}")
    return DONE


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="faguang",
        description="The programme desk of a workplace, as a Telegram bot. Without a command: run when FAGUANG_TOKEN"
        " is set, else demo.",
    )
    parser.set_defaults(command=None)
    commands = parser.add_subparsers(metavar="COMMAND")

    def add(name: str, command: Command, purpose: str) -> argparse.ArgumentParser:
        sub = commands.add_parser(name, help=purpose, description=purpose)
        sub.set_defaults(command=command)
        return sub

    add("run", _run, "serve Telegram")
    demo = add("demo", _demo, "show the bot at work on a Telegram played on this machine")
    demo.add_argument("--tour", metavar="STORY", nargs="?", const="", help="a story, told in this terminal")
    demo.add_argument("--host", default="127.0.0.1", help="let other machines in, with a key (default: 127.0.0.1)")
    demo.add_argument("--port", type=int, help="where the page is; when it is taken, the next free one")
    demo.add_argument(
        "--keep", metavar="FOLDER", type=Path, nargs="?", const=Path("data/demo"), help="keep the world in FOLDER"
    )
    add("doctor", _doctor, "check settings, database and the way to Telegram, and say what to do")
    roster = add("import", _import, "import a roster (.xlsx or .csv): shows what would change and asks")
    roster.add_argument("file", metavar="FILE", type=Path)
    roster.add_argument("--links", metavar="FILE", type=Path, help="write personal joining links to this file")
    roster.add_argument("--yes", action="store_true", help="do not ask")
    backup = add("backup", _backup, "copy the whole database into a new FILE, also while the bot runs")
    backup.add_argument("file", metavar="FILE", type=Path)
    restore = add("restore", _restore, "make the database what the backup FILE holds, after checking it")
    restore.add_argument("file", metavar="FILE", type=Path)
    restore.add_argument("--force", action="store_true", help="replace the data that is there")
    desk = add("desk", _init_desk, "anonymous feedback: make its keys").add_subparsers(metavar="COMMAND", required=True)
    about = "make the folder FAGUANG_KEYS with the pepper, and say what losing what means"
    desk.add_parser("init", help=about, description=about)
    add("version", _version, "say which version this is")
    return parser


if __name__ == "__main__":
    sys.exit(main())
