"""Who may come beyond departments: only certain posts, or only those on a guest list."""

from handlers.guests import listing, meant, pasting, posts
from handlers.guests.base import feature

__all__ = ["feature", "listing", "meant", "pasting", "posts"]
