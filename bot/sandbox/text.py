"""Texts as Telegram takes them: parsed, trimmed, measured, with links and commands found."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from . import html
from .entities import order, utf16
from .wire import bad_request, beyond

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .wire import Json

TEXT_LIMIT = 4096
CAPTION_LIMIT = 1024
_MOST_ENTITIES = 100
_FOUND = re.compile(
    r"(?P<url>\bhttps?://[^\s<>\"]+[^\s<>\".,;:!?)]|\bt\.me/[\w/?=\-+]+)"
    r"|(?P<email>\b[\w.+\-]+@[\w\-]+(?:\.[\w\-]+)+\b)"
    r"|(?P<bot_command>(?<![\w/@<>])/[a-zA-Z0-9_]{1,64}(?:@[a-zA-Z0-9_]{3,32})?(?![\w/]))"
    r"|(?P<mention>(?<![\w@/])@[a-zA-Z][a-zA-Z0-9_]{3,31}\b)"
    r"|(?P<hashtag>(?<!\w)#\w*[^\W\d]\w*)"
    r"|(?P<cashtag>(?<!\w)\$[A-Z]{1,8}\b)",
)
_HINT = re.compile(r"[/@#$]")


def found_in(text: str) -> list[Json]:
    """Return the entities that Telegram finds by itself: commands, links, mentions, tags."""
    if not _HINT.search(text):
        return []
    found: list[Json] = []
    for match in _FOUND.finditer(text):
        offset = utf16(text[: match.start()])
        found.append({"type": match.lastgroup, "offset": offset, "length": utf16(match[0])})
    return found


def formatted(text: str, parse_mode: str | None, entities: list[Json] | None) -> tuple[str, list[Json]]:
    """Return the text as shown and its entities; raises ApiError."""
    own: list[Json]
    mode = (parse_mode or "").lower()
    if mode == "html":
        text, own = html.parse(text)
    elif mode in {"markdown", "markdownv2"}:
        raise beyond(f"parse_mode {parse_mode} is not played here; use HTML")
    elif mode:
        raise bad_request("unsupported parse_mode")
    else:
        own = _given(text, entities or [])
    text, own = _trimmed(text.replace("\r", ""), own)
    own = own[:_MOST_ENTITIES]
    taken = [(e["offset"], e["offset"] + e["length"]) for e in own if e["type"] in _OPAQUE]
    extra = [
        e
        for e in found_in(text)
        if not any(e["offset"] < end and e["offset"] + e["length"] > start for start, end in taken)
    ]
    return text, sorted(own + extra, key=order) if extra else own


_OPAQUE = {"code", "pre", "text_link", "text_mention", "custom_emoji", "date_time"}


def _given(text: str, entities: list[Json]) -> list[Json]:
    size = utf16(text)
    for entity in entities:
        offset, length = entity["offset"], entity["length"]
        if offset < 0 or length <= 0 or offset + length > size:
            raise bad_request(f"entity beginning at UTF-16 offset {offset} ends after the end of the text")
    return sorted((dict(entity) for entity in entities), key=order)


def _trimmed(text: str, entities: list[Json]) -> tuple[str, list[Json]]:
    core = text.strip()
    if core == text:
        return text, entities
    skipped = utf16(text[: len(text) - len(text.lstrip())])
    size = utf16(core)
    kept: list[Json] = []
    for entity in entities:
        start = max(entity["offset"] - skipped, 0)
        end = min(entity["offset"] + entity["length"] - skipped, size)
        if start < end:
            kept.append(entity | {"offset": start, "length": end - start})
    return core, kept


def introduced(content: Json, users: Mapping[int, Json]) -> Json:
    """Return message fields whose mentions by id carry the whole User; who is unknown is not mentioned at all."""
    for field in ("entities", "caption_entities"):
        if any(entity["type"] == "text_mention" for entity in content.get(field, ())):
            kept = [
                entity | ({"user": users[entity["user"]["id"]]} if entity["type"] == "text_mention" else {})
                for entity in content[field]
                if entity["type"] != "text_mention" or entity["user"]["id"] in users
            ]
            content = {key: value for key, value in content.items() if key != field} | ({field: kept} if kept else {})
    return content


def message_text(params: Json, *, edit: bool = False) -> Json:
    """Return `text` and `entities` of a message from a call's parameters; raises ApiError."""
    text, entities = formatted(params.get("text") or "", params.get("parse_mode"), params.get("entities"))
    if not text:
        raise bad_request("message text is empty")
    if utf16(text) > TEXT_LIMIT:
        raise bad_request("MESSAGE_TOO_LONG" if edit else "message is too long")
    return {"text": text, "entities": entities} if entities else {"text": text}


def caption(params: Json, *, edit: bool = False) -> Json:
    """Return `caption` and `caption_entities` from a call's parameters or a media object; raises ApiError."""
    text, entities = formatted(params.get("caption") or "", params.get("parse_mode"), params.get("caption_entities"))
    if utf16(text) > CAPTION_LIMIT:
        raise bad_request("MEDIA_CAPTION_TOO_LONG" if edit else "message caption is too long")
    shown: Json = {"caption": text} if text else {}
    return shown | {"caption_entities": entities} if entities else shown


def plain(params: Json, field: str, limit: int, error: str) -> str:
    """Return a text without formatting, at most `limit` UTF-16 units long; raises `error` otherwise."""
    value: Any = params.get(field) or ""
    if utf16(value) > limit:
        raise bad_request(error)
    return str(value)
