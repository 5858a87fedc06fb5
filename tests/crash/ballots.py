"""People take part in a survey, one after the other, in a process that dies by kill -9 after so many commits."""

import asyncio
import os
import signal
import sys
from contextlib import suppress
from zoneinfo import ZoneInfo

from bot.clock import SystemClock
from bot.domain.surveys import AlreadyTaken
from bot.services.outbox import Outbox
from bot.services.surveys import Surveys
from storage.db import open_database
from storage.feedback.place import open_feedback


class Mortal:
    """A database whose process ends after a commit, of this one or the other, that is the last."""

    left = int(os.environ.get("COMMITS", "0"))

    def __init__(self, db):
        self._db = db
        self.read, self.close, self.dialect = db.read, db.close, db.dialect

    async def write(self, fn, *args, **kwargs):
        result = await self._db.write(fn, *args, **kwargs)
        Mortal.left -= 1
        if Mortal.left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return result


def waiting(tx):
    return [id_ for (id_,) in tx.all("SELECT person_id FROM survey_roll WHERE state <> 'done' ORDER BY person_id")]


async def vote(url):
    db, apart, clock = Mortal(await open_database(url)), Mortal(await open_feedback(url)), SystemClock()
    desk = Surveys(db, apart, clock, ZoneInfo("Asia/Shanghai"), Outbox(db, clock))
    for person in await db.read(waiting):
        with suppress(AlreadyTaken):
            await desk.take_part(person, 1, ((person % 3,), f"w{person}"))
    await db.close()
    await apart.close()


if __name__ == "__main__":
    asyncio.run(vote(sys.argv[1]))
