"""Who wants to know what changed: watchers get every change, waiters are asked again after each.

The kinds, with chat_id: message, edit, delete, unpin, reaction, keyboard, typing, members, upgrade, menu_button; with
user_id: person, read, tap, answer, inline_results; and commands, call (the bot's, with the Call), polling, confirmed.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from .wire import Json


class Feed:
    """Passes changes on; costs next to nothing while nobody listens."""

    def __init__(self) -> None:
        self._watchers: list[Callable[[Json], object]] = []
        self._waiters: dict[asyncio.Future[None], Callable[[], object]] = {}
        self._due = False

    def watch(self, callback: Callable[[Json], object]) -> Callable[[], None]:
        """Call `callback` with every change; return what ends it."""
        self._watchers.append(callback)
        return lambda: self._watchers.remove(callback)

    def changed(self, kind: str, **facts: Any) -> None:
        """Say that something changed: watchers hear it now, waiters look once all of this step is done."""
        if self._watchers:
            change = {"kind": kind, **facts}
            for watcher in tuple(self._watchers):
                watcher(change)
        if self._waiters and not self._due:
            self._due = True
            asyncio.get_running_loop().call_soon(self._look)

    def _look(self) -> None:
        self._due = False
        for future, predicate in tuple(self._waiters.items()):
            if future.done():
                continue
            try:
                if predicate():
                    future.set_result(None)
            except Exception as error:  # noqa: BLE001 - it is handed to who waits
                future.set_exception(error)

    async def until(self, predicate: Callable[[], object], timeout: float, what: Callable[[], str]) -> None:  # noqa: ASYNC109
        """Wait until `predicate()` is true; after `timeout` seconds TimeoutError says that `what()` is missing."""
        if predicate():
            return
        future = asyncio.get_running_loop().create_future()
        self._waiters[future] = predicate
        try:
            await asyncio.wait_for(future, timeout)
        except TimeoutError:
            raise TimeoutError(f"not within {timeout} s: {what()}") from None
        finally:
            del self._waiters[future]
