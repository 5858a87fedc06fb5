"""One rush: a server that plays Telegram, a bot, everybody taps at once; what it took, and that nothing is wrong."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass

import psutil

from tests.bench import scene
from tests.bench.machine import FOLDER, on_core

BOT_CORE, SERVER_CORE = 0, 1
_TOKEN = "42:bench"
_CALM = 1.0  # seconds in which a bot that has come up gets to rest
_STOP = 15  # seconds


@dataclass
class Outcome:
    """What a rush came to: seconds, MB, and microseconds of CPU for each tap."""

    rate: float
    to_answer: list[float]  # from the tap, sorted
    in_hand: list[float]  # from the moment the bot got it, sorted
    idle_mb: float
    rush_mb: float
    cpu_us: float
    server_load: float  # share of its core
    first_answer: float  # from the start of the bot's process


def ours(api_base, database, port):
    """Return command line and settings of our bot; with a port it uses a webhook."""
    settings = {"TOKEN": _TOKEN, "API_BASE": api_base, "DATABASE": str(database), "LOG_LEVEL": "WARNING"}
    if port:
        settings |= {"WEBHOOK_URL": f"http://127.0.0.1:{port}/hook", "WEBHOOK_SECRET": "bench"}
        settings |= {"LISTEN": f"127.0.0.1:{port}"}
    return [sys.executable, "-m", "bot", "run"], {f"FAGUANG_{name}": value for name, value in settings.items()}


def stock(api_base, database, port):
    """Return the same of the stock bot."""
    return [sys.executable, "-m", "tests.bench.stock", api_base, str(database), *([str(port)] if port else [])], {}


def play(bot, taps, *, webhook=False, latency=0.0, at_once=False):
    """Let `bot` (`ours` or `stock`) live through a rush and return its Outcome. Raises when a tap is lost or wrong.

    `latency`: seconds until an answer of the Bot API. `at_once`: the taps are there before the bot is.
    """
    database = _database(taps)
    with serving(scene.rush(taps, latency, at_once=at_once)) as (server, url):
        began = time.monotonic()
        with _running(*bot(url, database, _free_port() if webhook else None)) as process:
            _expect(server, "here")
            if not at_once:
                time.sleep(_CALM)
            idle, cpu = process.memory_info().rss, _cpu(process)
            if not at_once:
                _go(server)
            figures = json.loads(_line(server))
            rush, cpu = process.memory_info().rss, _cpu(process) - cpu
    assert figures["lost"] == 0, f"{figures['lost']} taps unanswered or unconfirmed"
    assert figures["calls"]["answerCallbackQuery"] == taps
    scene.check(database, taps)
    return Outcome(
        rate=taps / figures["seconds"],
        to_answer=figures["from_go"],
        in_hand=figures["from_handed"],
        idle_mb=idle / 1e6,
        rush_mb=rush / 1e6,
        cpu_us=cpu / taps * 1e6,
        server_load=figures["cpu"] / figures["seconds"],
        first_answer=figures["first_answer"] - began,
    )


@contextmanager
def serving(rush):
    """Yield a server process that plays `rush`, on its core, and its address."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    file = FOLDER / "rush.json"
    file.write_text(json.dumps(rush))
    with on_core(SERVER_CORE):
        command = [sys.executable, "-m", "tests.bench.server", str(file)]
        server = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    with server:
        yield server, f"http://127.0.0.1:{int(_line(server))}"
        server.stdin.close()


@contextmanager
def _running(command, environment):
    log = FOLDER / "bot.log"
    with log.open("w") as out, on_core(BOT_CORE):
        process = psutil.Popen(command, env={**os.environ, **environment}, stdout=out, stderr=out)
    try:
        yield process
    finally:
        process.terminate()
        try:
            code = process.wait(_STOP)
        except psutil.TimeoutExpired:
            process.kill()
            process.wait()
            raise
    assert code == 0, f"the bot ended with {code}: see {log}"


def _database(taps):
    """Return the file of a fresh database for a rush of that many taps."""
    template, database = FOLDER / f"template-{taps}.db", FOLDER / "rush.db"
    if not template.exists():
        FOLDER.mkdir(parents=True, exist_ok=True)
        subprocess.run([sys.executable, "-m", "tests.bench.scene", str(template), str(taps)], check=True)
    for file in FOLDER.glob("rush.db*"):
        file.unlink()
    return shutil.copy(template, database)


def _go(server):
    server.stdin.write("go\n")
    server.stdin.flush()


def _line(server):
    line = server.stdout.readline()
    if not line:
        raise RuntimeError("the server ended")
    return line


def _expect(server, word):
    line = _line(server).strip()
    if line != word:
        raise RuntimeError(f"expected {word!r} of the server, got {line!r}")


def _cpu(process):
    times = process.cpu_times()
    return times.user + times.system


def _free_port():
    with socket.create_server(("127.0.0.1", 0)) as free:
        return free.getsockname()[1]
