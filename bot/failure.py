"""What a command says to the operator instead of a traceback."""

from __future__ import annotations

from typing import ClassVar


class CommandError(Exception):
    """A command cannot do what it was asked; its text says why and what would help, without secrets."""

    exit_code: ClassVar[int] = 1
