"""Answering what an event asks: one question after the other, then the sign-up; and changing the answers later."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import asdict, replace
from typing import Any

from bot.domain.answers import LONGEST_ANSWER, fits
from bot.domain.drafts import DraftKey
from bot.domain.events import AnswersMissing, AnswerUnfit, Card, EventState, SignUpClosed
from bot.domain.questions import number
from bot.domain.rules import Question, QuestionKind
from bot.services.drafts import Drafts
from bot.services.events import Events
from bot.services.questions import Questions
from bot.texts import Words, _, lines
from handlers.cards import CARD, clip, event_id, privately, standing_text
from handlers.kit import Addition, Answer, Answers, Button, Choice, Ctx, Form, Go, Misfit, Screen, Step
from handlers.questions.base import feature, figure

_LABEL = 12  # characters of a question on the button that edits its answer
_SHORT = 8  # characters of an option of which two fit beside each other


@feature.link("q")
async def ask(ctx: Ctx, rest: str) -> Answer:
    """Ask what is not answered yet, then sign up; those in the line see their answers and may change them."""
    event = event_id(rest)
    return await _ask(ctx, event, {}) if ctx.private else privately(ctx, f"q_{event}")


@feature.adds(CARD)
async def change_button(ctx: Ctx, card: Card) -> Addition | None:
    """Let those in the line change their answers until sign-up closes."""
    event = card.event
    if not (event.rules.questions and card.standing.present and _changeable(ctx, card)):
        return None
    return Addition(buttons=(Button(_("Change my answers"), Go(f"q_{event.id}")),))


async def try_out(ctx: Ctx, card: Card) -> Answer:
    """Ask an organiser what members are asked; nobody is signed up by it."""
    return await ctx.fill_in(_form, {"_event": card.event.id, "_asked": _plain(card), "_trial": True})


def _changeable(ctx: Ctx, card: Card) -> bool:
    return card.event.state is EventState.PUBLISHED and ctx.now < card.event.closes_at


async def _ask(ctx: Ctx, event: int, typed: Answers) -> Answer:
    """Open the form with what is known: answers kept, and those just `typed`, as far as they fit what is asked now."""
    card = await ctx.use(Events).card(event, ctx.person.id)
    asked, present = card.event.rules.questions, card.standing.present
    if not asked:
        return await ctx.desk.follow(ctx, f"e_{event}")
    if present and not _changeable(ctx, card):
        card.event.expect(ctx.now)
        raise SignUpClosed(card.event.closes_at)
    known = {**await ctx.use(Questions).own(event, ctx.person.id), **typed}
    given: Answers = {one.key: known[one.key] for one in asked if one.key in known and fits(one, known[one.key])}
    if present:
        given |= {one.key: None for one in asked if not one.required and one.key not in given}
    return await ctx.fill_in(_form, {"_event": event, "_asked": _plain(card), **given})


def _plain(card: Card) -> list[dict[str, Any]]:
    return [asdict(one) for one in card.event.rules.questions]


def _asked(answers: Answers) -> tuple[Question, ...]:
    """Return the questions as they were when the form was opened."""
    return tuple(
        Question(**{**one, "kind": QuestionKind(one["kind"]), "options": tuple(one["options"])})
        for one in answers["_asked"]
    )


def _steps(answers: Answers) -> tuple[Step, ...]:
    return tuple(_step(question) for question in _asked(answers))


def _step(question: Question) -> Step:
    return Step(
        question.key,
        clip(question.text, _LABEL),
        question.text,
        _READ[question.kind](question),
        show=lambda _ctx, value: figure(value) if question.kind is QuestionKind.NUMBER else str(value),
        choices=_choices(question) if question.options else None,
        optional=not question.required,
    )


def _choices(question: Question) -> Callable[[Ctx, Answers, str], Awaitable[tuple[tuple[Choice, ...], ...]]]:
    async def offer(_ctx: Ctx, _answers: Answers, _page: str) -> tuple[tuple[Choice, ...], ...]:
        every = [Choice(option, f"#{place}") for place, option in enumerate(question.options)]
        width = 2 if all(len(option) <= _SHORT for option in question.options) else 1
        return tuple(tuple(every[i : i + width]) for i in range(0, len(every), width))

    return offer


Read = Callable[[Ctx, Answers, str], Awaitable[Any]]


def _read_choice(question: Question) -> Read:
    async def read(_ctx: Ctx, _answers: Answers, text: str) -> str:
        for place, option in enumerate(question.options):
            if text.strip() in (f"#{place}", option):
                return option
        raise Misfit(_("Please tap one of these."))

    return read


def _read_text(_question: Question) -> Read:
    async def read(_ctx: Ctx, _answers: Answers, text: str) -> str:
        if not 1 <= len(text.strip()) <= LONGEST_ANSWER:
            raise Misfit(_("One to {limit} characters, please.", limit=LONGEST_ANSWER))
        return text.strip()

    return read


def _read_number(_question: Question) -> Read:
    async def read(_ctx: Ctx, _answers: Answers, text: str) -> float:
        value = number(text)
        if value is None:
            raise Misfit(_("Please type a number only, such as 2 or 1.5."))
        return value

    return read


_READ = {
    QuestionKind.CHOICE: _read_choice,
    QuestionKind.TEXT: _read_text,
    QuestionKind.NUMBER: _read_number,
}


async def _preview(ctx: Ctx, answers: Answers) -> Words:
    shown = [(step, answers.get(step.name)) for step in _steps(answers)]
    return lines(
        *(
            _("{question} <b>{answer}</b>", question=step.ask, answer="—" if value is None else step.show(ctx, value))
            for step, value in shown
        )
    )


async def _file(ctx: Ctx, answers: Answers, draft: DraftKey) -> Screen:
    if answers.get("_trial"):
        await ctx.use(Drafts).drop(ctx.person.id, ctx.chat.id)
        return _shown(await ctx.desk.follow(ctx, f"qs_{answers['_event']}"), _("That was a trial: nobody is signed up"))
    event, typed = answers["_event"], {one.key: answers.get(one.key) for one in _asked(answers)}
    try:
        toast = await _keep(ctx, event, typed, draft)
    except (AnswersMissing, AnswerUnfit):  # the organiser changed the questions meanwhile
        await ctx.use(Drafts).drop(ctx.person.id, ctx.chat.id)
        return _shown(await _ask(ctx, event, typed), _("The questions have changed. Please answer these, too."))
    return _shown(await ctx.desk.follow(ctx, f"e_{event}"), toast)


async def _keep(ctx: Ctx, event: int, typed: Answers, draft: DraftKey) -> Words:
    """Sign up with the answers, or change those of somebody in the line; return what to say about it."""
    if (await ctx.use(Events).card(event, ctx.person.id)).standing.present:
        await ctx.use(Questions).change(event, ctx.person.id, typed, draft)
        return _("Saved")
    outcome = await ctx.use(Events).sign_up(event, ctx.person.id, typed, draft)
    return standing_text(Card(outcome.event, outcome.standing, may_manage=False)) or _("Saved")


def _shown(answer: Answer, toast: Words) -> Screen:
    return replace(answer, toast=toast) if isinstance(answer, Screen) else Screen(toast)


_form = feature.form(
    Form("answers", _("Sign-up details"), _steps, _file, _("Save"), preview=_preview, quick=True),
)
