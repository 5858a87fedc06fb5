"""The answer to a webhook has room for one call: that saves a round trip, and a place among the connections."""

from __future__ import annotations

from contextvars import ContextVar
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


class Carrier:
    """Room for one call in the answer to an update. Telegram executes it and drops its result."""

    __slots__ = ("_call", "_closed")

    def __init__(self) -> None:
        self._call: dict[str, object] | None = None
        self._closed = False

    def put(self, method: str, params: Mapping[str, object]) -> bool:
        """Take the call along; False when there is no room (any more)."""
        if self._closed or self._call is not None:
            return False
        self._call = {"method": method, **params}
        return True

    def close(self) -> dict[str, object] | None:
        """Return the call that goes with the answer, if any; nothing can be put in afterwards."""
        self._closed = True
        return self._call


# Of the update that is being handled in this task; None when it was polled.
CARRIER: ContextVar[Carrier | None] = ContextVar("carrier", default=None)
