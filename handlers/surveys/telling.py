"""Telling those who were asked what came of it: the sums, not what was written."""

from __future__ import annotations

from bot.domain.surveys import NotAsked, QuestionKind, Results, Survey, SurveyNews
from bot.services.surveys import Surveys
from bot.texts import Words, _, lines, n_
from handlers.cards import BACK
from handlers.kit import Button, Ctx, Promise, Screen, Style
from handlers.surveys.base import ShowSurvey, TellResults, feature
from handlers.surveys.results import show_one, sums


@feature.on(TellResults)
async def tell(ctx: Ctx, tap: TellResults) -> Screen:
    """Tell those who were asked, after showing what they will read."""
    if tap.sure:
        await ctx.use(Surveys).tell(ctx.person.id, tap.survey)
        return await show_one(ctx, tap.survey, toast=_("Those who were asked are being told"))
    one, found = await ctx.use(Surveys).results(ctx.person.id, tap.survey)
    ask = n_("{n} person who was asked gets this:", "{n} people who were asked get this:", one.asked)
    return Screen(
        lines(ask, "", *_lines(one, found)),
        (
            (Button(_("Send out"), TellResults(tap.survey, sure=True), style=Style.PRIMARY),),
            (Button(BACK, ShowSurvey(tap.survey)),),
        ),
    )


def _lines(one: Survey, found: Results) -> list[Words]:
    body: list[Words] = [
        _("<b>What came of the survey “{title}”</b>", title=one.title),
        n_("{n} person took part.", "{n} people took part.", found.total),
    ]
    for number, question in enumerate(one.questions):
        if question.kind is not QuestionKind.TEXT:
            body += ["", _("{n}. {question}", n=number + 1, question=question.text), *sums(number, question, found)]
    if any(question.kind is QuestionKind.TEXT for question in one.questions):
        body += ["", _("What was written is read by those who asked; it is not passed on.")]
    return body


@feature.promise(SurveyNews.TOLD)
async def told(ctx: Ctx, promise: Promise) -> Screen | None:
    """Tell somebody who was asked."""
    try:
        one, found = await ctx.use(Surveys).told(ctx.person.id, promise.subject)
    except NotAsked:  # forgotten meanwhile
        return None
    return Screen(lines(*_lines(one, found)))
