"""The desk: what somebody said or tapped goes in, the answer of the right feature comes out. No Telegram in here."""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeVar, cast

import structlog

from bot.callbacks import StaleTapError, Tap, decode
from bot.clock import Clock
from bot.domain.people import Person
from bot.errors import Refusal
from bot.ids import reference
from bot.services.drafts import Drafts
from bot.services.people import People
from bot.texts import Reader, Words, _
from handlers import forms
from handlers.forms import Forms
from handlers.kit import (
    NOWHERE,
    Addition,
    Answer,
    Answers,
    Attachment,
    Button,
    Chat,
    ChatKind,
    Command,
    Ctx,
    Feature,
    Finds,
    Form,
    Promise,
    Scope,
    Screen,
    Sent,
    Slot,
    Toast,
)

S = TypeVar("S")
log = structlog.get_logger(__name__)

_OUTDATED = _("This button is out of date. Send /start to begin again.")
_LOST = _("I did not understand that. Send /help to see what I can do.")
_PRIVATELY = _("Let us go on in private, where only you can see it.")
_OPEN = _("Open")
_ANONYMOUS = _("Anonymously I cannot tell who you are. Please do that in private, or under your own name.")
_WHAT_FOR = _("What would you like to do with it? /help lists what I can do.")
_ALBUMS = 200  # of which the parts are remembered
_MEET = _("First let us get to know each other")


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


class Desk:
    """Routes by the features' declarations, holds the gates shut, and turns refusals and bugs into answers."""

    def __init__(
        self,
        features: tuple[Feature, ...],
        services: Iterable[object],
        *,
        username: str,
        clock: Clock,
        reader: Reader,
    ) -> None:
        self.features, self.username = features, username
        self._services = {type(service): service for service in services}
        self._clock, self._reader = clock, reader
        self._people = self.service(People)
        self._commands = {name: command for f in features for name, command in f.commands.items()}
        self._links = {prefix: handle for f in features for prefix, handle in f.links.items()}
        self._taps = {kind: handle for f in features for kind, handle in f.taps.items()}
        self._promises = {kind: write for f in features for kind, write in f.promises.items()}
        self._heard = [(re.compile(pattern), hear) for f in features for pattern, hear in f.heard.items()]
        self._tags = {tag: handle for f in features for tag, handle in f.tags.items()}
        self._offers = [offer for f in features for offer in f.offers]
        self._albums: OrderedDict[str, list[Sent]] = OrderedDict()
        self._lasting = {prefix: keep for f in features for prefix, keep in f.lasting.items()}
        self._extras: dict[Slot[Any], list[Callable[[Ctx, Any], Awaitable[Addition | None]]]] = {}
        for feature in features:
            for slot, add in feature.extras.items():
                self._extras.setdefault(slot, []).append(add)
        self._refusals = {kind: words for f in features for kind, words in f.refusals.items()}
        self._open_taps = {kind for f in features for kind in f.open_taps}
        self._taps_outside = {
            ChatKind.GROUP: {kind for f in features for kind in f.group_taps},
            ChatKind.FOREIGN: {kind for f in features for kind in f.foreign_taps},
        }
        self._intents = {kind: intent for f in features for kind, intent in f.intents.items()}
        self._open_forms = {name for f in features for name in f.open_forms}
        self._forms = Forms({name: form for f in features for name, form in f.forms.items()}, self.service(Drafts))

    @property
    def commands(self) -> Mapping[str, Command]:
        """All commands by name, in the features' order."""
        return self._commands

    def service(self, kind: type[S]) -> S:
        """Return the running service of class `kind`."""
        return cast("S", self._services[kind])

    async def fill_in(self, ctx: Ctx, form: Form, answers: Answers) -> Screen:
        """Keep a new draft of `form` with `answers` and return its first open question."""
        return await self._forms.begin(ctx, form, answers)

    async def go_on(self, ctx: Ctx, form: Form) -> Screen | None:
        """Return the open question of `form`, or the choice between it and another, unfinished one; else None."""
        return await self._forms.go_on(ctx, form)

    async def additions(self, ctx: Ctx, slot: Slot[S], subject: S) -> Addition:
        """Return what all features together add to `slot`, in the features' order."""
        found = [await add(ctx, subject) for add in self._extras.get(slot, ())]
        added = [one for one in found if one]
        return Addition(
            tuple(line for one in added for line in one.lines),
            tuple(button for one in added for button in one.buttons),
            tuple(row for one in added for row in one.rows),
        )

    async def follow(self, ctx: Ctx, intent: str) -> Answer:
        """Do what a person came for: a link's payload, "/command", or "" for the home screen."""
        if intent.startswith("/"):
            command = self._commands.get(intent[1:], self._commands["start"])
            return await command.handle(ctx, "")
        prefix, _sep, rest = intent.partition("_")
        if prefix in self._links:
            return await self._links[prefix](ctx, rest)
        return await self._commands["start"].handle(ctx, "")

    async def lasting(self, ctx: Ctx, intent: str) -> str:
        """Return what to follow instead of `intent` when that has to wait until somebody has agreed to the notice."""
        prefix, sep, rest = intent.partition("_")
        keep = self._lasting.get(prefix) if sep else None
        return f"{prefix}_{await keep(ctx, rest)}" if keep else intent

    async def answer(self, said: Said) -> Reply:
        """Return what is to be answered; never raises but for cancellation."""
        ctx = self._moment(said)
        try:
            await self._recognise(ctx, said)
            answer = await (self._spoken(ctx, said) if said.data is None else self._tapped(ctx, said.data))
        except Refusal as refusal:
            words = self._refusals[type(refusal)](refusal)
            return Reply(_say(words, ctx), ctx.reader, ctx.person, refusal=type(refusal).__name__)
        except StaleTapError:
            return Reply(Toast(_OUTDATED, alert=True), ctx.reader, ctx.person, refusal="StaleTap")
        except Exception as error:
            code = reference()
            log.exception("handler failed", reference=code, kind=type(error).__name__)
            return Reply(_say(sorry(code), ctx), ctx.reader, ctx.person, failure=code)
        # Handlers may have changed both: somebody has just joined, or chose a language.
        return Reply(answer, ctx.reader, ctx.person)

    async def find(self, said: Said, words: str) -> tuple[Finds, Reply]:
        """Return what is offered to somebody who types the bot's name and `words`; never raises but for cancellation.

        Whoever has not agreed to the notice is only shown the way to the bot.
        """
        ctx = self._moment(said)
        try:
            await self._recognise(ctx, said)
            if await self._gate(replace(ctx, chat=NOWHERE), ""):  # in private it may begin a form
                return Finds(note=_MEET), Reply(None, ctx.reader, ctx.person)
            found = [await feature.finder(ctx, words) for feature in self.features if feature.finder]
        except Refusal as refusal:
            return Finds(), Reply(None, ctx.reader, ctx.person, refusal=type(refusal).__name__)
        except Exception as error:
            code = reference()
            log.exception("finder failed", reference=code, kind=type(error).__name__)
            return Finds(), Reply(None, ctx.reader, ctx.person, failure=code)
        note = next((one for one in found if one.note), Finds())
        offers = tuple(offer for one in found for offer in one.offers)
        return Finds(offers, note.note, note.payload), Reply(None, ctx.reader, ctx.person)

    async def write(self, promise: Promise, person: Person) -> tuple[Screen | None, Reader]:
        """Return the promised message as it is true now, or None when it no longer holds."""
        chat = Chat(person.telegram_id or 0, ChatKind.PRIVATE)
        reader = await self._reader_of(person, chat)
        ctx = Ctx(person, chat, self._clock.now(), reader, 0, self)
        return await self._promises[promise.kind](ctx, promise), reader

    async def write_to_group(self, promise: Promise, group_id: int) -> tuple[Screen | None, Reader]:
        """Return the message promised to a group as it is true now, or None when it no longer holds."""
        chat = Chat(group_id, ChatKind.GROUP)
        reader = await self._reader_of(_NOBODY, chat)
        ctx = Ctx(_NOBODY, chat, self._clock.now(), reader, 0, self)
        return await self._promises[promise.kind](ctx, promise), reader

    def _moment(self, said: Said) -> Ctx:
        return Ctx(
            _stranger(said),
            said.chat,
            self._clock.now(),
            self._reader,
            said.message_id,
            self,
            is_tap=said.data is not None,
            suggested_name=said.name,
            own=tuple(self._albums.get(said.own.album, (said.own,))) if said.own else (),
        )

    async def _recognise(self, ctx: Ctx, said: Said) -> None:
        ctx.person = await self._people.known(said.telegram_id) or ctx.person
        ctx.reader = await self._reader_of(ctx.person, said.chat)

    async def _reader_of(self, person: Person, chat: Chat) -> Reader:
        language = person.language if chat.kind is ChatKind.PRIVATE else None
        if chat.kind is ChatKind.GROUP:
            language = await self._people.group_language(chat.id)
        return Reader(language, self._reader.zone) if language else self._reader

    async def _tapped(self, ctx: Ctx, data: str) -> Answer:
        tap = decode(data)
        if not ctx.private and type(tap) not in self._taps_outside[ctx.chat.kind]:  # forged: no keyboard there has it
            return Toast(_PRIVATELY, url=ctx.link(""))
        if isinstance(tap, forms.TAPS):
            if not await self._in_open_form(ctx) and (shut := await self._gate(ctx, "")):
                return shut
            return await self._forms.tapped(ctx, tap)
        kind: type[Tap] = type(tap)
        if kind not in self._taps:
            raise StaleTapError
        intent = self._intents[kind](tap) if kind in self._intents else ""
        if kind not in self._open_taps and (shut := await self._gate(ctx, intent)):
            return shut
        return await self._taps[kind](ctx, tap)

    async def _spoken(self, ctx: Ctx, said: Said) -> Answer:
        if said.text and said.text.startswith("/"):
            return await self._commanded(ctx, said.text)
        if not ctx.private:
            return await self._tags[said.tag](ctx) if said.tag in self._tags else None
        if ctx.person.id and (form := await self._forms.open_form(ctx)):
            if form not in self._open_forms and (shut := await self._gate(ctx, "")):
                return shut
            return await self._forms.typed(ctx, said.attachment or said.text, said.sent)
        return await self._gate(ctx, "") or await self._hear(ctx, said.text or "") or await self._unclaimed(ctx, said)

    async def _hear(self, ctx: Ctx, text: str) -> Answer:
        for pattern, hear in self._heard:
            if pattern.fullmatch(text) and (answer := await hear(ctx, text)):
                return answer
        return None

    async def _unclaimed(self, ctx: Ctx, said: Said) -> Answer:
        if said.sent and said.sent.album and self._known_album(said.sent):
            return None
        offers = [await offer(ctx, said.sent) for offer in self._offers] if said.sent else []
        buttons = [button for button in offers if button]
        rows = tuple(tuple(buttons[i : i + 2]) for i in range(0, len(buttons), 2))
        return Screen(_LOST if said.text or not rows else _WHAT_FOR, rows, quotes=bool(rows))

    def _known_album(self, sent: Sent) -> bool:
        """Remember a part of an album, in memory only; whether another part of it came before."""
        known = sent.album in self._albums
        self._albums.setdefault(sent.album, []).append(sent)
        while len(self._albums) > _ALBUMS:
            self._albums.popitem(last=False)
        return known

    async def _commanded(self, ctx: Ctx, text: str) -> Answer:
        head, _sep, rest = text[1:].partition(" ")
        name, _at, addressee = head.partition("@")
        if addressee and addressee.lower() != self.username.lower():
            return None
        name, rest = name.lower(), rest.strip()
        command = self._commands.get(name)
        if command is None:
            return (await self._gate(ctx, "") or Screen(_LOST)) if ctx.private else None
        if not ctx.person.telegram_id:
            open_ = Button(_OPEN, url=ctx.link(name))
            return Screen(_ANONYMOUS, ((open_,),)) if Scope.ADMIN in command.scopes else None
        intent = rest if name == "start" else f"/{name}"
        if shut := await self._gate(ctx, intent):
            return shut
        return await (self.follow(ctx, intent) if name == "start" else command.handle(ctx, rest))

    async def _in_open_form(self, ctx: Ctx) -> bool:
        return bool(ctx.person.id) and await self._forms.open_form(ctx) in self._open_forms

    async def _gate(self, ctx: Ctx, intent: str) -> Answer:
        for feature in self.features:
            if feature.gate and (screen := await feature.gate(ctx, intent)):
                if ctx.private:
                    return screen
                link = ctx.link("" if intent.startswith("/") else intent)
                return Toast(_PRIVATELY, url=link) if ctx.is_tap else Screen(_PRIVATELY, ((Button(_OPEN, url=link),),))
        return None


def sorry(code: str) -> Words:
    """Return the apology for a bug, which stands in the log under `code`."""
    return _("Something went wrong on our side. If it stays, tell the organisers this code: {code}", code=code)


_NOBODY = Person(0, None, "", None, "", None, None, 0)


def _stranger(said: Said) -> Person:
    return Person(0, said.telegram_id, "", None, "", None, None, 0)


def _say(words: Words, ctx: Ctx) -> Answer:
    return Toast(words, alert=True) if ctx.is_tap else Screen(words)
