"""A local, strict Bot API on 127.0.0.1, with people who type and tap: it plays Telegram and does not know the bot."""

from __future__ import annotations

from . import keep
from .chat import Chat
from .groups import Channel, Group
from .guard import Guard, is_loopback
from .message import Button, Message, Sender
from .phone import InlineResult, Person
from .sandbox import Sandbox
from .server import Call
from .site import Site
from .wire import ApiError

__all__ = [
    "ApiError",
    "Button",
    "Call",
    "Channel",
    "Chat",
    "Group",
    "Guard",
    "InlineResult",
    "Message",
    "Person",
    "Sandbox",
    "Sender",
    "Site",
    "is_loopback",
    "keep",
]
