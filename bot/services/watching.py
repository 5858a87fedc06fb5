"""Which messages show how far a notice is; in memory, for they only help while somebody looks on."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.people import Person

_MOST = 200  # the oldest is forgotten first


@dataclass(frozen=True, slots=True, eq=False)
class Watch:
    """A message in somebody's chat that follows a notice; `shown` is what it says as the watching begins."""

    notice_id: int
    person: Person
    message_id: int
    shown: object


class Watching:
    """The latest message of each person for each notice."""

    def __init__(self) -> None:
        self._watches: dict[tuple[int, int], Watch] = {}

    def watch(self, one: Watch) -> None:
        """Follow the notice with this message."""
        key = (one.notice_id, one.person.id)
        self._watches.pop(key, None)
        self._watches[key] = one
        if len(self._watches) > _MOST:
            del self._watches[next(iter(self._watches))]

    def leave(self, one: Watch) -> None:
        """Follow it no more, unless another message has taken its place."""
        key = (one.notice_id, one.person.id)
        if self._watches.get(key) == one:
            del self._watches[key]

    def unwatch(self, person_id: int, message_id: int) -> None:
        """Follow nothing with this message: it shows something else now."""
        for one in self.watches():
            if (one.person.id, one.message_id) == (person_id, message_id):
                self.leave(one)

    def watches(self) -> tuple[Watch, ...]:
        """Return all of them, the oldest first."""
        return tuple(self._watches.values())
