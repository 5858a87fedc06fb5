"""What a person sees on the phone."""

from __future__ import annotations

from heapq import merge
from typing import TYPE_CHECKING

from .chat import Chat

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .message import Message
    from .wire import Json
    from .world import Query, World

_NAMED_LABELS = 30


class Viewer:
    """The eyes of a person: chats, messages, keyboards, what flashed up."""

    def __init__(self, world: World, user: Json) -> None:
        self.world = world
        self.user = user
        self.id: int = user["id"]
        self.started = False
        self.blocked = False
        self.deactivated = False
        self.clipboard: str | None = None
        self.opened_url: str | None = None
        self.chats: list[Chat] = []
        self.read: dict[int, int] = {}
        names = {key: user.get(key) for key in ("first_name", "last_name", "username")}
        self.private = Chat(world, self.id, "private", **names)
        self.chats.append(self.private)
        self._query: Query | None = None
        self._inline: tuple[str, Json, Chat] | None = None

    def __repr__(self) -> str:
        return f"<Person {self.name} {self.id}>"

    @property
    def name(self) -> str:
        """The name as shown."""
        return " ".join(filter(None, (self.user["first_name"], self.user.get("last_name"))))

    def reads(self, chat: Chat, upto: int) -> None:
        """Have seen what stands in `chat` up to the message `upto`."""
        if upto > self.read.get(chat.id, 0):
            self.read[chat.id] = upto
            self.world.feed.changed("read", user_id=self.id, chat_id=chat.id)

    def messages(self, chat: Chat | None = None) -> list[Message]:
        """Return what stands in `chat` (the one with the bot when None), oldest first."""
        return list((chat or self.private).messages.values())

    @property
    def last(self) -> Message:
        """The newest message in the chat with the bot; raises LookupError while it is empty."""
        for message in self.private.newest:
            return message
        raise LookupError(f"{self.name} has no message yet")

    @property
    def spinning(self) -> bool:
        """Whether the button tapped last still waits for an answer."""
        return self._query is not None and self._query.answer is None

    @property
    def answer(self) -> Json | None:
        """The answer to the latest tap (text, alert, url), None while it waits."""
        return self._query.answer if self._query else None

    @property
    def toast(self) -> str | None:
        """What flashed up after the latest tap; "" when nothing did, None while it waits."""
        return None if self.answer is None else "" if self.answer["alert"] else self.answer["text"]

    @property
    def alert(self) -> str | None:
        """What stood in a dialogue after the latest tap; "" when nothing did, None while it waits."""
        return None if self.answer is None else self.answer["text"] if self.answer["alert"] else ""

    @property
    def keyboard(self) -> list[list[str]]:
        """The labels of the reply keyboard below the chat with the bot."""
        return [[button["text"] for button in row] for row in (self.private.keyboard or {}).get("keyboard", ())]

    def visible(self, chat: Chat | None) -> Iterator[Message]:
        """Return the messages that the person can see (in `chat`), newest first."""
        chats = [chat] if chat else self.chats
        return merge(*(one.newest for one in chats), key=lambda message: message.seq, reverse=True)

    def labels_in(self, message: Message | None, chat: Chat | None) -> list[str]:
        """Return the labels of the newest inline buttons that the person can see."""
        labels: dict[str, None] = {}
        for candidate in [message] if message else self.visible(chat):
            labels |= dict.fromkeys(label for row in candidate.rows for label in row)
            if len(labels) >= _NAMED_LABELS:
                break
        return list(labels)
