"""The guest list, page by page; a tap on a name takes it off."""

from __future__ import annotations

from bot.services.guests import Guests
from bot.texts import Words, _, lines, n_
from handlers.cards import BACK, clip, paired, turns
from handlers.guests.base import AddGuests, ListGuests, RemoveGuest, ShowMeant, feature, who
from handlers.kit import Button, Ctx, Screen, Style

_PAGE = 10
_LABEL = 10


@feature.on(ListGuests)
async def list_guests(ctx: Ctx, tap: ListGuests) -> Screen:
    """Show a page of the list."""
    return await list_screen(ctx, tap.event, tap.page)


@feature.on(RemoveGuest)
async def remove(ctx: Ctx, tap: RemoveGuest) -> Screen:
    """Take somebody off the list."""
    removed = await ctx.use(Guests).remove(ctx.person.id, tap.event, tap.person)
    return await list_screen(ctx, tap.event, tap.page, _("Taken off the list") if removed else _("Was not on the list"))


async def list_screen(ctx: Ctx, event: int, page: int = 0, toast: Words | None = None) -> Screen:
    """Return a page of the guest list."""
    found = await ctx.use(Guests).page(ctx.person.id, event, page, _PAGE)
    first = found.page * _PAGE + 1
    named = [_("{n}. {who}", n=place, who=who(one)) for place, one in enumerate(found.guests, first)]
    buttons = [
        Button(_("✕ {name}", name=clip(one.name, _LABEL)), RemoveGuest(event, one.id, found.page))
        for one in found.guests
    ]
    return Screen(
        lines(
            n_("<b>Guest list</b> · {n} person", "<b>Guest list</b> · {n} people", found.total),
            "",
            *(named or [_("Nobody is on the list yet.")]),
            *(("", _("✕ takes a name off. Who has signed up already stays signed up.")) if named else ()),
        ),
        (
            *paired(buttons),
            *turns(found.page, found.pages, lambda number: ListGuests(event, number)),
            (Button(_("Add people"), AddGuests(event), style=Style.PRIMARY), Button(BACK, ShowMeant(event))),
        ),
        toast=toast,
    )
