"""Answering: a secret form, one question after the other; where one stands is kept in memory alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

from bot.domain.drafts import DraftKey
from bot.domain.surveys import LONGEST, MOST_STARS, Answer, Question, QuestionKind
from bot.errors import Refusal
from bot.services.drafts import Drafts
from bot.services.surveys import Surveys
from bot.texts import Words, _, joined, lines
from handlers.kit import Answer as Answered
from handlers.kit import Answers, Button, Choice, Ctx, Form, Misfit, Partly, Screen, Step, Style, Toast
from handlers.surveys.base import Begin, WipeAnswers, feature, promise_words

_LIFETIME = timedelta(hours=1)
_DONE = "done"
_WIDE = 7  # characters of an option that still has room for another beside it

Rows = tuple[tuple[Choice, ...], ...]


@feature.on(Begin, intent=lambda tap: f"survey_{tap.survey}")
async def begin(ctx: Ctx, tap: Begin) -> Screen:
    """Ask the first question, below the invitation: who loses their answers with a restart begins again there."""
    survey = await ctx.use(Surveys).to_answer(ctx.person.id, tap.survey)
    asked = [[one.kind.value, one.text, list(one.options)] for one in survey.questions]
    first = await ctx.fill_in(_form, {"_survey": survey.id, "_title": survey.title, "_questions": asked})
    return replace(first, fresh=True)


def _questions(answers: Answers) -> list[Question]:
    return [Question(QuestionKind(kind), text, tuple(options)) for kind, text, options in answers["_questions"]]


def _steps(answers: Answers) -> tuple[Step, ...]:
    return tuple(_step(number, one) for number, one in enumerate(_questions(answers)))


def _step(number: int, question: Question) -> Step:
    return Step(
        f"q{number}",
        _("Question {n}", n=number + 1),
        lines(_("<b>{question}</b>", question=question.text), _HINTS.get(question.kind)),
        partial(_read, f"q{number}", question),
        show=lambda _ctx, value: _shown(question, value),
        choices=None if question.kind is QuestionKind.TEXT else partial(_choices, f"q{number}", question),
        optional=question.kind is QuestionKind.TEXT,
    )


_HINTS: dict[QuestionKind, Words] = {
    QuestionKind.SEVERAL: _("Several may be chosen; then “Done”."),
    QuestionKind.STARS: _("One star: could be better; five: excellent."),
    QuestionKind.TEXT: _(
        "At most {limit} characters, or skip it. What you type stays in this chat until you delete it; how you write "
        "may tell who you are.",
        limit=LONGEST["words"],
    ),
}


def _shown(question: Question, value: Any) -> Words:
    match question.kind:
        case QuestionKind.TEXT:
            return str(value)
        case QuestionKind.STARS:
            return "★" * (int(value[0]) + 1)
    return joined([question.options[one] for one in value], "、")


async def _choices(name: str, question: Question, _ctx: Ctx, answers: Answers, _page: str) -> Rows:
    if question.kind is QuestionKind.STARS:
        return (tuple(Choice(f"{one} ★", str(one)) for one in range(1, MOST_STARS + 1)),)
    chosen = answers.get(name) or () if question.kind is QuestionKind.SEVERAL else ()
    found = [
        Choice(joined(("●", one), " ") if place in chosen else one, str(place + 1))
        for place, one in enumerate(question.options)
    ]
    width = 2 if max(map(len, question.options)) <= _WIDE else 1
    rows = tuple(tuple(found[i : i + width]) for i in range(0, len(found), width))
    return (*rows, (Choice(_("Done ✓"), _DONE),)) if question.kind is QuestionKind.SEVERAL else rows


async def _read(name: str, question: Question, _ctx: Ctx, answers: Answers, text: str) -> Any:
    text = text.strip()
    if question.kind is QuestionKind.TEXT:
        if not question.fits(text):
            raise Misfit(_("One to {limit} characters, please.", limit=LONGEST["words"]))
        return text
    several = question.kind is QuestionKind.SEVERAL
    chosen = list(answers.get(name) or ()) if several else []
    if several and text == _DONE and chosen:
        return sorted(chosen)
    labels = {str(place + 1): place for place in question.choices} | {
        one: place for place, one in enumerate(question.options)
    }
    if text not in labels:
        raise Misfit(_("Please tap one of these."))
    if not several:
        return [labels[text]]
    return Partly(sorted({*chosen} ^ {labels[text]}))


async def _preview(ctx: Ctx, answers: Answers) -> Words:
    survey = await ctx.use(Surveys).to_answer(ctx.person.id, answers["_survey"])
    said = [
        _("{n}. {question}: {answer}", n=number + 1, question=one.text, answer=_said(one, answers.get(f"q{number}")))
        for number, one in enumerate(_questions(answers))
    ]
    return lines(*said, "", promise_words(survey))


def _said(question: Question, value: Any) -> Words:
    return "—" if value is None else _shown(question, value)


async def _file(ctx: Ctx, answers: Answers, draft: DraftKey) -> Screen:
    given = [_answer(answers.get(f"q{number}")) for number in range(len(answers["_questions"]))]
    put_back = ctx.use(Drafts).take(draft)
    try:
        await ctx.use(Surveys).take_part(ctx.person.id, answers["_survey"], given)
    except Refusal:
        raise
    except Exception:
        put_back()
        raise
    return Screen(
        lines(
            _("✔ Counted. Thank you for taking part in “{title}”.", title=answers["_title"]),
            _("Your answers are among those of the others; nobody can take them out again, not even you."),
            "",
            _("Delete these messages from this chat?"),
        ),
        ((Button(_("Delete them"), WipeAnswers(), style=Style.DANGER),),),
        secret=True,
    )


@feature.on(WipeAnswers)
async def wipe(_ctx: Ctx, _tap: WipeAnswers) -> Answered:
    """Delete what was said in the last hour."""
    return Toast(_("What was said here in the last hour is being deleted from this chat."), wipes=True)


def _answer(value: Any) -> Answer:
    return tuple(value) if isinstance(value, list) else value


_form = feature.form(
    Form(
        "survey.answer",
        _("Survey"),
        _steps,
        _file,
        _("Hand in"),
        preview=_preview,
        lifetime=_LIFETIME,
        secret=True,
    )
)
