"""What people are told: a survey asks them, once more who has not taken part; and its author, that it ended."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from bot.domain.surveys import AlreadyTaken, NotAsked, Survey, SurveyNews, SurveyNotOpen, SurveyUnknown
from bot.services.surveys import Surveys
from bot.texts import When, Words, _, lines, n_
from handlers.kit import Button, Ctx, Desk, Promise, Screen, Style
from handlers.surveys.base import Begin, ShowSurvey, feature, promise_words

_ID = re.compile(r"\d{1,18}", re.ASCII)


@feature.promise(SurveyNews.OPENED)
async def opened(ctx: Ctx, promise: Promise) -> Screen | None:
    """Ask, with the promise first and one tap to begin."""
    return await _asked(ctx, promise.subject, _("You are asked for your opinion."))


@feature.promise(SurveyNews.REMINDER)
async def reminded(ctx: Ctx, promise: Promise) -> Screen | None:
    """Ask who has not taken part by then, once more."""
    return await _asked(ctx, promise.subject, _("This survey still waits for you. You are not reminded again."))


@feature.promise(SurveyNews.CLOSED)
async def closed(ctx: Ctx, promise: Promise) -> Screen | None:
    """Tell who made it that the results are there."""
    try:
        survey, found = await ctx.use(Surveys).results(ctx.person.id, promise.subject)
    except SurveyUnknown:  # no organiser any more
        return None
    body = lines(
        _("The survey “{title}” is closed.", title=survey.title),
        n_("{n} person took part.", "{n} people took part.", found.total)
        if found.total
        else _("Too few took part to show anything; the answers were deleted."),
    )
    return Screen(body, ((Button(_("Results"), ShowSurvey(survey.id)),),))


@feature.link("survey")
async def by_link(ctx: Ctx, rest: str) -> Screen:
    """Ask whoever comes by a link."""
    survey = await ctx.use(Surveys).to_answer(ctx.person.id, int(rest) if _ID.fullmatch(rest) else 0)
    return invitation(survey, _("You are asked for your opinion."))


@feature.every("surveys", timedelta(minutes=1))
async def run_due(desk: Desk, _now: datetime) -> None:
    """Close what is over."""
    await desk.service(Surveys).run_due()


async def _asked(ctx: Ctx, survey: int, first: Words) -> Screen | None:
    try:
        found = await ctx.use(Surveys).to_answer(ctx.person.id, survey)
    except (NotAsked, AlreadyTaken, SurveyNotOpen):
        return None
    return invitation(found, first)


def invitation(survey: Survey, first: Words) -> Screen:
    """Return what a survey is about, the promise, and the button to begin."""
    return Screen(
        lines(
            _("<b>Survey: {title}</b>", title=survey.title),
            first,
            n_(
                "{n} question, until {closes}",
                "{n} questions, until {closes}",
                len(survey.questions),
                closes=When(survey.closes_at),
            ),
            "",
            promise_words(survey),
        ),
        ((Button(_("Begin"), Begin(survey.id), style=Style.SUCCESS),),),
    )
