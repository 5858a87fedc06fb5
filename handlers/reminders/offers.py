"""What is promised about offered seats, and about being let in."""

from __future__ import annotations

from bot.domain.events import EventState, News, SignUpState
from bot.texts import When, _, lines
from handlers.cards import SignUp, TakeOffer, leave_label, open_button, seats_text, span
from handlers.kit import Button, Ctx, Promise, Screen, Style
from handlers.reminders.messages import buttons, card_of, still, where
from handlers.reminders.settings import feature


@feature.promise(News.OFFERED)
async def offered(ctx: Ctx, promise: Promise) -> Screen | None:
    """Offer somebody a seat, and say until when."""
    card = await still(ctx, promise, SignUpState.OFFERED)
    if card is None or card.standing.until is None or ctx.now >= card.standing.until:
        return None
    event, until = card.event, min(card.standing.until, card.event.starts_at)
    take, leave = buttons(event, leave_label(card.standing))
    return Screen(
        lines(
            _("A seat has become free for you: <b>“{title}”</b>", title=event.title),
            _("Time: {span}", span=span(event.starts_at, event.ends_at, ctx.zone)),
            *where(card, ctx),
            "",
            _("Please take it by <b>{until}</b>. After that it goes to the next in line.", until=When(until)),
        ),
        ((Button(_("Take the seat"), TakeOffer(event.id), style=Style.SUCCESS), *leave), take),
    )


@feature.promise(News.WITHDRAWN)
async def withdrawn(ctx: Ctx, promise: Promise) -> Screen | None:
    """Tell somebody that the offered seat is gone."""
    card = await still(ctx, promise, SignUpState.WAITING)
    if card is None:
        return None
    position = card.standing.position
    return Screen(
        lines(
            _("There are fewer seats now in <b>“{title}”</b>, the one offered to you is gone.", title=card.event.title),
            _(
                "You are number {position} on the waitlist. Your turn is kept; I tell you if a seat is free.",
                position=position,
            ),
            seats_text(card.event),
        ),
        buttons(card.event, leave_label(card.standing)),
    )


@feature.promise(News.LAPSED)
async def lapsed(ctx: Ctx, promise: Promise) -> Screen | None:
    """Tell somebody that the offer is over, and how to stand in line again."""
    card = await card_of(ctx, promise)
    if card is None or card.standing.state is not SignUpState.LEFT or card.event.state is EventState.CANCELLED:
        return None
    if ctx.now >= card.event.starts_at:
        return None
    event = card.event
    again = Button(_("Sign up again"), SignUp(event.id))
    return Screen(
        lines(
            _("The seat in <b>“{title}”</b> was not taken in time and went on to the next in line.", title=event.title),
            _("You are not in the line any more. If you still want to come, sign up again."),
        ),
        ((again, open_button(event)),) if ctx.now < event.closes_at else ((open_button(event),),),
    )


@feature.promise(News.ADMITTED)
async def admitted(ctx: Ctx, promise: Promise) -> Screen | None:
    """Tell somebody that the organiser let them in, and where they stand."""
    card = await still(ctx, promise)
    if card is None or card.standing.state is SignUpState.ASKING:
        return None
    event, standing = card.event, card.standing
    waits = standing.state is SignUpState.WAITING
    return Screen(
        lines(
            _("✅ The organiser has let you in: <b>“{title}”</b>", title=event.title),
            _("All seats are taken just now: you are number {position} on the waitlist.", position=standing.position)
            if waits
            else None,
            _("Time: {span}", span=span(event.starts_at, event.ends_at, ctx.zone)),
            *where(card, ctx),
        ),
        buttons(event, leave_label(standing)),
    )


@feature.promise(News.DECLINED)
async def declined(ctx: Ctx, promise: Promise) -> Screen | None:
    """Tell somebody that the organiser did not let them in, and why."""
    card = await card_of(ctx, promise)
    if card is None or card.standing.state is not SignUpState.DECLINED:
        return None
    reason = card.standing.reason
    return Screen(
        lines(
            _("The organiser could not let you in to <b>“{title}”</b>.", title=card.event.title),
            _("Reason: {reason}", reason=reason) if reason else None,
        ),
        ((open_button(card.event),),),
    )
