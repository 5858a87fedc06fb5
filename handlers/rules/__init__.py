"""The rules of an event: how it gives its seats, what lateness means, what a group sees."""

from handlers.rules import of_series, screen
from handlers.rules.base import feature

__all__ = ["feature", "of_series", "screen"]
