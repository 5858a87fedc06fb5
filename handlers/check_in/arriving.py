"""Checking in with the code on the screen: by its QR code, or by typing its six digits."""

from __future__ import annotations

from bot.callbacks import Tap
from bot.domain.check_in import Arrival, CodeWrong, Way, digits
from bot.domain.events import Event
from bot.services.check_in import CheckIns, Proof
from bot.texts import When, Words, _, lines
from handlers.cards import event_id, open_button, privately, span
from handlers.check_in.base import feature
from handlers.kit import Answer, Button, Ctx, Screen, Style


class WalkIn(Tap, wire="ci"):
    """Sign up and check in at once, with a ticket that was given for a code."""

    event: int
    ticket: str


@feature.lasts("c")
async def keep(ctx: Ctx, rest: str) -> str:
    """Turn a code into a ticket: reading the notice takes longer than a code lasts."""
    number, _sep, shown = rest.partition("_")
    if not (number.isascii() and number.isdigit()):
        return rest
    ticket = await ctx.use(CheckIns).ticket(event_id(number), ctx.person.telegram_id or 0, shown)
    return f"{number}_{ticket}"


@feature.link("c")
async def by_link(ctx: Ctx, rest: str) -> Screen:
    """Check in by the QR code."""
    number, _sep, shown = rest.partition("_")
    event = event_id(number)
    if not ctx.private:
        return privately(ctx, f"e_{event}")
    return await _arrive(ctx, event, shown)


@feature.hears(r"\s*\d{3}\s?\d{3}\s*")
async def by_digits(ctx: Ctx, text: str) -> Answer:
    """Check in by typing the six digits."""
    typed = digits(text)
    event = await ctx.use(CheckIns).find(ctx.person, typed)
    return None if event is None else await _arrive(ctx, event, typed)


@feature.on(WalkIn)
async def walk_in(ctx: Ctx, tap: WalkIn) -> Screen:
    """Take a free seat at the door."""
    proof = Proof(Way.CODE, tap.ticket)
    return checked_in(ctx, await ctx.use(CheckIns).check_in(tap.event, ctx.person, proof, sign_up=True))


async def _arrive(ctx: Ctx, event: int, shown: str) -> Screen:
    if not shown.isascii():
        raise CodeWrong
    arrival = await ctx.use(CheckIns).check_in(event, ctx.person, Proof(Way.CODE, shown))
    if arrival.at is None:
        return _offer(ctx, arrival)
    return checked_in(ctx, arrival)


def checked_in(ctx: Ctx, arrival: Arrival) -> Screen:
    """Say that somebody is checked in, or was before."""
    if arrival.already:
        done = _("You are checked in already: {time}.", time=_time(arrival))
        toast = _("Checked in already")
    else:
        done = _("✅ Checked in: {time}", time=_time(arrival))
        toast = _("Checked in")
    return Screen(lines(done, *_what(arrival.event, ctx)), ((open_button(arrival.event),),), toast=toast)


def _offer(ctx: Ctx, arrival: Arrival) -> Screen:
    return Screen(
        lines(
            *_what(arrival.event, ctx),
            "",
            _("You are not signed up, but a seat is free. Take it and be checked in?"),
        ),
        (
            (Button(_("Sign up and check in"), WalkIn(arrival.event.id, arrival.ticket), style=Style.SUCCESS),),
            (open_button(arrival.event),),
        ),
    )


def _time(arrival: Arrival) -> Words:
    return When(arrival.at, "time") if arrival.at else ""


def _what(event: Event, ctx: Ctx) -> tuple[Words, ...]:
    place: tuple[Words, ...] = (_("Place: {place}", place=event.place),) if event.place else ()
    return (
        _("<b>{title}</b>", title=event.title),
        _("Time: {span}", span=span(event.starts_at, event.ends_at, ctx.zone)),
        *place,
    )
