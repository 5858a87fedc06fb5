"""Forms at work: their buttons, their looks, and how they run."""

from __future__ import annotations

from handlers.forms.run import Forms
from handlers.forms.taps import TAPS

__all__ = ["TAPS", "Forms"]
