"""The content of a notice: its parts in each language, what may be sent, and how it is kept."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from enum import StrEnum

from bot.errors import Refusal

LONGEST_TEXT, LONGEST_CAPTION = 4096, 1024  # characters, Bot API
MOST_PARTS = 10  # of an album, Bot API sendMediaGroup
EVERYBODY = ""  # the content for whoever has none in their own language


class PartKind(StrEnum):
    """What a part of a notice is."""

    TEXT = "text"
    PHOTO = "photo"
    DOCUMENT = "document"
    VIDEO = "video"
    AUDIO = "audio"
    VOICE = "voice"
    ANIMATION = "animation"
    COPY = "copy"  # of a message in another chat: what Telegram has no file of


class NoticeUnfit(Refusal):
    """A notice has a title, a content with something in it, and at most so many parts and buttons."""


@dataclass(frozen=True, slots=True)
class Part:
    """One message of a notice: `html` is its text or caption; a `copy` is of `message_id` in `from_chat`."""

    kind: PartKind = PartKind.TEXT
    html: str = ""
    file_id: str = ""
    file_name: str = ""
    from_chat: int = 0
    message_id: int = 0


Content = Mapping[str, tuple[Part, ...]]  # by language; EVERYBODY for all others


def check_content(content: Content) -> None:
    """Raise NoticeUnfit unless every language has something to send, and not more than Telegram takes at once."""
    if not content or not all(1 <= len(parts) <= MOST_PARTS for parts in content.values()):
        raise NoticeUnfit
    for part in (part for parts in content.values() for part in parts):
        match part.kind:
            case PartKind.TEXT:
                fit = bool(part.html.strip())
            case PartKind.COPY:
                fit = bool(part.from_chat and part.message_id)
            case _:
                fit = bool(part.file_id)
        if not fit:
            raise NoticeUnfit


def content_for(content: Content, language: str | None) -> tuple[Part, ...]:
    """Return what somebody reads who chose `language`: that, else what is for everybody, else the first there is."""
    for wanted in (language or EVERYBODY, EVERYBODY):
        if wanted in content:
            return content[wanted]
    return next(iter(content.values()))


def written(content: Content) -> str:
    """Return a content as it is kept."""
    plain = {language: [asdict(part) for part in parts] for language, parts in content.items()}
    return json.dumps(plain, ensure_ascii=False)


def read(text: str) -> dict[str, tuple[Part, ...]]:
    """Return a content from what is kept."""
    return {
        language: tuple(replace(Part(**part), kind=PartKind(part["kind"])) for part in parts)
        for language, parts in json.loads(text).items()
    }


def same_shape(before: Content, after: Content) -> bool:
    """Whether what was sent as `before` can be edited to say `after`: the same kinds of parts in each language."""
    return {language: [part.kind for part in parts] for language, parts in before.items()} == {
        language: [part.kind for part in parts] for language, parts in after.items()
    }
