"""What is promised about events, written when it is due: None when it does not hold any more."""

from __future__ import annotations

from datetime import timedelta
from typing import cast

from bot.clock import instant
from bot.domain.events import Card, Event, EventState, EventUnknown, News, SignUpState
from bot.domain.reminders import Lead, due_at
from bot.services.events import Events
from bot.services.reminders import Reminders
from bot.texts import When, Words, _, lines, n_
from handlers.cards import NEWS, AskLeave, leave_label, link_text, open_button, paired, seats_text, span
from handlers.kit import Button, Ctx, Promise, Row, Screen, Style
from handlers.reminders.settings import feature


@feature.promise(News.REMINDER)
async def remind(ctx: Ctx, promise: Promise) -> Screen | None:
    """Remind somebody who still has a seat in something still to come; of several due after an outage the nearest."""
    card = await still(ctx, promise, SignUpState.SEATED)
    if card is None or await _nearer_is_due(ctx, card.event, Lead(promise.data["lead"])):
        return None
    event = card.event
    return Screen(lines(_how_near(event, ctx), *where(card, ctx)), buttons(event, _("Cancel sign-up")))


@feature.promise(News.PROMOTED)
async def promoted(ctx: Ctx, promise: Promise) -> Screen | None:
    """Tell somebody that a seat became free for them."""
    card = await still(ctx, promise, SignUpState.SEATED)
    if card is None:
        return None
    event = card.event
    return Screen(
        lines(
            _(
                "✅ A seat is yours: you have moved up from the waitlist of <b>“{title}”</b>.",
                title=event.title,
            ),
            _("Time: {span}", span=span(event.starts_at, event.ends_at, ctx.zone)),
            *where(card, ctx),
            "",
            _("If you cannot come, please cancel, so that the next in line can."),
        ),
        buttons(event, _("Cancel sign-up")),
    )


@feature.promise(News.DEMOTED)
async def demoted(ctx: Ctx, promise: Promise) -> Screen | None:
    """Tell somebody that there are fewer seats and they wait again."""
    card = await still(ctx, promise, SignUpState.WAITING)
    if card is None:
        return None
    event = card.event
    return Screen(
        lines(
            _("There are fewer seats now in <b>“{title}”</b>.", title=event.title),
            _(
                "You are back on the waitlist, as number {position}. Your turn is kept; I tell you if a seat is free.",
                position=card.standing.position,
            ),
            seats_text(event),
        ),
        buttons(event, _("Leave the waitlist")),
    )


@feature.promise(News.CHANGED)
async def changed(ctx: Ctx, promise: Promise) -> Screen | None:
    """Tell those in the line what is different from what they knew."""
    card = await still(ctx, promise)
    if card is None:
        return None
    event, was = card.event, cast("dict[str, object]", promise.data["was"])
    changes = [
        change for change in (_new_time(event, was, ctx), _new_place(event, was), _new_link(card, was, ctx)) if change
    ]
    return Screen(
        lines(
            _("<b>“{title}”</b> has changed.", title=event.title),
            *changes,
            "",
            _still_there(card),
        ),
        (*buttons(event, leave_label(card.standing)), *paired((await ctx.additions(NEWS, card)).buttons)),
    )


def _still_there(card: Card) -> Words:
    match card.standing.state:
        case SignUpState.WAITING:
            return _("You are still number {position} on the waitlist.", position=card.standing.position)
        case SignUpState.OFFERED:
            return _("The seat you were offered is still held for you.")
        case SignUpState.ASKING:
            return _("The organiser still has to decide whether you can come.")
    return _("Your seat is kept. If it does not suit you now, please cancel, so that the next in line can come.")


@feature.promise(News.CANCELLED)
async def cancelled(ctx: Ctx, promise: Promise) -> Screen | None:
    """Tell those in the line that it does not take place."""
    card = await card_of(ctx, promise)
    if card is None or not card.standing.present or card.event.state is not EventState.CANCELLED:
        return None
    event, reason = card.event, str(promise.data.get("reason", ""))
    return Screen(
        lines(
            _("<b>“{title}”</b> is cancelled.", title=event.title),
            _("It would have been: {span}", span=span(event.starts_at, event.ends_at, ctx.zone)),
            _("Reason: {reason}", reason=reason) if reason else None,
            _("You need not do anything. We are sorry for the trouble."),
        ),
        paired((await ctx.additions(NEWS, card)).buttons),
    )


async def card_of(ctx: Ctx, promise: Promise) -> Card | None:
    """Return the card of the event that is promised about; None when there is none any more."""
    try:
        return await ctx.use(Events).card(promise.subject, ctx.person.id)
    except EventUnknown:
        return None


async def still(ctx: Ctx, promise: Promise, state: SignUpState | None = None) -> Card | None:
    """Return the card if the event is still to come and the person still stands there; `state` None: anywhere."""
    card = await card_of(ctx, promise)
    if card is None or card.event.state is EventState.CANCELLED or ctx.now >= card.event.starts_at:
        return None
    fits = card.standing.present if state is None else card.standing.state is state
    return card if fits else None


async def _nearer_is_due(ctx: Ctx, event: Event, lead: Lead) -> bool:
    own = due_at(lead, event.starts_at, ctx.zone)
    leads = await ctx.use(Reminders).leads(ctx.person.id)
    return any(own < due_at(other, event.starts_at, ctx.zone) <= ctx.now for other in leads)


def _how_near(event: Event, ctx: Ctx) -> Words:
    """Return what the present says, whatever lead it is: a reminder may come late after an outage."""
    day, today = event.starts_at.astimezone(ctx.zone).date(), ctx.now.astimezone(ctx.zone).date()
    time = When(event.starts_at, "time")
    if day == today + timedelta(days=1):
        return _("⏰ Tomorrow {time}: <b>“{title}”</b>", time=time, title=event.title)
    if day != today:
        return _("⏰ {moment}: <b>“{title}”</b>", moment=When(event.starts_at), title=event.title)
    minutes = max(1, round((event.starts_at - ctx.now).total_seconds() / 60))
    if minutes < 120 and minutes != 60:  # noqa: PLR2004 - an hour has 60, and an hour and a half is not two
        left = n_("{n} minute", "{n} minutes", minutes)
    else:
        left = n_("{n} hour", "{n} hours", round(minutes / 60))
    return _("⏰ Today {time}: <b>“{title}”</b>, in {left}", time=time, title=event.title, left=left)


def where(card: Card, ctx: Ctx) -> list[Words]:
    """Return place and link as the reader may know them."""
    place, link = card.event.place, link_text(card, ctx.now)
    where: list[Words] = [_("Place: {place}", place=place)] if place else []
    return [*where, link] if link else where


def _new_time(event: Event, was: dict[str, object], ctx: Ctx) -> Words | None:
    if "starts_at" not in was and "ends_at" not in was:
        return None
    starts = instant(cast("int", was["starts_at"])) if "starts_at" in was else event.starts_at
    ends = instant(cast("int", was["ends_at"])) if "ends_at" in was else event.ends_at
    new = span(event.starts_at, event.ends_at, ctx.zone)
    return _("Time: {old} → <b>{new}</b>", old=span(starts, ends, ctx.zone), new=new)


def _new_place(event: Event, was: dict[str, object]) -> Words | None:
    if "place" not in was:
        return None
    open_ = _("to be announced")
    return _("Place: {old} → <b>{new}</b>", old=str(was["place"]) or open_, new=event.place or open_)


def _new_link(card: Card, was: dict[str, object], ctx: Ctx) -> Words | None:
    if "link" not in was:
        return None
    if not card.event.link:
        return _("Online: not any more")
    if card.standing.state is SignUpState.SEATED:
        return link_text(card, ctx.now)
    return _("Online: the link has changed; those with a seat see it")


def buttons(event: Event, leave: Words) -> tuple[Row, ...]:
    """Return the ways from a message to the event and out of it."""
    return (
        (open_button(event),),
        (Button(leave, AskLeave(event.id), style=Style.DANGER),),
    )
