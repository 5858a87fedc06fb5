"""Keeps the catalogues in step with the code: `python -m bot.locale` (that is `make texts`).

Collects the texts of every module under handlers into bot/locale/<language>/<module>.po and derives zh_Hant from
zh_Hans with OpenCC. A Traditional text that was corrected by hand stays when its entry has the comment "# corrected".
"""

from __future__ import annotations

import sys
from collections.abc import Iterator

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po, write_po

from bot.texts import CATALOGUES

ROOT = CATALOGUES.parent.parent
LANGUAGES = ("zh_Hans", "zh_Hant")  # English is the language of the message ids
_KEYWORDS = {"_": None, "n_": (1, 2)}


def collect() -> dict[str, Catalog]:
    """Return the texts in the code by catalogue name: the stem of the module or folder under handlers."""
    found: dict[str, Catalog] = {}
    for path in sorted((ROOT / "handlers").rglob("*.py")):
        stem = path.relative_to(ROOT / "handlers").parts[0].removesuffix(".py")
        for _line, msgid, _comments, _context in extract_from_file("python", path, keywords=_KEYWORDS):
            found.setdefault(stem, Catalog()).add(msgid)
    return found


def load(language: str, stem: str) -> Catalog:
    """Return a catalogue as it is on disk; an empty one when there is none."""
    path = CATALOGUES / language / f"{stem}.po"
    if not path.exists():
        return Catalog(locale=language)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def messages(catalogue: Catalog) -> Iterator[Message]:
    """Yield the texts of a catalogue without its header."""
    return (message for message in catalogue if message.id)


def strings(message: Message) -> tuple[str, ...]:
    """Return a text's translations: one, or one per plural form; empty strings where it has none."""
    found = message.string if isinstance(message.string, (tuple, list)) else (message.string,)
    return tuple(string or "" for string in found)


def save(language: str, stem: str, catalogue: Catalog) -> None:
    """Write a catalogue: sorted as the code has it, without line numbers, which would change with every edit."""
    path = CATALOGUES / language / f"{stem}.po"
    path.parent.mkdir(exist_ok=True)
    with path.open("wb") as file:
        write_po(file, catalogue, width=120, no_location=True, omit_header=True, ignore_obsolete=True)


def main() -> int:
    """Update all catalogues; return 1 when texts lack their Chinese."""
    from opencc import OpenCC  # noqa: PLC0415 - only developers have it

    convert = OpenCC("s2twp").convert
    missing = 0
    collected_again = collect()  # catalogues share the messages they are updated with
    for stem, texts in collect().items():
        simplified, traditional = load("zh_Hans", stem), load("zh_Hant", stem)
        simplified.update(texts, no_fuzzy_matching=True)
        traditional.update(collected_again[stem], no_fuzzy_matching=True)
        for message in messages(simplified):
            if not all(strings(message)):
                sys.stderr.write(f"{stem}.po lacks the Chinese of: {message.id}\n")
                missing += 1
            own = traditional[message.id]
            if "corrected" not in own.user_comments:
                converted = tuple(convert(string) for string in strings(message))
                own.string = converted if message.pluralizable else converted[0]
        save("zh_Hans", stem, simplified)
        save("zh_Hant", stem, traditional)
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
