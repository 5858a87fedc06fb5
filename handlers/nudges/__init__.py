"""Who has not answered: organisers see it, and nudge only them, once."""

from handlers.nudges import message, nudging, overview
from handlers.nudges.base import feature

__all__ = ["feature", "message", "nudging", "overview"]
