"""A bot in a process of its own, that can be killed at any moment and started again."""

import asyncio
import os
import signal
from contextlib import asynccontextmanager, contextmanager, nullcontext

from tests.crash.lives import Life

AT_START = {"getMe", "setMyCommands", "deleteWebhook"}


class Bot:
    """`faguang run` against a sandbox; `log` collects what the processes wrote."""

    def __init__(self, sandbox, database, log, program=("bot", "run"), **settings):
        values = {"TOKEN": sandbox.token, "API_BASE": sandbox.url, "DATABASE": str(database), "LOG_FORMAT": "json"}
        self._environment = {key: value for key, value in os.environ.items() if not key.startswith("FAGUANG_")} | {
            f"FAGUANG_{name}": str(value) for name, value in (values | settings).items()
        }
        self._sandbox, self._log, self._program = sandbox, log, program
        self.process = None
        self._met = 0

    async def start(self, **environment):
        self._met = self._sandbox.server.counts["getMe"]
        self.process = Life(self._program, self._environment | environment, self._log)

    def kill(self):
        """Kill -9, as a power cut does."""
        self.process.ends_by(signal.SIGKILL)

    async def gone(self):
        return await self.process.ended()

    async def stop(self):
        """Ask it to stop once it is up, as systemd does; return its exit code."""
        await self._sandbox.wait_for(lambda: self._sandbox.server.counts["getMe"] > self._met, "the bot is up", 30)
        self.process.ends_by(signal.SIGTERM)
        return await self.process.ended()


@asynccontextmanager
async def bot_at(sandbox, database, log, **settings):
    """Offer a bot that is started by the test; none is left behind."""
    bot = Bot(sandbox, database, log, **settings)
    try:
        yield bot
    finally:
        if bot.process is not None:
            bot.kill()
            await bot.gone()


async def killed_again_and_again(sandbox, bot, rng, kills, patience=60.0, until=None):
    """Run the bot until the sandbox has nothing left to deliver, killing it up to `kills` times; return how often.

    With `until` it is until that coroutine function returns.

    Each life ends at a call of the Bot API chosen by `rng`: at the moment it was executed and its answer is not there
    yet (between commit and answer, between answer and confirmation, between a promised message and its note), or some
    milliseconds later, wherever the bot is then. The last life is ended as systemd does it.
    """
    for done in range(kills + 1):
        with _death(sandbox, bot, rng) if done < kills else nullcontext() as killed:
            await bot.start()
            finished = asyncio.ensure_future(until() if until else sandbox.confirmed(patience))
            ended = asyncio.ensure_future(bot.gone())
            await asyncio.wait({finished, ended}, return_when=asyncio.FIRST_COMPLETED)
        if finished.done() and not (killed and killed.is_set()):
            await finished
            assert await bot.stop() == 0
            await ended
            return done
        finished.cancel()
        await ended
        assert killed is not None, "the bot ended by itself"
        assert killed.is_set(), "the bot ended by itself"
    return kills


@contextmanager
def _death(sandbox, bot, rng):
    calls_left, delay = rng.randrange(1, 20), rng.choice([0.0, 0.0, rng.random() * 0.02])
    killed, timer = asyncio.Event(), None

    def die():
        bot.kill()
        killed.set()

    def on_change(change):
        nonlocal calls_left, timer
        if change["kind"] != "call" or change["call"].method in AT_START:
            return
        calls_left -= 1
        if calls_left == 0 and delay:
            timer = asyncio.get_running_loop().call_later(delay, die)
        elif calls_left == 0:
            die()

    unwatch = sandbox.watch(on_change)
    try:
        yield killed
    finally:
        unwatch()
        if timer:
            timer.cancel()
