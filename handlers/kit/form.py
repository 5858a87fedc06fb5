"""Forms as features declare them: questions, what fits as an answer, and what becomes of the answers."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from bot.domain.drafts import DraftKey
from bot.texts import Words
from handlers.kit.moment import Ctx
from handlers.kit.screens import Attachment, Screen, Sent

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
    What they and a step's `when` depend on is read by name, never as a whole: so the form knows what may still come.
    `file` gets the answers and the draft's key, and returns the answer; it must let a service consume the draft in
    the transaction that files, so that a repeated tap files nothing. `preview` may say more than the list of answers,
    or show another message before it: in the answers, `_came` is the step that was just changed, "" at first.
    A `quick` form (for some answers, perhaps) has none: its last answer files it. Where a `secret` form stands is kept
    in memory alone: `file` uses the draft up by `Drafts.take`.
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
    secret: bool = False

    def files_at_once(self, answers: Answers) -> bool:
        """Whether the last of these answers files the form."""
        return self.quick(answers) if callable(self.quick) else self.quick

    def asked(self, answers: Answers) -> tuple[Step, ...]:
        """Return the steps that apply to these answers."""
        steps = self.steps(answers) if callable(self.steps) else self.steps
        return tuple(step for step in steps if step.when(answers))
