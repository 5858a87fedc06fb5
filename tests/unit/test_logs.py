"""Logs: one form for us and for libraries, request codes, and nothing that a log must not hold."""

from __future__ import annotations

import asyncio
import io
import json
import logging
import re
import warnings

import pytest
import structlog

from bot import logs
from bot.settings import Settings

TOKEN = "123456:AAbbCCddEEffGGhhIIjjKKllMMnnOOppQQr"
CANARY = "王敏想匿名说一句话"


@pytest.fixture(autouse=True)
def _restored():
    """Leave logging as it was found: it belongs to the whole process."""
    root = logging.getLogger()
    handlers, level, raising = root.handlers[:], root.level, logging.raiseExceptions
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    logging.raiseExceptions = raising
    logging.captureWarnings(capture=False)
    for name in logs.OURS:
        logging.getLogger(name).setLevel(logging.NOTSET)
    structlog.reset_defaults()
    structlog.contextvars.clear_contextvars()


def configured(**values) -> io.StringIO:
    stream = io.StringIO()
    logs.configure(Settings(**({"log_format": "json"} | values)), stream)
    return stream


def lines(stream: io.StringIO) -> list[dict]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def disconnect(text: str) -> None:
    raise OSError(text)


def fail(text: str) -> None:
    local = text
    raise ValueError(local)


def test_an_event_has_level_logger_time_and_facts():
    stream = configured()
    structlog.get_logger("bot.app").info("started", people=3, place="讲堂")
    assert "讲堂" in stream.getvalue()
    (line,) = lines(stream)
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z", line.pop("timestamp"))
    assert line == {"event": "started", "people": 3, "place": "讲堂", "level": "info", "logger": "bot.app"}


def test_for_people_it_is_a_line_without_colours_when_nobody_watches():
    stream = configured(log_format="human")
    structlog.get_logger("bot.app").info("started", people=3)
    assert re.fullmatch(r"\S+Z \[info     \] started +\[bot\.app\] people=3\n", stream.getvalue())


def test_the_code_of_a_request_stands_in_our_lines_and_in_those_of_libraries():
    stream = configured()
    with structlog.contextvars.bound_contextvars(request="K7Q2MX"):
        structlog.get_logger("handlers.events").info("signed_up")
        logging.getLogger("aiohttp.server").error("trouble")
    structlog.get_logger("handlers.events").info("idle")
    assert [(line["event"], line.get("request")) for line in lines(stream)] == [
        ("signed_up", "K7Q2MX"),
        ("trouble", "K7Q2MX"),
        ("idle", None),
    ]


def test_the_level_is_ours_and_libraries_are_heard_from_warning_on():
    stream = configured(log_level="DEBUG")
    for name in ("storage.db", "aiosqlite", "telegram.ext", "apscheduler"):
        logging.getLogger(name).debug("%s debug", name)
        logging.getLogger(name).warning("%s warning", name)
    assert [line["event"] for line in lines(stream)] == [
        "storage.db debug",
        "storage.db warning",
        "aiosqlite warning",
        "telegram.ext warning",
        "apscheduler warning",
    ]


def test_a_library_that_sets_its_own_level_is_heard_from_warning_on_all_the_same():
    stream = configured(log_level="DEBUG")
    logger = logging.getLogger("some.library")
    logger.setLevel(logging.DEBUG)
    logger.info("INSERT INTO people VALUES (%s)", CANARY)
    logger.warning("slow")
    assert [line["event"] for line in lines(stream)] == ["slow"]


def test_below_the_level_nothing_is_written():
    stream = configured(log_level="ERROR")
    structlog.get_logger("bot.app").warning("small")
    logging.getLogger("telegram").warning("small")
    structlog.get_logger("bot.app").error("big")
    assert [line["event"] for line in lines(stream)] == ["big"]


def test_python_warnings_arrive_in_the_log():
    stream = configured()
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        logging.captureWarnings(capture=True)
        warnings.warn("old thing", DeprecationWarning, stacklevel=1)
    (line,) = lines(stream)
    assert line["logger"] == "py.warnings"


@pytest.mark.parametrize("log_format", ["human", "json"])
def test_no_secret_passes_wherever_it_hides(log_format):
    stream = configured(
        log_format=log_format,
        token="1:short-one",
        database="postgresql://desk:db-secret@db/faguang",
        webhook_secret="hook-secret",
    )
    log = structlog.get_logger("bot.telegram.http")
    try:
        disconnect(f"https://api.telegram.org/bot{TOKEN}/getMe and db-secret")
    except OSError:
        log.exception("call 1:short-one", url=f"http://x/bot{TOKEN}/y", many=[{"deep": TOKEN}], raw=TOKEN.encode())
        logging.getLogger("aiohttp.client").exception("%s at %s", TOKEN, "postgresql://desk:other@db/x")
    log.info("joined", link="https://t.me/desk?start=AbC-_9", secret="hook-secret")
    written = stream.getvalue()
    leaks = (TOKEN, "1:short-one", "db-secret", "hook-secret", "other", "AbC-_9")
    assert [leak for leak in leaks if leak in written] == []
    assert written.count("[redacted]") == 14


@pytest.mark.parametrize("log_format", ["human", "json"])
def test_a_traceback_tells_where_but_not_what(log_format):
    stream = configured(log_format=log_format)
    try:
        try:
            fail(CANARY)
        except ValueError as first:
            raise ExceptionGroup(CANARY, [KeyError(CANARY), OSError("disk full")]) from first
    except ExceptionGroup:
        structlog.get_logger("bot.app").exception("bug")
    written = stream.getvalue().replace("\\n", "\n")
    assert CANARY not in written
    told = [line for line in written.splitlines() if re.match(r"builtins\.|which|member", line)]
    assert [line.partition('"')[0] for line in told] == [
        "builtins.ValueError: (message withheld)",
        "which led to",
        "builtins.ExceptionGroup: (message withheld)",
        "member 1",
        "builtins.KeyError: (message withheld)",
        "member 2",
        "builtins.OSError: disk full",
    ]
    assert written.count("in fail") == 1


def test_exceptions_that_lead_to_each_other_are_told_once():
    stream = configured()
    one, other = OSError("one"), OSError("other")
    one.__cause__, other.__cause__ = other, one
    structlog.get_logger("bot.app").error("bug", exc_info=one)
    assert lines(stream)[0]["exception"] == "builtins.OSError: other\nwhich led to\nbuiltins.OSError: one"


async def test_what_asyncio_cannot_hand_to_anybody_is_logged_without_its_words():
    stream = configured()
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(logs.report_loop_problem)
    loop.call_soon(fail, CANARY)
    passed = loop.create_future()
    loop.call_soon(passed.set_result, None)
    await passed
    (line,) = lines(stream)
    assert (line["event"], line["logger"], line["level"]) == ("loop_problem", "bot.logs", "error")
    assert CANARY not in stream.getvalue()
    assert line["exception"].endswith("builtins.ValueError: (message withheld)")


def test_a_line_that_cannot_be_formatted_leaks_nothing(capsys):
    configured()
    logging.getLogger("telegram").warning("%d", CANARY)
    assert capsys.readouterr().err == ""
