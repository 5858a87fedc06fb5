"""Rebuilds spec.json from a machine-readable description of the Bot API: `python -m bot.sandbox.respec FILE`."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .wire import Json

SPEC = Path(__file__).with_name("spec.json")
_CONSTANT = re.compile(r"""(?:must be|always) (?:one of )?["“]?([a-z_0-9]+)["”]?(?:[.,]|$)""")


def compact(description: Json, methods: Iterable[str]) -> Json:
    """Return the fields of `methods` and of every type that they take: `Type|Type`, `!` required, `=value` constant."""
    types: Json = {}
    wanted: list[str] = []

    def field(entry: Json, *, constant: bool) -> str:
        wanted.extend(kind.replace("Array of ", "") for kind in entry["types"])
        found = _CONSTANT.search(entry["description"]) if constant and entry["name"] in {"type", "source"} else None
        types = "|".join(entry["types"])
        return f"{types}{'!' * entry['required']}{f'={found[1]}' if found else ''}"

    def fields(entries: list[Json], *, constant: bool) -> dict[str, str]:
        return {entry["name"]: field(entry, constant=constant) for entry in entries}

    known: dict[str, Any] = description["types"]
    result = {name: fields(description["methods"][name].get("fields", []), constant=False) for name in sorted(methods)}
    while wanted:
        name = wanted.pop()
        if name in types or name not in known:
            continue
        subtypes = known[name].get("subtypes")
        types[name] = subtypes or fields(known[name].get("fields", []), constant=True)
        wanted.extend(subtypes or ())
    return {"version": description["version"], "methods": result, "types": dict(sorted(types.items()))}


def main() -> None:
    """Write spec.json anew for the methods that the sandbox serves."""
    from .methods import METHODS  # noqa: PLC0415 - the table must be replaceable before the methods can load it

    description = json.loads(Path(sys.argv[1]).read_text("utf-8"))
    table = compact(description, (method.name for method in METHODS.values()))
    SPEC.write_text(json.dumps(table, indent=1, ensure_ascii=False) + "\n", "utf-8")


if __name__ == "__main__":
    main()
