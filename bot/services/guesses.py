"""How often somebody tried what did not fit: joining links, check-in codes. In memory only."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from bot.domain.people import TooManyGuesses
from bot.errors import Refusal

# A link has 128 random bits, which makes this a matter of cost; a code of six digits lives on it.
GUESSES = 5
WINDOW = timedelta(hours=1)
_MOST = 10_000


class Guesses:
    """Wrong guesses by Telegram account, GUESSES per WINDOW; `refusal` is raised beyond, with when it ends."""

    def __init__(self, refusal: Callable[[datetime], Refusal] = TooManyGuesses) -> None:
        self._wrong: dict[int, list[datetime]] = {}
        self._refusal = refusal

    def refuse(self, telegram_id: int, now: datetime) -> None:
        """Raise the refusal when this account has used up its guesses."""
        recent = self._recent(telegram_id, now)
        if len(recent) >= GUESSES:
            raise self._refusal(recent[0] + WINDOW)

    def note(self, telegram_id: int, now: datetime) -> None:
        """Count a wrong guess."""
        if len(self._wrong) >= _MOST:
            self._wrong = {key: recent for key in self._wrong if (recent := self._recent(key, now))}
        self._wrong[telegram_id] = [*self._recent(telegram_id, now), now]

    def _recent(self, telegram_id: int, now: datetime) -> list[datetime]:
        return [at for at in self._wrong.get(telegram_id, ()) if at > now - WINDOW]
