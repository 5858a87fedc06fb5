"""Processes that run a program as `python -m` does, and start at once: what the bot imports is imported already."""

import asyncio
import multiprocessing
import os
import runpy
import sys

# What programs here import, by far most of what a start takes: forked from a process that has it and did nothing else.
_CONTEXT = multiprocessing.get_context("forkserver")
_CONTEXT.set_forkserver_preload(
    [
        "bot.app",
        "bot.demo.stage",
        "bot.doctor.database",
        "storage.postgres",
        "babel.messages.pofile",
        "chinese_calendar",
    ]
)


class Life:
    """A process with `program` (the module and its arguments); what it writes is added to the file `log`."""

    def __init__(self, program, environment, log):
        self._process = _CONTEXT.Process(target=_live, args=(program, environment, log))
        self._process.start()
        self._ended = asyncio.get_running_loop().create_future()
        asyncio.get_running_loop().add_reader(self._process.sentinel, self._ends)

    def ends_by(self, number):
        """Send the signal `number`, unless it ended before."""
        if self._process.exitcode is None:
            os.kill(self._process.pid, number)

    async def ended(self):
        """Return the exit code: that of the program, or the negative number of the signal."""
        return await asyncio.shield(self._ended)

    def _ends(self):
        asyncio.get_running_loop().remove_reader(self._process.sentinel)
        self._ended.set_result(self._process.exitcode)


def _live(program, environment, log):
    with log.open("ab") as file:
        for stream in (sys.stdout, sys.stderr):
            os.dup2(file.fileno(), stream.fileno())
    os.environ.clear()
    os.environ.update(environment)
    module, *arguments = program
    sys.argv = [module, *arguments]
    runpy.run_module(module, run_name="__main__", alter_sys=True)
