"""What there is: people, chats, messages, queries. Raw objects are kept as the bot gets to see them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from typing import TYPE_CHECKING, Any

from . import html
from .feed import Feed
from .files import Files
from .flood import Flood
from .updates import Updates
from .wire import bad_request

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.clock import Clock

    from .files import File
    from .webhook import Webhook
    from .wire import Json

ANONYMOUS_ADMIN: Json = {"id": 1087968824, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"}
CHANNEL_SENDER: Json = {"id": 136817688, "is_bot": True, "first_name": "Channel", "username": "Channel_Bot"}


@dataclass(frozen=True, slots=True)
class Button:
    """One button as a person sees it: `kind` is the field that says what it does, `value` what stands there."""

    label: str
    kind: str
    value: Any
    style: str | None


def _button(raw: Json | str) -> Button:
    if isinstance(raw, str):
        return Button(raw, "text", raw, None)
    rest = {key: value for key, value in raw.items() if key not in {"text", "style", "icon_custom_emoji_id"}}
    kind, value = next(iter(rest.items()), ("text", raw["text"]))
    return Button(raw["text"], kind, value, raw.get("style"))


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
        return html.render(self.text, self.entities)

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
    def sender(self) -> str:
        """The name that stands above it."""
        origin = self.raw.get("sender_chat") or self.raw.get("from") or self.raw["chat"]
        return str(origin.get("title") or origin["first_name"])

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


@dataclass(slots=True)
class Member:
    """Somebody in a chat: `user` is the raw User, `rights` are the can_… fields of an administrator."""

    user: Json
    status: str = "member"
    rights: Json = field(default_factory=dict)

    @property
    def inside(self) -> bool:
        """Whether this is no former member."""
        return self.status not in {"left", "kicked"}

    @property
    def administers(self) -> bool:
        """Whether this is the owner or an administrator."""
        return self.status in {"creator", "administrator"}

    def may(self, right: str) -> bool:
        """Whether an administrator (or the owner) has `right`."""
        return self.status == "creator" or (self.status == "administrator" and bool(self.rights.get(right)))

    def raw(self) -> Json:
        """Return the ChatMember object."""
        if self.status == "creator":
            return {"status": "creator", "user": self.user, "is_anonymous": False}
        if self.status == "administrator":
            return {"status": "administrator", "user": self.user, "can_be_edited": False, **self.rights}
        if self.status == "kicked":
            return {"status": "kicked", "user": self.user, "until_date": 0}
        if self.status == "restricted":
            return {"status": "restricted", "user": self.user, "is_member": True, "until_date": 0, **self.rights}
        return {"status": self.status, "user": self.user}


class Chat:
    """A chat of any type. The bot's side of things; what people do stands in `phone` and `groups`."""

    def __init__(self, world: World, chat_id: int, kind: str, **facts: Any) -> None:
        self.world = world
        self.id = chat_id
        self.type = kind
        self.raw: Json = {"id": chat_id, "type": kind, **{key: value for key, value in facts.items() if value}}
        self.messages: dict[int, Message] = {}
        self.members: dict[int, Member] = {}
        self.pinned: list[int] = []
        self.topics: dict[int, Json] = {}
        self.menu_button: Json = {"type": "commands"}
        self.keyboard: Json | None = None
        self.migrated_to: int | None = None
        # Private chats and basic groups share one row of numbers, as they do for a real bot.
        self._numbers = count(1) if kind in {"supergroup", "channel"} else world.numbers
        world.chats[chat_id] = self

    def __repr__(self) -> str:
        return f"<{self.type} {self.title}>"

    @property
    def title(self) -> str:
        """What stands at the top of the chat."""
        return str(self.raw.get("title") or self.raw.get("first_name"))

    @property
    def bot(self) -> Member:
        """The bot's own membership."""
        return self.members.get(self.world.bot["id"]) or Member(self.world.bot, "left")

    @property
    def newest(self) -> Iterator[Message]:
        """The messages, newest first."""
        return (self.messages[number] for number in reversed(self.messages))

    def post(
        self, content: Json, *, sender: Json | None, by_bot: bool = False, inline_id: str | None = None
    ) -> Message:
        """Add a message with `content` (fields of Message) from `sender` (fields that name who sent it)."""
        world = self.world
        raw = {
            "message_id": next(self._numbers),
            **(sender or {}),
            "chat": self.raw,
            "date": int(world.now()),
            **content,
        }
        message = Message(self, raw, next(world.sequence), by_bot=by_bot, inline_id=inline_id)
        self.messages[message.id] = message
        world.feed.changed("message", chat_id=self.id, message_id=message.id, message=raw)
        return message

    def message(self, message_id: int | None, purpose: str) -> Message:
        """Return a message; raises ApiError "`purpose` not found"."""
        found = self.messages.get(message_id or 0)
        if found is None:
            raise bad_request(f"{purpose} not found")
        return found

    def erase(self, message: Message) -> None:
        """Take a message out of the chat."""
        del self.messages[message.id]
        if message.id in self.pinned:
            self.pinned.remove(message.id)
        self.world.feed.changed("delete", chat_id=self.id, message_id=message.id)


@dataclass(slots=True)
class Query:
    """A tap on an inline button that waits for its answer."""

    query_id: str
    at: float
    person_id: int
    message: Message
    answer: Json | None = None


class World:
    """Everything that exists. `clock` is the injected one."""

    webhook: Webhook

    def __init__(self, clock: Clock, bot: Json, *, flood: bool, record: bool, strict: bool) -> None:
        self.clock = clock
        self.bot = bot
        self.strict = strict
        self.record = record
        self.feed = Feed()
        self.updates = Updates(self.feed, self.now, record=record)
        self.flood = Flood(on=flood)
        self.files = Files()
        self.numbers = count(1)
        self.sequence = count(1)
        self.chats: dict[int, Chat] = {}
        self.people: dict[int, Any] = {}
        self.known: set[int] = set()
        self.queries: dict[str, Query] = {}
        self.inline_queries: dict[str, Json] = {}
        self.inline_messages: dict[str, Message] = {}
        self.commands: dict[tuple[str, str], list[Json]] = {}
        self.profile: dict[tuple[str, str], str] = {}
        self.menu_button: Json = {"type": "commands"}
        self.votes: dict[str, dict[int, list[int]]] = {}
        self.privacy = True

    def now(self) -> float:
        """Return the present instant in seconds since 1970."""
        return self.clock.now().timestamp()

    def named(self, username: str) -> Chat | None:
        """Return the public chat with this @username."""
        name = username.removeprefix("@").lower()
        found = (chat for chat in self.chats.values() if str(chat.raw.get("username", "")).lower() == name)
        return next((chat for chat in found if chat.type != "private"), None)
