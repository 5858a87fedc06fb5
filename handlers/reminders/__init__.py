"""Reminders as each person wants them, and every message that is promised about events."""

from handlers.reminders import messages, offers
from handlers.reminders.settings import feature

__all__ = ["feature", "messages", "offers"]
