"""Lists of five thousand people: how long they take to draw, and how long taps wait meanwhile."""

from __future__ import annotations

import asyncio
import tempfile
import time
from pathlib import Path

from bot.clock import ManualClock
from bot.drawing.fonts import available
from bot.drawing.picture import ROWS, picture
from bot.drawing.table import Table
from bot.drawing.workbook import workbook
from bot.services.events import Events
from bot.services.outbox import Outbox
from storage.db import open_database
from storage.migrate import upgrade
from tests.bench.looking import NOW, ZONE
from tests.bench.machine import FOLDER
from tests.bench.signups import BOSS, fill

PEOPLE = 5_000
_HEADS = ("#", "姓名", "部门", "职务", "状态", "工号", "报名时间")


def _table(people):
    rows = [
        (
            number,
            "王敏",
            "管委会/财政金融局/综合科",
            "一级主任科员",
            "已报名",
            f"G{number:05}",
            NOW.replace(tzinfo=None),
        )
        for number in range(1, people + 1)
    ]
    return Table("报名名单", _HEADS, rows)


async def measure():
    """Return the figures: name, value, unit."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=FOLDER) as folder:
        path = str(Path(folder) / "lists.db")
        upgrade(path)
        db = await open_database(path)
        await db.write(fill, 1_000)
        clock = ManualClock(NOW)
        events = Events(db, clock, ZONE, Outbox(db, clock))
        figures = await _drawing(events, "workbook of 5,000 people", workbook, [_table(PEOPLE)])
        if available():
            figures += await _drawing(events, f"picture of {ROWS} of them, a page", picture, _table(ROWS))
        await db.close()
        return figures


async def _drawing(events, name, draw, subject):
    began, waits = time.perf_counter(), []
    drawing = asyncio.create_task(asyncio.to_thread(draw, subject))
    while not drawing.done():
        asked = time.perf_counter()
        await events.card(1, BOSS)
        waits.append(time.perf_counter() - asked)
    await drawing
    took = time.perf_counter() - began
    waits.sort()
    return [(name, took, "s"), ("  a card meanwhile, p99 (aim: < 50)", waits[int(len(waits) * 0.99)] * 1000, "ms")]
