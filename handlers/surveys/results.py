"""What organisers see: their surveys, and of each the sums that may be shown, never a person."""

from __future__ import annotations

from bot.domain.surveys import FIRST_FROM, LEAST, TEXTS_FROM, Question, QuestionKind, Results, Survey
from bot.services.surveys import Surveys
from bot.texts import When, Words, _, joined, lines, n_
from handlers.cards import BACK, clip, privately, turns
from handlers.kit import Button, Ctx, Row, Scope, Screen, Style
from handlers.surveys.base import (
    Close,
    ListSurveys,
    NewSurvey,
    Remind,
    ShowCells,
    ShowSurvey,
    ShowWords,
    TakePicture,
    TellResults,
    feature,
)
from handlers.surveys.details import shares_of

_SIZE = 8  # surveys on a page
_TITLE = 24


@feature.link("survey-list")
@feature.command("survey", _("Ask people anonymously, read the results"), Scope.ORGANISER)
async def survey(ctx: Ctx, _rest: str) -> Screen:
    """List the own surveys."""
    if not ctx.private:
        return privately(ctx, "survey-list")
    return await _list(ctx, 0)


@feature.on(ListSurveys)
async def list_surveys(ctx: Ctx, tap: ListSurveys) -> Screen:
    """Turn the pages."""
    return await _list(ctx, max(0, tap.page))


async def _list(ctx: Ctx, page: int) -> Screen:
    found = await ctx.use(Surveys).mine(ctx.person.id, page, _SIZE + 1)
    rows = [(Button(joined([clip(one.title, _TITLE), _state(ctx, one)]), ShowSurvey(one.id)),) for one in found[:_SIZE]]
    return Screen(
        lines(
            _("<b>Surveys</b>"),
            _("Ask a few questions; answers carry no names.") if rows else _("You have made none yet."),
        ),
        (
            (Button(_("New survey"), NewSurvey(), style=Style.PRIMARY),),
            *rows,
            *turns(page, page + 1 + (len(found) > _SIZE), ListSurveys),
        ),
    )


@feature.on(ShowSurvey)
async def show(ctx: Ctx, tap: ShowSurvey) -> Screen:
    """Show what may be shown."""
    return await show_one(ctx, tap.survey)


async def show_one(ctx: Ctx, survey_id: int, toast: Words | None = None) -> Screen:
    """Return the screen of a survey for its organiser."""
    one, found = await ctx.use(Surveys).results(ctx.person.id, survey_id)
    body: list[Words] = [
        _("<b>{title}</b>", title=one.title),
        joined([_state(ctx, one), n_("{n} person asked", "{n} people asked", one.asked)]),
        _counted(one, found),
    ]
    for number, question in enumerate(one.questions):
        body += ["", _("{n}. {question}", n=number + 1, question=question.text), *sums(number, question, found)]
    return Screen(lines(*body), (*_read_rows(one, found), *_act_rows(ctx, one, found)), toast=toast)


def _state(ctx: Ctx, one: Survey) -> Words:
    if one.closed_at is not None or ctx.now >= one.closes_at:
        return _("has ended")
    if ctx.now < one.opens_at:
        return _("opens {at}", at=When(one.opens_at, "short"))
    return _("open until {at}", at=When(one.closes_at, "short"))


def _counted(one: Survey, found: Results) -> Words:
    if found.total:
        said = n_("{n} person is counted.", "{n} people are counted.", found.total)
        return said if found.final else lines(said, _("Results grow in steps of {least}.", least=LEAST))
    if found.final:
        return _("Fewer than {least} took part: nothing is shown, the answers were deleted.", least=LEAST)
    if one.by_department:
        return _("Results are shown when the survey is closed.")
    return _("The first results are shown once {n} people have taken part.", n=FIRST_FROM)


def sums(number: int, question: Question, found: Results) -> list[Words]:
    """Return what may be shown of a question, a line for each choice."""
    if question.kind is QuestionKind.TEXT:
        if not found.final:
            return [_("Shown when the survey is closed.")]
        count = len(found.words.get(number, ()))
        if not count:
            return [_("Fewer than {texts} wrote something: nothing is shown.", texts=TEXTS_FROM)]
        return [n_("{n} text", "{n} texts", count)]
    if not found.total:
        return []
    return [
        _("{label}: {n} ({share} %)", label=one.label, n=one.count, share=round(100 * one.count / found.total))
        for one in shares_of(question, found.of(number))
    ]


def _read_rows(one: Survey, found: Results) -> list[Row]:
    rows: list[Row] = []
    for number, question in enumerate(one.questions):
        if found.words.get(number):
            rows.append((Button(_("Read {n}.", n=number + 1), ShowWords(one.id, number, 0)),))
        elif found.cells and question.kind is not QuestionKind.TEXT:
            rows.append((Button(_("{n}. by department", n=number + 1), ShowCells(one.id, number)),))
    if found.total and any(question.choices for question in one.questions):
        rows.append((Button(_("As a picture"), TakePicture(one.id)),))
    return rows


def _act_rows(ctx: Ctx, one: Survey, found: Results) -> list[Row]:
    rows: list[Row] = []
    if one.closed_at is None and one.opens_at <= ctx.now < one.closes_at:
        if not one.reminded:
            rows.append((Button(_("Remind who has not taken part"), Remind(one.id)),))
        rows.append((Button(_("Refresh"), ShowSurvey(one.id)), Button(_("Close now"), Close(one.id, sure=False))))
    if found.final and found.total:
        rows.append((Button(_("Tell those who were asked"), TellResults(one.id, sure=False)),))
    return [*rows, (Button(BACK, ListSurveys(0)),)]


@feature.on(Remind)
async def remind(ctx: Ctx, tap: Remind) -> Screen:
    """Promise the reminders. How many they are is not said: it would tell how many took part just now."""
    await ctx.use(Surveys).remind(ctx.person.id, tap.survey)
    return await show_one(ctx, tap.survey, toast=_("Those who have not taken part are being reminded"))


@feature.on(Close)
async def close(ctx: Ctx, tap: Close) -> Screen:
    """Take no more answers, after asking."""
    if not tap.sure:
        return Screen(
            _("Close the survey now? Nobody can answer any more; then everything is shown that may be."),
            (
                (Button(_("Close now"), Close(tap.survey, sure=True), style=Style.DANGER),),
                (Button(BACK, ShowSurvey(tap.survey)),),
            ),
        )
    await ctx.use(Surveys).close(ctx.person.id, tap.survey)
    return await show_one(ctx, tap.survey, toast=_("The survey is closed"))
