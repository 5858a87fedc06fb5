"""Messages and buttons as people see them. Raw objects are kept as the bot gets to see them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from .entities import render

if TYPE_CHECKING:
    from .chat import Chat
    from .files import File
    from .wire import Json


@dataclass(frozen=True, slots=True)
class Button:
    """One button as a person sees it: `kind` is the field that says what it does, `value` what stands there."""

    label: str
    kind: str
    value: Any
    style: str | None


def _button(raw: Json) -> Button:
    rest = {key: value for key, value in raw.items() if key not in {"text", "style", "icon_custom_emoji_id"}}
    kind, value = next(iter(rest.items()))
    return Button(raw["text"], kind, value, raw.get("style"))


@dataclass(frozen=True, slots=True)
class Sender:
    """Who speaks: a person, the bot, or a chat that hides who it was."""

    id: int
    name: str
    is_bot: bool


class Message:
    """A message in a chat, as everybody there sees it."""

    __slots__ = ("by_bot", "chat", "inline_id", "raw", "reactions", "seq")

    def __init__(self, chat: Chat, raw: Json, seq: int, *, by_bot: bool, inline_id: str | None = None) -> None:
        self.chat = chat
        self.raw = raw
        self.seq = seq
        self.by_bot = by_bot
        self.inline_id = inline_id
        self.reactions: dict[int, list[Json]] = {}

    def __repr__(self) -> str:
        return f"<Message {self.id} in {self.chat.id}: {self.text[:60]!r}>"

    @property
    def id(self) -> int:
        """The message_id, unique in its chat."""
        return int(self.raw["message_id"])

    @property
    def deleted(self) -> bool:
        """Whether it is gone from the chat."""
        return self.chat.messages.get(self.id) is not self

    @property
    def text(self) -> str:
        """Text or caption as shown, without formatting; the question of a poll."""
        raw = self.raw
        return str(raw.get("text") or raw.get("caption") or raw.get("poll", {}).get("question") or "")

    @property
    def entities(self) -> list[Json]:
        """The formatting of `text`."""
        return list(self.raw.get("entities") or self.raw.get("caption_entities") or [])

    @property
    def html(self) -> str:
        """Text or caption as HTML."""
        return render(self.text, self.entities)

    @property
    def buttons(self) -> list[list[Button]]:
        """The inline keyboard, row by row."""
        rows = self.raw.get("reply_markup", {}).get("inline_keyboard", ())
        return [[_button(button) for button in row] for row in rows]

    @property
    def rows(self) -> list[list[str]]:
        """The labels of the inline keyboard, row by row."""
        return [[button.label for button in row] for row in self.buttons]

    def button(self, label: str) -> Button:
        """Return the button with this label; raises LookupError that names those there."""
        for row in self.buttons:
            for button in row:
                if button.label == label:
                    return button
        raise LookupError(f"no button {label!r} on {self!r}; there are {self.rows}")

    @property
    def edited(self) -> bool:
        """Whether the text was changed after it was sent."""
        return "edit_date" in self.raw

    @property
    def date(self) -> datetime:
        """When it was sent, UTC."""
        return datetime.fromtimestamp(self.raw["date"], UTC)

    @property
    def sender(self) -> Sender:
        """Whose name stands above it."""
        origin = self.raw.get("sender_chat") or self.raw.get("from") or self.raw["chat"]
        return Sender(origin["id"], origin.get("title") or origin["first_name"], bool(origin.get("is_bot")))

    @property
    def reply_to(self) -> int | None:
        """The message_id that it answers."""
        replied = self.raw.get("reply_to_message")
        return int(replied["message_id"]) if replied else None

    @property
    def file(self) -> File | None:
        """The file that it carries: a document, photo (the largest size), voice, video, audio or animation."""
        for kind in ("document", "photo", "voice", "video", "audio", "animation"):
            if kind in self.raw:
                media = self.raw[kind]
                return self.chat.world.files.get((media[-1] if kind == "photo" else media)["file_id"])
        return None

    @property
    def document(self) -> bytes:
        """The content of its file; raises LookupError when it has none."""
        file = self.file
        if file is None:
            raise LookupError(f"{self!r} carries no file")
        return file.content

    @property
    def file_name(self) -> str | None:
        """The name of its file."""
        return self.file.name if self.file else None

    def quoted(self) -> Json:
        """Return the raw message as it stands inside an answer to it."""
        return {key: value for key, value in self.raw.items() if key not in {"reply_to_message", "pinned_message"}}
