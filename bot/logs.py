"""Structured logs: event names, ids and codes; never what people wrote, never a secret.

Whatever is bound in structlog.contextvars (the code of a request) stands in every line below it.
"""

from __future__ import annotations

import logging
import sqlite3
import sys
import traceback
from typing import TYPE_CHECKING, Any, TextIO

import structlog
from structlog.dev import ConsoleRenderer, plain_traceback
from structlog.processors import ExceptionRenderer, JSONRenderer, TimeStamper
from structlog.stdlib import ProcessorFormatter

from bot.redaction import Redactor

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Iterator

    from structlog.typing import EventDict, ExcInfo, Processor

    from bot.settings import Settings

OURS = ("bot", "handlers", "storage")
# The messages of these name files, columns and types; those of others may quote what a person typed.
_HARMLESS = (OSError, AttributeError, ImportError, NameError, TypeError, RuntimeError, sqlite3.Error)


def configure(settings: Settings, stream: TextIO | None = None) -> None:
    """Send our events and the warnings of every library to `stream` (stderr) in the form and level of `settings`.

    Libraries are heard from WARNING on only: their lower levels quote updates and SQL parameters.
    """
    stream = stream or sys.stderr
    common: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        TimeStamper(fmt="iso", utc=True),
        ExceptionRenderer(_trace),
    ]
    structlog.configure(
        processors=[structlog.stdlib.filter_by_level, *common, ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
    )
    handler = logging.StreamHandler(stream)
    handler.setFormatter(
        ProcessorFormatter(
            foreign_pre_chain=common,
            processors=[ProcessorFormatter.remove_processors_meta, _renderer(settings, stream), _redact(settings)],
        )
    )
    level = logging.getLevelNamesMapping()[settings.log_level]
    library_level = max(logging.WARNING, level)
    # Loggers have levels of their own, and some libraries set theirs; what is written is decided here.
    handler.addFilter(lambda record: record.levelno >= (level if _is_ours(record.name) else library_level))
    logging.basicConfig(handlers=[handler], level=library_level, force=True)
    for name in OURS:
        logging.getLogger(name).setLevel(level)
    logging.captureWarnings(capture=True)
    # Python reports a line that cannot be written with its arguments, past the redaction.
    logging.raiseExceptions = False


def report_loop_problem(_loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """Log what asyncio could not hand to anybody: an exception handler for the event loop.

    asyncio's own prints the exception and the callback with its arguments, and with them what people wrote.
    """
    problem = context.get("exception")
    what = type(problem).__name__ if problem else context["message"]
    structlog.get_logger(__name__).error("loop_problem", what=what, exc_info=problem or False)


def _is_ours(name: str) -> bool:
    return name.partition(".")[0] in OURS


def _renderer(settings: Settings, stream: TextIO) -> Processor:
    if settings.log_format == "json":
        return JSONRenderer(ensure_ascii=False)
    return ConsoleRenderer(colors=stream.isatty(), exception_formatter=plain_traceback)


def _redact(settings: Settings) -> Processor:
    """Return the last processor: it sees the whole line as it will be written, so nothing can slip past it."""
    redact = Redactor(settings.secrets())

    def processor(_logger: object, _method: str, line: EventDict | str) -> str:
        return redact(str(line))

    return processor


def _trace(exc_info: ExcInfo) -> str:
    """Return where an exception and those that led to it were raised: no local values, no messages that quote."""
    return "".join(_told(exc_info[1], set())).rstrip()


def _told(problem: BaseException, seen: set[int]) -> Iterator[str]:
    seen.add(id(problem))
    earlier = problem.__cause__ or (None if problem.__suppress_context__ else problem.__context__)
    if earlier and id(earlier) not in seen:
        yield from _told(earlier, seen)
        yield "which led to\n"
    yield from traceback.format_tb(problem.__traceback__)
    message = str(problem) if isinstance(problem, _HARMLESS) else "(message withheld)"
    yield f"{type(problem).__module__}.{type(problem).__qualname__}: {message}\n"
    if isinstance(problem, BaseExceptionGroup):
        for number, member in enumerate(problem.exceptions, 1):
            yield f"member {number}\n"
            yield from _told(member, seen)
