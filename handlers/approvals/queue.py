"""The queue of those who ask: one at a time, let in or declined with a tap."""

from __future__ import annotations

from bot.domain.events import Card, NotYours
from bot.services.approvals import Approvals
from bot.services.events import Events
from bot.texts import _, lines, n_
from handlers.approvals.base import Admit, AdmitAll, AskAdmitAll, ShowQueue, feature, queue_screen
from handlers.cards import BACK, MANAGE, clip
from handlers.kit import Addition, Button, Ctx, Screen, Style


@feature.adds(MANAGE)
async def button(_ctx: Ctx, card: Card) -> Addition | None:
    """Lead from the organiser's screen of an event to those who ask."""
    if not card.event.rules.approval and not card.event.asking:
        return None
    return Addition(buttons=(Button(_("Let in: {n}", n=card.event.asking), ShowQueue(card.event.id)),))


@feature.on(ShowQueue)
async def show_queue(ctx: Ctx, tap: ShowQueue) -> Screen:
    """Show who asks."""
    return await queue_screen(ctx, tap.event, tap.place)


@feature.on(Admit)
async def admit(ctx: Ctx, tap: Admit) -> Screen:
    """Let one person in, and show the next."""
    await ctx.use(Approvals).admit(ctx.person.id, tap.event, tap.person)
    return await queue_screen(ctx, tap.event, tap.place, _("Let in"))


@feature.on(AskAdmitAll)
async def ask_admit_all(ctx: Ctx, tap: AskAdmitAll) -> Screen:
    """Ask before everybody is let in."""
    card = await ctx.use(Events).card(tap.event, ctx.person.id)
    if not card.may_manage:
        raise NotYours
    event = card.event
    free = None if event.capacity is None else max(0, event.capacity - event.held - event.waiting)
    return Screen(
        lines(
            _("<b>{title}</b>", title=clip(event.title)),
            n_("Let {n} person in?", "Let {n} people in?", event.asking),
            None if free is None else n_("{n} seat is free.", "{n} seats are free.", free),
            _("Whoever finds no seat goes to the waitlist, in the order of asking."),
        ),
        (
            (Button(_("Yes, let all in"), AdmitAll(event.id), style=Style.SUCCESS),),
            (Button(BACK, ShowQueue(event.id)),),
        ),
    )


@feature.on(AdmitAll)
async def admit_all(ctx: Ctx, tap: AdmitAll) -> Screen:
    """Let everybody in."""
    n = await ctx.use(Approvals).admit(ctx.person.id, tap.event, None)
    return await queue_screen(ctx, tap.event, 0, n_("{n} person let in", "{n} people let in", n))


feature.noted("admit", _("let people in"))
feature.noted("decline", _("declined somebody"))
