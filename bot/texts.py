"""Words: a Text is a message id with arguments, and becomes language only when it is sent, in the reader's language.

Message ids are the English texts. Catalogues lie in bot/locale/<language>/<feature>.po; what a catalogue lacks is
shown in English (a test keeps that from happening). Message ids may hold Telegram's HTML; arguments never do: they are
escaped here, once, for everybody, and freed from the control characters that turn or hide text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cache, lru_cache
from html import escape, unescape
from io import BytesIO
from pathlib import Path
from zoneinfo import ZoneInfo

LANGUAGES = {"zh_Hans": "简体中文", "zh_Hant": "繁體中文", "en": "English"}
CATALOGUES = Path(__file__).parent / "locale"

# Control characters, bidi overrides and isolates, zero-width characters, line separators, soft hyphen, tag characters,
# letters without a shape (Hangul fillers, Khmer inherent vowels), the blank of Braille, and halves of surrogate pairs,
# which no database takes. The zero-width joiner stays: families and flags among the emoji are made with it.
_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200c\u200e\u200f"
    "\u2028-\u202e\u2060-\u206f\u2800\u3164\ud800-\udfff\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e007f]"
)
_TAGS = re.compile(r"<[^>]+>")
_CUT = "…"


@dataclass(frozen=True, slots=True)
class Text:
    """One message: its id, the id of its plural when it counts something, and its arguments."""

    msgid: str
    args: tuple[tuple[str, object], ...] = ()
    plural: str | None = None
    count: int = 0


@dataclass(frozen=True, slots=True)
class Lines:
    """Several words, one below the other; empty strings make empty lines."""

    parts: tuple[Words, ...]
    separator: str = "\n"


@dataclass(frozen=True, slots=True)
class When:
    """An instant as people read it, in their language and the workplace's time zone.

    `form` is "moment" (11月26日周四 14:30), "day", "time" or "short" (11-26 14:30, for buttons).
    """

    instant: datetime
    form: str = "moment"


@dataclass(frozen=True, slots=True)
class Html:
    """What somebody wrote with the looks they gave it, as the adapter made it of a message: Telegram's HTML."""

    html: str


Words = Text | Lines | When | Html | str


def _(msgid: str, /, **args: object) -> Text:
    """Return the Text of `msgid`; arguments fill its {places}."""
    return Text(msgid, tuple(args.items()))


def n_(one: str, many: str, n: int, /, **args: object) -> Text:
    """Return the Text that counts: `one` for n = 1, else `many` (languages decide); {n} is the number."""
    return Text(one, (("n", n), *args.items()), many, n)


def lines(*parts: Words | None) -> Lines:
    """Put words below one another; None leaves the line out."""
    return Lines(tuple(part for part in parts if part is not None))


def joined(parts: Iterable[Words], separator: str = " · ") -> Lines:
    """Put words beside one another."""
    return Lines(tuple(parts), separator)


def fitting(html: str, limit: int) -> str:
    """Return `html` (of a Reader), cut where a line ends and no tag is open, to at most `limit` characters.

    Telegram counts UTF-16 units, and tags not at all.
    """
    if 2 * len(html) <= limit or units(html) <= limit:
        return html
    kept: list[str] = []
    whole = open_tags = 0
    for line in html.split("\n"):
        if units("\n".join([*kept, line, _CUT])) > limit:
            break
        kept.append(line)
        open_tags += len(_TAGS.findall(line)) - 2 * line.count("</")
        whole = len(kept) if not open_tags else whole
    return "\n".join([*kept[:whole], _CUT])


def units(html: str) -> int:
    """Return how long Telegram says a text is."""
    return len(unescape(_TAGS.sub("", html)).encode("utf-16-le")) // 2


def clean(text: str) -> str:
    """Return what a person typed without characters that cannot be seen but turn, hide or break text."""
    return _UNSEEN.sub("", text)


@dataclass(frozen=True, slots=True)
class Reader:
    """For whom words are put into language: a key of LANGUAGES and the workplace's time zone."""

    language: str
    zone: ZoneInfo

    def html(self, words: Words) -> str:
        """Return `words` as Telegram HTML."""
        return _html(words, self)

    def plain(self, words: Words) -> str:
        """Return `words` as plain text, for callback answers, buttons and files."""
        return unescape(_TAGS.sub("", _html(words, self)))


def _html(words: Words, reader: Reader) -> str:
    match words:
        case Text():
            pattern = _pattern(words.msgid, words.plural, words.count, reader.language)
            return pattern.format_map({name: _argument(value, reader) for name, value in words.args})
        case str():
            return escape(clean(words), quote=False)
        case Lines():
            return words.separator.join([_html(part, reader) for part in words.parts])
        case When():
            return _when(words, reader)
        case Html():
            return clean(words.html)


def _argument(value: object, reader: Reader) -> object:
    match value:
        case Text() | Lines() | When() | Html() | str():
            return _html(value, reader)
        case datetime():
            return _html(When(value), reader)
        case _:
            return value


# date-time entities by the Bot API's format letters: w weekday, D long date, d short date, t time
_FORMS = {
    "zh": {"moment": ("M月d日EEE HH:mm", "wDt"), "day": ("M月d日EEE", "wD"), "time": ("HH:mm", "t")},
    "en": {"moment": ("EEE d MMM, HH:mm", "wDt"), "day": ("EEE d MMM", "wD"), "time": ("HH:mm", "t")},
}


@lru_cache(maxsize=1024)
def _when(when: When, reader: Reader) -> str:
    from babel.dates import format_datetime  # noqa: PLC0415 - 40 ms that the start of the bot need not wait for

    local = when.instant.astimezone(reader.zone)
    if when.form == "short":
        return local.strftime("%m-%d %H:%M")
    pattern, entity = _FORMS["en" if reader.language == "en" else "zh"][when.form]
    shown = format_datetime(local, pattern, tzinfo=reader.zone, locale=reader.language)
    return f'<tg-time unix="{int(when.instant.timestamp())}" format="{entity}">{shown}</tg-time>'


@lru_cache(maxsize=4096)
def _pattern(msgid: str, plural: str | None, count: int, language: str) -> str:
    catalogue = _catalogue(language)
    return str(catalogue.gettext(msgid) if plural is None else catalogue.ngettext(msgid, plural, count))


@cache
def _catalogue(language: str):  # type: ignore[no-untyped-def] # noqa: ANN202 - gettext's classes are private to this file
    from gettext import GNUTranslations, NullTranslations  # noqa: PLC0415

    from babel.messages.mofile import write_mo  # noqa: PLC0415
    from babel.messages.pofile import read_po  # noqa: PLC0415

    merged: GNUTranslations | NullTranslations = NullTranslations()
    for path in sorted((CATALOGUES / language).glob("*.po")):
        compiled = BytesIO()
        with path.open("rb") as file:
            write_mo(compiled, read_po(file, locale=language))
        compiled.seek(0)
        translations = GNUTranslations(compiled)
        translations.add_fallback(merged)
        merged = translations
    return merged
