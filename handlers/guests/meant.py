"""The screen that says whom an event is for, with the ways to change it."""

from __future__ import annotations

from bot.domain.audience import Meant
from bot.domain.events import Card
from bot.services.audience import Audiences
from bot.texts import Words, _, joined, lines, n_
from handlers.cards import BACK, RULES, Manage, clip
from handlers.guests.base import LimitPosts, ListGuests, SetClosed, ShowMeant, feature
from handlers.kit import Addition, Button, Ctx, Screen, Style


@feature.adds(RULES)
async def button(_ctx: Ctx, card: Card) -> Addition:
    """Lead from the rules of an event to whom it is for."""
    return Addition(buttons=(Button(_("Who may come"), ShowMeant(card.event.id)),))


@feature.on(ShowMeant)
async def show(ctx: Ctx, tap: ShowMeant) -> Screen:
    """Show whom the event is for."""
    return await meant_screen(ctx, tap.event)


@feature.on(SetClosed)
async def set_closed(ctx: Ctx, tap: SetClosed) -> Screen:
    """Let only guests come, or those of the departments and posts again."""
    await ctx.use(Audiences).close(ctx.person.id, tap.event, closed=tap.closed)
    return await meant_screen(ctx, tap.event, _("Saved"))


async def meant_screen(ctx: Ctx, event: int, toast: Words | None = None) -> Screen:
    """Return the screen that says whom the event is for."""
    meant = await ctx.use(Audiences).meant(ctx.person.id, event)
    closed = meant.event.rules.closed
    switch = _("Not only guests") if closed else _("Only guests")
    return Screen(
        lines(_("<b>Who may come</b> · “{title}”", title=clip(meant.event.title)), "", *_said(meant)),
        (
            (Button(_("Guest list"), ListGuests(event, 0), style=Style.PRIMARY), Button(_("Posts"), LimitPosts(event))),
            (Button(switch, SetClosed(event, not closed)),),
            (Button(BACK, Manage(event)),),
        ),
        toast=toast,
    )


def _said(meant: Meant) -> tuple[Words, ...]:
    rules = meant.event.rules
    people = n_("That is {n} person.", "That are {n} people.", meant.people)
    guests = n_("Guest list: {n} person", "Guest list: {n} people", meant.guests)
    if rules.closed:
        empty = () if meant.guests else (_("The list is empty: nobody can sign up. Please put people on it."),)
        return _("Only those on the guest list, whatever their department and post."), guests, *empty, people
    where = joined(meant.departments, "、") if meant.departments else _("all")
    posts = joined([_("“{post}”", post=post) for post in rules.posts], "、") if rules.posts else _("all")
    return (
        _("Departments: {departments} (to be changed with “Change”)", departments=where),
        _("Posts: {posts}", posts=posts),
        *((_("{guests}, not used yet", guests=guests),) if meant.guests else ()),
        people,
    )
