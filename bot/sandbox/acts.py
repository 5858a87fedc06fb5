"""What people do on the page: each act is looked up by name and done by the person, as with a real phone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .wire import ApiError

if TYPE_CHECKING:
    from collections.abc import Callable

    from .chat import Chat
    from .message import Message
    from .phone import Person
    from .sandbox import Sandbox
    from .wire import Json

LONGEST_TEXT = 4096
LONGEST_CAPTION = 1024


class Acts:
    """The hands of the page in one sandbox."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._world = sandbox.world
        self._acts: dict[str, Callable[[Person, Chat, Json], object]] = {
            "send": self._send,
            "start": lambda person, _chat, asked: person.starts(asked.get("payload") or None),
            "tap": lambda person, chat, asked: person.taps_at(_message(chat, asked), asked["row"], asked["column"]),
            "press": lambda person, chat, asked: person.presses(asked["label"], chat),
            "react": lambda person, chat, asked: person.reacts(_message(chat, asked), *asked["emoji"]),
            "vote": lambda person, chat, asked: person.votes(_message(chat, asked), *asked["options"]),
            "inline": lambda person, chat, asked: person.inline(str(asked["query"]), chat),
            "pick": _pick,
            "read": lambda person, chat, asked: person.reads(chat, int(asked["upto"])),
        }

    def do(self, asked: Json) -> None:
        """Do what the page asks for. Raises ValueError for what no phone would let anybody do."""
        try:
            person, chat = self.who_where(asked)
            self._acts[asked["act"]](person, chat, asked)
        except (LookupError, TypeError, RuntimeError) as mistake:
            raise ValueError(f"{type(mistake).__name__}: {mistake}") from mistake

    def upload(self, asked: Json, content: bytes) -> None:
        """Send a photo or a document. Raises ValueError for what no phone would send."""
        caption, name = asked.get("caption", "")[:LONGEST_CAPTION], asked.get("name") or "file.bin"
        try:
            person, chat = self.who_where(asked)
            _check_may_write(person, chat)
            if asked.get("kind") == "photo":
                person.sends_photo(content, caption, chat, name)
            else:
                person.sends_document(content, name, asked.get("mime") or "application/octet-stream", caption, chat)
        except ApiError as unfit:
            raise ValueError(unfit.description) from unfit
        except (LookupError, RuntimeError) as mistake:
            raise ValueError(f"{type(mistake).__name__}: {mistake}") from mistake

    def who_where(self, asked: Json) -> tuple[Person, Chat]:
        """Return the person and the chat that a request names. Raises LookupError, ValueError."""
        person = self._world.people[int(asked["person"])]
        chat = self._world.chats[int(asked["chat"])]
        if chat not in person.chats:
            raise ValueError(f"{person.name} is not in {chat.title}")
        return person, chat

    @staticmethod
    def _send(person: Person, chat: Chat, asked: Json) -> None:
        _check_may_write(person, chat)
        text = str(asked["text"]).strip()
        if not 1 <= len(text.encode("utf-16-le")) // 2 <= LONGEST_TEXT:
            raise ValueError(f"a message has 1 to {LONGEST_TEXT} characters")
        replied = chat.messages.get(asked.get("reply_to") or 0)
        person.sends(text, chat, replied)


def _check_may_write(person: Person, chat: Chat) -> None:
    if chat.type == "channel" and not chat.members[person.id].administers:
        raise ValueError("only administrators write in a channel")


def _pick(person: Person, chat: Chat, asked: Json) -> None:
    _check_may_write(person, chat)
    person.picks_id(asked["result"], chat)


def _message(chat: Chat, asked: Json) -> Message:
    return chat.messages[int(asked["message"])]
