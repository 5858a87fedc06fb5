"""Functions that wait for a transaction, and how they reach the threads that run them: in order, many to a hop."""

from __future__ import annotations

import asyncio
from collections import deque
from copy import copy
from functools import partial
from typing import TYPE_CHECKING, Any, Concatenate, Generic, TypeAlias

from storage.db import DatabaseClosedError, P, R, Tx

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


# How often a function is begun before a deadlock or a lost connection becomes its caller's matter.
TRIES = 10


class Call(Generic[R]):
    """One function on its way: what to call, and once it is settled, its result or its error."""

    __slots__ = ("_args", "_fn", "_kwargs", "_taken", "_waiter", "error", "result", "tries")

    result: R

    def __init__(self, fn: Callable[..., R], args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
        self._fn = fn
        self._args = args
        self._kwargs = kwargs
        self._taken = False
        self.tries = 0
        self._waiter = asyncio.get_running_loop().create_future()
        self.error: BaseException | None = None

    def run(self, tx: Tx) -> None:
        """Call the function and keep its result. Raises what it raises."""
        self.error = None
        self.result = self._fn(tx, *self._args, **self._kwargs)

    def take(self) -> bool:
        """Say whether somebody still wants this call to run; from now on a cancellation does not stop it."""
        self._taken = not self._waiter.cancelled()
        return self._taken

    def try_again(self) -> bool:
        """Count a try that came to nothing through no fault of the function; say whether there are more."""
        self.tries += 1
        return self.tries < TRIES

    def settle(self) -> None:
        """Wake the caller: result or error are there."""
        if not self._waiter.done():
            self._waiter.set_result(None)

    async def outcome(self) -> R:
        """Wait for the end of the transaction; return the result or raise the error. See `storage.db`, Cancellation."""
        held_back = False
        while True:
            try:
                await self._waiter
                break
            except asyncio.CancelledError:
                if not self._taken:
                    raise
                held_back = True
                if self._waiter.cancelled():
                    self._waiter = asyncio.get_running_loop().create_future()
        if held_back:
            _cancel_at_next_await()
        if self.error is not None:
            raise self.error
        return self.result


def _cancel_at_next_await() -> None:
    """Deliver a held-back cancellation to the current task, unless who asked for it takes it back before that await.

    `asyncio.timeout` does so when its block ends; a cancellation delivered at once would then strike outside of it.
    """
    task = asyncio.current_task()

    def strike() -> None:
        if task is not None and task.cancelling():
            task.uncancel()
            task.cancel()

    asyncio.get_running_loop().call_soon(strike)


Worker: TypeAlias = "Callable[[list[Call[Any]]], asyncio.Future[list[Call[Any]]]]"
"""Runs a batch in its thread and gives each call its result or error; the future has those last ones of the batch that
must run again, or an exception for all."""


class Dispatcher:
    """Hands waiting calls to idle workers, first come first served, at most `most` at a time.

    Plain callbacks rather than a task: nobody can cancel what a thread has begun. Counters: `batches`, `served`.
    """

    def __init__(self, workers: Sequence[Worker], *, most: int) -> None:
        self._waiting: deque[Call[Any]] = deque()
        self._idle = list(workers)
        self._workers = len(workers)
        self._most = most
        self._closed = False
        self._quiet = asyncio.Event()
        self._quiet.set()
        self.batches = 0
        self.served = 0

    async def call(self, fn: Callable[Concatenate[Tx, P], R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Queue `fn` and return its result. Raises what it raises, DatabaseClosedError after `close`."""
        if self._closed:
            raise DatabaseClosedError("the database is closed")
        call = Call(fn, args, kwargs)
        self._waiting.append(call)
        if self._idle:
            self._quiet.clear()
            # Not at once: callers that are ready in this turn of the loop share the batch.
            asyncio.get_running_loop().call_soon(self._serve, self._idle.pop())
        return await call.outcome()

    async def close(self) -> None:
        """Take nothing new and wait until all that was queued has finished."""
        self._closed = True
        await self._quiet.wait()

    def _serve(self, worker: Worker) -> None:
        batch: list[Call[Any]] = []
        while self._waiting and len(batch) < self._most:
            call = self._waiting.popleft()
            if call.take():
                batch.append(call)
        if batch:
            self.batches += 1
            self.served += len(batch)
            worker(batch).add_done_callback(partial(self._finish, worker, batch))
            return
        self._idle.append(worker)
        if len(self._idle) == self._workers:
            self._quiet.set()

    def _finish(self, worker: Worker, batch: list[Call[Any]], done: asyncio.Future[list[Call[Any]]]) -> None:
        broken = done.exception()
        again = done.result() if broken is None else []
        for call in batch[: len(batch) - len(again)]:
            if broken is not None:
                # Also for those that refused: they may have judged by what others had written and is now undone.
                call.error = copy(broken)
                call.error.__cause__ = broken
            call.settle()
        self._waiting.extendleft(reversed(again))
        self._serve(worker)
