"""Passing events on: whoever types the bot's name and some words in any chat is offered cards of events.

Only what is meant for everybody leaves for chats that the bot does not know; the card there says nothing of whoever
sent it, and the link to take part online stays here.
"""

from __future__ import annotations

from dataclasses import replace

from bot.callbacks import Tap
from bot.domain.events import Card, EventState, SignUpState, Standing
from bot.services.catalogue import Catalogue
from bot.services.events import Events
from bot.texts import When, Words, _, joined, n_
from handlers.cards import CARD, SHARED, card_text, clip, event_id, event_link, seats_text, share_button
from handlers.kit import Addition, Answer, Button, Ctx, Feature, Find, Finds, Row, Screen, Style, Toast

feature = Feature("sharing", _("Sharing"))

_LOOKED_AT = 40  # events; of these, those for everybody are offered
_READ = 60  # characters of what was typed: nobody looks for more


class Refresh(Tap, wire="shr"):
    """Bring a card that was sent into some chat up to date."""

    event: int


@feature.inline
async def find(ctx: Ctx, words: str) -> Finds:
    """Offer the events that the words name: one by its number, else those to come that hold them, "" the next ones."""
    if words.startswith(SHARED):
        return await _one(ctx, words.removeprefix(SHARED))
    cards = await ctx.use(Catalogue).find(ctx.person.id, words[:_READ], _LOOKED_AT)
    offered = tuple(_find(ctx, card) for card in cards if ctx.private or card.event.for_everybody)
    kept = len(cards) - len(offered)
    if kept:
        note = n_(
            "{n} event is not for everybody: see it here", "{n} events are not for everybody: see them here", kept
        )
        return Finds(offered, note, "events")
    return Finds(offered) if offered else Finds(note=_("Nothing found: see what is on"), payload="events")


async def _one(ctx: Ctx, number: str) -> Finds:
    card = await ctx.use(Events).card(event_id(number), ctx.person.id)
    if ctx.private or card.event.for_everybody:
        return Finds((_find(ctx, card),))
    return Finds(note=_("This event is not for everybody: see it here"), payload=event_link(card.event))


@feature.on(Refresh, before_consent=True, in_finds=True)
async def refresh(ctx: Ctx, tap: Refresh) -> Answer:
    """Show the card as it is now, to whoever is in that chat."""
    card = await ctx.use(Events).card(tap.event, ctx.person.id)
    if not card.event.for_everybody:
        return Toast(_("This event is not for everybody any more."), alert=True)
    return replace(_screen(ctx, card), toast=_("Up to date"))


@feature.adds(CARD)
async def share(ctx: Ctx, card: Card) -> Addition | None:
    """Let whoever sees the card of an event to come pass it on."""
    event = card.event
    if event.state is EventState.CANCELLED or ctx.now >= event.starts_at or not event.for_everybody:
        return None
    return Addition(buttons=(share_button(event),))


def _find(ctx: Ctx, card: Card) -> Find:
    event = card.event
    place: list[Words] = [clip(event.place)] if event.place else []
    about = joined([When(event.starts_at), *place, seats_text(event)])
    return Find(str(event.id), event.title, about, _screen(ctx, card))


def _screen(ctx: Ctx, card: Card) -> Screen:
    return Screen(card_text(Card(card.event, Standing(), may_manage=False), ctx), _rows(ctx, card))


def _rows(ctx: Ctx, card: Card) -> tuple[Row, ...]:
    event = card.event
    open_now = event.state is EventState.PUBLISHED and event.opens_at <= ctx.now < event.closes_at
    details = Button(_("Details"), url=ctx.link(event_link(event)))
    again = Button(_("Refresh"), Refresh(event.id))
    if not open_now:
        return ((details, again),)
    label = _("Join the waitlist") if event.next_state() is SignUpState.WAITING else _("Sign up")
    return ((Button(label, url=ctx.link(f"s_{event.id}"), style=Style.SUCCESS), details), (again,))
