"""Sending an event's card into a group: /post there, or a button where the event is managed."""

from __future__ import annotations

from bot.callbacks import Tap
from bot.domain.events import Card, EventState, NotYours, Shelf
from bot.services.events import Events
from bot.services.groups import Groups
from bot.services.posts import Posts
from bot.texts import _, lines
from handlers.cards import BACK, MANAGE, Manage, clip, row_label
from handlers.groups.base import feature, typed_event
from handlers.kit import Addition, Answer, Button, Ctx, Scope, Screen, Toast

_OFFERED, _LOOKED_AT = 8, 50  # events


class PostHere(Tap, wire="gph"):
    """Send the event's card into this group; `topic` 0 is no forum's."""

    event: int
    topic: int


class ChooseGroup(Tap, wire="gpc"):
    """Choose to which group the event's card goes."""

    event: int


class PostTo(Tap, wire="gpt"):
    """Send the event's card into that group."""

    event: int
    group: int


@feature.link("post")
async def post_link(ctx: Ctx, _rest: str) -> Answer:
    """Choose an event, for somebody who came from a group."""
    return await post(ctx, "")


@feature.command("post", _("Send an event's card into a group"), Scope.ADMIN, Scope.ORGANISER)
async def post(ctx: Ctx, rest: str) -> Answer:
    """Send the card of the event that was named, or ask which."""
    if not ctx.person.is_organiser(ctx.now):
        raise NotYours
    if rest and not ctx.private:
        return await _post_here(ctx, typed_event(rest), ctx.chat.topic)
    if rest:
        return await choose_group(ctx, ChooseGroup(typed_event(rest)))
    page = await ctx.use(Events).browse(ctx.person.id, Shelf.ON, None, 0, _LOOKED_AT)
    own = [card for card in page.cards if card.may_manage][:_OFFERED]
    rows = tuple((Button(row_label(card, ctx.now), _to(ctx, card)),) for card in own)
    return Screen(_("Which event?") if rows else _("You have no event to come. /newevent publishes one."), rows)


@feature.on(PostHere, in_groups=True)
async def post_here(ctx: Ctx, tap: PostHere) -> Answer:
    """Send the card that was chosen."""
    return await _post_here(ctx, tap.event, tap.topic or None)


@feature.adds(MANAGE)
async def manage(ctx: Ctx, card: Card) -> Addition | None:
    """Offer to send the card of an event to come."""
    if card.event.state is EventState.CANCELLED or ctx.now >= card.event.ends_at:
        return None
    return Addition(buttons=(Button(_("Post to a group"), ChooseGroup(card.event.id)),))


@feature.on(ChooseGroup)
async def choose_group(ctx: Ctx, tap: ChooseGroup) -> Screen:
    """List the groups that are bound."""
    card = await ctx.use(Events).card(tap.event, ctx.person.id)
    if not card.may_manage:
        raise NotYours
    groups = await ctx.use(Groups).bound()
    rows = tuple((Button(clip(group.title), PostTo(tap.event, group.id)),) for group in groups)
    ask = _("Into which group or channel?")
    if not rows:
        ask = _("No group is bound yet. Take me into one and send /bind there; a channel you bind by /bind here.")
    return Screen(
        lines(_("<b>{title}</b>", title=card.event.title), "", ask), (*rows, (Button(BACK, Manage(tap.event)),))
    )


@feature.on(PostTo)
async def post_to(ctx: Ctx, tap: PostTo) -> Toast:
    """Send the card into a bound group."""
    await ctx.use(Posts).post(ctx.person.id, tap.event, tap.group, None, ctx.message_id, bound=True)
    return Toast(_("On its way to the group"))


async def _post_here(ctx: Ctx, event: int, topic: int | None) -> Toast:
    if ctx.private:
        raise NotYours
    await ctx.use(Posts).post(ctx.person.id, event, ctx.chat.id, topic, ctx.message_id, bound=False)
    return Toast(_("On its way to the group"))


def _to(ctx: Ctx, card: Card) -> Tap:
    return ChooseGroup(card.event.id) if ctx.private else PostHere(card.event.id, ctx.chat.topic or 0)
