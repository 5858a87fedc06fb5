"""Suggestions, for everybody: filing one, seeing what became of it, seconding and discussing those of others."""

from handlers.suggestions import acting, card, comments, filing, lists, searching, ways_in
from handlers.suggestions.base import feature

__all__ = ["acting", "card", "comments", "feature", "filing", "lists", "searching", "ways_in"]
