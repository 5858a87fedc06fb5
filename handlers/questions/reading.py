"""Organisers read the answers: what they add up to, and who said what."""

from __future__ import annotations

from bot.callbacks import Tap
from bot.domain.events import Card
from bot.domain.questions import Given, Tally
from bot.domain.rules import Question, QuestionKind
from bot.services.questions import Questions
from bot.texts import Words, _, joined, lines, n_
from handlers.cards import BACK, MANAGE, Manage, clip, paired, turns
from handlers.kit import Addition, Button, Ctx, Screen
from handlers.questions.base import feature, figure, managed

_PAGE = 12  # answers of 200 characters with names that one message holds
_LABEL = 14


class ShowTallies(Tap, wire="qa"):
    """What the answers add up to."""

    event: int


class ListAnswers(Tap, wire="qal"):
    """A page of the answers to one question."""

    event: int
    key: str
    page: int


@feature.adds(MANAGE)
async def button(_ctx: Ctx, card: Card) -> Addition | None:
    """Lead from the organiser's screen of an event to the answers, if it asks anything."""
    if not card.event.rules.questions:
        return None
    return Addition(buttons=(Button(_("Answers"), ShowTallies(card.event.id)),))


@feature.on(ShowTallies)
async def show(ctx: Ctx, tap: ShowTallies) -> Screen:
    """Show the sums, with a button per question for who said what."""
    card = await managed(ctx, tap.event)
    tallies = await ctx.use(Questions).tallies(ctx.person.id, tap.event)
    buttons = [Button(clip(one.question.text, _LABEL), ListAnswers(tap.event, one.question.key, 0)) for one in tallies]
    return Screen(
        lines(
            _("<b>Answers</b> · “{title}”", title=clip(card.event.title)),
            *(line for one in tallies for line in _tally(one)),
        ),
        (*paired(buttons), (Button(BACK, Manage(tap.event)),)),
    )


@feature.on(ListAnswers)
async def list_answers(ctx: Ctx, tap: ListAnswers) -> Screen:
    """Show who said what."""
    page = await ctx.use(Questions).page(ctx.person.id, tap.event, tap.key, tap.page, _PAGE)
    said = [_given(one, page.question) for one in page.given] or [_("Nobody has answered this yet.")]
    return Screen(
        lines(_("<b>{question}</b>", question=page.question.text), "", *said),
        (
            *turns(page.page, page.pages, lambda number: ListAnswers(tap.event, tap.key, number)),
            (Button(BACK, ShowTallies(tap.event)),),
        ),
    )


def _tally(one: Tally) -> tuple[Words, ...]:
    head = _("<b>{question}</b>", question=one.question.text)
    answered = _("{n} of {asked} answered", n=one.answered, asked=one.asked)
    match one.question.kind:
        case QuestionKind.CHOICE:
            counts = [_("{option}: {n}", option=option, n=n) for option, n in one.counts]
            return "", head, joined(counts), answered
        case QuestionKind.NUMBER:
            sums = _("Sum {total}, average {average}", total=figure(one.total), average=f"{one.average:.4g}")
            return "", head, sums, answered
        case QuestionKind.TEXT:
            return (
                "",
                head,
                n_("{n} text of {asked} people", "{n} texts of {asked} people", one.answered, asked=one.asked),
            )


def _given(one: Given, question: Question) -> Words:
    value = one.answers[question.key]
    said = figure(value) if question.kind is QuestionKind.NUMBER else str(value)
    if one.department:
        return _(
            "{name} ({department}): {answer}", name=one.name, department=one.department.rpartition("/")[2], answer=said
        )
    return _("{name}: {answer}", name=one.name, answer=said)
