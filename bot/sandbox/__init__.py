"""A local, strict Bot API on 127.0.0.1, with people who type and tap: it plays Telegram and does not know the bot."""

from __future__ import annotations

from .chat import Chat
from .groups import Channel, Group
from .message import Button, Message, Sender
from .phone import InlineResult, Person
from .sandbox import Sandbox
from .server import Call
from .wire import ApiError

__all__ = [
    "ApiError",
    "Button",
    "Call",
    "Channel",
    "Chat",
    "Group",
    "InlineResult",
    "Message",
    "Person",
    "Sandbox",
    "Sender",
]
