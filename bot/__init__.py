"""faguang (发光): the programme desk of a workplace, as a Telegram bot."""

from __future__ import annotations

__version__ = "0.1.0"
