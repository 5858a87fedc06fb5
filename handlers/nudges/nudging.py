"""Nudging those who have not answered: a preview of how many and of the words, then once and never again."""

from __future__ import annotations

from bot.domain.nudges import NudgePointless, worth_asking
from bot.services.nudges import Nudges
from bot.texts import _, joined, lines, n_
from handlers.cards import BACK
from handlers.kit import Button, Ctx, Screen, Style
from handlers.nudges.base import AskNudge, Nudge, ShowSilence, feature, left_out
from handlers.nudges.message import invitation
from handlers.nudges.overview import overview


@feature.on(AskNudge)
async def ask_nudge(ctx: Ctx, tap: AskNudge) -> Screen:
    """Show to how many the message goes, to whom not, and what it says."""
    silence = await ctx.use(Nudges).silence(ctx.person.id, tap.event)
    if not worth_asking(silence.event, ctx.now):
        raise NudgePointless
    if not silence.fresh:
        return await overview(ctx, tap.event, _("Nobody is left to be reminded"))
    left = left_out(silence)
    return Screen(
        lines(
            n_("<b>Remind {n} person?</b>", "<b>Remind {n} people?</b>", silence.fresh),
            _("Left out: {who}", who=joined(left, "、")) if left else None,
            _("Each gets this once for this event, and only who has not answered by then:"),
            "",
            invitation(ctx, silence.event),
        ),
        (
            (Button(_("Send to {n}", n=silence.fresh), Nudge(tap.event), style=Style.SUCCESS),),
            (Button(BACK, ShowSilence(tap.event)),),
        ),
    )


@feature.on(Nudge)
async def nudge(ctx: Ctx, tap: Nudge) -> Screen:
    """Promise the messages; a repeated tap finds nobody left."""
    nudged = await ctx.use(Nudges).nudge(ctx.person.id, tap.event)
    said = n_("{n} person is being reminded", "{n} people are being reminded", nudged)
    return await overview(ctx, tap.event, said if nudged else _("Nobody is left to be reminded"))
