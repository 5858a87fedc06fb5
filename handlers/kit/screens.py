"""What people see: screens, buttons, files, toasts, finds. Data, no Telegram in here."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Generic, TypeVar

from bot.callbacks import Tap
from bot.domain.notice_parts import Part
from bot.texts import Words

S = TypeVar("S")


class Go(Tap, wire="go"):
    """To another feature, by what a person could have typed: "/command" or a link's payload."""

    intent: str


class Style(Enum):
    """Colours that Telegram gives buttons."""

    PRIMARY = "primary"
    SUCCESS = "success"
    DANGER = "danger"


@dataclass(frozen=True, slots=True)
class Button:
    """One inline button: exactly one of `tap`, `url`, `copy` (text put on the clipboard) or `share`.

    `share` lets choose a chat and puts the words to find something by there, behind the bot's name: see `Find`.
    Raises ValueError for more or less than one.
    """

    label: Words
    tap: Tap | None = None
    url: str = ""
    copy: str = ""
    share: str = ""
    style: Style | None = None

    def __post_init__(self) -> None:
        if (self.tap is not None) + bool(self.url) + bool(self.copy) + bool(self.share) != 1:
            raise ValueError(f"the button {self.label!r} does not do exactly one thing")


Row = tuple[Button, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """A file that is sent with a screen: its name as people see it, and its bytes."""

    name: str
    content: bytes


class FileKind(Enum):
    """How a file is shown in a chat."""

    DOCUMENT = "document"
    PHOTO = "photo"


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that Telegram keeps: `id` is Telegram's, for this bot alone; nothing of it is downloaded.

    `name` is as it was sent ("" for photos), `size` in bytes (0: not told), `caption` what was written below it.
    """

    kind: FileKind
    id: str
    name: str = ""
    size: int = 0
    caption: str = ""


@dataclass(frozen=True, slots=True)
class Sent:
    """A message of any kind as somebody sent it to the bot; its files stay with Telegram.

    `kind` is the Bot API's name of what it carries, "copy" for what can only be copied as a whole; `html` its text or
    caption with its looks, `text` the same without them, `size` that of its file in bytes (0: not told), `point` the
    latitude and longitude it shows on the map. The parts of an album come as messages of their own and share `album`.
    """

    kind: str
    chat_id: int
    message_id: int
    html: str = ""
    file_id: str = ""
    file_name: str = ""
    album: str = ""
    text: str = ""
    size: int = 0
    point: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class Screen:
    """A message with its buttons, and with a `document`, a `picture` (PNG) or an `attachment` if there is one.

    As the answer to a tap it replaces the message that was tapped (`fresh`: is sent below it instead) and `toast` is
    what the tap's spinner turns into, as a dialog when `alert`. As the answer to anything else it is a new message.
    A `secret` one can be wiped out of the chat, with what it answers: see `Toast`.
    """

    body: Words
    rows: tuple[Row, ...] = ()
    toast: Words | None = None
    alert: bool = False
    fresh: bool = False
    document: Document | None = None
    picture: Document | None = None
    attachment: Attachment | None = None
    parts: tuple[Part, ...] = ()  # of a notice, sent as they were written; then `body` stands below them
    before: Screen | None = None  # another message, sent right before this one
    only_rows: bool = False  # the tapped message keeps what it says, its buttons become these
    live: str = ""  # a card that is kept true in a group: the signature of what it says
    secret: bool = False
    point: tuple[float, float] | None = None  # latitude and longitude: a map, with nothing of `body`
    quotes: bool = False  # sent as an answer to what was said, which a tap on it knows again: `Ctx.own`


@dataclass(frozen=True, slots=True)
class Find:
    """Something offered to whoever types the bot's name in any chat: who chooses it sends `screen` there.

    Everybody in that chat reads it, in the workplace's language. `id` (1-64 bytes) is one among the finds.
    """

    id: str
    title: Words
    about: Words
    screen: Screen


@dataclass(frozen=True, slots=True)
class Finds:
    """What is offered, the best first; `note` stands above it and leads to the bot with the `payload` of a link."""

    offers: tuple[Find, ...] = ()
    note: Words | None = None
    payload: str = "start"


@dataclass(frozen=True, slots=True)
class Addition:
    """What a feature adds to another's screen."""

    lines: tuple[Words, ...] = ()
    buttons: tuple[Button, ...] = ()
    rows: tuple[Row, ...] = ()  # of buttons that belong side by side


class Slot(Generic[S]):
    """A place in a screen where other features add; `S` is what the screen shows. The screen's module declares it."""


@dataclass(frozen=True, slots=True)
class Toast:
    """The answer to a tap that leaves the message as it is; `url` (one of our deep links) is opened.

    One that `wipes` deletes all that was secret in this chat within the last hour.
    """

    text: Words
    alert: bool = False
    url: str = ""
    wipes: bool = False


Answer = Screen | Toast | None
