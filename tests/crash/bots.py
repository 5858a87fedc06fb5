"""A bot in a process of its own, that can be killed at any moment and started again."""

import asyncio
import os
import signal
import sys
from contextlib import asynccontextmanager


class Bot:
    """`faguang run` against a sandbox; `log` collects what the processes wrote."""

    def __init__(self, sandbox, database, log, **settings):
        values = {"TOKEN": sandbox.token, "API_BASE": sandbox.url, "DATABASE": str(database), "LOG_FORMAT": "json"}
        self._environment = {key: value for key, value in os.environ.items() if not key.startswith("FAGUANG_")} | {
            f"FAGUANG_{name}": str(value) for name, value in (values | settings).items()
        }
        self._log = log
        self.process = None
        self.starts = 0

    async def start(self):
        self.starts += 1
        with self._log.open("ab") as log:
            self.process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "bot", "run", env=self._environment, stdout=log, stderr=log
            )

    def kill(self):
        """Kill -9, as a power cut does."""
        if self.process.returncode is None:
            self.process.kill()

    async def gone(self):
        return await self.process.wait()

    async def stop(self):
        """Ask it to stop, as systemd does; return its exit code."""
        if self.process.returncode is None:
            self.process.send_signal(signal.SIGTERM)
        return await self.process.wait()


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


async def killed_again_and_again(sandbox, bot, rng, kills, patience=60.0):
    """Run the bot until the sandbox has nothing left to deliver, killing it up to `kills` times; return how often.

    Each life ends at a call of the Bot API chosen by `rng`: at the moment it was executed and its answer is not there
    yet (between commit and answer, between answer and confirmation, between a promised message and its note), or some
    milliseconds later, wherever the bot is then.
    """
    loop = asyncio.get_running_loop()
    done = 0
    while True:
        calls_left = rng.randrange(1, 60)
        delay = rng.choice([0.0, 0.0, rng.random() * 0.02])
        dead = asyncio.Event()

        def on_change(change, delay=delay, dead=dead):
            nonlocal calls_left
            if change["kind"] != "call" or change["call"].method in {"getMe", "setMyCommands", "deleteWebhook"}:
                return
            calls_left -= 1
            if calls_left == 0:
                loop.call_later(delay, lambda: (bot.kill(), dead.set())) if delay else (bot.kill(), dead.set())

        unwatch = sandbox.watch(on_change) if done < kills else lambda: None
        await bot.start()
        finished = asyncio.ensure_future(sandbox.confirmed(patience))
        ended = asyncio.ensure_future(bot.gone())
        await asyncio.wait({finished, ended}, return_when=asyncio.FIRST_COMPLETED)
        unwatch()
        if finished.done():
            await finished
            ended.cancel()
            return done
        finished.cancel()
        assert dead.is_set(), "the bot ended by itself"
        done += 1
