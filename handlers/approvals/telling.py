"""What the organiser is told: that people wait, at most every few minutes."""

from __future__ import annotations

from bot.domain.events import EventState, EventUnknown, OrganiserNews
from bot.services.events import Events
from bot.texts import _, lines, n_
from handlers.approvals.base import ShowQueue, feature
from handlers.kit import Button, Ctx, Promise, Screen, Style


@feature.promise(OrganiserNews.ASKED)
async def asked(ctx: Ctx, promise: Promise) -> Screen | None:
    """Tell the organiser how many wait for an answer; nothing when nobody does any more."""
    try:
        card = await ctx.use(Events).card(promise.subject, ctx.person.id)
    except EventUnknown:
        return None
    event = card.event
    if not card.may_manage or not event.asking or event.state is EventState.CANCELLED or ctx.now >= event.starts_at:
        return None
    return Screen(
        lines(
            n_("{n} person waits for your answer:", "{n} people wait for your answer:", event.asking),
            _("<b>“{title}”</b>", title=event.title),
        ),
        ((Button(_("See who"), ShowQueue(event.id), style=Style.PRIMARY),),),
    )
