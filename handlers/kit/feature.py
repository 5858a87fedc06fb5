"""A feature and what it declares: commands, taps, links, forms, words of refusals, promised messages, jobs."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum
from typing import Any, TypeVar

from bot.callbacks import Tap
from bot.errors import Refusal
from bot.texts import Words
from handlers.kit.form import Form
from handlers.kit.moment import Ctx, Desk
from handlers.kit.screens import Addition, Answer, Button, Finds, Screen, Sent, Slot

S = TypeVar("S")

T = TypeVar("T", bound=Tap)
R = TypeVar("R", bound=Refusal)
Adds = Callable[[Ctx, S], Awaitable[Addition | None]]


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
    """One thing the bot can do, as declared by one module under handlers.

    That somebody came for a `secret` one is neither written down nor counted. Its command `lead` stands before its
    others, in /help and in the menu: Telegram completes what is typed to the first that fits.
    """

    name: str
    title: Words
    secret: bool = False
    lead: str = ""
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
            command = Command(name, about, frozenset(scopes or (Scope.PRIVATE,)), handle)
            self.commands = {name: command} | self.commands if name == self.lead else self.commands | {name: command}
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
