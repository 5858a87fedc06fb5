"""Chats of all types and who is in them."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import count
from typing import TYPE_CHECKING, Any

from .message import Message
from .wire import bad_request

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .wire import Json
    from .world import World

ANONYMOUS_ADMIN: Json = {"id": 1087968824, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"}
CHANNEL_SENDER: Json = {"id": 136817688, "is_bot": True, "first_name": "Channel", "username": "Channel_Bot"}


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

    def next_number(self) -> int:
        """Return the number of the next message, and use it up."""
        return next(self._numbers)

    def continue_at(self, number: int) -> None:
        """Let the next message have `number`, in a supergroup or channel."""
        self._numbers = count(number)

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
