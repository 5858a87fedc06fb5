"""How often somebody tried links that were none. In memory only."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.domain.people import TooManyGuesses

# A link has 128 random bits; this only keeps guessing from costing us anything.
GUESSES = 5
WINDOW = timedelta(hours=1)
_MOST = 10_000


class Guesses:
    """Wrong guesses by Telegram account, GUESSES per WINDOW."""

    def __init__(self) -> None:
        self._wrong: dict[int, list[datetime]] = {}

    def refuse(self, telegram_id: int, now: datetime) -> None:
        """Raise TooManyGuesses when this account has used up its guesses."""
        recent = self._recent(telegram_id, now)
        if len(recent) >= GUESSES:
            raise TooManyGuesses(recent[0] + WINDOW)

    def note(self, telegram_id: int, now: datetime) -> None:
        """Count a wrong guess."""
        if len(self._wrong) >= _MOST:
            self._wrong = {key: recent for key in self._wrong if (recent := self._recent(key, now))}
        self._wrong[telegram_id] = [*self._recent(telegram_id, now), now]

    def _recent(self, telegram_id: int, now: datetime) -> list[datetime]:
        return [at for at in self._wrong.get(telegram_id, ()) if at > now - WINDOW]
