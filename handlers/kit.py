"""What a feature is made of: Feature, Screen, Button, Form, Ctx. Data and plain functions; no Telegram in here.

A feature module declares one Feature and hangs its handlers on it; everything else (routing, /help, the command menus,
periodic jobs) is read off the declaration. See CONTRIBUTING.md for a worked example.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum
from typing import Any, Generic, Protocol, TypeVar
from zoneinfo import ZoneInfo

from bot.callbacks import Tap
from bot.domain.drafts import DraftKey
from bot.domain.notices import Part
from bot.domain.people import Person
from bot.errors import Refusal
from bot.texts import Reader, Words

S = TypeVar("S")
T = TypeVar("T", bound=Tap)
R = TypeVar("R", bound=Refusal)


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
    """The answer to a tap that leaves the message as it is; `url` (one of our deep links) is opened."""

    text: Words
    alert: bool = False
    url: str = ""


Answer = Screen | Toast | None


class ChatKind(Enum):
    """Where something was said. Channels never speak to the bot."""

    PRIVATE = "private"
    GROUP = "group"
    FOREIGN = "foreign"  # somebody's chat into which a find was or may be sent: the bot is not there


@dataclass(frozen=True, slots=True)
class Chat:
    """The chat an update came from; `id` is Telegram's, 0 for FOREIGN: Telegram does not tell.

    `topic` is the forum topic, if it is one; for taps it is not known.
    """

    id: int
    kind: ChatKind
    topic: int | None = None
    title: str = ""


NOWHERE = Chat(0, ChatKind.FOREIGN)


@dataclass(slots=True)
class Ctx:
    """Everything a handler may know of the moment: who, where, when, in which language, and the services."""

    person: Person
    chat: Chat
    now: datetime
    reader: Reader
    message_id: int  # of what was typed, or of the message whose button was tapped; 0 in a foreign chat
    desk: Desk
    is_tap: bool = False
    suggested_name: str = ""  # how Telegram calls the person; hostile input like any other
    own: tuple[Sent, ...] = ()  # what this person said, with the rest of its album, when the tapped message quotes it

    def use(self, service: type[S]) -> S:
        """Return the running service of that class."""
        return self.desk.service(service)

    @property
    def zone(self) -> ZoneInfo:
        """The workplace's time zone."""
        return self.reader.zone

    @property
    def private(self) -> bool:
        """Whether this is a private chat."""
        return self.chat.kind is ChatKind.PRIVATE

    async def fill_in(self, form: Form, answers: Mapping[str, Any] | None = None) -> Screen:
        """Begin `form`, with answers known beforehand, and return its first question."""
        return await self.desk.fill_in(self, form, dict(answers or {}))

    async def additions(self, slot: Slot[S], subject: S) -> Addition:
        """Return what all features together add to `slot` of the screen that shows `subject`."""
        return await self.desk.additions(self, slot, subject)

    async def go_on(self, form: Form) -> Screen | None:
        """Return where the person is in `form`, None when they are not: see `Desk.go_on`."""
        return await self.desk.go_on(self, form)

    def link(self, payload: str) -> str:
        """Return the deep link that opens the bot in private with `payload` (1-64 of A-Za-z0-9_-; "": the start)."""
        return deep_link(self.desk.username, payload)


def deep_link(username: str, payload: str) -> str:
    """Return the link that opens the bot of that name in private with `payload`: see `Ctx.link`."""
    # An empty parameter is refused where a tap is to open the link.
    return f"https://t.me/{username}?start={payload or 'start'}"


class Desk(Protocol):
    """What the running bot offers to a Ctx; handlers.desk has the real one."""

    username: str
    features: tuple[Feature, ...]

    def service(self, kind: type[S]) -> S:
        """Return the running service of class `kind`."""

    async def fill_in(self, ctx: Ctx, form: Form, answers: Answers) -> Screen:
        """Keep a new draft of `form` with `answers` and return its first open question."""

    async def go_on(self, ctx: Ctx, form: Form) -> Screen | None:
        """Return the open question of `form`, or the choice between it and another, unfinished one; else None."""

    async def additions(self, ctx: Ctx, slot: Slot[S], subject: S) -> Addition:
        """Return what all features together add to `slot` of the screen that shows `subject`."""

    async def follow(self, ctx: Ctx, intent: str) -> Answer:
        """Do what a person came for: a link's payload, "/command", or "" for the home screen."""

    async def lasting(self, ctx: Ctx, intent: str) -> str:
        """Return what to follow instead of `intent` when that has to wait until somebody has agreed to the notice."""


Adds = Callable[[Ctx, S], Awaitable[Addition | None]]
Answers = dict[str, Any]  # a form's answers by step name; JSON values


class Misfit(Exception):  # noqa: N818 - says to a person what would fit
    """A typed answer that a step cannot take; `hint` says what would fit."""

    def __init__(self, hint: Words) -> None:
        super().__init__()
        self.hint = hint


@dataclass(frozen=True, slots=True)
class Partly:
    """What a step has read so far: it goes on, with this page of its choices."""

    value: Any
    page: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """A value a step offers as a button (`value` <= 40 bytes), or another page of choices (`page`)."""

    label: Words
    value: str = ""
    page: str | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One question of a form.

    `ask` is the question; `read` turns what was typed or chosen into a JSON value, or what is Partly one, or raises
    Misfit; `choices` offers buttons (it gets the page that was asked for, "" at first); `show` puts a value into words
    for the preview; `when` leaves the step out for some answers; `knows` tells, once a step was answered for the first
    time, what else is answered by that.
    """

    name: str
    label: Words  # in the preview, and on the button that edits it
    ask: Words | Callable[[Ctx, Answers], Words]
    read: Callable[[Ctx, Answers, str], Awaitable[Any]]
    show: Callable[[Ctx, Any], Words] = lambda _ctx, value: str(value)
    choices: Callable[[Ctx, Answers, str], Awaitable[tuple[tuple[Choice, ...], ...]]] | None = None
    optional: bool = False
    when: Callable[[Answers], bool] = lambda _answers: True
    knows: Callable[[Ctx, Answers], Awaitable[Answers]] | None = None
    attach: Callable[[Ctx, Answers, Attachment], Awaitable[Any]] | None = None  # reads a file sent as the answer
    take: Callable[[Ctx, Answers, Sent], Awaitable[Any]] | None = None  # reads a message of any kind, instead of both
    more: Callable[[Answers, Sent], Any] | None = None  # the answer with a later part of its album, None: not of it


@dataclass(frozen=True, slots=True)
class Form:
    """Questions one by one, a preview in which each can be changed, and then `file`.

    `steps` may depend on the answers so far, also on hidden ones; a step keeps its name as long as it means the same.
    `file` gets the answers and the draft's key, and returns the answer; it must let a service consume the draft in
    the transaction that files, so that a repeated tap files nothing. `preview` may say more than the list of answers,
    or show another message before it: in the answers, `_came` is the step that was just changed, "" at first.
    A `quick` form (for some answers, perhaps) has none: its last answer files it.
    """

    name: str
    title: Words
    steps: tuple[Step, ...] | Callable[[Answers], tuple[Step, ...]]
    file: Callable[[Ctx, Answers, DraftKey], Awaitable[Screen]]
    submit: Words  # the label of the button that files
    preview: Callable[[Ctx, Answers], Awaitable[Words | Screen]] | None = None
    lifetime: timedelta = timedelta(days=7)
    cancellable: bool = True
    quick: bool | Callable[[Answers], bool] = False

    def files_at_once(self, answers: Answers) -> bool:
        """Whether the last of these answers files the form."""
        return self.quick(answers) if callable(self.quick) else self.quick

    def asked(self, answers: Answers) -> tuple[Step, ...]:
        """Return the steps that apply to these answers."""
        steps = self.steps(answers) if callable(self.steps) else self.steps
        return tuple(step for step in steps if step.when(answers))


class Scope(Enum):
    """In whose command menu a command stands."""

    PRIVATE = "private"  # everybody, in private
    GROUP = "group"  # everybody, in groups
    ADMIN = "admin"  # administrators of groups, there
    ORGANISER = "organiser"  # organisers and owners, in private


@dataclass(frozen=True, slots=True)
class Command:
    """A command: /name, one line for the menu and /help, where it is offered, and who answers it."""

    name: str
    about: Words
    scopes: frozenset[Scope]
    handle: Callable[[Ctx, str], Awaitable[Answer]]


@dataclass(frozen=True, slots=True)
class Promise:
    """A promised message at the moment it is due: its data as it was promised."""

    kind: str
    subject: int
    data: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Job:
    """Something done every so often, whoever is there: `run` gets the desk's service lookup."""

    name: str
    every: timedelta
    run: Callable[[Desk, datetime], Awaitable[None]]


@dataclass(slots=True)
class Feature:
    """One thing the bot can do, as declared by one module under handlers."""

    name: str
    title: Words
    commands: dict[str, Command] = field(default_factory=dict)
    taps: dict[type[Tap], Callable[[Ctx, Any], Awaitable[Answer]]] = field(default_factory=dict)
    links: dict[str, Callable[[Ctx, str], Awaitable[Answer]]] = field(default_factory=dict)
    forms: dict[str, Form] = field(default_factory=dict)
    refusals: dict[type[Refusal], Callable[[Any], Words]] = field(default_factory=dict)
    promises: dict[str, Callable[[Ctx, Promise], Awaitable[Screen | None]]] = field(default_factory=dict)
    deeds: dict[str, Callable[[str], Words]] = field(default_factory=dict)
    jobs: list[Job] = field(default_factory=list)
    gate: Callable[[Ctx, str], Awaitable[Screen | None]] | None = None  # what must come before the intent, or None
    finder: Callable[[Ctx, str], Awaitable[Finds]] | None = None
    open_taps: set[type[Tap]] = field(default_factory=set)
    open_forms: set[str] = field(default_factory=set)
    group_taps: set[type[Tap]] = field(default_factory=set)
    foreign_taps: set[type[Tap]] = field(default_factory=set)
    extras: dict[Slot[Any], Callable[[Ctx, Any], Awaitable[Addition | None]]] = field(default_factory=dict)
    heard: dict[str, Callable[[Ctx, str], Awaitable[Answer]]] = field(default_factory=dict)
    tags: dict[str, Callable[[Ctx], Awaitable[Answer]]] = field(default_factory=dict)
    offers: list[Callable[[Ctx, Sent], Awaitable[Button | None]]] = field(default_factory=list)
    lasting: dict[str, Callable[[Ctx, str], Awaitable[str]]] = field(default_factory=dict)
    intents: dict[type[Tap], Callable[[Any], str]] = field(default_factory=dict)

    def command(
        self, name: str, about: Words, *scopes: Scope
    ) -> Callable[[Callable[[Ctx, str], Awaitable[Answer]]], Callable[[Ctx, str], Awaitable[Answer]]]:
        """Answer /name; the handler gets the rest of the line. Without scopes: Scope.PRIVATE."""

        def declare(handle: Callable[[Ctx, str], Awaitable[Answer]]) -> Callable[[Ctx, str], Awaitable[Answer]]:
            self.commands[name] = Command(name, about, frozenset(scopes or (Scope.PRIVATE,)), handle)
            return handle

        return declare

    def inline(self, find: Callable[[Ctx, str], Awaitable[Finds]]) -> Callable[[Ctx, str], Awaitable[Finds]]:
        """Offer something to whoever types the bot's name and some words in any chat.

        The chat of `ctx` is private in the chat with the bot, else foreign. Only people who agreed to the notice are
        offered anything; the words come without blanks around, and in any length up to 256.
        """
        self.finder = find
        return find

    def on(
        self,
        tap: type[T],
        *,
        before_consent: bool = False,
        in_groups: bool = False,
        in_finds: bool = False,
        intent: Callable[[T], str] | None = None,
    ) -> Callable[[Callable[[Ctx, T], Awaitable[Answer]]], Callable[[Ctx, T], Awaitable[Answer]]]:
        """Answer taps of that type, in private chats unless `in_groups`: there everybody reads the answer.

        `before_consent` is for those that must work before the notice is agreed to, `in_finds` for buttons of what
        was sent into foreign chats: there a screen can only take the message's place. `intent` is what a tap of
        somebody who has not agreed yet leads to: a link's payload.
        """

        def declare(handle: Callable[[Ctx, T], Awaitable[Answer]]) -> Callable[[Ctx, T], Awaitable[Answer]]:
            self.taps[tap] = handle
            if before_consent:
                self.open_taps.add(tap)
            if in_groups:
                self.group_taps.add(tap)
            if in_finds:
                self.foreign_taps.add(tap)
            if intent:
                self.intents[tap] = intent
            return handle

        return declare

    def adds(self, slot: Slot[S]) -> Callable[[Adds[S]], Adds[S]]:
        """Add to a screen of another feature, by what it shows; None adds nothing. Cards are shown often: be quick."""

        def declare(add: Adds[S]) -> Adds[S]:
            self.extras[slot] = add
            return add

        return declare

    def link(
        self, prefix: str
    ) -> Callable[[Callable[[Ctx, str], Awaitable[Answer]]], Callable[[Ctx, str], Awaitable[Answer]]]:
        """Answer deep links `<prefix>_<rest>`; the handler gets the rest."""

        def declare(handle: Callable[[Ctx, str], Awaitable[Answer]]) -> Callable[[Ctx, str], Awaitable[Answer]]:
            self.links[prefix] = handle
            return handle

        return declare

    def lasts(self, prefix: str) -> Callable[[Callable[[Ctx, str], Awaitable[str]]], None]:
        """Say what is kept of a deep link's rest while somebody new reads the notice, for links that age meanwhile."""

        def declare(keep: Callable[[Ctx, str], Awaitable[str]]) -> None:
            self.lasting[prefix] = keep

        return declare

    def hears(
        self, pattern: str
    ) -> Callable[[Callable[[Ctx, str], Awaitable[Answer]]], Callable[[Ctx, str], Awaitable[Answer]]]:
        """Answer what is typed in private, fits `pattern` as a whole and answers no form; None: not meant for this."""

        def declare(handle: Callable[[Ctx, str], Awaitable[Answer]]) -> Callable[[Ctx, str], Awaitable[Answer]]:
            self.heard[pattern] = handle
            return handle

        return declare

    def tagged(self, tag: str) -> Callable[[Callable[[Ctx], Awaitable[Answer]]], Callable[[Ctx], Awaitable[Answer]]]:
        """Answer messages in groups that begin with #tag, where the bot sees them; nobody was asked for consent."""

        def declare(handle: Callable[[Ctx], Awaitable[Answer]]) -> Callable[[Ctx], Awaitable[Answer]]:
            self.tags[tag] = handle
            return handle

        return declare

    def unclaimed(
        self, offer: Callable[[Ctx, Sent], Awaitable[Button | None]]
    ) -> Callable[[Ctx, Sent], Awaitable[Button | None]]:
        """Offer to do something with what was sent in private and answers nothing; its tap finds it in `Ctx.own`.

        Until then nothing of it is kept.
        """
        self.offers.append(offer)
        return offer

    def form(self, form: Form, *, before_consent: bool = False) -> Form:
        """Register a form and return it."""
        self.forms[form.name] = form
        if before_consent:
            self.open_forms.add(form.name)
        return form

    def refuses(self, refusal: type[R], words: Callable[[R], Words]) -> None:
        """Put a refusal into words."""
        self.refusals[refusal] = words

    def noted(self, action: str, words: Words | Callable[[str], Words]) -> None:
        """Put an action of the audit list into words, "published", or into a function of what was noted besides."""
        self.deeds[action] = words if callable(words) else lambda _details: words

    def promise(
        self, kind: str
    ) -> Callable[
        [Callable[[Ctx, Promise], Awaitable[Screen | None]]], Callable[[Ctx, Promise], Awaitable[Screen | None]]
    ]:
        """Write the promised message `kind` when it is due; None drops it because it no longer holds."""

        def declare(
            write: Callable[[Ctx, Promise], Awaitable[Screen | None]],
        ) -> Callable[[Ctx, Promise], Awaitable[Screen | None]]:
            self.promises[kind] = write
            return write

        return declare

    def every(self, name: str, interval: timedelta) -> Callable[[Callable[[Desk, datetime], Awaitable[None]]], None]:
        """Run a job each `interval`."""

        def declare(run: Callable[[Desk, datetime], Awaitable[None]]) -> None:
            self.jobs.append(Job(name, interval, run))

        return declare
