"""Which parameters a method takes: unknown ones, missing ones and wrong types are refused."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .wire import bad_request, beyond

if TYPE_CHECKING:
    from .wire import Json

_ARRAY = "Array of "
_PLAIN = {"Integer": int, "String": str, "Boolean": bool, "Float": float, "InputFile": None}


class Upload:
    """A file that came with the request."""

    def __init__(self, name: str, mime: str, content: bytes) -> None:
        self.name = name
        self.mime = mime
        self.content = content

    def __repr__(self) -> str:
        return f"<{self.name}, {len(self.content)} bytes>"


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a method or type: the types that fit, whether it must be there, the one value it may have."""

    types: tuple[str, ...]
    required: bool
    constant: str | None


@cache
def _table() -> Json:
    table: Json = json.loads(Path(__file__).with_name("spec.json").read_text("utf-8"))
    return table


def _field(written: str) -> Field:
    head, _, constant = written.partition("=")
    types = tuple(head.rstrip("!").split("|"))
    if len(types) > 1 and all(kind.startswith(_ARRAY) for kind in types):
        # An album: each of its items may be of another of these types.
        types = (_ARRAY + "/".join(kind.removeprefix(_ARRAY) for kind in types),)
    return Field(types, head.endswith("!"), constant or None)


@cache
def method_fields(name: str) -> dict[str, Field]:
    """Return the parameters of the method `name` (in Telegram's spelling)."""
    return {field: _field(written) for field, written in _table()["methods"][name].items()}


@cache
def _type(name: str) -> tuple[str, ...] | dict[str, Field]:
    """Return the subtypes of a union, or the fields of an object."""
    found = _table()["types"][name]
    return tuple(found) if isinstance(found, list) else {field: _field(text) for field, text in found.items()}


def read(method: str, raw: Json, *, strict: bool) -> Json:
    """Return the parameters as Python values: forms carry everything as text, JSON carries types.

    With `strict`, everything is checked down to the last nested object; raises ApiError.
    """
    fields = method_fields(method)
    params: Json = {}
    for name, value in raw.items():
        field = fields.get(name)
        if field is None:
            if strict and not isinstance(value, Upload):
                raise beyond(f"{method} has no parameter {name!r}")
            params[name] = value
            continue
        if value is None:
            continue
        params[name] = _from_text(value, field, name) if type(value) is str else value
        # Keyboards have error texts of their own, see markup.checked.
        if strict and name != "reply_markup":
            check(params[name], field.types, name)
    if strict:
        _require_attachments(params, fields)
        for name, field in fields.items():
            if field.required and params.get(name) is None:
                raise _missing(method, name)
    return params


def _missing(method: str, name: str) -> Exception:
    if name == "chat_id":
        return bad_request("chat_id is empty")
    if name == "text":
        return bad_request("message text is empty")
    if name == "message_id":
        return bad_request("message identifier is not specified")
    return beyond(f"{method} needs the parameter {name!r}")


def _require_attachments(params: Json, fields: dict[str, Field]) -> None:
    uploads = {name for name, value in params.items() if isinstance(value, Upload) and name not in fields}
    if not uploads:
        return
    text = json.dumps([value for value in params.values() if not isinstance(value, Upload)])
    for name in uploads:
        if f"attach://{name}" not in text:
            raise beyond(f"the file {name!r} came along, but nothing refers to it")


def _from_text(value: str, field: Field, name: str) -> Any:
    for kind in field.types:
        if kind == "Integer" and value.strip().lstrip("-").isdigit():
            return int(value)
    first = field.types[0]
    if "String" in field.types or "InputFile" in field.types:
        return value
    if first == "Boolean":
        return value.strip().lower() in {"true", "yes", "1"}
    try:
        if first == "Float":
            return float(value)
        return json.loads(value)
    except ValueError:
        label = "reply keyboard markup" if name == "reply_markup" else name.replace("_", " ")
        raise bad_request(f"can't parse {label} JSON object") from None


def check(value: Any, types: tuple[str, ...], where: str) -> None:
    """Refuse `value`, which stands at `where`, unless one of `types` fits down to the last nested field."""
    problem = _problem(value, types, where)
    if problem:
        raise beyond(problem)


def _problem(value: Any, types: tuple[str, ...], where: str) -> str | None:
    """Return what is wrong with `value`, None when one of `types` fits."""
    problems = [problem for kind in types if (problem := _misfit(value, kind, where)) is not None]
    if len(problems) < len(types):
        return None
    return max(problems, key=lambda problem: problem[0])[1]


def _misfit(value: Any, kind: str, where: str) -> tuple[int, str] | None:
    """Return how near (more is nearer) `value` came to `kind` and what is wrong, None when it fits."""
    if kind.startswith(_ARRAY):
        return _array_misfit(value, kind.removeprefix(_ARRAY), where)
    if "/" in kind:
        problem = _problem(value, tuple(kind.split("/")), where)
        return (1, problem) if problem else None
    if kind in _PLAIN:
        return None if _is_plain(value, kind) else (0, f"{where} must be {kind}, not {type(value).__name__}")
    shape = _type(kind)
    if isinstance(shape, tuple):
        problem = _problem(value, shape, where)
        return (1, problem) if problem else None
    if not isinstance(value, dict):
        return 0, f"{where} must be {kind}, not {type(value).__name__}"
    return _object_misfit(value, kind, shape, where)


def _array_misfit(value: Any, kind: str, where: str) -> tuple[int, str] | None:
    if not isinstance(value, list):
        return 0, f"{where} must be an Array, not {type(value).__name__}"
    for index, item in enumerate(value):
        misfit = _misfit(item, kind, f"{where}[{index}]")
        if misfit:
            return misfit
    return None


def _is_plain(value: Any, kind: str) -> bool:
    if kind == "InputFile":
        return isinstance(value, Upload)
    if kind == "Float":
        return isinstance(value, (int, float)) and not isinstance(value, bool)
    return type(value) is _PLAIN[kind]


def _object_misfit(value: Json, kind: str, shape: dict[str, Field], where: str) -> tuple[int, str] | None:
    for name, field in shape.items():
        if field.constant and value.get(name) != field.constant:
            return 1, f"{where}.{name} must be {field.constant!r}"
    for name, field in shape.items():
        if field.required and value.get(name) is None:
            return 2, f"{where} ({kind}) needs the field {name!r}"
    for name, item in value.items():
        known = shape.get(name)
        if known is None:
            return 3, f"{where} ({kind}) has no field {name!r}"
        problem = _problem(item, known.types, f"{where}.{name}")
        if problem:
            return 4, problem
    return None
