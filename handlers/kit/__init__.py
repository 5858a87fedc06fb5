"""What a feature is made of: Feature, Screen, Button, Form, Ctx. Data and plain functions; no Telegram in here.

A feature module declares one Feature and hangs its handlers on it; everything else (routing, /help, the command menus,
periodic jobs) is read off the declaration. See CONTRIBUTING.md for a worked example.
"""

from __future__ import annotations

from handlers.kit.feature import Adds, Command, Feature, Job, Promise, Scope
from handlers.kit.form import Answers, Choice, Form, Misfit, Partly, Step
from handlers.kit.moment import NOWHERE, Chat, ChatKind, Ctx, Desk, deep_link
from handlers.kit.screens import (
    Addition,
    Answer,
    Attachment,
    Button,
    Document,
    FileKind,
    Find,
    Finds,
    Go,
    Row,
    Screen,
    Sent,
    Slot,
    Style,
    Toast,
)

__all__ = [
    "NOWHERE",
    "Addition",
    "Adds",
    "Answer",
    "Answers",
    "Attachment",
    "Button",
    "Chat",
    "ChatKind",
    "Choice",
    "Command",
    "Ctx",
    "Desk",
    "Document",
    "Feature",
    "FileKind",
    "Find",
    "Finds",
    "Form",
    "Go",
    "Job",
    "Misfit",
    "Partly",
    "Promise",
    "Row",
    "Scope",
    "Screen",
    "Sent",
    "Slot",
    "Step",
    "Style",
    "Toast",
    "deep_link",
]
