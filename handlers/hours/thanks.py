"""The thanks after an event, with what it was credited with and what other features add: rating, materials."""

from __future__ import annotations

from bot.domain.events import Card, EventState, EventUnknown
from bot.domain.hours import AfterNews
from bot.services.events import Events
from bot.services.hours import Hours
from bot.texts import _, lines
from handlers.cards import THANKS, paired
from handlers.hours.base import feature, shown
from handlers.kit import Ctx, Promise, Screen


@feature.promise(AfterNews.THANKS)
async def thanks(ctx: Ctx, promise: Promise) -> Screen | None:
    """Thank somebody who was there; None for an event that did not take place after all."""
    card = await _card(ctx, promise.subject)
    if card is None or card.event.state is EventState.CANCELLED or ctx.now < card.event.ends_at:
        return None
    credited = await ctx.use(Hours).credited(card.event.id, ctx.person.id)
    added = await ctx.additions(THANKS, card)
    return Screen(
        lines(
            _("Thank you for being at <b>“{title}”</b>.", title=card.event.title),
            _("Credited: {hours} hours, see /hours", hours=shown(credited)) if credited else None,
            *added.lines,
        ),
        (*added.rows, *paired(added.buttons)),
    )


async def _card(ctx: Ctx, event_id: int) -> Card | None:
    try:
        return await ctx.use(Events).card(event_id, ctx.person.id)
    except EventUnknown:
        return None
