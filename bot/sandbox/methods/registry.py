"""The table of methods: each is a function of the world and the checked parameters; what it returns is `result`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.sandbox.wire import Json
    from bot.sandbox.world import World

    Run = Callable[[World, Json], Any]


@dataclass(frozen=True, slots=True)
class Method:
    """One method, in Telegram's spelling."""

    name: str
    run: Run


METHODS: dict[str, Method] = {}


def method(*names: str) -> Callable[[Run], Run]:
    """Serve the decorated function as the methods `names`."""

    def register(run: Run) -> Run:
        for name in names:
            METHODS[name.lower()] = Method(name, run)
        return run

    return register
