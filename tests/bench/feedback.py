"""Anonymous feedback: how long a receipt takes, and how long others wait while twenty are tried."""

from __future__ import annotations

import asyncio
import tempfile
import time
from itertools import cycle
from pathlib import Path
from statistics import median

from bot.clock import ManualClock
from bot.keyring import Keyring
from bot.sealing import lock, unlock
from bot.services.derivations import Derivations
from bot.services.events import Events
from bot.services.outbox import Outbox
from storage.db import open_database
from storage.migrate import upgrade
from tests.bench.looking import NOW, ZONE
from tests.bench.machine import FOLDER
from tests.bench.signups import BOSS, fill
from tests.scenario.doorway import debug_log, open_doorway

_TRIES, _AT_ONCE, _OTHERS = 10, 20, 60
_TAG, _SECRET, _PEPPER = "7GK2", "0123456789ABCDEF", b"p" * 32


async def measure():
    """Return the figures: name, value, unit."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=FOLDER) as folder:
        path = str(Path(folder) / "feedback.db")
        upgrade(path)
        db = await open_database(path)
        await db.write(fill, 1_000)
        clock = ManualClock(NOW)
        found = lock(_TAG, _SECRET, _PEPPER)[0]
        took = [_timed(found) for _ in range(_TRIES)]
        waits = await _meanwhile(Events(db, clock, ZONE, Outbox(db, clock)), found)
        await db.close()
        answers = await _in_the_bot(Path(folder))
        return [
            ("a receipt tried (aim: 80-250)", median(took) * 1000, "ms"),
            (f"  a card while {_AT_ONCE} are tried, p99 (aim: < 300)", waits[int(len(waits) * 0.99)] * 1000, "ms"),
            ("  an update in the running bot, p99 (aim: < 300)", answers[int(len(answers) * 0.99)] * 1000, "ms"),
        ]


def _timed(found):
    began = time.perf_counter()
    unlock(_TAG, _SECRET, found, _PEPPER)
    return time.perf_counter() - began


async def _meanwhile(events, found):
    derivations, waits = Derivations(), []
    tried = asyncio.gather(
        *(derivations.run(unlock, _TAG, _SECRET, found, _PEPPER) for _ in range(_AT_ONCE)),
    )
    while not tried.done():
        asked = time.perf_counter()
        await events.card(1, BOSS)
        waits.append(time.perf_counter() - asked)
    await tried
    return sorted(waits)


async def _in_the_bot(folder):
    """How long /help takes by webhook, its answer sent, while as many people as may try receipts."""
    Keyring(folder / "keys").begin(_PEPPER)
    with debug_log():
        async with open_doorway(str(folder / "bot.db"), keys=folder / "keys") as (world, doorway):
            trying = await world.members(*(f"甲{number}" for number in range(_AT_ONCE)))
            others = cycle(await world.members(*(f"乙{number}" for number in range(_OTHERS))))
            tried = asyncio.gather(*(_says(doorway, one, f"/receipt {_TAG}{_SECRET}") for one in trying))
            waits = []
            while not tried.done():
                asked = time.perf_counter()
                await _says(doorway, next(others), "/help")
                waits.append(time.perf_counter() - asked)
            await tried
            await world.settled()
    return sorted(waits)


async def _says(doorway, person, text):
    chat = {"id": person.id, "type": "private"}
    command = {"type": "bot_command", "offset": 0, "length": len(text.split()[0])}
    said = {"message_id": 9_999, "date": 1, "from": person.phone.user, "chat": chat, "text": text}
    assert await doorway.update(message=said | {"entities": [command]}) == 200
