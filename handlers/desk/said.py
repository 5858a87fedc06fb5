"""What somebody said, and the answer to it."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.people import Person
from bot.texts import Reader, Words, _
from handlers.kit import Answer, Attachment, Chat, Ctx, Screen, Sent, Toast


@dataclass(frozen=True, slots=True)
class Said:
    """One thing somebody said, sent or tapped. `text` is None for what is no text; `data` is a tapped button's.

    An administrator of a group who speaks as the group itself is nobody: `telegram_id` 0.
    """

    telegram_id: int
    name: str
    chat: Chat
    message_id: int
    text: str | None = None
    data: str | None = None
    attachment: Attachment | None = None
    sent: Sent | None = None  # the whole message, in private
    own: Sent | None = None  # … and that of the same person which the tapped message quotes
    tag: str = ""  # what a message in a group begins with: "#tag"


@dataclass(frozen=True, slots=True)
class Reply:
    """The answer, for whom, and which refusal or reference code it carries (for the log and the metrics)."""

    answer: Answer
    reader: Reader
    person: Person
    refusal: str = ""
    failure: str = ""


NOBODY = Person(0, None, "", None, "", None, None, 0)  # to whom what groups are told is written


def sorry(code: str) -> Words:
    """Return the apology for a bug, which stands in the log under `code`."""
    return _("Something went wrong on our side. If it stays, tell the organisers this code: {code}", code=code)


def stranger(said: Said) -> Person:
    """Return the person whom nobody knows yet."""
    return Person(0, said.telegram_id, "", None, "", None, None, 0)


def say(words: Words, ctx: Ctx) -> Answer:
    """Return `words` as the answer to a tap or to a message."""
    return Toast(words, alert=True) if ctx.is_tap else Screen(words)
