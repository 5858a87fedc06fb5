"""Typed taps on the 64 bytes of Telegram's callback_data.

    class SignUp(Tap, wire="e+", retired=("su",)):
        event: int

`encode(SignUp(7))` is "e+:7". A tap that is renamed keeps answering old keyboards through its retired wire names. What
comes back from a chat is an address, never authority: services check who may do what.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any, ClassVar, Self, dataclass_transform, get_type_hints

LIMIT = 64  # bytes of callback_data, Bot API
_SEPARATOR = ":"
_BY_WIRE: dict[str, type[Tap]] = {}


class StaleTapError(Exception):
    """The data of a button is not one of ours, or not any more: old, renamed or forged."""


@dataclass_transform(frozen_default=True)
class Tap:
    """What a button means. Fields are int, str or bool; strings may hold anything but must fit.

    The class keywords are `wire`, the short name in the data, and `retired`, names it had in earlier releases.
    """

    wire: ClassVar[str]
    _readers: ClassVar[tuple[Any, ...] | None]

    def __init_subclass__(cls, *, wire: str, retired: tuple[str, ...] = ()) -> None:
        """Register the wire names; raises ValueError when one is taken."""
        super().__init_subclass__()
        cls.wire = wire
        cls._readers = None
        dataclass(frozen=True)(cls)
        for name in (wire, *retired):
            if _SEPARATOR in name or (name in _BY_WIRE and _BY_WIRE[name].__qualname__ != cls.__qualname__):
                raise ValueError(f"wire name {name!r} of {cls.__name__} is taken or not allowed")
            _BY_WIRE[name] = cls

    @classmethod
    def read(cls, parts: list[str]) -> Self:
        """Build the tap from the fields' texts; raises StaleTapError when they do not fit."""
        if cls._readers is None:
            hints = get_type_hints(cls)
            cls._readers = tuple(_READERS[hints[field.name]] for field in fields(cls))  # type: ignore[arg-type]
        if len(parts) != len(cls._readers):
            raise StaleTapError
        try:
            tap = cls(*(reader(part) for reader, part in zip(cls._readers, parts, strict=True)))
        except ValueError:
            raise StaleTapError from None
        # Only what we could have written ourselves: anything else may not fit the buttons that repeat it.
        if [_write(value) for value in vars(tap).values()] != parts:
            raise StaleTapError
        return tap


def _read_int(part: str) -> int:
    # int() also takes spaces, underscores and other scripts' digits, and 20 digits do not fit a database.
    digits = part.removeprefix("-")
    if not (digits.isascii() and digits.isdigit() and len(digits) <= 18):  # noqa: PLR2004 - below 2**63
        raise ValueError(part)
    return int(part)


def _read_bool(part: str) -> bool:
    if part not in {"0", "1"}:
        raise ValueError(part)
    return part == "1"


def _read_str(part: str) -> str:
    return part.replace("%3A", _SEPARATOR).replace("%25", "%")


_READERS: dict[type, Any] = {int: _read_int, str: _read_str, bool: _read_bool}


def _write(value: object) -> str:
    if isinstance(value, bool):
        return "1" if value else "0"
    return str(value).replace("%", "%25").replace(_SEPARATOR, "%3A")


def encode(tap: Tap) -> str:
    """Return the callback_data of `tap`; raises ValueError when it would not fit 64 bytes."""
    data = _SEPARATOR.join((tap.wire, *(_write(value) for value in vars(tap).values())))
    if len(data.encode()) > LIMIT:
        raise ValueError(f"{type(tap).__name__} does not fit {LIMIT} bytes")
    return data


def decode(data: str) -> Tap:
    """Return the tap that `data` stands for; raises StaleTapError for anything unknown, old or forged."""
    wire, *parts = data.split(_SEPARATOR)
    kind = _BY_WIRE.get(wire)
    if kind is None:
        raise StaleTapError
    return kind.read(parts)
