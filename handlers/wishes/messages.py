"""What supporters of a wish are told, written when it is due: None when it does not hold any more."""

from __future__ import annotations

from bot.domain.events import EventState
from bot.domain.wishes import Wish, WishNews, WishState, WishUnknown
from bot.services.events import Events
from bot.services.wishes import Wishes
from bot.texts import _, lines
from handlers.cards import card_rows, card_text, open_button
from handlers.kit import Ctx, Promise, Screen
from handlers.wishes.base import feature


@feature.promise(WishNews.PLANNED)
async def planned(ctx: Ctx, promise: Promise) -> Screen | None:
    """Show the event that answers a wish."""
    wish = await _wish(ctx, promise)
    if wish is None or wish.event_id is None:
        return None
    card = await ctx.use(Events).card(wish.event_id, ctx.person.id)
    if card.event.state is EventState.CANCELLED or ctx.now >= card.event.starts_at:
        return None
    said = _("You wished for “{title}”, and here it is:", title=wish.title)
    return Screen(lines(said, "", card_text(card, ctx)), (*card_rows(card, ctx.now), (open_button(card.event),)))


@feature.promise(WishNews.CLOSED)
async def closed(ctx: Ctx, promise: Promise) -> Screen | None:
    """Say why nothing comes of a wish."""
    wish = await _wish(ctx, promise)
    if wish is None or wish.state is not WishState.CLOSED:
        return None
    return Screen(
        lines(
            _("Nothing comes of the wish “{title}” for now.", title=wish.title),
            _("Reason: {reason}", reason=wish.reason),
            _("Other wishes stand in /wishes."),
        )
    )


async def _wish(ctx: Ctx, promise: Promise) -> Wish | None:
    try:
        return await ctx.use(Wishes).wish(ctx.person.id, promise.subject)
    except WishUnknown:
        return None
