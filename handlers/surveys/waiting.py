"""The surveys that wait for somebody's answer, for whoever has lost the invitation among other messages."""

from __future__ import annotations

from bot.services.surveys import Surveys
from bot.texts import When, _, joined, lines
from handlers.cards import BACK, clip, privately
from handlers.kit import Button, Ctx, Scope, Screen
from handlers.surveys.base import ListWaiting, ShowInvitation, feature
from handlers.surveys.news import invitation

_TITLE = 16


@feature.link("surveys")
@feature.command("surveys", _("Anonymous surveys that ask me"), Scope.PRIVATE)
async def surveys(ctx: Ctx, _rest: str) -> Screen:
    """List what waits for an answer."""
    return await _list(ctx) if ctx.private else privately(ctx, "surveys")


@feature.on(ListWaiting)
async def again(ctx: Ctx, _tap: ListWaiting) -> Screen:
    """List what waits for an answer."""
    return await _list(ctx)


async def _list(ctx: Ctx) -> Screen:
    found = await ctx.use(Surveys).waiting(ctx.person.id)
    said = _("Nobody learns who answered what.") if found else _("No survey waits for your answer.")
    rows = tuple(
        (
            Button(
                joined([clip(one.title, _TITLE), _("until {at}", at=When(one.closes_at, "short"))]),
                ShowInvitation(one.id),
            ),
        )
        for one in found
    )
    return Screen(lines(_("<b>Surveys that ask you</b>"), said), rows)


@feature.on(ShowInvitation)
async def show(ctx: Ctx, tap: ShowInvitation) -> Screen:
    """Show what it asks and promises."""
    survey = await ctx.use(Surveys).to_answer(ctx.person.id, tap.survey)
    asked = invitation(survey, _("You are asked for your opinion."))
    return Screen(asked.body, (*asked.rows, (Button(BACK, ListWaiting()),)))
