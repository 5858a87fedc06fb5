"""Telegram's HTML: text with tags -> plain text and entities in UTF-16 units."""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING, NamedTuple

from .entities import tidy, utf16
from .wire import bad_request

if TYPE_CHECKING:
    from .wire import Json

_SIMPLE = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
}
_TAGS = {*_SIMPLE, "a", "tg-emoji", "tg-time", "pre", "code", "blockquote"}
_REFERENCE = re.compile(r"&(?:#x([0-9a-fA-F]{1,6});?|#([0-9]{1,7});?|(lt|gt|amp|quot)(?![a-zA-Z]);?)")
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_CHUNK = re.compile(r"[^<&]+|&|<")
_END = re.compile(r"</([^\s>]*)\s*(>?)")
_NAME = re.compile(r"[^\s>]*")
_ATTRIBUTE = re.compile(r"([^\s=>]*)\s*(=?)\s*")
_TOKEN = re.compile(r"[a-zA-Z0-9.\-]*")
_TIME_FORMAT = re.compile(r"r|w?[dD]?[tT]?")
_SURROGATES = range(0xD800, 0xE000)
_USER_LINK = re.compile(r"tg://user\?id=([0-9]+)")


class _Open(NamedTuple):
    tag: str
    attributes: dict[str, str]
    start: int
    piece: int


class _Parser:
    def __init__(self, source: str) -> None:
        self.source = source
        self.pieces: list[str] = []
        self.length = 0
        self.open: list[_Open] = []
        self.entities: list[Json] = []

    def parse(self) -> tuple[str, list[Json]]:
        source, position = self.source, 0
        while chunk := _CHUNK.match(source, position):
            if chunk[0] == "<":
                position = self._end(position) if source.startswith("</", position) else self._start(position)
                continue
            text, position = _decoded(source, position) if chunk[0] == "&" else (chunk[0], chunk.end())
            self.pieces.append(text)
            self.length += utf16(text)
        if self.open:
            raise _unparsable(f'Can\'t find end tag corresponding to start tag "{self.open[-1].tag}"')
        return "".join(self.pieces), tidy(self.entities)

    def _at(self, position: int) -> str:
        return f"at byte offset {len(self.source[:position].encode())}"

    def _start(self, begin: int) -> int:
        source = self.source
        name = _NAME.match(source, begin + 1)
        position = name.end() if name else begin
        if position >= len(source):
            raise _unparsable(f"Unclosed start tag {self._at(begin)}")
        tag = source[begin + 1 : position].lower()
        if tag not in _TAGS:
            raise _unparsable(f'Unsupported start tag "{tag}" {self._at(begin)}')
        attributes, position = self._attributes(tag, begin, position)
        if tag == "span" and attributes.get("class") != "tg-spoiler":
            raise _unparsable(f'Tag "span" must have class "tg-spoiler" {self._at(begin)}')
        self.open.append(_Open(tag, attributes, self.length, len(self.pieces)))
        return position + 1

    def _attributes(self, tag: str, begin: int, position: int) -> tuple[dict[str, str], int]:
        source, found = self.source, dict[str, str]()
        while True:
            while source[position : position + 1].isspace():
                position += 1
            if source.startswith(">", position):
                return found, position
            head = _ATTRIBUTE.match(source, position)
            name, equals = (head[1], head[2]) if head else ("", "")
            position = head.end() if head else position
            if not equals and (tag, name) == ("blockquote", "expandable"):
                found[name] = ""
                continue
            if not name:
                raise _unparsable(f'Empty attribute name in the tag "{tag}" {self._at(begin)}')
            if not equals:
                raise _unparsable(
                    f'Expected equal sign in declaration of an attribute of the tag "{tag}" {self._at(begin)}',
                )
            if position >= len(source):
                raise _unparsable(f'Unclosed start tag "{tag}" {self._at(begin)}')
            found[name], position = self._value(position)
            if position >= len(source):
                raise _unparsable(f"Unclosed start tag {self._at(begin)}")

    def _value(self, position: int) -> tuple[str, int]:
        source, quote = self.source, self.source[position]
        if quote not in "\"'":
            token = _TOKEN.match(source, position)
            end = token.end() if token else position
            if end < len(source) and not source[end].isspace() and source[end] != ">":
                raise _unparsable(f"Unexpected end of name token {self._at(position)}")
            return source[position:end].lower(), end
        end = source.find(quote, position + 1)
        if end < 0:
            return "", len(source)
        return _REFERENCE.sub(_reference, source[position + 1 : end]), end + 1

    def _end(self, begin: int) -> int:
        if not self.open:
            raise _unparsable(f"Unexpected end tag {self._at(begin)}")
        end = _END.match(self.source, begin)
        if end is None or not end[2]:
            raise _unparsable(f"Unclosed end tag {self._at(begin)}")
        expected, name = self.open[-1].tag, end[1].lower()
        if name not in {"", expected}:
            raise _unparsable(f'Unmatched end tag {self._at(begin)}, expected "</{expected}>", found "</{name}>"')
        opened = self.open.pop()
        if self.length > opened.start:
            self._close(opened)
        return end.end()

    def _close(self, opened: _Open) -> None:
        span: Json = {"type": "", "offset": opened.start, "length": self.length - opened.start}
        tag, attributes = opened.tag, opened.attributes
        if tag in _SIMPLE:
            self.entities.append(span | {"type": _SIMPLE[tag]})
        elif tag == "a":
            self._link(span, attributes.get("href") or "".join(self.pieces[opened.piece :]))
        elif tag == "tg-emoji":
            if not attributes.get("emoji-id", "").isdigit():
                raise _unparsable("Invalid custom emoji identifier specified")
            self.entities.append(span | {"type": "custom_emoji", "custom_emoji_id": attributes["emoji-id"]})
        elif tag == "tg-time":
            self._time(span, attributes)
        elif tag == "blockquote":
            kind = "expandable_blockquote" if "expandable" in attributes else "blockquote"
            self.entities.append(span | {"type": kind})
        else:
            self._code(span, tag, attributes.get("class", ""))

    def _link(self, span: Json, url: str) -> None:
        user = _USER_LINK.fullmatch(url)
        if user:
            self.entities.append(span | {"type": "text_mention", "user": {"id": int(user[1])}})
        elif checked := checked_url(url):
            self.entities.append(span | {"type": "text_link", "url": checked})

    def _time(self, span: Json, attributes: dict[str, str]) -> None:
        unix, form = attributes.get("unix", ""), attributes.get("format", "")
        if not unix.isdigit():
            raise _unparsable("Invalid Unix time specified")
        if not _TIME_FORMAT.fullmatch(form):
            raise _unparsable("Invalid date-time format specified")
        self.entities.append(span | {"type": "date_time", "unix_time": int(unix), "date_time_format": form})

    def _code(self, span: Json, tag: str, css: str) -> None:
        language = css.removeprefix("language-") if css.startswith("language-") else ""
        last = self.entities[-1] if self.entities else {}
        same = last.get("offset") == span["offset"] and last.get("length") == span["length"]
        if tag == "pre" and same and last.get("type") == "code" and last.get("language"):
            last["type"] = "pre"
        elif tag == "code" and same and last.get("type") == "pre" and language:
            last["language"] = language
        else:
            self.entities.append(span | {"type": tag} | ({"language": language} if tag == "code" and language else {}))


def _unparsable(text: str) -> Exception:
    return bad_request(f"can't parse entities: {text}")


def _reference(found: re.Match[str]) -> str:
    if found[3]:
        return _NAMED[found[3]]
    code = int(found[1], 16) if found[1] else int(found[2])
    return chr(code) if 0 < code < sys.maxunicode and code not in _SURROGATES else found[0]


def _decoded(source: str, position: int) -> tuple[str, int]:
    found = _REFERENCE.match(source, position)
    return (_reference(found), found.end()) if found else ("&", position + 1)


def checked_url(url: str) -> str:
    """Return the link as Telegram keeps it (http:// added where a scheme is missing), "" when it is none."""
    if re.match(r"(?:https?|tg|ton|tonsite|mailto|tel)://?\S+", url, re.IGNORECASE):
        return url
    return f"http://{url}" if re.fullmatch(r"[\w\-]+(?:\.[\w\-]+)+(?:[/?#]\S*)?", url) else ""


def parse(source: str) -> tuple[str, list[Json]]:
    """Return plain text and entities of `source`; raises ApiError with Telegram's wording and byte offsets."""
    return _Parser(source).parse()
