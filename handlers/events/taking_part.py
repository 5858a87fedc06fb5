"""An event's card, and taking part: sign up, wait, leave; and why it is refused."""

from __future__ import annotations

from datetime import datetime

from bot.domain.events import (
    AnswersMissing,
    AnswerUnfit,
    Card,
    EventCancelled,
    EventOver,
    EventUnknown,
    NotInvited,
    NotSignedUp,
    OfferGone,
    Outcome,
    SignUpClosed,
    SignUpDeclined,
    SignUpNotOpen,
    SignUpState,
)
from bot.services.events import Events
from bot.texts import When, Words, _, joined, lines
from handlers.cards import (
    BACK,
    CARD,
    AskExcuse,
    AskLeave,
    SignUp,
    TakeOffer,
    card_rows,
    card_text,
    clip,
    event_id,
    paired,
    privately,
)
from handlers.events.base import Leave, OpenCard, back_button, feature
from handlers.kit import Answer, Button, Ctx, Screen, Style

_OFFER_GONE = _("This offer is over, the seat went on to the next in line. You can sign up again.")
_LEAVING: dict[SignUpState | None, tuple[Words, Words]] = {
    SignUpState.SEATED: (_("Cancel your sign-up?"), _("Yes, cancel it")),
    SignUpState.WAITING: (_("Leave the waitlist?"), _("Yes, leave")),
    SignUpState.OFFERED: (_("Pass on the seat? It goes to the next in line, and you leave the line."), _("Yes, pass")),
    SignUpState.ASKING: (_("Ask for a place no more?"), _("Yes, ask no more")),
}
_LEFT: dict[SignUpState | None, Words] = {
    SignUpState.WAITING: _("You have left the waitlist"),
    SignUpState.OFFERED: _("The seat goes to the next in line"),
}


@feature.link("e")
async def event_by_link(ctx: Ctx, rest: str) -> Screen:
    """Open the card that a link or a button of another feature leads to."""
    event = event_id(rest)
    if not ctx.private:
        return privately(ctx, f"e_{event}")
    return await _card(ctx, event, "")


@feature.on(OpenCard)
async def open_card(ctx: Ctx, tap: OpenCard) -> Screen:
    """Open a card from a list."""
    return await _card(ctx, tap.event, tap.back)


@feature.on(SignUp)
async def sign_up(ctx: Ctx, tap: SignUp) -> Answer:
    """Take a seat or a place on the waitlist; questions that the event asks come first."""
    try:
        outcome = await ctx.use(Events).sign_up(tap.event, ctx.person.id)
    except AnswersMissing:
        return await ctx.desk.follow(ctx, f"q_{tap.event}")
    card = await _card_after(ctx, outcome)
    clashes = [_("“{title}”", title=clip(event.title)) for event in outcome.clashes]
    more = [_("At the same time: {titles}", titles=joined(clashes, " "))] if clashes else []
    return await _screen(ctx, card, tap.back, *more, toast=signed_up(outcome))


@feature.on(TakeOffer)
async def take_offer(ctx: Ctx, tap: TakeOffer) -> Screen:
    """Take the seat that is offered."""
    outcome = await ctx.use(Events).take(tap.event, ctx.person.id)
    return await card_after(ctx, outcome, tap.back, signed_up(outcome))


@feature.on(AskLeave)
async def ask_leave(ctx: Ctx, tap: AskLeave) -> Screen:
    """Ask before somebody gives a place up."""
    card = await ctx.use(Events).card(tap.event, ctx.person.id)
    if not card.standing.present:
        raise NotSignedUp
    question, yes = _LEAVING[card.standing.state]
    lost = None if card.event.capacity is None else _("If you come back later, you start at the end of the line.")
    return Screen(
        lines(_("<b>{title}</b>", title=card.event.title), "", question, lost, late(card, ctx)),
        (
            (Button(yes, Leave(tap.event, tap.back), style=Style.DANGER),),
            (Button(_("Give a reason"), AskExcuse(tap.event, tap.back)),),
            (Button(BACK, OpenCard(tap.event, tap.back)),),
        ),
    )


@feature.on(Leave)
async def leave(ctx: Ctx, tap: Leave) -> Screen:
    """Give the place up."""
    before = (await ctx.use(Events).card(tap.event, ctx.person.id)).standing.state
    outcome = await ctx.use(Events).leave(tap.event, ctx.person.id)
    toast = _LEFT.get(before, _("You are not signed up any more"))
    if outcome.already:
        toast = _("You had left already")
    return await card_after(ctx, outcome, tap.back, toast)


def late(card: Card, ctx: Ctx) -> Words | None:
    """Return that giving the seat up is late now; None when it is not."""
    by = card.event.leave_by
    if by is None or ctx.now < by or card.standing.state is not SignUpState.SEATED:
        return None
    return late_since(by)


def late_since(by: datetime) -> Words:
    """Return that giving a seat up has been late since `by`."""
    return _("It was possible until {by} without being late; now it counts as late.", by=When(by))


async def card_after(ctx: Ctx, outcome: Outcome, back: str, toast: Words) -> Screen:
    """Return the card after what somebody did, with a toast."""
    return await _screen(ctx, await _card_after(ctx, outcome), back, toast=toast)


async def _card(ctx: Ctx, event: int, back: str) -> Screen:
    return await _screen(ctx, await ctx.use(Events).card(event, ctx.person.id), back)


async def _card_after(ctx: Ctx, outcome: Outcome) -> Card:
    # Taps come by the hundred when sign-up opens: only for an organiser, who may manage it, the card is read again.
    if ctx.person.is_organiser(ctx.now):
        return await ctx.use(Events).card(outcome.event.id, ctx.person.id)
    return Card(outcome.event, outcome.standing, may_manage=False)


async def _screen(ctx: Ctx, card: Card, back: str, *more: Words, toast: Words | None = None) -> Screen:
    added = await ctx.additions(CARD, card)
    rows = (*card_rows(card, ctx.now, back), *paired(added.buttons), (back_button(back),))
    return Screen(card_text(card, ctx, *more, *added.lines), rows, toast=toast)


def signed_up(outcome: Outcome) -> Words:
    """Return what became of a sign-up, in the words of a toast."""
    match outcome.standing.state:
        case SignUpState.SEATED:
            return _seated(outcome)
        case SignUpState.WAITING:
            return _waits(outcome)
        case SignUpState.ASKING if outcome.already:
            return _("You have asked already: the organiser decides")
        case SignUpState.ASKING:
            return _("Asked: I tell you when the organiser has decided")
    return _OFFER_GONE


def _seated(outcome: Outcome) -> Words:
    position, capacity = outcome.standing.position, outcome.event.capacity
    if capacity is None:
        return _("You are signed up already") if outcome.already else _("Signed up")
    if outcome.already:
        return _("You are signed up already: seat {position} of {capacity}", position=position, capacity=capacity)
    return _("Signed up: seat {position} of {capacity}", position=position, capacity=capacity)


def _waits(outcome: Outcome) -> Words:
    position = outcome.standing.position
    if outcome.already:
        return _("You are on the waitlist already: number {position}", position=position)
    if outcome.event.next_state() is SignUpState.SEATED:
        return _("The seats left are reserved: you are number {position} on the waitlist", position=position)
    return _("All seats are taken: you are number {position} on the waitlist", position=position)


feature.refuses(OfferGone, lambda _r: _OFFER_GONE)
feature.refuses(
    SignUpDeclined,
    lambda r: (
        _("The organiser could not let you in: {reason}", reason=r.reason)
        if r.reason
        else _("The organiser could not let you in. Please ask them if you have questions.")
    ),
)
feature.refuses(EventUnknown, lambda _r: _("This event does not exist (any more). See /events for what is on."))
feature.refuses(
    SignUpNotOpen,
    lambda r: _("Sign-up opens {opens}. Come back then: seats go by the order of sign-up.", opens=When(r.opens_at)),
)
feature.refuses(
    SignUpClosed,
    lambda r: _("Sign-up closed {closed}. Ask the organiser if you still want to come.", closed=When(r.closed_at)),
)
feature.refuses(
    EventOver,
    lambda r: _("This is not possible any more: the event began {started}.", started=When(r.started_at)),
)
feature.refuses(
    EventCancelled, lambda _r: _("This event was cancelled and does not take place. See /events for others.")
)
feature.refuses(NotInvited, lambda _r: _("This event is for others. If you should be among them, ask the organiser."))
feature.refuses(
    AnswersMissing, lambda _r: _("The organiser asks something first. Please open the event and tap “Sign up”.")
)
feature.refuses(AnswerUnfit, lambda _r: _("An answer does not fit any more. Please open the event and sign up again."))
feature.refuses(NotSignedUp, lambda _r: _("You are not signed up for this event."))
