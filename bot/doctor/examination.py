"""The whole examination, in the order in which one thing needs the other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.doctor import database, feedback, machine
from bot.doctor.finding import Finding, Verdict, good
from bot.lock import holder

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from bot.clock import Clock
    from bot.settings import Settings


async def examine(settings: Settings, clock: Clock) -> AsyncIterator[Finding]:
    """Give one finding after another: this machine, the database, the bot that may run, the way to Telegram."""
    from bot.doctor import telegram  # noqa: PLC0415 - `run` looks at the machine only, and wants to start fast

    for finding in machine.look(settings):
        yield finding
    for finding in feedback.look(settings):
        yield finding
    answer = database.look(settings)
    yield answer
    if answer.verdict is Verdict.GOOD and (settings.sqlite is None or settings.sqlite.exists()):
        yield await database.integrity(settings)
    at_work = settings.sqlite and holder(settings.sqlite)
    if at_work:
        # It is the one that listens, so to try the address would prove nothing.
        yield good("bot", at_work)
    elif settings.listen:
        yield machine.listen(settings.listen)
    for finding in await telegram.look(settings, clock):
        yield finding
