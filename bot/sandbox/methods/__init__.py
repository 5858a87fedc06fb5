"""The methods that the sandbox serves; any other is a 404, so nobody believes that it works."""

from __future__ import annotations

# Loading a module puts its methods into the table.
from . import chats, copies, delivery, edits, files, forum, me, messages, polls, queries  # noqa: F401
from .registry import METHODS, Method

__all__ = ["METHODS", "Method"]
