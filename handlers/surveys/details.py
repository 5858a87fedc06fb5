"""The results closely: what was written, a question by departments, everything as a picture."""

from __future__ import annotations

import asyncio

from bot.callbacks import StaleTapError
from bot.domain.surveys import LEAST, REST, Question, QuestionKind
from bot.drawing.fonts import available
from bot.drawing.shares import Block, Share, shares
from bot.services.surveys import Surveys
from bot.texts import Words, _, joined, lines, n_
from handlers.cards import BACK, turns
from handlers.kit import Answer, Button, Ctx, Document, Screen, Toast
from handlers.surveys.base import ShowCells, ShowSurvey, ShowWords, TakePicture, feature

_WORDS = 6  # texts of 500 characters that one message surely holds
_NO_FONT = _("Pictures need a Chinese typeface on the server (fonts-noto-cjk).")


def shares_of(question: Question, counts: tuple[int, ...]) -> list[Share]:
    """Return the choices of a question with how often each was made."""
    labels = ["★" * (one + 1) for one in question.choices] if question.kind is QuestionKind.STARS else question.options
    return [Share(label, count) for label, count in zip(labels, counts, strict=True)]


@feature.on(ShowWords)
async def show_words(ctx: Ctx, tap: ShowWords) -> Screen:
    """Show a page of what was written."""
    one, found = await ctx.use(Surveys).results(ctx.person.id, tap.survey)
    words = found.words.get(tap.question, ())
    if not words:
        raise StaleTapError
    pages = -(-len(words) // _WORDS)
    page = min(max(tap.page, 0), pages - 1)
    said = [part for text in words[page * _WORDS : (page + 1) * _WORDS] for part in ("", _("“{words}”", words=text))]
    return Screen(
        lines(_("<b>{question}</b>", question=one.questions[tap.question].text), *said),
        (
            *turns(page, pages, lambda to: ShowWords(tap.survey, tap.question, to)),
            (Button(BACK, ShowSurvey(tap.survey)),),
        ),
    )


@feature.on(ShowCells)
async def show_cells(ctx: Ctx, tap: ShowCells) -> Screen:
    """Show a question by departments: those with enough answers, and the others together."""
    one, found = await ctx.use(Surveys).results(ctx.person.id, tap.survey)
    if not found.cells or tap.question not in range(len(one.questions)) or not one.questions[tap.question].choices:
        raise StaleTapError
    names = await ctx.use(Surveys).names(tuple(cell for cell in found.cells if cell != REST))
    question, body = one.questions[tap.question], list[Words]()
    for cell in found.cells:
        sums = [f"{share.label} {share.count}" for share in shares_of(question, found.counts[tap.question, cell])]
        who = names.get(cell) or _("the others")
        body += ["", _("<b>{who}</b>: {n}", who=who, n=found.people[cell]), joined(sums)]
    return Screen(
        lines(
            _("<b>{question}</b>", question=question.text),
            _("Departments with fewer than {least} answers are counted among the others.", least=LEAST),
            *body,
        ),
        ((Button(BACK, ShowSurvey(tap.survey)),),),
    )


@feature.on(TakePicture)
async def take_picture(ctx: Ctx, tap: TakePicture) -> Answer:
    """Send the sums as a picture."""
    if not available():
        return Toast(_NO_FONT, alert=True)
    one, found = await ctx.use(Surveys).results(ctx.person.id, tap.survey)
    if not found.total:
        raise StaleTapError
    blocks = [
        Block(f"{number + 1}. {question.text}", shares_of(question, found.of(number)))
        for number, question in enumerate(one.questions)
        if question.choices
    ]
    note = ctx.reader.plain(n_("{n} person is counted.", "{n} people are counted.", found.total))
    content = await asyncio.to_thread(shares, one.title, note, blocks, found.total)
    return Screen(_("<b>{title}</b>", title=one.title), picture=Document("survey.png", content), fresh=True)
