"""Organisers write what an event asks at sign-up, and try it out."""

from __future__ import annotations

from bot.callbacks import Tap
from bot.domain.drafts import DraftKey
from bot.domain.events import Card
from bot.domain.questions import QuestionGone, find, options
from bot.domain.rules import LONGEST_OPTION, LONGEST_QUESTION, MOST_OPTIONS, MOST_QUESTIONS, Question, QuestionKind
from bot.services.questions import Questions
from bot.texts import Words, _, joined, lines
from handlers.cards import BACK, RULES, Manage, clip, event_id
from handlers.kit import Addition, Answer, Answers, Button, Choice, Ctx, Form, Misfit, Row, Screen, Step, Style
from handlers.questions.answering import try_out
from handlers.questions.base import KINDS, about, feature, managed

_LABEL = 14
_LEAST_OPTIONS = 2
_YES, _NO = "1", "0"


class ShowQuestions(Tap, wire="qs"):
    """What an event asks."""

    event: int


class WriteQuestion(Tap, wire="qs+"):
    """Write a question; `key` of the one to change, "" for a new one."""

    event: int
    key: str


class AskDrop(Tap, wire="qs?"):
    """Ask whether to drop a question."""

    event: int
    key: str


class DropQuestion(Tap, wire="qs-"):
    """Drop it, as was confirmed."""

    event: int
    key: str


class TryOut(Tap, wire="qst"):
    """Answer the questions as a member would."""

    event: int


@feature.adds(RULES)
async def button(_ctx: Ctx, card: Card) -> Addition:
    """Lead from the rules of an event to its questions."""
    return Addition(buttons=(Button(_("Questions"), ShowQuestions(card.event.id)),))


@feature.link("qs")
async def questions_link(ctx: Ctx, rest: str) -> Screen:
    """Show an organiser the questions, coming from a trial of them."""
    return _screen(await managed(ctx, event_id(rest)))


@feature.on(ShowQuestions)
async def show(ctx: Ctx, tap: ShowQuestions) -> Screen:
    """Show what the event asks."""
    return _screen(await managed(ctx, tap.event))


@feature.on(WriteQuestion)
async def write(ctx: Ctx, tap: WriteQuestion) -> Screen:
    """Open the form, empty or with the question as it is."""
    card = await managed(ctx, tap.event)
    card.event.manageable(ctx.now)
    hidden: Answers = {"_event": tap.event, "_key": tap.key}
    if not tap.key:
        return await ctx.fill_in(_form, hidden)
    one = find(card.event.rules, tap.key)
    known: Answers = {"text": one.text, "kind": one.kind, "required": one.required}
    return await ctx.fill_in(_form, {**hidden, **known, **({"options": list(one.options)} if one.options else {})})


@feature.on(AskDrop)
async def ask_drop(ctx: Ctx, tap: AskDrop) -> Screen:
    """Ask before a question goes."""
    question = find((await managed(ctx, tap.event)).event.rules, tap.key)
    return Screen(
        lines(
            _("<b>Drop this question?</b>"),
            "",
            question.text,
            _("Answers that were given to it are not shown any more."),
        ),
        (
            (Button(_("Drop it"), DropQuestion(tap.event, tap.key), style=Style.DANGER),),
            (Button(BACK, ShowQuestions(tap.event)),),
        ),
    )


@feature.on(DropQuestion)
async def drop(ctx: Ctx, tap: DropQuestion) -> Screen:
    """Drop it; one that is gone already is gone."""
    try:
        await ctx.use(Questions).drop(ctx.person.id, tap.event, tap.key)
    except QuestionGone:
        return _screen(await managed(ctx, tap.event))
    return _screen(await managed(ctx, tap.event), _("Dropped"))


@feature.on(TryOut)
async def try_it(ctx: Ctx, tap: TryOut) -> Answer:
    """Ask what members are asked."""
    return await try_out(ctx, await managed(ctx, tap.event))


def _screen(card: Card, toast: Words | None = None) -> Screen:
    event, asked = card.event, card.event.rules.questions
    rows: list[Row] = []
    for place, one in enumerate(asked, 1):
        label = _("✎ {n}. {question}", n=place, question=clip(one.text, _LABEL))
        rows.append((Button(label, WriteQuestion(event.id, one.key)), Button(_("Drop"), AskDrop(event.id, one.key))))
    last: Row = (Button(_("Try it out"), TryOut(event.id)),) if asked else ()
    if len(asked) < MOST_QUESTIONS:
        last = (Button(_("Add a question"), WriteQuestion(event.id, ""), style=Style.PRIMARY), *last)
    body: list[Words] = [
        _("{n}. {question} {about}", n=place, question=one.text, about=about(one)) for place, one in enumerate(asked, 1)
    ]
    return Screen(
        lines(
            _("<b>Questions at sign-up</b> · “{title}”", title=clip(event.title)),
            "",
            *(body or [_("Nothing is asked: one tap signs up.")]),
        ),
        (*rows, last, (Button(BACK, Manage(event.id)),)),
        toast=toast,
    )


async def _read_text(_ctx: Ctx, _answers: Answers, text: str) -> str:
    tidy = " ".join(text.split())
    if not 1 <= len(tidy) <= LONGEST_QUESTION:
        raise Misfit(_("One to {limit} characters, please.", limit=LONGEST_QUESTION))
    return tidy


async def _read_kind(ctx: Ctx, _answers: Answers, text: str) -> str:
    for kind, words in KINDS.items():
        if text in (kind.value, ctx.reader.plain(words)):
            return kind.value
    raise Misfit(_("Please tap one of these."))


async def _offer_kinds(_ctx: Ctx, _answers: Answers, _page: str) -> tuple[tuple[Choice, ...], ...]:
    return (tuple(Choice(words, kind.value) for kind, words in KINDS.items()),)


async def _read_options(_ctx: Ctx, _answers: Answers, text: str) -> list[str]:
    found = options(text)
    if not _LEAST_OPTIONS <= len(found) <= MOST_OPTIONS:
        raise Misfit(
            _("{least} to {most} options, please, with 、 between them.", least=_LEAST_OPTIONS, most=MOST_OPTIONS)
        )
    if any(len(one) > LONGEST_OPTION for one in found):
        raise Misfit(_("An option has at most {limit} characters. Please shorten it.", limit=LONGEST_OPTION))
    return list(found)


async def _read_required(ctx: Ctx, _answers: Answers, text: str) -> bool:
    for value, words in ((_YES, _REQUIRED[True]), (_NO, _REQUIRED[False])):
        if text in (value, ctx.reader.plain(words)):
            return value == _YES
    raise Misfit(_("Please tap one of these."))


async def _offer_required(_ctx: Ctx, _answers: Answers, _page: str) -> tuple[tuple[Choice, ...], ...]:
    return ((Choice(_REQUIRED[True], _YES), Choice(_REQUIRED[False], _NO)),)


_REQUIRED = {True: _("Has to be answered"), False: _("May stay empty")}


def _question(answers: Answers) -> Question:
    kind = QuestionKind(answers["kind"])
    chosen = tuple(answers["options"]) if kind is QuestionKind.CHOICE else ()
    return Question("", answers["text"], kind, chosen, answers["required"])


async def _preview(_ctx: Ctx, answers: Answers) -> Words:
    question = _question(answers)
    return lines(question.text, about(question))


async def _file(ctx: Ctx, answers: Answers, draft: DraftKey) -> Screen:
    event = answers["_event"]
    await ctx.use(Questions).put(ctx.person.id, event, _question(answers), answers["_key"], draft)
    return _screen(await managed(ctx, event), _("Saved"))


_form = feature.form(
    Form(
        "question",
        _("Question at sign-up"),
        (
            Step("text", _("Question"), _("What do you want to know? Type it as members shall read it."), _read_text),
            Step(
                "kind",
                _("Kind"),
                _("How is it answered?"),
                _read_kind,
                show=lambda _ctx, value: KINDS[QuestionKind(value)],
                choices=_offer_kinds,
            ),
            Step(
                "options",
                _("Options"),
                _("Which answers are there to choose from? Type them with 、 between, or one per line."),
                _read_options,
                show=lambda _ctx, value: joined(value, "、"),
                when=lambda answers: answers.get("kind") == QuestionKind.CHOICE,
            ),
            Step(
                "required",
                _("Required"),
                _("Does it have to be answered?"),
                _read_required,
                show=lambda _ctx, value: _REQUIRED[value],
                choices=_offer_required,
            ),
        ),
        _file,
        _("Save"),
        preview=_preview,
    )
)
