"""A local, strict Bot API on 127.0.0.1, with people who type and tap: it plays Telegram and does not know the bot."""

from __future__ import annotations

from .groups import Channel, Group
from .phone import InlineResult, Person
from .sandbox import Sandbox
from .server import Call
from .wire import ApiError
from .world import Button, Chat, Message

__all__ = ["ApiError", "Button", "Call", "Channel", "Chat", "Group", "InlineResult", "Message", "Person", "Sandbox"]
