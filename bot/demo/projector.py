"""Shows a story on the page at reading speed: who acts, what happens and why."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from bot.demo.stage import Player, Stage
from bot.sandbox import Chat, Site

Breathe = Callable[[float], Awaitable[None]]
"""Waits that many seconds, for people to read."""

# Reading speed in seconds: to look at a line and per character of it, to see a hand move, to see an answer.
_LOOK, _PER_CHARACTER, _MOVE, _ANSWER = 1.2, 0.09, 1.2, 1.5


class Projector:
    """An Audience: passes what happens on stage on to the page and gives people time to look."""

    def __init__(self, site: Site, stage: Stage, tour: str, tell_time: Callable[[], None], breathe: Breathe) -> None:
        self._site, self._stage, self._tour, self._tell_time, self._breathe = site, stage, tour, tell_time, breathe
        self._line = {"zh": "", "en": ""}
        self._shown_at = stage.clock.now()

    async def tell(self, chinese: str, english: str) -> None:
        """Say what happens and why."""
        self._line = {"zh": chinese, "en": english}
        self._point(None)
        self._scene(over=False)
        await self._breathe(_LOOK + _PER_CHARACTER * len(chinese))

    async def does(self, player: Player, what: str, how: str, chat: Chat) -> None:
        """Point at the phone and what is about to be done there."""
        self._point(player, chat=chat.id, how=how, what=what)
        await self._breathe(_MOVE)

    async def sees(self) -> None:
        """Let people look at what came of it."""
        if self._stage.clock.now() != self._shown_at:
            self._shown_at = self._stage.clock.now()
            self._tell_time()
        self._point(None)
        await self._breathe(_ANSWER)

    def missed(self) -> None:
        """Do nothing: the page shows the chats as they are."""

    def end(self) -> None:
        """Say that the story is over; the last line stays."""
        self._point(None)
        self._scene(over=True)

    def _scene(self, *, over: bool) -> None:
        self._site.tell(kind="scene", tour=self._tour, line=self._line, over=over)

    def _point(self, player: Player | None, **facts: object) -> None:
        self._site.mention(kind="cue", person=player and player.id, **facts)
