"""The card of an event in a group, as it is true now; and in private the names that do not fit on it."""

from __future__ import annotations

from bot.callbacks import Tap
from bot.domain.events import Card, Event, EventState, EventUnknown, Standing
from bot.domain.groups import GroupNews
from bot.domain.posts import Live
from bot.services.posts import NAMES_AT_ONCE, Posts
from bot.texts import Words, _, joined, lines, n_
from handlers.cards import SignUpHere, card_text, event_id, event_link, open_button, paired, privately
from handlers.groups.base import feature
from handlers.kit import Answer, Button, Ctx, Promise, Row, Screen, Style


class ShowNames(Tap, wire="grn"):
    """A page of the names of those who come and let others see it."""

    event: int
    page: int


@feature.promise(GroupNews.CARD)
async def card(ctx: Ctx, promise: Promise) -> Screen | None:
    """Write a card anew; one that is sent by itself only where none is, and only of what is still to come."""
    posts = ctx.use(Posts)
    live = await posts.card(promise.subject, ctx.chat.id)
    if live is None:
        return None
    if promise.data and _void(ctx, live.event):
        return None
    if promise.data and promise.data["by"] is None and await posts.stands(promise.subject, ctx.chat.id):
        return None
    return screen(ctx, live)


def screen(ctx: Ctx, live: Live) -> Screen:
    """Return a card with the way to take part."""
    event = live.event
    shown = Card(event, Standing(), may_manage=False)
    rows: list[Row] = []
    details = Button(_("Details"), url=ctx.link(event_link(event)))
    if event.state is EventState.PUBLISHED and ctx.now < event.closes_at:
        full = event.capacity is not None and _left(event) == 0
        label = _("Join the waitlist") if full else _("Sign up")
        rows.append((Button(label, SignUpHere(event.id), style=Style.SUCCESS), details))
    else:
        rows.append((details,))
    if live.names and len(live.names) < event.seated:
        rows.append((Button(_("Names in full"), url=ctx.link(f"n_{event.id}")),))
    more = (_seats_left(ctx, event), _("Organiser: {name}", name=live.organiser), _names(live))
    body = card_text(shown, ctx, *(line for line in more if line))
    return Screen(body, tuple(rows), live=live.signature)


@feature.link("n")
async def names_by_link(ctx: Ctx, rest: str) -> Answer:
    """Show who comes, to somebody who came from a card."""
    event = event_id(rest)
    if not ctx.private:
        return privately(ctx, f"n_{event}")
    return await show_names(ctx, ShowNames(event, 0))


@feature.on(ShowNames)
async def show_names(ctx: Ctx, tap: ShowNames) -> Screen:
    """Turn to a page of the names."""
    if not 0 <= tap.page <= 10**6:
        raise EventUnknown
    event, names = await ctx.use(Posts).names(tap.event, tap.page)
    turns = []
    if tap.page:
        turns.append(Button(_("‹ Earlier page"), ShowNames(event.id, tap.page - 1)))
    if len(names) == NAMES_AT_ONCE:
        turns.append(Button(_("Next page ›"), ShowNames(event.id, tap.page + 1)))
    body = joined(names, "、") if names else _("Nobody lets others see their name here.")
    return Screen(
        lines(
            _("<b>{title}</b>", title=event.title),
            n_("{n} person has a seat.", "{n} people have a seat.", event.seated),
            "",
            body,
            "",
            _("Only those are named who allow it: see /me."),
        ),
        (*paired(turns), (open_button(event),)),
    )


def _void(ctx: Ctx, event: Event) -> bool:
    return event.state is EventState.CANCELLED or ctx.now >= event.ends_at


def _left(event: Event) -> int:
    """Return how many seats nobody has or is being offered; for events with a limit."""
    return max(0, (event.capacity or 0) - event.seated - event.offered)


def _seats_left(ctx: Ctx, event: Event) -> Words | None:
    if event.capacity is None or event.state is EventState.CANCELLED or ctx.now >= event.closes_at:
        return None
    left = _left(event)
    return n_("{n} seat left", "{n} seats left", left) if left else None


def _names(live: Live) -> Words | None:
    if not live.names:
        return None
    shown = joined(live.names, "、")
    if len(live.names) < live.event.seated:
        return _("Coming: {names} and others", names=shown)
    return _("Coming: {names}", names=shown)
