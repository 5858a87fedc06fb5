"""The desk: what somebody said or tapped goes in, the answer of the right feature comes out. No Telegram in here."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TypeVar, cast

import structlog

from bot.callbacks import StaleTapError, Tap, decode
from bot.clock import Clock
from bot.domain.people import Person
from bot.errors import Refusal
from bot.ids import reference
from bot.services.drafts import Drafts
from bot.services.people import People
from bot.texts import Reader, _
from handlers import forms
from handlers.desk.gate import OPEN, PRIVATELY, gate
from handlers.desk.routes import Routes
from handlers.desk.said import NOBODY, Reply, Said, say, sorry, stranger
from handlers.forms import Forms
from handlers.kit import (
    NOWHERE,
    Addition,
    Answer,
    Answers,
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
_ANONYMOUS = _("Anonymously I cannot tell who you are. Please do that in private, or under your own name.")
_WHAT_FOR = _("What would you like to do with it? /help lists what I can do.")
_ALBUMS = 200  # of which the parts are remembered
_MEET = _("First let us get to know each other")


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
        self._routes = Routes(features)
        self._albums: OrderedDict[str, list[Sent]] = OrderedDict()
        self._forms = Forms(self._routes.forms, self.service(Drafts))

    @property
    def commands(self) -> Mapping[str, Command]:
        """All commands by name, in the features' order."""
        return self._routes.commands

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
        found = [await add(ctx, subject) for add in self._routes.extras.get(slot, ())]
        added = [one for one in found if one]
        return Addition(
            tuple(line for one in added for line in one.lines),
            tuple(button for one in added for button in one.buttons),
            tuple(row for one in added for row in one.rows),
        )

    async def follow(self, ctx: Ctx, intent: str) -> Answer:
        """Do what a person came for: a link's payload, "/command", or "" for the home screen."""
        if intent.startswith("/"):
            command = self._routes.commands.get(intent[1:], self._routes.commands["start"])
            return await command.handle(ctx, "")
        prefix, _sep, rest = intent.partition("_")
        if prefix in self._routes.links:
            return await self._routes.links[prefix](ctx, rest)
        return await self._routes.commands["start"].handle(ctx, "")

    async def lasting(self, ctx: Ctx, intent: str) -> str:
        """Return what to follow instead of `intent` when that has to wait until somebody has agreed to the notice."""
        prefix, sep, rest = intent.partition("_")
        if {intent, prefix} & self._routes.secret_intents:
            return ""
        keep = self._routes.lasting.get(prefix) if sep else None
        return f"{prefix}_{await keep(ctx, rest)}" if keep else intent

    async def answer(self, said: Said) -> Reply:
        """Return what is to be answered; never raises but for cancellation."""
        ctx = self._moment(said)
        try:
            await self._recognise(ctx, said)
            answer = await (self._spoken(ctx, said) if said.data is None else self._tapped(ctx, said.data))
        except Refusal as refusal:
            words = self._routes.refusals[type(refusal)](refusal)
            counted = "" if type(refusal) in self._routes.uncounted else type(refusal).__name__
            return Reply(say(words, ctx), ctx.reader, ctx.person, refusal=counted)
        except StaleTapError:
            return Reply(Toast(_OUTDATED, alert=True), ctx.reader, ctx.person, refusal="StaleTap")
        except Exception as error:
            code = reference()
            log.exception("handler failed", reference=code, kind=type(error).__name__)
            return Reply(say(sorry(code), ctx), ctx.reader, ctx.person, failure=code)
        # Handlers may have changed both: somebody has just joined, or chose a language.
        return Reply(answer, ctx.reader, ctx.person)

    async def find(self, said: Said, words: str) -> tuple[Finds, Reply]:
        """Return what is offered to somebody who types the bot's name and `words`; never raises but for cancellation.

        Whoever has not agreed to the notice is only shown the way to the bot.
        """
        ctx = self._moment(said)
        try:
            await self._recognise(ctx, said)
            if await gate(self.features, replace(ctx, chat=NOWHERE), ""):  # in private it may begin a form
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
        return await self._routes.promises[promise.kind](ctx, promise), reader

    async def write_to_group(self, promise: Promise, group_id: int) -> tuple[Screen | None, Reader]:
        """Return the message promised to a group as it is true now, or None when it no longer holds."""
        chat = Chat(group_id, ChatKind.GROUP)
        reader = await self._reader_of(NOBODY, chat)
        ctx = Ctx(NOBODY, chat, self._clock.now(), reader, 0, self)
        return await self._routes.promises[promise.kind](ctx, promise), reader

    def _moment(self, said: Said) -> Ctx:
        return Ctx(
            stranger(said),
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
        if not ctx.private and type(tap) not in self._routes.taps_outside[ctx.chat.kind]:
            # Forged: no keyboard there has it.
            return Toast(PRIVATELY, url=ctx.link(""))
        if isinstance(tap, forms.TAPS):
            if not await self._in_open_form(ctx) and (shut := await gate(self.features, ctx, "")):
                return shut
            return await self._forms.tapped(ctx, tap)
        kind: type[Tap] = type(tap)
        if kind not in self._routes.taps:
            raise StaleTapError
        intent = self._routes.intents[kind](tap) if kind in self._routes.intents else ""
        if kind not in self._routes.open_taps and (shut := await gate(self.features, ctx, intent)):
            return shut
        return await self._routes.taps[kind](ctx, tap)

    async def _spoken(self, ctx: Ctx, said: Said) -> Answer:
        if said.text and said.text.startswith("/"):
            return await self._commanded(ctx, said.text)
        if not ctx.private:
            return await self._routes.tags[said.tag](ctx) if said.tag in self._routes.tags else None
        if ctx.person.id and (form := await self._forms.open_form(ctx)):
            if form not in self._routes.open_forms and (shut := await gate(self.features, ctx, "")):
                return shut
            return await self._forms.typed(ctx, said.attachment or said.text, said.sent)
        return (
            await gate(self.features, ctx, "")
            or await self._hear(ctx, said.text or "")
            or await self._unclaimed(ctx, said)
        )

    async def _hear(self, ctx: Ctx, text: str) -> Answer:
        for pattern, hear in self._routes.heard:
            if pattern.fullmatch(text) and (answer := await hear(ctx, text)):
                return answer
        return None

    async def _unclaimed(self, ctx: Ctx, said: Said) -> Answer:
        if said.sent and said.sent.album and self._known_album(said.sent):
            return None
        offers = [await offer(ctx, said.sent) for offer in self._routes.offers] if said.sent else []
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
        command = self._routes.commands.get(name)
        if command is None:
            return (await gate(self.features, ctx, "") or Screen(_LOST)) if ctx.private else None
        if not ctx.person.telegram_id:
            open_ = Button(OPEN, url=ctx.link(name))
            return Screen(_ANONYMOUS, ((open_,),)) if Scope.ADMIN in command.scopes else None
        intent = rest if name == "start" else f"/{name}"
        if shut := await gate(self.features, ctx, intent):
            return shut
        return await (self.follow(ctx, intent) if name == "start" else command.handle(ctx, rest))

    async def _in_open_form(self, ctx: Ctx) -> bool:
        return bool(ctx.person.id) and await self._forms.open_form(ctx) in self._routes.open_forms
