"""The link of an online event, sent to those with a seat shortly before the start."""

from __future__ import annotations

from bot.domain.events import EventState, EventUnknown, News, SignUpState
from bot.services.events import Events
from bot.texts import When, _, lines
from handlers.cards import open_button
from handlers.check_in.base import feature
from handlers.kit import Ctx, Promise, Screen


@feature.promise(News.LINK)
async def send_link(ctx: Ctx, promise: Promise) -> Screen | None:
    """Tell somebody with a seat where to join, while that is of use."""
    try:
        card = await ctx.use(Events).card(promise.subject, ctx.person.id)
    except EventUnknown:
        return None
    event = card.event
    if event.state is EventState.CANCELLED or card.standing.state is not SignUpState.SEATED:
        return None
    if not (event.link and event.link_shown(ctx.now)):
        return None
    return Screen(
        lines(
            _("🔗 {time}: <b>“{title}”</b>", time=When(event.starts_at, "time"), title=event.title),
            _("Join here: {link}", link=event.link),
        ),
        ((open_button(event),),),
    )
