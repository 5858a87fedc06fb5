"""The declaration of the feature, and who may use it."""

from __future__ import annotations

from bot.domain.events import Card, NotYours
from bot.errors import Refusal
from bot.services.events import Events
from bot.texts import Words, _
from handlers.kit import Ctx, Feature

feature = Feature("organise", _("New event"))


async def managed(ctx: Ctx, event_id: int) -> Card:
    """Return the card of an event this person manages; raises NotYours, EventUnknown."""
    card = await ctx.use(Events).card(event_id, ctx.person.id)
    if not card.may_manage:
        raise NotYours
    return card


def why(ctx: Ctx, refusal: Refusal) -> Words:
    """Return the words for a refusal, for a preview that says what has to be changed first."""
    return next(one.refusals[type(refusal)](refusal) for one in ctx.desk.features if type(refusal) in one.refusals)
