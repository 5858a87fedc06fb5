"""Signing up from a card in a group: a toast that only the person sees, or the way to the private chat."""

from __future__ import annotations

from bot.domain.events import AnswersMissing, EventUnknown
from bot.errors import Refusal
from bot.services.events import Events
from bot.texts import _, lines
from handlers.cards import SignUpHere, event_id, privately
from handlers.events.base import feature
from handlers.events.taking_part import card_after, signed_up
from handlers.kit import Answer, Ctx, Screen, Toast


def _link(tap: SignUpHere) -> str:
    return f"s_{tap.event}"


@feature.on(SignUpHere, in_groups=True, intent=_link)
async def sign_up_here(ctx: Ctx, tap: SignUpHere) -> Answer:
    """Take a seat or a place on the waitlist. The card follows by itself."""
    if ctx.private:  # forged, or a card that was passed on
        return await sign_up_by_link(ctx, str(tap.event))
    try:
        outcome = await ctx.use(Events).sign_up(tap.event, ctx.person.id)
    except AnswersMissing:
        return Toast(_("A question has to be answered first"), url=ctx.link(f"q_{tap.event}"))
    return Toast(signed_up(outcome))


@feature.link("s")
async def sign_up_by_link(ctx: Ctx, rest: str) -> Answer:
    """Sign somebody up who came from a group to do just that, and show the card; with the reason when it cannot be."""
    event = event_id(rest)
    if not ctx.private:
        return privately(ctx, f"s_{event}")
    try:
        outcome = await ctx.use(Events).sign_up(event, ctx.person.id)
    except AnswersMissing:
        return await ctx.desk.follow(ctx, f"q_{event}")
    except EventUnknown:
        raise
    except Refusal as refusal:
        card = await ctx.desk.follow(ctx, f"e_{event}")
        if not isinstance(card, Screen):
            raise
        words = next(one.refusals[type(refusal)](refusal) for one in ctx.desk.features if type(refusal) in one.refusals)
        return Screen(lines(words, "", card.body), card.rows)
    toast = signed_up(outcome)
    card = await card_after(ctx, outcome, "", toast)
    return Screen(lines(_("✅ {what}", what=toast), "", card.body), card.rows, toast=toast)
