"""Finding materials: on the card of an event that is over, in the thanks, and when there is something new."""

from __future__ import annotations

from bot.callbacks import Tap
from bot.domain.events import Card, EventUnknown
from bot.domain.materials import Material, MaterialKind, MaterialNews, MaterialsNotYours
from bot.services.events import Events
from bot.services.materials import Materials
from bot.texts import _, lines
from handlers.cards import CARD, THANKS, clip, open_button
from handlers.kit import Addition, Attachment, Button, Ctx, FileKind, Promise, Row, Screen
from handlers.materials.base import feature

_LABEL = 30  # characters of a name on its button


class ListMaterials(Tap, wire="ma"):
    """The materials of an event."""

    event: int


class OpenMaterial(Tap, wire="mao"):
    """A file."""

    material: int


@feature.adds(CARD)
async def on_card(ctx: Ctx, card: Card) -> Addition | None:
    """Lead to the materials of what is over."""
    return None if ctx.now < card.event.ends_at else await with_thanks(ctx, card)


@feature.adds(THANKS)
async def with_thanks(ctx: Ctx, card: Card) -> Addition | None:
    """Lead to the materials, if there are any."""
    if not await ctx.use(Materials).offered(ctx.person.id, card.event.id):
        return None
    return Addition(buttons=(Button(_("Materials"), ListMaterials(card.event.id)),))


@feature.on(ListMaterials)
async def list_materials(ctx: Ctx, tap: ListMaterials) -> Screen:
    """Show what there is, below what was tapped."""
    found = await ctx.use(Materials).of(ctx.person.id, tap.event)
    card = await ctx.use(Events).card(tap.event, ctx.person.id)
    body = lines(
        _("<b>Materials · {title}</b>", title=card.event.title),
        None if found else _("There are none yet."),
    )
    return Screen(body, tuple(_row(one) for one in found), fresh=True)


@feature.on(OpenMaterial)
async def open_material(ctx: Ctx, tap: OpenMaterial) -> Screen:
    """Send a file."""
    material = await ctx.use(Materials).open(ctx.person.id, tap.material)
    if material.kind is MaterialKind.LINK:
        return Screen(material.name, (_row(material),), fresh=True)
    return Screen(material.name, attachment=Attachment(FileKind(material.kind.value), material.target))


@feature.promise(MaterialNews.NEW)
async def new_material(ctx: Ctx, promise: Promise) -> Screen | None:
    """Tell somebody who was there of new material; None when there is none any more."""
    try:
        card = await ctx.use(Events).card(promise.subject, ctx.person.id)
        found = await ctx.use(Materials).of(ctx.person.id, promise.subject)
    except (EventUnknown, MaterialsNotYours):
        return None
    if not found:
        return None
    return Screen(
        _("There is new material of <b>“{title}”</b>.", title=card.event.title),
        ((Button(_("Materials"), ListMaterials(card.event.id)),), (open_button(card.event),)),
    )


def _row(one: Material) -> Row:
    name = clip(one.name, _LABEL)
    return (Button(name, url=one.target) if one.kind is MaterialKind.LINK else Button(name, OpenMaterial(one.id)),)
