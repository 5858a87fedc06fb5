"""Somebody writes anonymously, and the bot does what has become due, in a process that dies by kill -9 at a commit.

COMMITS says at which one (0: at none), MOMENT whether "in" the transaction or "after" it, NOW what time it is. What an
author is shown stands on stdout: the receipt before anything is sent, and a line when that is done.
"""

import asyncio
import os
import signal
import sys
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.clock import ManualClock
from bot.keyring import Keyring
from bot.services.desk_keys import DeskKeys
from bot.services.feedback import Feedback
from bot.services.feedback_limits import FeedbackLimits
from bot.services.feedback_upkeep import FeedbackUpkeep
from bot.services.outbox import Outbox
from storage.db import open_database
from storage.feedback.place import open_feedback

ZONE = ZoneInfo("Asia/Shanghai")
SAID, MORE = "这是匿名说的第一句话", "这是匿名说的第二句话"


class Mortal:
    """A database whose process ends at a commit, of this one or the other, that is the last."""

    left = int(os.environ.get("COMMITS", "0"))
    within = os.environ.get("MOMENT") == "in"

    def __init__(self, db):
        self._db = db
        self.read, self.close, self.dialect = db.read, db.close, db.dialect

    async def write(self, fn, *args, **kwargs):
        Mortal.left -= 1
        if Mortal.left == 0 and Mortal.within:
            await self._db.write(_dies_after, fn, *args, **kwargs)
        result = await self._db.write(fn, *args, **kwargs)
        if Mortal.left == 0:
            _die()
        return result


def _dies_after(tx, fn, *args, **kwargs):
    fn(tx, *args, **kwargs)
    _die()


def _die():
    os.kill(os.getpid(), signal.SIGKILL)


def tell(*words):
    sys.stdout.write(" ".join(words) + "\n")
    sys.stdout.flush()


async def live(url, keys, account):
    db, apart = Mortal(await open_database(url)), Mortal(await open_feedback(url))
    clock = ManualClock(datetime.fromisoformat(os.environ["NOW"]))
    shared = {"keys": DeskKeys(apart, Keyring(Path(keys))), "limits": FeedbackLimits(clock, ZONE)}
    author = Feedback(db, apart, clock, ZONE, **shared)
    if account:
        receipt = await author.receipt(account, 1)
        tell("shown", str(receipt))
        await author.send(account, 1, SAID, receipt)
        tell("sent", receipt.tag)
        await author.write(account, MORE)
        tell("more", receipt.tag)
    await FeedbackUpkeep(db, apart, clock, ZONE, Outbox(db, clock), shared["keys"]).run()
    await db.close()
    await apart.close()


if __name__ == "__main__":
    asyncio.run(live(sys.argv[1], sys.argv[2], int(sys.argv[3])))
