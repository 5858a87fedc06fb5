"""Notices: an organiser says something to the right people, sees it arrive, and who has acknowledged it."""

from handlers.notices import compose, mine, received, report, seconding, steering, templates
from handlers.notices.base import feature

__all__ = ["compose", "feature", "mine", "received", "report", "seconding", "steering", "templates"]
