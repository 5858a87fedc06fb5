"""Managing a published event: what an organiser can do with it."""

from __future__ import annotations

from bot.callbacks import Tap
from bot.texts import _, lines
from handlers.cards import BACK, MANAGE, MORE, Manage, card_text, event_link, paired
from handlers.kit import Button, Ctx, Go, Screen, Style
from handlers.organise.base import feature, managed
from handlers.organise.cancelling import CancelEvent
from handlers.organise.create import share_rows
from handlers.organise.editing import EditEvent
from handlers.organise.names import ListNames


class ManageMore(Tap, wire="or+"):
    """Show what is rarely done with the event."""

    event: int


@feature.on(Manage)
async def manage(ctx: Ctx, tap: Manage) -> Screen:
    """Show what an organiser can do with the event."""
    card = await managed(ctx, tap.event)
    added = await ctx.additions(MANAGE, card)
    return Screen(
        card_text(card, ctx, *added.lines),
        (
            (
                Button(_("Change"), EditEvent(tap.event), style=Style.PRIMARY),
                Button(_("Names"), ListNames(tap.event, 0)),
            ),
            *paired(added.buttons),
            *share_rows(ctx, card.event),
            (Button(_("More …"), ManageMore(tap.event)),),
            (Button(BACK, Go(event_link(card.event))),),
        ),
    )


@feature.on(ManageMore)
async def more(ctx: Ctx, tap: ManageMore) -> Screen:
    """Show what is rarely done, and how to cancel."""
    card = await managed(ctx, tap.event)
    added = await ctx.additions(MORE, card)
    return Screen(
        lines(_("<b>{title}</b>", title=card.event.title), "", _("What would you like to do?")),
        (
            *paired(added.buttons),
            (Button(_("Cancel the event"), CancelEvent(tap.event), style=Style.DANGER),),
            (Button(BACK, Manage(tap.event)),),
        ),
    )
