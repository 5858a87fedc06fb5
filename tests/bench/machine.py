"""The machine that the figures belong to."""

from __future__ import annotations

import os
import platform
import sqlite3
import statistics
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

import psutil

# On a real disk: many systems keep /tmp in memory, where nothing is durable.
FOLDER = Path("artefacts/bench")
_WRITES = 200


def describe():
    """Return lines about the machine."""
    memory = psutil.virtual_memory().total / 2**30
    return [
        f"{_cpu()}, {psutil.cpu_count()} cores, {memory:.0f} GiB; {platform.system()} {platform.release()}",
        f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}; fsync of 4 KiB {_fsync_us():.0f} µs",
    ]


@contextmanager
def on_core(number):
    """Let what is started meanwhile run on that core, where the system has it."""
    if not hasattr(os, "sched_setaffinity") or number >= (psutil.cpu_count() or 1):
        yield
        return
    cores = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {number})
    try:
        yield
    finally:
        os.sched_setaffinity(0, cores)


def _cpu():
    info = Path("/proc/cpuinfo")
    names = [line for line in info.read_text().splitlines() if line.startswith("model name")] if info.exists() else []
    return names[0].partition(":")[2].strip() if names else platform.processor() or platform.machine()


def _fsync_us():
    FOLDER.mkdir(parents=True, exist_ok=True)
    took = []
    with tempfile.TemporaryFile(dir=FOLDER) as file:
        for _ in range(_WRITES):
            file.write(bytes(4096))
            file.flush()
            began = time.perf_counter()
            os.fsync(file.fileno())
            took.append(time.perf_counter() - began)
    return statistics.median(took) * 1e6
